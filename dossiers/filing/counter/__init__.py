"""What the counter knows: who stands there, what was brought, and what an application on paper must say (ADR 0085)."""
