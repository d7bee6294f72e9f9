"""The row that somebody has just taken out of a table: a button beside the table puts it back, so that a wrong press costs nothing."""

from typing import NamedTuple, Self

from accounts.signin import SignedIn
from dossiers.filing import drafts
from dossiers.models import Draft

KEPT = "row_taken_out"
"""Under which it is in the session: one row, the last that had anything in it."""


class TakenOut(NamedTuple):
    """Where a row was, and what stood in it."""

    draft: str
    """Its key."""
    table: str
    row: int
    """From 0."""
    cells: dict[str, str]
    """By column."""

    @classmethod
    def of(cls, request: SignedIn, draft: Draft | None) -> Self | None:
        """Return what was taken out of a draft last; None where that was another draft, or nothing."""
        kept = request.session.get(KEPT)
        found = cls(*kept) if kept else None
        return found if found and draft and found.draft == str(draft.key) else None

    @property
    def number(self) -> int:
        """What the row was called."""
        return self.row + 1


def take_out(request: SignedIn, draft: Draft, table: str, row: int) -> bool:
    """Take a row out of a table, and remember it; say whether there is such a table."""
    cells = drafts.cells_of(draft, table, row)
    if not drafts.remove_row(draft, table, row):
        return False
    if any(cells.values()):
        request.session[KEPT] = TakenOut(str(draft.key), table, row, cells)
    return True


def put_back(request: SignedIn, draft: Draft, table: str) -> int | None:
    """Put the row that was taken out of a table back to its place; return the place, None where there is nothing to put back."""
    found = TakenOut.of(request, draft)
    if found is None or found.table != table or not drafts.put_row(draft, table, found.row, found.cells):
        return None
    del request.session[KEPT]
    return found.row
