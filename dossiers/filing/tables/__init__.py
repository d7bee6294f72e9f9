"""Tables while they are being filled in: their rows, and what two windows have typed into them."""
