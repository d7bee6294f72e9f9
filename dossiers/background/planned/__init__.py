"""What people are told at an hour of the day, or as a deadline nears: one run for each."""
