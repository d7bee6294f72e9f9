"""How one comes in: the pages of the door, and the tries that are counted there."""
