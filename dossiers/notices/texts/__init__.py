"""Text messages: SMS and Zalo, put down with what they tell of, and handed in to an operator by a run of their own."""
