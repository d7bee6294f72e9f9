"""What officers work with: lists of what waits, and the file."""
