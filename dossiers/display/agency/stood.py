"""From when until when a stand-in truly had the rights, where that is not what the days of the absence say (ADR 0086)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import AccountChange, ChangeKind, Substitution, User
from dossiers.display.formats import vn_date, vn_datetime


@dataclass(frozen=True, slots=True)
class Span:
    """When the right of one absence ran: on its days, from its being entered where that came later, to its being ended."""

    row: Substitution
    ended_at: datetime | None
    """When it was ended; None where it was not, or nobody has written that down."""

    def holds(self, at: datetime) -> bool:
        """Say whether it ran at an instant."""
        row, on = self.row, timezone.localdate(at)
        if self.ended_at is not None and self.ended_at <= at:
            return False
        # Of an end that nobody has written down only the day is known, on part of which it ran.
        last = row.until if row.ended_on is None else min(row.until, row.ended_on)
        return row.since <= on <= last and (row.entered_at is None or row.entered_at <= at)

    def __str__(self) -> str:
        row = self.row
        began = row.entered_at if row.entered_at and timezone.localdate(row.entered_at) >= row.since else None
        since = vn_datetime(began) if began else vn_date(row.since)
        until = vn_datetime(self.ended_at) if self.ended_at else vn_date(row.ended_on or row.until)
        return _("Rights of a stand-in from %(since)s to %(until)s") % {"since": since, "until": until}


def spans_of(person: User, rows: Sequence[Substitution]) -> Mapping[int, Span]:
    """Return by key when the right of each of somebody's absences ran in which another stood in: one query where one was ended."""
    found = [row for row in rows if row.substitute_id is not None and not _is_cancelled(row)]
    ends = _ends(person) if any(row.ended_on for row in found) else {}
    return {row.pk: Span(row, _ended_at(row, ends)) for row in found}


def in_words(spans: Mapping[int, Span]) -> Mapping[int, str]:
    """Return in words those that are not what the days of their absence say: of what was entered late, or ended."""
    return {pk: str(span) for pk, span in spans.items() if span.row.ended_on or _is_late(span.row)}


def _is_cancelled(row: Substitution) -> bool:
    return row.ended_on is not None and row.ended_on < row.since


def _is_late(row: Substitution) -> bool:
    """Say whether an absence had begun on a day before it was entered."""
    return row.entered_at is not None and timezone.localdate(row.entered_at) > row.since


def _terms(row: Substitution) -> tuple[str, str, str]:
    return row.since.isoformat(), row.until.isoformat(), row.substitute.username if row.substitute else ""


def _ends(person: User) -> Mapping[tuple[str, str, str], Sequence[datetime]]:
    """Return at which instants absences were ended, by their days and who stood in: what is no older than that history."""
    found: dict[tuple[str, str, str], list[datetime]] = {}
    for one in AccountChange.objects.filter(person=person, kind=ChangeKind.AWAY_ENDED).order_by("pk"):
        terms = one.before.get("since", ""), one.before.get("until", ""), one.before.get("substitute", "")
        found.setdefault(terms, []).append(one.at)
    return found


def _ended_at(row: Substitution, ends: Mapping[tuple[str, str, str], Sequence[datetime]]) -> datetime | None:
    """Return when an absence was ended: of those on the same days with the same person, which follow each other, the own end."""
    if row.ended_on is None:
        return None
    after = (at for at in ends.get(_terms(row), ()) if _is_end(row, row.ended_on, at))
    return next(after, None)


def _is_end(row: Substitution, ended_on: date, at: datetime) -> bool:
    return timezone.localdate(at) == ended_on and (row.entered_at is None or row.entered_at <= at)


def began_at(row: Substitution) -> datetime | None:
    """Return from which instant on somebody stands in, where the absence began on a day before it was entered; None of all others."""
    return row.entered_at if _is_late(row) else None
