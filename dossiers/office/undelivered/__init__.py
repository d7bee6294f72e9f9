"""What did not go out or came back, as an administrator reads it."""
