"""From when until when a stand-in truly had the rights, where that is not what the days of the absence say (ADR 0086)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import AccountChange, ChangeKind, Substitution, User
from dossiers.display.formats import vn_date, vn_datetime


def spans_of(person: User, rows: Sequence[Substitution]) -> Mapping[int, str]:
    """Return in words when the rights of somebody's absences held, by key: of what was entered late, or ended; one query for the latter."""
    found = [row for row in rows if row.substitute_id is not None and not _is_cancelled(row)]
    ends = _ends(person) if any(row.ended_on for row in found) else {}
    return {row.pk: _span(row, ends.get(_terms(row))) for row in found if row.ended_on or _is_late(row)}


def _is_cancelled(row: Substitution) -> bool:
    return row.ended_on is not None and row.ended_on < row.since


def _is_late(row: Substitution) -> bool:
    """Say whether an absence had begun on a day before it was entered."""
    return row.entered_at is not None and timezone.localdate(row.entered_at) > row.since


def _terms(row: Substitution) -> tuple[str, str, str]:
    return row.since.isoformat(), row.until.isoformat(), row.substitute.username if row.substitute else ""


def _ends(person: User) -> Mapping[tuple[str, str, str], datetime]:
    """Return at which instants absences were ended, by their days and who stood in: what is no older than that history."""
    ended = AccountChange.objects.filter(person=person, kind=ChangeKind.AWAY_ENDED).order_by("pk")
    terms = (
        (one.before.get("since", ""), one.before.get("until", ""), one.before.get("substitute", "")) for one in ended
    )
    return dict(zip(terms, (one.at for one in ended), strict=True))


def began_at(row: Substitution) -> datetime | None:
    """Return from which instant on somebody stands in, where the absence began on a day before it was entered; None of all others."""
    return row.entered_at if _is_late(row) else None


def _span(row: Substitution, ended_at: datetime | None) -> str:
    began = row.entered_at if row.entered_at and timezone.localdate(row.entered_at) >= row.since else None
    since = vn_datetime(began) if began else vn_date(row.since)
    until = vn_datetime(ended_at) if ended_at and row.ended_on else vn_date(row.ended_on or row.until)
    return _("Rights of a stand-in from %(since)s to %(until)s") % {"since": since, "until": until}
