"""What the page of figures shows: numbers with what they were before, what is open today, the months behind."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import ROLE_LABELS, Unit
from accounts.roles import Role
from accounts.seats import Seats
from dossiers.display.charts import Bars
from dossiers.display.formats import localized, unit_name
from dossiers.lists.filters import OPEN_ONES, UNFIT, Filters
from dossiers.lists.known import known
from dossiers.lists.listed import counted_at_once, listed
from dossiers.log.appointments import HALTED, PROMISING, UNEXPLAINED, WAITING
from dossiers.manager import pictures, words
from dossiers.manager.asked import Asked
from dossiers.manager.lists.listed import OPEN
from dossiers.models import Origin
from dossiers.reports import counted, statistics, today
from dossiers.reports.lived.lateness import who_made_late
from dossiers.reports.periods import DAY, MODEL_CASE, MONTH, QUARTER, YEAR, Period, first_of, moved
from dossiers.reports.statistics import Figures
from dossiers.reports.today import Place
from procedures import steady
from procedures.models import machine_of_version

TILES = ("received", "resolved", "early", "on_time", "overdue", "pending", "pending_overdue", "refused")
MOST_READ = 200
"""Late dossiers whose logs are read for the first sentence."""
LEAST_MONTHS, MOST_MARKS = 13, 16
"""How many months a picture shows at least, the same one of the year before among them, and how many marks at most."""


@dataclass(frozen=True, slots=True)
class Compared:
    """The figures of a period, of the one before, and of the same days of the year before."""

    now: Figures
    before: Figures
    year_before: Figures
    before_period: Period
    year_before_period: Period


@dataclass(frozen=True, slots=True)
class Tile:
    """A number: its name, what it counts, the way to its dossiers, and what it was in the periods that it is compared with."""

    key: str
    label: str
    hint: str
    value: int
    url: str
    before: int | None = None
    before_url: str = ""
    year_before: int | None = None
    year_before_url: str = ""


@dataclass(frozen=True, slots=True)
class Somewhere:
    """Where some of what is open is: step, unit and who has it there, how many, how many late, and the ways to them."""

    step: str
    unit: str
    role: str
    count: int
    url: str
    late: int
    late_url: str


@dataclass(frozen=True, slots=True)
class Today:
    """What is open now."""

    sentence: str
    count: int
    url: str
    pictures: Sequence[Bars]
    """When it is due, and how old it is."""
    nearing: Sequence[tuple[str, date, int, str]]
    """How much is due in the next days: what they are called, the last of them, the number, the way to it."""
    places: Sequence[Somewhere]


def compared(asked: Asked) -> Compared:
    """Return the figures of the period and of those that it is compared with."""
    before, year_before = asked.period.before_on(asked.today), asked.period.year_before
    periods = [asked.period, before, year_before]
    now, then, last_year = (of.get((), Figures()) for of in asked.counts.each(asked.selection, periods, asked.now))
    return Compared(now, then, last_year, before, year_before)


def tiles(asked: Asked, figures: Compared) -> list[Tile]:
    """Return the numbers on top; what was refused at the desk is in no division, and never one of its numbers."""
    labels = words.figure_labels()
    then = words.hints_of_then(asked.now, asked.period) if asked.as_of else {}
    return [
        Tile(
            name,
            labels[name][0],
            then.get(name, labels[name][1]),
            getattr(figures.now, name),
            asked.list(name),
            getattr(figures.before, name),
            asked.list(name, period=figures.before_period),
            getattr(figures.year_before, name),
            asked.list(name, period=figures.year_before_period),
        )
        for name in TILES
        if name != statistics.REFUSED or not asked.selection.is_within
    ]


def concerns(asked: Asked) -> list[Tile]:
    """Return what the office owes beside the limit."""
    found = statistics.concerned(asked.selection, asked.period, asked.now)
    then = words.hints_of_then(asked.now, asked.period) if asked.as_of else {}
    return [
        Tile(name, label, then.get(name, hint), found[name], asked.list(name))
        for name, (label, hint) in words.concern_labels().items()
    ]


def standards(asked: Asked) -> dict[str, object]:
    """Return how many procedures in force at the end of the period lie down in steps, of how many it is known by what."""
    found = statistics.standards(asked.period.end)
    done = sum(standard.is_in_steps for standard in found)
    known = sum(standard.is_documented for standard in found)
    url = f"{reverse('standards')}?{asked.query()}"
    return {
        "done": done,
        "known": known,
        "all": len(found),
        "share": 100 * done / len(found) if found else None,
        "url": url,
    }


def periods(asked: Asked) -> list[dict[str, object]]:
    """Return the periods that are one press away."""
    # By the index on when a dossier was resolved: those of that time are the record's and few others.
    recorded = asked.scope.selection.dossiers.filter(resolved_at__lt=MODEL_CASE.closes, origin=Origin.HISTORY)
    labels = words.period_labels()
    found = words.periods(asked.today, with_model_case=recorded.exists())
    return [
        {"label": labels[name], "url": asked.page(period=period), "is_current": period == asked.period}
        for name, period in found.items()
    ]


def today_of(asked: Asked) -> Today:
    """Return what is open now: how old, due when, where."""
    dossiers = asked.selection.dossiers
    known = steady.now()
    found = today.open_now(dossiers, asked.now, known.calendars.of(None))
    places = _by_step(found.places)
    units, late = known.units, found.dues["past"]
    return Today(
        sentence=words.late_now_sentence(late, _late_by_cause(asked, late), is_past=asked.as_of is not None),
        count=found.count,
        url=asked.list(OPEN),
        pictures=[
            pictures.of_open(asked, "dues", _("Due"), _counted(asked, "due", words.due_labels(), found.dues)),
            pictures.of_open(
                asked, "ages", _("Days since acceptance"), _counted(asked, "age", words.age_labels(), found.ages)
            ),
        ],
        nearing=_nearing(asked, found.nearing),
        places=[
            _somewhere(asked, place, units) for place in sorted(places, key=lambda place: (-place.late, -place.count))
        ],
    )


def _nearing(asked: Asked, counts: Mapping[str, tuple[datetime, int]]) -> list[tuple[str, date, int, str]]:
    labels = words.nearing_labels()
    return [
        (labels[name], (end - DAY).date(), count, asked.list(OPEN, {"due": name}))
        for name, (end, count) in counts.items()
    ]


def _counted(
    asked: Asked, part: str, labels: Mapping[str, str], counts: Mapping[str, int]
) -> list[tuple[str, int, str]]:
    return [(label, counts[name], asked.list(OPEN, {part: name})) for name, label in labels.items()]


def _by_step(places: Sequence[Place]) -> list[Place]:
    """Return the places of steps that are called the same as one."""
    found: dict[tuple[str, str, int], Place] = {}
    for place in places:
        step = known().same_steps.get(place.state, (place.state,))[0]
        key = step, place.holder, place.unit
        so_far = found.get(key, Place(*key, 0, 0))
        found[key] = Place(*key, so_far.count + place.count, so_far.late + place.late)
    return list(found.values())


def _late_by_cause(asked: Asked, count: int) -> list[tuple[str, int]]:
    """Return who made how many of the late dossiers late, most first: not where they lie, who may be waiting for others.

    Nothing of more than are read for one page.
    """
    if not 0 < count <= MOST_READ:
        return []
    late = asked.selection.dossiers.filter(today.accepted(), today.dues(asked.now)["past"])
    rows = late.order_by().values_list("pk", "version")
    machines = {pk: machine_of_version(version) for pk, version in rows}
    return Counter(who_made_late(machines, steady.now(), asked.now).values()).most_common()


def _somewhere(asked: Asked, place: Place, units: Mapping[int, Unit]) -> Somewhere:
    unit = units.get(place.unit)
    here = {"step": place.state, "at": unit.slug if unit else "", "holder": place.holder}
    return Somewhere(
        localized(known().steps.get(place.state)) or place.state,
        unit_name(unit) if unit else "",
        str(ROLE_LABELS[Role(place.holder)]) if place.holder else "",
        place.count,
        asked.list(OPEN, here),
        place.late,
        asked.list(OPEN, {**here, "due": "past"}),
    )


def months(asked: Asked) -> tuple[list[counted.Month], int]:
    """Return months, quarters or years up to the end of the period, and how many of them are shown: its own, a year at least.

    They are as short as so many marks allow. Where they are shorter than a year, those of a year more are there to compare with.
    """
    until, first = min(asked.period.end, asked.today), asked.period.start
    step, shown = next(
        ((step, number) for step in (MONTH, QUARTER, YEAR) if (number := _number(first, until, step)) <= MOST_MARKS),
        (YEAR, MOST_MARKS),
    )
    last = first_of(until, step)
    until = min(moved(last, step) - DAY, asked.today)
    shown = max(shown, LEAST_MONTHS) if step == MONTH else shown
    earlier = 0 if step == YEAR else YEAR
    found = counted.trend(asked.selection, until, _number(last, until, MONTH) + step * (shown - 1) + earlier, asked.now)
    return counted.joined(found, step), shown


def _number(first: date, last: date, step: int) -> int:
    """Return how many months, quarters or years of the calendar there are from that of a day up to that of another."""
    months = 12 * (last.year - first_of(first, step).year) + last.month - first_of(first, step).month
    return months // step + 1


def apologies(seats: Seats, now: datetime) -> list[tuple[str, int, str]]:
    """Return the parts of what is late, which add up to it, all letters to be signed, and what will be late, each with its list at the desk."""
    shown = (
        (_("Late, and nobody has said why"), "late", "apology", UNEXPLAINED),
        (_("Late, a letter waits"), "late", "apology", WAITING),
        (_("Late, a day is promised"), "late", "apology", PROMISING),
        (_("Late and paused, nothing can be signed now"), "late", "apology", HALTED),
        (_("Letters of apology to be signed"), OPEN_ONES, "apology", WAITING),
        (_("In time, but what remains no longer fits"), OPEN_ONES, "step_time", UNFIT),
    )
    lists = [Filters(list_, ((name, value),)) for _label, list_, name, value in shown]
    counts = counted_at_once([listed(filters, seats, now) for filters in lists])
    return [
        (label, count, f"{reverse('worklist')}?{filters.query()}")
        for (label, *_list), filters, count in zip(shown, lists, counts, strict=True)
    ]
