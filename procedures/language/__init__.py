"""From the text of a definition to a machine that keeps the laws: pure, and without a database."""
