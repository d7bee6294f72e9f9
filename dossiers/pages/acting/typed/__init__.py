"""What is typed into the forms of acts and not sent."""
