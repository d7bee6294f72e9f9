"""What is being filed: drafts with their rows and files, and what must be in order before it is sent."""
