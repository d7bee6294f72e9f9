"""Taking an action from a page: its form, what it asks about a decision, the press, and taking that back."""
