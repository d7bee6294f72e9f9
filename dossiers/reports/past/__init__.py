"""Figures and lists as of a past instant: read off the logs, counted as those of today are (docs/statistics.md, "As of")."""
