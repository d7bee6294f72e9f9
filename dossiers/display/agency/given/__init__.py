"""What the office gives, in words: what goes back, what goes once more, and which papers went by post."""
