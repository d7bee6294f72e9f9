"""The counter: somebody without an account is served, from the first key to the printed form 01 (ADR 0085)."""
