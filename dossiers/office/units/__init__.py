"""The administrator's pages of units: who sits there, which sectors they serve, and until when they are there."""
