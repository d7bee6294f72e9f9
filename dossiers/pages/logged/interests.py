"""That somebody has declared an interest in a dossier, and that it was ended, as lines of its history (ADR 0094)."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.rights import HEADING
from accounts.seats import Seats
from dossiers.models import Dossier, Interest
from dossiers.pages.logged.timeline import EventRow

READ = (
    *("kind", "reason", "declared_at", "ended_at", "end_reason"),
    *(f"{who}__{name}" for who in ("person", "ended_by") for name in ("username", "full_name")),
)
"""What is read of each."""


def with_interests(events: object, dossier: Dossier, seats: Seats) -> list[EventRow]:
    """Return the history of a dossier with what was declared, for whoever answers for its unit: to all others it says nothing of it.

    One query for these, none for others.
    """
    rows = list(events) if isinstance(events, list) else []
    if not seats.has(*HEADING):
        return rows
    found = Interest.objects.answered_by(seats).filter(dossier=dossier).select_related("person", "ended_by").only(*READ)
    for line in sorted(_lines(found), key=lambda one: one.at):
        rows.insert(next((n for n, row in enumerate(rows) if row.at > line.at), len(rows)), line)
    return rows


def _lines(found: Iterable[Interest]) -> Iterator[EventRow]:
    for one in found:
        about = (_("What this person has to do with it"), str(one.get_kind_display()))
        yield _line(
            _("Interest declared"), one.declared_at, one.person, [about, (_("In that person’s words"), one.reason)]
        )
        if one.ended_at is not None and one.ended_by is not None:
            whose = (_("Declared by"), one.person.get_full_name())
            why = [(_("Why"), one.end_reason)] if one.end_reason else []
            yield _line(_("Declaration of an interest ended"), one.ended_at, one.ended_by, [whose, *why])


def _line(label: str, at: datetime, by: User, facts: list[tuple[str, str]]) -> EventRow:
    name = by.get_full_name()
    return EventRow(at, label, name, "", "", "", facts, [], [], erased=False)
