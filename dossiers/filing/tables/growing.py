"""The rows of tables on a page of the counter: a button adds one, or takes one out."""

from dossiers.filing import drafts
from dossiers.models import Draft

MOST_DIGITS = 3


def changed(draft: Draft, pressed: str) -> bool:
    """Add a row to a table or take one out, as a button says; say whether one does."""
    does, _colon, rest = pressed.partition(":")
    name, _colon, row = rest.partition(":")
    if does == "add-row":
        return drafts.add_row(draft, name) is not None
    is_row = row.isascii() and row.isdecimal() and len(row) <= MOST_DIGITS
    return does == "remove-row" and is_row and drafts.remove_row(draft, name, int(row)) is not None
