"""The desk and its money: the cash of a day, statements of the bank."""
