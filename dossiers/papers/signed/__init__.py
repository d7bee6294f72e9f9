"""Papers that are signed: the key of the office, and the signature of a file by it."""
