"""What goes out by the clock, not about an event of a dossier: each person once."""
