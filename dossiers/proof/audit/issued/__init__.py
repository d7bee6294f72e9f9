"""What was issued against what the record says of it, row and bytes: papers, files of results."""
