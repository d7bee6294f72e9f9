"""What stands beside a list: its tabs, the views that are kept of lists, what is new in them."""
