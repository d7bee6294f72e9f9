"""Closing the register of dossiers of a year: an act of the office, once and for good."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction

from accounts.models import User
from dossiers.models import ClosedBook
from dossiers.models.desk.closings import lines_of
from dossiers.refusals.report import BookClosedBefore, BookHasOtherLines, BookNotOver, BookStillLoading
from dossiers.reports.loading import history_loaded_until
from dossiers.reports.periods import Period
from dossiers.reports.selection import Selection
from procedures.time.calendar import LOCAL, local

LAST_DAY = (12, 31)
"""Of a year: month and day."""


def is_over(year: int, at: datetime) -> bool:
    """Say whether nothing more can come into the register of a year, nor go out of it by being taken back."""
    over = datetime(year + 1, 1, 1, tzinfo=LOCAL) + timedelta(seconds=settings.TAKE_BACK_SECONDS)
    return at >= over


def closing_of(agency_id: int, year: int) -> ClosedBook | None:
    """Return the closing of a register; None while it is open."""
    return ClosedBook.objects.select_related("by").filter(agency=agency_id, year=year).first()


def closed_before(at: datetime, agencies: Collection[int]) -> frozenset[tuple[int, int]]:
    """Return which registers of some agencies were closed before an instant, each an agency and a year: one statement."""
    found = ClosedBook.objects.filter(agency__in=agencies, at__lt=at)
    return frozenset(found.values_list("agency", "year"))


def closing_of_part(selection: Selection, period: Period) -> ClosedBook | None:
    """Return the closing that stands at the end of a part of a register: of one that is the whole agency's and ends with its year."""
    is_part = selection.narrowed or selection.divisions or selection.people or len(selection.agencies) != 1
    if is_part or (period.end.month, period.end.day) != LAST_DAY:
        return None
    return closing_of(selection.agencies[0], period.end.year)


def close(agency_id: int, year: int, *, seen: str, by: User, at: datetime) -> ClosedBook:
    """Close the register of a year with its lines; ``seen`` is how many the person has read that there are.

    Raises ``BookNotOver``, ``BookStillLoading``, ``BookClosedBefore`` and ``BookHasOtherLines``.
    """
    if not is_over(year, at):
        raise BookNotOver(year)
    if history_loaded_until():
        raise BookStillLoading
    if before := closing_of(agency_id, year):
        raise _closed(before)
    lines = lines_of(agency_id, year)
    if seen != str(lines.count):
        raise BookHasOtherLines
    closed = ClosedBook(agency_id=agency_id, year=year, count=lines.count, digest=lines.digest, by=by, at=at)
    try:
        with transaction.atomic():
            closed.save()
    except IntegrityError as error:
        # Somebody else was faster.
        before = closing_of(agency_id, year)
        if before is None:
            raise
        raise _closed(before) from error
    return closed


def _closed(before: ClosedBook) -> BookClosedBefore:
    return BookClosedBefore(before.year, before.by.get_full_name(), f"{local(before.at):%H:%M %d/%m/%Y}")
