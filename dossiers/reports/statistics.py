"""The manager's figures for a period: each is a filter, so that a figure and its list cannot differ."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from dossiers.clock import Verdict
from dossiers.log.facts import ANSWERED_LATE, SUPPLEMENT_BEYOND, SUPPLEMENT_LATE, still_stands
from dossiers.models import Channel, Dossier, DossierQuerySet, Event, Origin, unanswered
from procedures.machine import Machine, Status
from procedures.models import ProcedureVersion
from procedures.time.calendar import LOCAL

LAPSED = [Status.REJECTED, Status.STOPPED]


@dataclass(frozen=True, slots=True)
class Period:
    """Local days from ``start`` to ``end``, both inside."""

    start: date
    end: date

    @property
    def opens(self) -> datetime:
        """The first instant."""
        return datetime.combine(self.start, time.min, LOCAL)

    @property
    def closes(self) -> datetime:
        """The first instant after it."""
        return datetime.combine(self.end + timedelta(days=1), time.min, LOCAL)


MODEL_CASE = Period(date(2016, 1, 1), date(2019, 8, 31))
"""The years of the model case, whose record can be loaded; since 2018 none of it was late."""


def choices(dossiers: DossierQuerySet, today: date) -> dict[str, Period]:
    """Return the periods that are asked for again and again; those of the model case only where it is there."""
    first = today.replace(day=1)
    periods = {
        "month": Period(first, today),
        "quarter": Period(first.replace(month=3 * ((today.month - 1) // 3) + 1), today),
        "year": Period(first.replace(month=1), today),
    }
    # By the index on when a dossier was resolved: those of that time are the record's and few others.
    if dossiers.filter(resolved_at__lt=MODEL_CASE.closes, origin=Origin.HISTORY).exists():
        periods |= {"since_2018": Period(date(2018, 1, 1), MODEL_CASE.end), "model_case": MODEL_CASE}
    return periods


def filters(period: Period, now: datetime) -> dict[str, Q]:
    """Return the filter of each figure (domain: received = first entry to 2, resolved = to 9, 7 or 8).

    Withdrawn and stopped dossiers count as resolved and have a verdict; they are also shown apart.
    """
    received = Q(accepted_at__gte=period.opens, accepted_at__lt=period.closes)
    resolved = Q(resolved_at__gte=period.opens, resolved_at__lt=period.closes)
    unresolved = Q(resolved_at=None) | Q(resolved_at__gte=period.closes)
    waiting = Q(accepted_at__lt=period.closes, accepted_at__isnull=False) & unresolved
    return {
        "received": received,
        "received_online": received & Q(channel=Channel.ONLINE),
        "carried_over": Q(accepted_at__lt=period.opens) & (Q(resolved_at=None) | Q(resolved_at__gte=period.opens)),
        "resolved": resolved,
        "online": resolved & Q(channel=Channel.ONLINE),
        "early": resolved & Q(verdict=Verdict.EARLY),
        "on_time": resolved & Q(verdict=Verdict.ON_TIME),
        "overdue": resolved & Q(verdict=Verdict.OVERDUE),
        "withdrawn": resolved & Q(status=Status.WITHDRAWN),
        "stopped": resolved & Q(status=Status.STOPPED),
        "pending": waiting,
        "pending_overdue": waiting & Q(late_at__lte=min(now, period.closes)),
    }


def concerns(period: Period, now: datetime) -> dict[str, Q]:
    """Return the filter of each figure on the office's own notice limits, before acceptance too.

    They are read from the events of the period, in which a late answer or request is recorded as late.
    """
    told = Event.objects.filter(still_stands(), dossier=OuterRef("pk"), at__gte=period.opens, at__lt=period.closes)
    asked_again = Q(supplement_rounds__gt=1)
    return {
        "answers_late": Q(Exists(told.filter(ANSWERED_LATE))),
        "unanswered": unanswered(min(now, period.closes)),
        "supplements_late": Q(supplement_rounds__gt=0) & Q(Exists(told.filter(SUPPLEMENT_LATE))),
        "supplements_beyond": asked_again & Q(Exists(told.filter(SUPPLEMENT_BEYOND))),
        "lapsed": Q(status__in=LAPSED) & Q(Exists(told.filter(action="lapse"))),
    }


SORTED_BY = {
    "received": "accepted_at",
    "pending": "due_at",
    "pending_overdue": "due_at",
    "unanswered": "deadline_at",
    **dict.fromkeys(("answers_late", "supplements_late", "supplements_beyond", "lapsed"), "changed_at"),
}
"""The column by which a figure's list is sorted; ``resolved_at`` for the others."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of dossiers for a group (a procedure, or all)."""

    received: int = 0
    received_online: int = 0
    carried_over: int = 0
    """Received before the period and not resolved before it."""
    resolved: int = 0
    online: int = 0
    """Of the resolved."""
    early: int = 0
    on_time: int = 0
    overdue: int = 0
    withdrawn: int = 0
    stopped: int = 0
    pending: int = 0
    pending_overdue: int = 0

    @property
    def rate(self) -> float | None:
        """Share of the resolved that were early or on time, 0 to 100; None where none was resolved."""
        return 100 * (self.early + self.on_time) / self.resolved if self.resolved else None

    @property
    def online_share(self) -> float | None:
        """Share of the resolved that were filed on line, 0 to 100; None where none was resolved."""
        return 100 * self.online / self.resolved if self.resolved else None


