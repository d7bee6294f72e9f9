"""Reports whose form the ministry gives: made of the same figures as pages, kept once they are issued."""
