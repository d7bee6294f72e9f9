"""Registers on paper: books that are printed by volumes and bound."""
