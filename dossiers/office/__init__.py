"""What an administrator looks after: jobs, what could not be sent, and the work behind the scenes."""