def figures(dossiers: DossierQuerySet, period: Period, now: datetime) -> Figures:
    """Count all figures of a period in one query."""
    counts = {name: Count("pk", filter=condition) for name, condition in filters(period, now).items()}
    return Figures(**_touched(dossiers, period).aggregate(**counts))


def by(dossiers: DossierQuerySet, period: Period, now: datetime, *names: str) -> dict[tuple[Any, ...], Figures]:
    """Count all figures for each value of some columns that has any, 0 for none, in one query."""
    counts = {name: Count("pk", filter=condition) for name, condition in filters(period, now).items()}
    rows = _touched(dossiers, period).order_by().values(*names).annotate(**counts).values_list(*names, *counts)
    found = {
        tuple(value or 0 for value in row[: len(names)]): Figures(**dict(zip(counts, row[len(names) :], strict=True)))
        for row in rows
    }
    return {key: one for key, one in found.items() if one != Figures()}


def _touched(dossiers: DossierQuerySet, period: Period) -> DossierQuerySet:
    """Narrow to what any figure can count: accepted before the end, not resolved before the start."""
    return dossiers.filter(accepted_at__lt=period.closes).filter(Q(resolved_at=None) | Q(resolved_at__gte=period.opens))


def concerned(dossiers: DossierQuerySet, period: Period, now: datetime) -> dict[str, int]:
    """Count the dossiers of each concern in one query."""
    counts = {name: Count("pk", filter=condition) for name, condition in concerns(period, now).items()}
    return _alive(dossiers, period).aggregate(**counts)


def _alive(dossiers: DossierQuerySet, period: Period) -> DossierQuerySet:
    """Narrow to what can have an event in a period: filed before its end, and open or ended after its start."""
    return dossiers.filter(filed_at__lt=period.closes).filter(
        ~Q(holder="") | Q(holder="", changed_at__gte=period.opens)
    )


def list_of(dossiers: DossierQuerySet, figure: str, period: Period, now: datetime) -> DossierQuerySet:
    """Return the dossiers that a figure or a concern counts; raises ``KeyError`` for an unknown one."""
    if figure in (found := concerns(period, now)):
        return _alive(dossiers, period).filter(found[figure])
    return _touched(dossiers, period).filter(filters(period, now)[figure])


def all_of(agency_ids: tuple[int, ...]) -> DossierQuerySet:
    """Return every dossier of some agencies: what a manager's figures are about."""
    return Dossier.objects.filter(agency__in=agency_ids)


@dataclass(frozen=True, slots=True)
class Standard:
    """How far a version that was in force is standardised (TT 01/2018 art. 8: a process by TCVN ISO 9001)."""

    version: ProcedureVersion

    @property
    def machine(self) -> Machine:
        """The compiled definition."""
        return self.version.machine

    @property
    def is_standardised(self) -> bool:
        """Say whether its process lies down in steps: each with who does it and what comes out, their times the limit."""
        steps = self.machine.steps
        times = sum(step.limit.amount for step in steps if step.limit)
        return len(steps) > 1 and all(step.output for step in steps) and times == self.machine.committed_limit.amount


def standards(on: date) -> list[Standard]:
    """Return each procedure that was in force on a day, by the version that was."""
    return [Standard(version) for version in ProcedureVersion.objects.in_force_on(on).defer("text")]
