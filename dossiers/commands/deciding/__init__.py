"""What is decided: what an act does about the decision, the result that is entered, and who signs as what."""
