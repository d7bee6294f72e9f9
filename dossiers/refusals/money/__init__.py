"""Refusals about money: what is demanded, paid, counted as cash, and read from a statement of a bank."""
