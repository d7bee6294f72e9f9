"""In whose hands the time of dossiers was: what ``clock.attribute`` says of each, from acceptance on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from dossiers import clock
from dossiers.clock import Attribution, ClockError, Hands, Part
from dossiers.log.batches import Row, logs_of
from dossiers.log.effective import effective
from dossiers.log.moment import calendars_until, holdings_of
from dossiers.models import DossierQuerySet
from procedures import steady
from procedures.machine import Clock, Machine
from procedures.models import machine_of_version
from procedures.steady import Steady
from procedures.time.calendar import CalendarExhausted
from procedures.time.calendars import calendar_by_digest

MOST_DIGITS = 10
"""Of the number of a unit: what is longer is none."""
MOST = 2_000
"""Late dossiers whose logs are read: the newest."""

UNTOLD = "unknown"
"""Stands in an address for: the log does not tell it."""

type Place = tuple[Hands, int | None]
"""Who had a dossier, and in which unit; None of an applicant."""


def written(place: Place) -> str:
    """Return a place as a part of an address: ``division-7``."""
    hands, unit = place
    return f"{hands}-{unit or 0}"


def place_of(text: str) -> Place | None:
    """Return the place that a part of an address names; None for all else."""
    hands, _hyphen, unit = text.partition("-")
    is_number = unit.isascii() and unit.isdecimal() and len(unit) < MOST_DIGITS
    return (Hands(hands), int(unit) or None) if hands in set(Hands) and is_number else None


def longest(
    machines: Mapping[int, Machine], until: datetime | None = None, known: Steady | None = None
) -> dict[int, Part]:
    """Return for each of some dossiers, by their ids, which part of an office had it longest in its hours.

    Of those whose clock runs up to an instant; without one they are left out.
    """
    found = ((pk, most_of(each.parts)) for pk, each in attributions(machines, until, known) if each)
    return {pk: part for pk, part in found if part}


def longest_at(dossiers: DossierQuerySet, place: str, at: datetime) -> list[int]:
    """Return which of some dossiers, the newest of them, were longest in some hands, by their ids; none of no place.

    ``at``: up to when those are read that are not resolved.
    """
    machines = _newest(dossiers, MOST)
    found = longest(machines, at)
    if place == UNTOLD:
        return [pk for pk in machines if pk not in found]
    wanted = place_of(place)
    return [pk for pk, part in found.items() if (part.hands, part.unit) == wanted]


def _newest(dossiers: DossierQuerySet, most: int) -> dict[int, Machine]:
    rows = dossiers.order_by("-resolved_at", "-pk").values_list("pk", "version")[:most]
    return {pk: machine_of_version(version) for pk, version in rows}


def most_of(parts: Iterable[Part]) -> Part | None:
    """Return the longest part of the office's time, in its own days; None where it had none.

    While the applicant has a dossier its clock stands, and outside office hours nobody works: neither makes it late.
    """
    own = (part for part in parts if part.hands.is_office)
    return max(own, key=lambda part: part.minutes / part.day_minutes, default=None)


def attributions(
    machines: Mapping[int, Machine], until: datetime | None = None, known: Steady | None = None
) -> Iterator[tuple[int, Attribution | None]]:
    """Yield in whose hands each of some dossiers was, None where its log does not tell; ``until`` is of those that run.

    ``known``: where it has been read already; else it is read here.
    """
    known = known or steady.now()
    for pk, log in logs_of(list(machines)):
        read = effective(event for event in log if until is None or event.at < until)
        yield pk, _attributed(read, machines[pk], known, until)


def parts_of(log: Sequence[Row], machine: Machine, known: Steady) -> Sequence[Part]:
    """Return in whose hands a resolved dossier was by its log that holds; nothing where the log does not tell."""
    found = _attributed(log, machine, known)
    return found.parts if found else ()


def _attributed(
    log: Sequence[Row], machine: Machine, known: Steady, until: datetime | None = None
) -> Attribution | None:
    try:
        return attributed(log, machine, known, until)
    except (ClockError, CalendarExhausted):
        return None


def attributed(
    log: Sequence[Row], machine: Machine, known: Steady, until: datetime | None = None
) -> Attribution | None:
    """Return in whose hands a dossier was from acceptance to the end of its clock, or to an instant, as its own page tells it.

    None before acceptance, and of a clock that runs where no instant is named (``Moment.accepted``).
    """
    clocks = [machine.states[event.target].clock for event in log]
    last = log[clocks.index(Clock.ENDED)] if Clock.ENDED in clocks else None
    end = last.at if last else until
    if Clock.RUNNING not in clocks or end is None:
        return None
    calendars = calendars_until(end, calendar_by_digest((last or log[-1]).calendar), known)
    since = log[clocks.index(Clock.RUNNING)].at
    return clock.attribute(holdings_of(log, machine), calendars.of, since=since, until=end)
