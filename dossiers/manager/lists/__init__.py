"""The dossiers behind each number: their lists, what narrows them, and what a row says."""
