"""Working time: which minutes an office works, what a decision changes in that, and what is stored of it."""
