"""Papers of the office itself: printed from the record or a definition whenever somebody asks, never issued."""
