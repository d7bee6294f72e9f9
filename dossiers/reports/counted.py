"""Figures from sums: the same as ``statistics`` counts from dossiers, in a time that does not grow with them.

Every figure of a period is a sum over days, and what is open at its end a sum over all days until then: whole months
are read from the cells of months, what is left at the edges from those of days.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from itertools import groupby
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count

from dossiers.clock import Verdict
from dossiers.models import Channel, Grain
from dossiers.reports.periods import DAY, Period, first_of, midnight_of, month_of, moved
from dossiers.reports.selection import Selection
from dossiers.reports.statistics import Figures
from dossiers.reports.today import accepted
from procedures.machine import Status
from procedures.time.calendar import LOCAL

BEGINNING = date(1900, 1, 1)
"""Before any dossier."""
ENDED = "ended"
"""With what a dossier ended: what is open has not."""
PENDING_OVERDUE = "pending_overdue"
"""The one figure that an hour changes, and not a day."""
ASSIGNEE = "assignee"
"""What only the cells of ``WHO`` are told apart by."""


class Span(NamedTuple):
    """Days that are read together: for what, of months or of days, from the first to the last, both inside."""

    part: str
    is_month: bool
    first: date
    last: date


BEFORE, INSIDE, TO_COME = "before", "inside", "to_come"


def spans(part: str, first: date, last: date) -> Iterator[Span]:
    """Yield a stretch of days as its whole months, and the days at both ends."""
    if first > last:
        return
    opens = first if first.day == 1 else moved(first.replace(day=1), 1)
    closes = (last + DAY).replace(day=1)
    if opens >= closes:
        yield Span(part, is_month=False, first=first, last=last)
        return
    yield Span(part, is_month=True, first=opens, last=closes - DAY)
    if first < opens:
        yield Span(part, is_month=False, first=first, last=opens - DAY)
    if closes <= last:
        yield Span(part, is_month=False, first=closes, last=last)


@dataclass(slots=True)
class Sums:
    """What the cells of a stretch of days add up to."""

    received: int = 0
    received_online: int = 0
    resolved: int = 0
    online: int = 0
    early: int = 0
    on_time: int = 0
    overdue: int = 0
    withdrawn: int = 0
    stopped: int = 0
    refused: int = 0
    late: int = 0
    late_resolved: int = 0

    def plus(self, other: "Sums") -> "Sums":
        """Return both together."""
        return Sums(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))


_SUMS: Mapping[str, str] = {
    "received": "sum(received)",
    "received_online": f"sum(received) FILTER (WHERE channel = '{Channel.ONLINE.value}')",
    "resolved": "sum(resolved)",
    "online": f"sum(resolved) FILTER (WHERE channel = '{Channel.ONLINE.value}')",
    **{
        name: f"sum(resolved) FILTER (WHERE verdict = '{verdict.value}')"
        for name, verdict in (("early", Verdict.EARLY), ("on_time", Verdict.ON_TIME), ("overdue", Verdict.OVERDUE))
    },
    "withdrawn": f"sum(resolved) FILTER (WHERE ended = {Status.WITHDRAWN:d})",
    "stopped": f"sum(resolved) FILTER (WHERE ended = {Status.STOPPED:d})",
    "refused": f"sum(refused) FILTER (WHERE ended = {Status.REJECTED:d})",
    "late": "sum(late)",
    "late_resolved": "sum(late_resolved)",
}
_COLUMNS = ", ".join(f"coalesce({sums}, 0)::bigint" for sums in _SUMS.values())

type Key = tuple[Any, ...]


def sums(selection: Selection, over: Sequence[Span], by: Sequence[str] = ()) -> dict[Key, dict[str, Sums]]:
    """Return the sums of some stretches of days, for each combination of what is asked for: one statement.

    ``by`` names columns of the cells; ``day`` is the first of a month for a stretch of months.
    """
    if not over:
        return {}
    columns = ["part", *by]
    is_who = ASSIGNEE in {*selection.narrowed, *selection.bounds, *by}
    statement = " UNION ALL ".join(_part(span, selection) for span in over)
    found: dict[Key, dict[str, Sums]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(columns)}, {_COLUMNS} FROM ({statement}) AS found GROUP BY {', '.join(columns)}",  # noqa: S608
            [value for span in over for value in _values(span, selection, is_who=is_who)],
        )
        for part, *row in cursor.fetchall():
            key, counted = tuple(row[: len(by)]), Sums(*row[len(by) :])
            found.setdefault(key, {})[part] = counted
    return found


def _part(span: Span, selection: Selection) -> str:
    bounds = "".join(f" AND {name} = ANY(%s)" for name in selection.bounds)
    narrowed = "".join(f" AND {name} = %s" for name in selection.narrowed)
    return (
        f"SELECT '{span.part}' AS part, * FROM dossiers_counted "  # noqa: S608 - names of ours
        f"WHERE grain = %s AND day BETWEEN %s AND %s{bounds}{narrowed}"
    )


def _values(span: Span, selection: Selection, *, is_who: bool) -> list[Any]:
    month, day = (Grain.WHO_MONTH, Grain.WHO_DAY) if is_who else (Grain.WHAT_MONTH, Grain.WHAT_DAY)
    grain = month if span.is_month else day
    return [
        grain.value, span.first, span.last, *map(list, selection.bounds.values()), *selection.narrowed.values(),
    ]  # fmt: skip


def figures(selection: Selection, period: Period, now: datetime) -> Figures:
    """Return all figures of a period."""
    return by(selection, period, now).get((), Figures())


def figure(selection: Selection, period: Period, now: datetime, name: str) -> int:
    """Return one figure, without what only others of them need."""
    found = _figures(sums(selection, _over(period, now)).get((), {}), 0)
    late = _late_today(selection, period, now, ()) if name == PENDING_OVERDUE else {}
    return int(getattr(found, name)) + late.get((), 0)


def by(selection: Selection, period: Period, now: datetime, *names: str) -> dict[Key, Figures]:
    """Return all figures of a period for each value of some columns that has any."""
    return each(selection, [period], now, *names)[0]


def each(selection: Selection, periods: Sequence[Period], now: datetime, *names: str) -> list[dict[Key, Figures]]:
    """Return what ``by`` does for each of some periods, read in one statement."""
    over = [
        span._replace(part=f"{number}:{span.part}") for number, one in enumerate(periods) for span in _over(one, now)
    ]
    found = sums(selection, over, names)
    return [_of(found, f"{number}:", _late_today(selection, one, now, names)) for number, one in enumerate(periods)]


def _of(found: Mapping[Key, Mapping[str, Sums]], number: str, late_today: Mapping[Key, int]) -> dict[Key, Figures]:
    """Return the figures of one of the periods whose sums were read together."""
    counted = {}
    for key, parts in found.items():
        own = {part.removeprefix(number): one for part, one in parts.items() if part.startswith(number)}
        counted[key] = _figures(own, late_today.get(key, 0))
    return {key: one for key, one in counted.items() if one != Figures()}


def _over(period: Period, now: datetime) -> list[Span]:
    return [
        *spans(BEFORE, BEGINNING, period.start - DAY),
        *spans(INSIDE, period.start, period.end),
        # What becomes late by the end of today, or later, is not late yet.
        *spans(TO_COME, now.astimezone(LOCAL).date(), period.end),
    ]


def _figures(parts: Mapping[str, Sums], late_today: int) -> Figures:
    before, inside = parts.get(BEFORE, Sums()), parts.get(INSIDE, Sums())
    carried_over = before.received - before.resolved
    late = before.late + inside.late - before.late_resolved - inside.late_resolved - parts.get(TO_COME, Sums()).late
    known = {field.name for field in fields(Figures)} & {field.name for field in fields(Sums)}
    return Figures(
        **{name: getattr(inside, name) for name in known},
        carried_over=carried_over,
        pending=carried_over + inside.received - inside.resolved,
        pending_overdue=late + late_today,
    )


def _late_today(selection: Selection, period: Period, now: datetime, names: Sequence[str]) -> dict[Key, int]:
    """Count what has become late since midnight: a cell of today would count what becomes late before the day is over."""
    midnight = midnight_of(now)
    if period.closes <= midnight or ENDED in names:
        return {}
    late = selection.dossiers.filter(accepted(), late_at__gt=midnight, late_at__lte=min(now, period.closes))
    if not names:
        return {(): late.count()}
    rows = late.order_by().values(*names).annotate(count=Count("pk")).values_list(*names, "count")
    return {tuple(value or 0 for value in key): count for *key, count in rows}


@dataclass(frozen=True, slots=True)
class Month:
    """A month with its figures: of the whole month, what is open at its end; or a quarter or a year with its own."""

    first: date
    figures: Figures
    months: int = 1

    @property
    def period(self) -> Period:
        """The days of it."""
        return Period(self.first, moved(self.first, self.months) - DAY)


def trend(selection: Selection, until: date, months: int, now: datetime) -> list[Month]:
    """Return the last months up to that of a day, the oldest first; those before the first dossier are left out."""
    last = until.replace(day=1)
    start = moved(last, 1 - months)
    end = min(month_of(last).end, now.astimezone(LOCAL).date())
    over = [
        Span(BEFORE, is_month=True, first=BEGINNING, last=start - DAY),
        Span(INSIDE, is_month=True, first=start, last=last),
    ]
    found = sums(selection, over, ("day",))
    before, by_month = Sums(), {}
    for (day,), parts in sorted(found.items()):
        if INSIDE in parts:
            by_month[day] = parts[INSIDE]
        else:
            before = before.plus(parts[BEFORE])
    shown: list[Month] = []
    for month in (moved(start, number) for number in range(months)):
        inside = by_month.get(month, Sums())
        one = _figures({BEFORE: before, INSIDE: inside}, 0)
        before = before.plus(inside)
        if month <= end and (shown or one != Figures()):
            shown.append(Month(month, one))
    return shown


def joined(found: Sequence[Month], months: int) -> list[Month]:
    """Return months that follow one another as quarters (3) or years (12) of the calendar, each with the figures of all."""
    by_first = groupby(found, key=lambda month: first_of(month.first, months))
    return [Month(first, _joined([month.figures for month in members]), months) for first, members in by_first]


def _joined(figures: Sequence[Figures]) -> Figures:
    """Return the figures of a stretch of time from those of its parts: sums, and what was open when it began and ended."""
    sums = {field.name: sum(getattr(one, field.name) for one in figures) for field in fields(Figures)}
    last = figures[-1]
    standing = {"pending": last.pending, "pending_overdue": last.pending_overdue}
    return Figures(**{**sums, **standing, "carried_over": figures[0].carried_over})
