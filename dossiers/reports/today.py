"""What is open now: since when, due when, at which step and in whose hands. As much as an office carries, so it is counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q

from dossiers.models import DossierQuerySet
from dossiers.reports.periods import midnight_of
from procedures.time.calendar import CalendarError, WorkingCalendar
from procedures.time.calendars import current_calendar

AGES: Sequence[tuple[str, int, int | None]] = (
    ("0-5", 0, 5),
    ("6-10", 6, 10),
    ("11-20", 11, 20),
    ("21-30", 21, 30),
    ("31", 31, None),
)
"""Days since acceptance, by the calendar: name, from, to."""
WEEK = timedelta(days=7)
WORKING_DAYS = 3
"""What is soon due: in so many working days behind today."""


def accepted() -> Q:
    """Return the filter of what is open and was accepted: what a promise runs for.

    What is not resolved is in somebody's hands; said once more, so that the indexes of what is open can be used.
    """
    return Q(accepted_at__isnull=False, resolved_at=None) & ~Q(holder="")


def ages(now: datetime) -> dict[str, Q]:
    """Return the filter of each age."""
    midnight = midnight_of(now)
    return {name: _aged(midnight, least, most) for name, least, most in AGES}


def _aged(midnight: datetime, least: int, most: int | None) -> Q:
    young = Q(accepted_at__lt=midnight + timedelta(days=1 - least))
    return young if most is None else young & Q(accepted_at__gte=midnight - timedelta(days=most))


def dues(now: datetime) -> dict[str, Q]:
    """Return the filter of when what is open is due: past, today, tomorrow, in a week, later, or at no date while it waits."""
    midnight = midnight_of(now)
    runs = Q(late_at__gt=now)
    until = {"today": midnight + timedelta(days=1), "tomorrow": midnight + timedelta(days=2), "week": midnight + WEEK}
    found = {"past": Q(late_at__lte=now)}
    since: Q = Q()
    for name, before in until.items():
        found[name] = runs & since & Q(due_at__lt=before)
        since = Q(due_at__gte=before)
    return found | {"later": runs & since, "paused": Q(late_at=None)}


def nearing_ends(now: datetime, calendar: WorkingCalendar | None = None) -> dict[str, datetime]:
    """Return when the next days are over that people plan by: three working days behind today, and seven days."""
    midnight = midnight_of(now)
    today = midnight.date()
    try:
        last = (calendar or current_calendar()).add_working_days(today, WORKING_DAYS)
    except CalendarError:  # past the last day that is laid down: by the days of the week alone
        last = today + timedelta(days=WORKING_DAYS)
    return {"soon": midnight + (last - today + timedelta(days=1)), "seven": midnight + WEEK}


def nearing(now: datetime, ends: Mapping[str, datetime] | None = None) -> dict[str, Q]:
    """Return the filter of what falls due from now on until the end of those days, what falls due today too."""
    return {name: Q(late_at__gt=now, due_at__lt=end) for name, end in (ends or nearing_ends(now)).items()}


@dataclass(frozen=True, slots=True)
class Place:
    """Where some of what is open is: at which step, in whose hands, in which unit; how many, and how many of them late."""

    state: str
    holder: str
    unit: int
    count: int
    late: int


@dataclass(frozen=True, slots=True)
class Open:
    """How much is open, by its age, by when it is due, and by where it is; how much of it is due until the end of the next days."""

    ages: Mapping[str, int]
    dues: Mapping[str, int]
    nearing: Mapping[str, tuple[datetime, int]]
    places: Sequence[Place]

    @property
    def count(self) -> int:
        """All of it."""
        return sum(self.ages.values())


def open_now(dossiers: DossierQuerySet, now: datetime, calendar: WorkingCalendar | None = None) -> Open:
    """Count what is open, in one query: by where it is, and added up."""
    by_age, by_due, ends = ages(now), dues(now), nearing_ends(now, calendar)
    kinds = {**by_age, **by_due, **nearing(now, ends)}
    # A name of a kind may be no name of a column.
    counts = {f"of_{number}": Count("pk", filter=q) for number, q in enumerate(kinds.values())}
    grouped = dossiers.filter(accepted()).order_by().values_list("state", "holder", "unit")
    late = Count("pk", filter=by_due["past"])
    rows: list[tuple[Any, ...]] = list(grouped.annotate(count=Count("pk"), late=late, **counts))
    found = {name: sum(row[-len(kinds) + number] for row in rows) for number, name in enumerate(kinds)}
    return Open(
        {name: found[name] for name in by_age},
        {name: found[name] for name in by_due},
        {name: (end, found[name]) for name, end in ends.items()},
        [Place(state, holder, unit or 0, count, late) for state, holder, unit, count, late, *_kinds in rows],
    )
