"""What a plan makes new of the place of a result when that is promised: closed then, open at another time, or open after all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dossiers import commands
from dossiers.calendars.reopened import thinking_it_closed
from dossiers.calendars.said import ClosedThen, unsaid
from dossiers.display.agency import closed
from dossiers.display.agency.closed import Doors
from dossiers.models import Dossier

CLOSED_THEN = "closed_then"
"""Promised for when the place will be closed: for when, and when that opens next."""
OPENS_THEN = "opens_then"
"""Closed when it is promised, as before, but open at another time: when, before and after."""
OPEN_THEN = "open_then"
"""Open when it is promised, and not closed any more: when it would have opened, and for when it is promised."""
OF_PLACES = (CLOSED_THEN, OPENS_THEN, OPEN_THEN)


@dataclass(frozen=True, slots=True)
class Compared:
    """The calendars of before and of a plan, as of an instant, with by which of them each place works."""

    before: Doors
    after: Doors
    at: datetime


def of(dossier: Dossier, compared: Compared, moves: commands.Moves) -> dict[str, tuple[datetime, datetime]]:
    """Return what a plan makes new of that, by its name; nothing where it stays, nor where all of the agency is closed with the place.

    Of a day off of all nobody is told: who waits for a result that is counted gets another day for it.
    """
    before = closed.promised(dossier)
    if before is None or not closed.in_force(dossier):
        return {}
    after = closed.promised(dossier, moves["due_at"][1] if "due_at" in moves else None) or before
    was, opens = compared.before.reopens(dossier, before), compared.after.reopens(dossier, after)
    if after <= compared.at or was == opens or not (opens is None or compared.after.is_alone(dossier, after)):
        return {}
    if opens is None:
        return {OPEN_THEN: (was, after)} if was else {}
    return {OPENS_THEN: (was, opens)} if was else {CLOSED_THEN: (after, opens)}


def unconcerned_by(rows: Sequence[Dossier], told: Mapping[int, Mapping[str, object]], compared: Compared) -> set[int]:
    """Return those to whom what is new of a place is told by nobody: as their papers say it, or as nothing else was told so far."""
    new = [row for row in rows if any(name in OF_PLACES for name in told.get(row.pk, ()))]
    shut = [found for row in new if OPEN_THEN not in told[row.pk] and (found := _closed(row, told[row.pk], compared))]
    is_told = {one.dossier.pk for one in unsaid(shut, sent=True)}
    if opened := [row.pk for row in new if OPEN_THEN in told[row.pk]]:
        here = Dossier.objects.filter(pk__in=opened)
        is_told |= {one.pk for one in thinking_it_closed(here, compared.at, sent=True, planned=compared.after)}
    return {row.pk for row in new} - is_told


def _closed(dossier: Dossier, told: Mapping[str, object], compared: Compared) -> ClosedThen | None:
    moved, due = told.get("due_at"), closed.promised(dossier)
    if isinstance(moved, list):
        due = closed.promised(dossier, datetime.fromisoformat(moved[1]))
    opens = due and compared.after.reopens(dossier, due)
    return ClosedThen(dossier, due, opens) if due and opens else None
