"""Closing a book of what an agency numbers by kind and year: its papers, its results. Once and for good, as the register of dossiers (``books``)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from dossiers import outbox
from dossiers.models import ClosedLetters, ClosedResults, OutboxEntry, OwnPaper
from dossiers.models.desk.closings import Lines, lines_of_letters, lines_of_results
from dossiers.refusals.report import BookHasOtherLines, BookNotOver, LettersClosedBefore, PapersWait
from dossiers.reports.official.books import is_over
from procedures.machine import Paper
from procedures.time.calendar import LOCAL, local


def _waiting(agency_id: int, kind: str, year: int) -> int:
    """Return how many papers of acts of a year have still to be issued; a cover note comes into the book of the year of its issue."""
    if kind == OwnPaper.COVER_NOTE:
        return 0
    opens, ends = (datetime(each, 1, 1, tzinfo=LOCAL) for each in (year, year + 1))
    waits = OutboxEntry.objects.filter(
        kind=outbox.issue_of(Paper(kind)), done_at=None, event__dossier__agency=agency_id
    )
    return waits.filter(event__at__gte=opens, event__at__lt=ends).count()


def _none_waiting(_agency_id: int, _kind: str, _year: int) -> int:
    """Return that no result waits for its number: the act that decides it gives it."""
    return 0


@dataclass(frozen=True, slots=True)
class Numbered[Closed: (ClosedLetters, ClosedResults)]:
    """Books of one sort: the row by which one is closed, its lines, and what has still to come into it; each by agency, kind and year."""

    closed: type[Closed]
    lines_of: Callable[[int, str, int], Lines]
    waiting: Callable[[int, str, int], int]

    def closing_of(self, agency_id: int, kind: str, year: int) -> Closed | None:
        """Return the closing of a book; None while it is open."""
        rows = self.closed.objects.select_related("by")
        return rows.filter(agency=agency_id, kind=kind, year=year).first()

    def close(self, agency_id: int, kind: str, year: int, *, seen: str, by: User, at: datetime) -> Closed:
        """Close a book with its lines; ``seen`` is how many the person has read that there are.

        Raises ``BookNotOver``, ``LettersClosedBefore``, ``PapersWait`` and ``BookHasOtherLines``.
        """
        if not is_over(year, at):
            raise BookNotOver(year)
        if before := self.closing_of(agency_id, kind, year):
            raise _closed(before)
        # A paper that is being numbered at this moment waits still: it is done with its number, not before.
        if waiting := self.waiting(agency_id, kind, year):
            raise PapersWait(waiting)
        lines = self.lines_of(agency_id, kind, year)
        if seen != str(lines.count):
            raise BookHasOtherLines
        closed = self.closed(agency_id=agency_id, kind=kind, year=year, by=by, at=at)
        closed.count, closed.digest = lines.count, lines.digest
        try:
            with transaction.atomic():
                closed.save()
        except IntegrityError as error:
            # Somebody else was faster.
            before = self.closing_of(agency_id, kind, year)
            if before is None:
                raise
            raise _closed(before) from error
        return closed


LETTERS = Numbered(ClosedLetters, lines_of_letters, _waiting)
RESULTS = Numbered(ClosedResults, lines_of_results, _none_waiting)


def numbered_on(agency_id: int, kind: Paper, acted_on: date, at: datetime) -> date:
    """Return the day in whose year a paper is numbered: that of its act, or of its issuing where that book is closed."""
    issued_on = local(at).date()
    is_late = acted_on.year < issued_on.year
    return issued_on if is_late and LETTERS.closing_of(agency_id, kind.value, acted_on.year) else acted_on


def _closed(before: ClosedLetters | ClosedResults) -> LettersClosedBefore:
    return LettersClosedBefore(before.year, before.by.get_full_name(), f"{local(before.at):%H:%M %d/%m/%Y}")
