"""One act on many dossiers: what would become of each before it is done, and the job that does it."""
