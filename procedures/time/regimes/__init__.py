"""The rules of the one-stop mechanism by date: each with its source, its doubt and the day that it follows (ADR 0066)."""
