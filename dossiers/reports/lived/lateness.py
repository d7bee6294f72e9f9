"""How late a dossier is, or was, and in whose hands it was longest: what a list and its file say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.utils.translation import get_language

from accounts.models import Unit
from dossiers.clock import Part, Verdict
from dossiers.display.badges import late_since
from dossiers.display.formats import limit
from dossiers.display.ribbon import who_had
from dossiers.models.standing import PAUSED
from dossiers.reports.lived.hands import Place, longest
from dossiers.reports.lived.measures import rounded
from procedures import steady
from procedures.machine import Limit, LimitUnit, Machine, Text
from procedures.models import machine_of_version
from procedures.steady import Steady
from procedures.time.calendar import LOCAL, WorkingCalendar


class Dated(Protocol):
    """What says it: the dossier, or a row of it."""

    @property
    def verdict(self) -> str:
        """The verdict, "" before there is one."""

    @property
    def resolved_at(self) -> datetime | None:
        """When it was resolved."""

    @property
    def late_at(self) -> datetime | None:
        """The first instant past the appointment."""

    @property
    def due_at(self) -> datetime | None:
        """The appointment."""

    @property
    def lawful_due_at(self) -> datetime | None:
        """The lawful date."""


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a time: whose or what it was, its length, and how much of the whole that is, 0 to 100."""

    label: str
    time: Limit
    percent: float


def days_late(row: Dated, now: datetime, calendar: WorkingCalendar) -> int:
    """Return for how many working days a dossier has been past its date, or was when it was resolved."""
    if row.resolved_at is None:
        late = row.late_at is not None and row.late_at <= now
        return _days(row.due_at, now, calendar) if late and row.due_at else 0
    is_late = row.verdict == Verdict.OVERDUE
    return _days(row.lawful_due_at, row.resolved_at, calendar) if is_late and row.lawful_due_at else 0


def _days(since: datetime, until: datetime, calendar: WorkingCalendar) -> int:
    """Return at least 1: what is late by hours is late by a day that was begun."""
    return max(1, calendar.working_days_between(since.astimezone(LOCAL).date(), until.astimezone(LOCAL).date()))


def calendar_of(known: Steady, agencies: Sequence[int]) -> WorkingCalendar:
    """Return the calendar of an agency, which its dossiers are judged by; the common one where there are several."""
    return known.calendars.of(agencies[0] if len(agencies) == 1 else None)


def longest_in(machines: Mapping[int, Machine], until: datetime | None = None) -> dict[int, str]:
    """Return for dossiers, by their ids, in whose hands they were longest and for how long, in words.

    Of those that are not resolved up to an instant; without one they are left out.
    """
    found = longest(machines, until) if machines else {}
    units = Unit.objects.in_bulk({part.unit for part in found.values() if part.unit is not None})
    names = {pk: Text(unit.name_vi, unit.name_en) for pk, unit in units.items()}
    shares = {pk: part_in_words(part, 1, names) for pk, part in found.items()}
    return {pk: f"{one.label}: {limit(one.time)}" for pk, one in shares.items()}


def who_made_late(machines: Mapping[int, Machine], known: Steady, until: datetime) -> dict[int, str]:
    """Return for dossiers that are late, by their ids, who in the office had each longest: what made it late.

    As the causes of report II.06a say it (``official.causes``); one statement.
    """
    names = {pk: Text(unit.name_vi, unit.name_en) for pk, unit in known.units.items()}
    found = longest(machines, until, known) if machines else {}
    return {pk: who_had(part.hands, part.unit, names, get_language()) for pk, part in found.items()}


class Paused(Dated, Protocol):
    """A row of a list, as far as it says whether it is late and paused."""

    @property
    def pk(self) -> int:
        """The id of the dossier."""

    @property
    def version_id(self) -> int:
        """Of the version that it keeps."""

    @property
    def status(self) -> int:
        """Its national status."""

    def is_late(self, now: datetime) -> bool:
        """Say whether it is past its appointment."""


def late_in_pauses(rows: Sequence[Paused], now: datetime) -> dict[int, str]:
    """Say of what is late while it is paused since when it is so and by whom; no query where nothing is."""
    late = [row for row in rows if row.status in PAUSED and row.is_late(now)]
    machines = {row.pk: machine_of_version(row.version_id) for row in late}
    who = who_made_late(machines, steady.now(), now) if machines else {}
    return {row.pk: late_since(row.late_at, who.get(row.pk, "")) for row in late}


def name_of(place: Place) -> str:
    """Return who has a dossier in a place, by name; nothing for a unit that there is not."""
    hands, unit = place
    found = Unit.objects.filter(pk=unit).first() if unit else None
    if unit and found is None:
        return ""
    return who_had(hands, unit, {unit: Text(found.name_vi, found.name_en)} if unit and found else {}, get_language())


def part_in_words(part: Part, whole: float, names: dict[int, Text]) -> Share:
    """Return whose a part of the time of offices was, of a whole in working days."""
    who = who_had(part.hands, part.unit, names, get_language())
    return share(who, part.minutes / part.day_minutes, whole, LimitUnit.WORKING_DAY)


def share(label: str, amount: float, whole: float, unit: LimitUnit) -> Share:
    """Return a part of a whole, both in one unit."""
    return Share(label, rounded(amount, unit), 100 * amount / whole if whole else 0)
