"""What is asked about money before it is recorded, and where it is transferred to."""
