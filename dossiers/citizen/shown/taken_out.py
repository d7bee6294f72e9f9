"""The row and the files that somebody has just taken out: a button puts them back, so that a wrong press costs nothing."""

from collections.abc import Mapping
from textwrap import shorten
from typing import NamedTuple, Self
from uuid import UUID

from django.utils.translation import get_language

from accounts.signin import SignedIn
from dossiers.filing import arriving, drafts
from dossiers.filing.arriving import Aside
from dossiers.models import Draft
from procedures.answers import clean
from procedures.answers.saying import answer_text
from procedures.form import QuestionKind
from procedures.models import machine_of_version

KEPT = "row_taken_out"
"""Under which it is in the session: one row, the last that had anything in it."""
FILES = "files_taken_out"
"""Under which files are there, the last ones."""
MOST_SIGNS = 60
"""Of a cell, by which a row is named."""


class TakenOut(NamedTuple):
    """Where a row was, and what stood in it."""

    draft: str
    """Its key."""
    table: str
    row: int
    """From 0."""
    cells: dict[str, str]
    """By column."""
    known_by: int | None = None
    """The number by which other windows know the row still."""
    what: str = ""
    """What stood in the first cell that had anything, to know it by."""

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
    cells, known_by = drafts.cells_of(draft, table, row), drafts.row_known_by(draft, table, row)
    if not drafts.remove_row(draft, table, row):
        return False
    if any(cells.values()):
        request.session[KEPT] = TakenOut(str(draft.key), table, row, cells, known_by, _called(draft, table, cells))
    return True


def _called(draft: Draft, table: str, cells: Mapping[str, str]) -> str:
    """Return what a row is known by, as it is read: a choice by its words, what cannot be understood as it was typed."""
    question = machine_of_version(draft.version_id).question(table)
    columns = {one.name: one for one in question.columns} if question else {}
    found = [(columns.get(name), name, typed) for name, typed in cells.items() if typed]
    # A number alone says little of a row in which something else stands too.
    column, name, typed = min(found, key=lambda one: one[0] is not None and one[0].kind is QuestionKind.INTEGER)
    value = clean([column], {name: typed})[0].get(name) if column else None
    said = answer_text(column, value, get_language()) if column else ""
    return shorten(said or typed, MOST_SIGNS, placeholder="…")


def put_back(request: SignedIn, draft: Draft, table: str) -> int | None:
    """Put the row that was taken out of a table back to its place; return the place, None where there is nothing to put back."""
    found = TakenOut.of(request, draft)
    if found is None or found.table != table:
        return None
    if not drafts.put_row(draft, table, found.row, found.cells, known_by=found.known_by):
        return None
    del request.session[KEPT]
    return found.row


def files_aside(request: SignedIn, draft: Draft | None) -> list[Aside]:
    """Return the files that were taken out of a draft and may be put back, the first one first."""
    return [one for one in _kept_aside(request) if draft and one.draft == str(draft.key)]


def take_out_file(request: SignedIn, draft: Draft, key: UUID) -> None:
    """Take a file out of a draft, and remember it."""
    aside = arriving.set_aside(draft, key)
    if aside is not None:
        request.session[FILES] = [*_kept_aside(request), aside][-arriving.MOST_FILES :]


def put_back_file(request: SignedIn, draft: Draft, key: UUID) -> Aside | None:
    """Put a file back that was taken out; return what it was, None where there is no such file. Raises ``BadFile``."""
    found = next((one for one in files_aside(request, draft) if one.id == str(key)), None)
    if found is not None:
        arriving.put_back(draft, found, by=request.user)
        request.session[FILES] = [one for one in _kept_aside(request) if one.id != found.id]
    return found


def _kept_aside(request: SignedIn) -> list[Aside]:
    return [Aside(*kept) for kept in request.session.get(FILES, ())]
