"""The number of a row, as a request names it."""

MOST_DIGITS = 18
"""More are beyond every row, and from some number on Python reads them no more."""


def is_row(text: str) -> bool:
    """Say whether a text may be the number of a row, so that the database can be asked for it."""
    return text.isdecimal() and len(text) <= MOST_DIGITS
