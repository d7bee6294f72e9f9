"""Whose service this is: its name, its desk, its hours."""
