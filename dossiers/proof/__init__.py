"""That the record is what it was: checked against itself, sealed each day, given out as a file."""
