"""Closing the book of a kind of paper and a year: once and for good, as the register of dossiers is (``books``)."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from dossiers import outbox
from dossiers.models import ClosedLetters, OutboxEntry
from dossiers.models.desk.closings import lines_of_letters
from dossiers.refusals.report import BookHasOtherLines, BookNotOver, LettersClosedBefore, PapersWait
from dossiers.reports.official.books import is_over
from procedures.machine import Paper
from procedures.time.calendar import LOCAL, local


def closing_of(agency_id: int, kind: str, year: int) -> ClosedLetters | None:
    """Return the closing of a book; None while it is open."""
    return ClosedLetters.objects.select_related("by").filter(agency=agency_id, kind=kind, year=year).first()


def numbered_on(agency_id: int, kind: Paper, acted_on: date, at: datetime) -> date:
    """Return the day in whose year a paper is numbered: that of its act, or of its issuing where that book is closed."""
    issued_on = local(at).date()
    is_late = acted_on.year < issued_on.year
    return issued_on if is_late and closing_of(agency_id, kind.value, acted_on.year) else acted_on


def close(agency_id: int, kind: Paper, year: int, *, seen: str, by: User, at: datetime) -> ClosedLetters:
    """Close a book with its lines; ``seen`` is how many the person has read that there are.

    Raises ``BookNotOver``, ``LettersClosedBefore``, ``PapersWait`` and ``BookHasOtherLines``.
    """
    if not is_over(year, at):
        raise BookNotOver(year)
    if before := closing_of(agency_id, kind.value, year):
        raise _closed(before)
    # A paper that is being numbered at this moment waits still: it is done with its number, not before.
    if waiting := _waiting(agency_id, kind, year):
        raise PapersWait(waiting)
    lines = lines_of_letters(agency_id, kind.value, year)
    if seen != str(lines.count):
        raise BookHasOtherLines
    closed = ClosedLetters(agency_id=agency_id, kind=kind.value, year=year, by=by, at=at)
    closed.count, closed.digest = lines.count, lines.digest
    try:
        with transaction.atomic():
            closed.save()
    except IntegrityError as error:
        # Somebody else was faster.
        before = closing_of(agency_id, kind.value, year)
        if before is None:
            raise
        raise _closed(before) from error
    return closed


def _closed(before: ClosedLetters) -> LettersClosedBefore:
    return LettersClosedBefore(before.year, before.by.get_full_name(), f"{local(before.at):%H:%M %d/%m/%Y}")


def _waiting(agency_id: int, kind: Paper, year: int) -> int:
    """Return how many papers of acts of a year have still to be issued."""
    opens, ends = (datetime(each, 1, 1, tzinfo=LOCAL) for each in (year, year + 1))
    waits = OutboxEntry.objects.filter(kind=outbox.issue_of(kind), done_at=None, event__dossier__agency=agency_id)
    return waits.filter(event__at__gte=opens, event__at__lt=ends).count()
