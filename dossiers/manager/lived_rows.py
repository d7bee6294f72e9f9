"""The process as it is lived, in words: what is written on the picture of the machine and in the small tables beside it."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dossiers.display.diagram import HEAVIEST, Flow, Flows
from dossiers.display.formats import vn_number
from dossiers.reports.lived.chart import Signal, chart
from dossiers.reports.lived.lateness import Share, share
from dossiers.reports.lived.measures import Spread, rounded
from dossiers.reports.lived.pace import Point
from dossiers.reports.lived.process import Process, Times
from dossiers.reports.lived.selection import Family
from dossiers.reports.lived.tables import stayed, together
from dossiers.reports.periods import Period, month_of
from procedures.machine import Limit, LimitUnit


@dataclass(frozen=True, slots=True)
class Handover:
    """A way in which dossiers went back: how many times, how many of them, and how often the one that did most."""

    name: str
    """In an address."""
    label: str
    times: int
    dossiers: int
    most: int


@dataclass(frozen=True, slots=True)
class Month:
    """How long dossiers took that were resolved in a month, and what that says of a change."""

    days: Period
    dossiers: int
    median: Limit
    marks: frozenset[Signal] = frozenset()

    @property
    def signals(self) -> list[str]:
        """The same in words."""
        words = signal_labels()
        return [words[mark] for mark in sorted(self.marks)]


@dataclass(frozen=True, slots=True)
class Months:
    """The months in their order, with the natural limits of their medians; None of too few months."""

    rows: list[Month]
    unit: LimitUnit
    centre: Limit | None = None
    lower: Limit | None = None
    upper: Limit | None = None

    @property
    def marked(self) -> list[tuple[Period, list[str]]]:
        """The months in a row that say that something has changed, and what they say."""
        groups = (list(group) for _marks, group in groupby(self.rows, key=lambda month: month.marks))
        return [(Period(some[0].days.start, some[-1].days.end), some[0].signals) for some in groups if some[0].marks]


def flows_of(process: Process, family: Family) -> Flows:
    """Return what says of each way of the picture how often it was gone, and of each wait how long it lasted."""
    most = max(map(len, process.arcs.values()), default=1)

    def flow(spread: Spread | None) -> Flow | None:
        if spread is None:
            return None
        weight = min(HEAVIEST, -(-HEAVIEST * spread.count // most))
        return Flow(vn_number(spread.count), in_short(spread.half), weight)

    def gone(actions: Collection[tuple[str, str]]) -> Flow | None:
        return flow(together(process, family, frozenset(actions)))

    def waited(states: Collection[str]) -> Flow | None:
        return flow(stayed(process, states))

    return Flows(process.unit, gone, waited)


def months_of(points: Sequence[Point], unit: LimitUnit) -> Months:
    """Return the months of a procedure with what marks a real change among them."""
    found = chart([point.median for point in points])
    signals = found.signals if found else (frozenset(),) * len(points)
    rows = [
        Month(month_of(point.since), point.dossiers, rounded(point.median, unit), marks)
        for point, marks in zip(points, signals, strict=True)
    ]
    limits = (found.centre, found.lower, found.upper) if found else ()
    return Months(rows, unit, *(rounded(value, unit) for value in limits))


def signal_labels() -> dict[Signal, str]:
    """Return what marks a value of the chart, in words."""
    return {
        Signal.ABOVE: _("longer than is ordinary"),
        Signal.BELOW: _("shorter than is ordinary"),
        Signal.RUN_ABOVE: _("eight months in a row or more over the mean"),
        Signal.RUN_BELOW: _("eight months in a row or more under the mean"),
    }


def in_short(time: Limit) -> str:
    """Return a time where there is little room: ``1,5 days``, whatever kind of days they are."""
    count, number = 1 if time.amount <= 1 else 2, vn_number(time.amount)
    if time.unit is LimitUnit.WORKING_HOUR:
        return ngettext("%(n)s hour", "%(n)s hours", count) % {"n": number}
    return ngettext("%(n)s day", "%(n)s days", count) % {"n": number}


def times_of(times: Times, unit: LimitUnit) -> list[Share]:
    """Return who had the dossiers from the filing to the end of the clock."""
    parts = ((_("With the office"), times.worked), (_("Waiting for the applicant"), times.waited))
    return [share(label, amount, times.whole, unit) for label, amount in parts if amount]


def handovers_of(process: Process) -> list[Handover]:
    """Return how often dossiers went back to a step that they had left."""
    found = process.handovers
    rows = (
        ("sent", _("Sent back by a later step"), found.sent_back),
        ("recalled", _("Recalled or taken back"), found.recalled),
    )
    return [_handover(name, label, counted) for name, label, counted in rows]


def _handover(name: str, label: str, counted: Counter[int]) -> Handover:
    return Handover(name, label, counted.total(), len(counted), max(counted.values(), default=0))
