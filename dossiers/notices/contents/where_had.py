"""Where a result is had, as it was known at an instant, to be held against how it is known now."""

from collections.abc import Sequence
from datetime import date, datetime

from accounts.models import Unit
from accounts.roles import Role
from dossiers.display.agency import places
from dossiers.display.agency.closed import promised
from dossiers.models import Dossier, standing
from procedures.time.agencies.book import Agencies
from procedures.time.agencies.stored import ever_added, known_at
from procedures.time.calendar import local

type Stops = Sequence[tuple[str, str, date | None]]
"""Names and addresses, each with its first day; None of the first."""


def stops(dossier: Dossier, known: Agencies, at: datetime) -> Stops:
    """Return where a result is had by what is known, on the day on which it was promised.

    Who was promised a day that has passed at an instant, or is behind then, comes on a later one, nobody knows which:
    where it is had today, and from which day on elsewhere.
    """
    today, day = local(at).date(), promised(dossier)
    is_late = day is None or day < at or _is_behind(dossier, at)
    return stops_on(dossier, known, today if day is None or is_late else day.date(), is_open=is_late)


def stops_on(dossier: Dossier, known: Agencies, day: date, *, is_open: bool) -> Stops:
    """Return where a result is had on a day; where it may be any later one (``is_open``), also where from which day on."""
    desk = Unit.objects.of_role(Role.ONE_STOP_OFFICER, dossier.agency_id)
    found = places.place_on(known, dossier.point, desk, day)
    later = places.moves(known, dossier.point, desk, day) if is_open else ()
    moves = [(move.place.name_vi, move.place.address, move.since) for move in later]
    return [(found.name_vi, found.address, None), *moves]


def where_known_at(dossier: Dossier, at: datetime) -> Agencies:
    """Return the places as they were known at an instant."""
    return known_at(dossier.steady.once(ever_added), at)


def _is_behind(dossier: Dossier, at: datetime) -> bool:
    return Dossier.objects.filter(standing.past_step(at), pk=dossier.pk).exists()
