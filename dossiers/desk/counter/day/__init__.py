"""The day at the desk: a counter opened and closed, the sheet of the day, and who is called by a number."""
