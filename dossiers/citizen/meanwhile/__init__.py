"""What was typed into a form whose draft another window has sent: it is in nothing that the office has, and is shown."""
