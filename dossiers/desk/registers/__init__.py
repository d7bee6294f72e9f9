"""What was issued, by kind and year: results, and the papers of the official forms."""
