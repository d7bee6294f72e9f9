"""The process as it is lived: read off the logs of dossiers that have been resolved, never off their columns alone."""
