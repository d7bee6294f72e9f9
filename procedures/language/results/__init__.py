"""What a definition says of decisions and results: how it is written, and whether it makes sense."""
