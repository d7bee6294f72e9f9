"""The columns of a list that may be chosen; subject, number, marks and the nearest deadline are always there."""

CHOSEN = ("applicant", "procedure", "holder", "due")
"""What a list shows where nobody chose."""
COLUMNS = (*CHOSEN, "filed", "channel")
"""What may be chosen, in the order in which it stands."""


def chosen_columns(text: str) -> tuple[str, ...]:
    """Return the columns of an address, each once and in the order of ``COLUMNS``; what is none is passed over."""
    asked = text.split(",")
    return tuple(name for name in COLUMNS if name in asked)
