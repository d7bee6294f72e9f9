"""What is counted over many dossiers."""
