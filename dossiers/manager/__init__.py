"""What a manager answers for: figures and the calendar."""
