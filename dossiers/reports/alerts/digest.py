"""How the last week of a unit went: its figures beside those of the week before, what is late, what is due."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accounts.models import Unit
from accounts.roles import Role
from dossiers.display.formats import half_up
from dossiers.reports import counted, today
from dossiers.reports.alerts.whose import address, page, selection_of
from dossiers.reports.periods import DAY, Period
from dossiers.reports.statistics import Figures
from procedures.machine import Text
from procedures.time.calendar import LOCAL, WorkingCalendar

HOUR = 7
"""The local hour of the first working day of a week from which digests go out."""
SHOWN = ("received", "resolved", "overdue", "pending")
DUE = ("today", "tomorrow", "week")
"""What is due, by the parts of its list."""
OPEN = "open"
APPLICANT = Text("Người nộp", "The applicant")


@dataclass(frozen=True, slots=True)
class Number:
    """How many dossiers, the week before that too where it is compared, and the address that lists them."""

    name: str
    value: int
    url: str
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Where:
    """What is late in a unit."""

    unit: Text
    value: int
    url: str


@dataclass(frozen=True, slots=True)
class Digest:
    """What a mail about a week tells; it names no dossier, no applicant and no officer."""

    unit: Unit
    week: Period
    now: Figures
    before: Figures
    numbers: Mapping[str, Number]
    late: tuple[Where, ...]
    due: Mapping[str, Number]
    url: str

    @property
    def change(self) -> float | None:
        """By how many points the rate has moved; None where there is nothing to compare."""
        if self.now.rate is None or self.before.rate is None:
            return None
        return float(half_up(self.now.rate - self.before.rate, 1))


def week_before(day: date) -> Period:
    """Return the days, Monday to Sunday, of the week before that of a day."""
    monday = day - timedelta(days=day.weekday())
    return Period(monday - 7 * DAY, monday - DAY)


def goes_out_at(now: datetime, calendar: WorkingCalendar) -> datetime | None:
    """Return since when the digest of this week may be sent; None before that, and in a week without a working day."""
    here = now.astimezone(LOCAL)
    monday = here.date() - timedelta(days=here.weekday())
    first = next((day for day in (monday + n * DAY for n in range(7)) if calendar.is_working(day)), None)
    if first is None:
        return None
    at = datetime(first.year, first.month, first.day, HOUR, tzinfo=LOCAL)
    return at if at <= now else None


def digest_of(unit: Unit, now: datetime) -> Digest:
    """Return the digest of a unit: the week before this one, and what is open now."""
    on = now.astimezone(LOCAL).date()
    week, selection = week_before(on), selection_of(unit)
    before_week = week_before(week.start)
    figures, before = (counted.figures(selection, period, now) for period in (week, before_week))
    open_now = today.open_now(selection.dossiers, now)
    numbers = {
        name: Number(name, getattr(figures, name), address(unit, name, week), getattr(before, name)) for name in SHOWN
    }
    this_day = Period(on, on)
    due = {name: Number(name, open_now.dues[name], address(unit, OPEN, this_day, {"due": name})) for name in DUE}
    return Digest(unit, week, figures, before, numbers, _late(unit, open_now.places, now), due, page(unit, week))


def _late(unit: Unit, places: Iterable[today.Place], now: datetime) -> tuple[Where, ...]:
    """Return what is late now by the unit that has it, the most first."""
    late: dict[int, int] = {}
    for place in places:
        late[place.unit] = late.get(place.unit, 0) + place.late
    units = Unit.objects.in_bulk(late)
    day = now.astimezone(LOCAL).date()
    rows = sorted(((count, pk) for pk, count in late.items() if count), key=lambda row: (-row[0], row[1]))
    found = []
    for count, pk in rows:
        at = units.get(pk)
        name = Text(at.name_vi, at.name_en) if at else APPLICANT
        where = {"at": at.slug} if at else {"holder": Role.CITIZEN.value}
        found.append(Where(name, count, address(unit, OPEN, Period(day, day), {"due": "past", **where})))
    return tuple(found)
