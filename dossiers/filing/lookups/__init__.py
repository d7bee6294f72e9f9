"""Papers that a database of the State has: looked up there, and asked for only when that failed (NQ 66.7/2025/NQ-CP)."""
