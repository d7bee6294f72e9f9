"""What is printed and issued."""
