"""The manager's figures for a period: each is a filter, so that a figure and its list cannot differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Cast, Coalesce, Extract, Greatest

from dossiers.clock import Verdict
from dossiers.log.facts import (
    ANSWERED,
    ANSWERED_LATE,
    SUPPLEMENT_BEYOND,
    SUPPLEMENT_LATE,
    SUPPLEMENTED,
    still_stands,
)
from dossiers.models import Channel, DossierQuerySet, Event, PaidWay, Payment
from dossiers.models.rows import rows
from dossiers.models.standing import OWING, to_answer, unanswered
from dossiers.reports.periods import Period
from dossiers.reports.selection import Selection
from procedures.machine import Machine, Status
from procedures.models import ProcedureVersion, VersionStatus, machines_of

REFUSED = "refused"
WAITING = "waiting"
IS_ANSWERED = "answered"
UNANSWERED = "unanswered"
TO_ANSWER = "to_answer"
OWED = "fee_owed"
"""What owes something at the end of a period, whenever it was received: a number of the page of fees."""
FILED, HANDED_OUT = "filed", "handed_out"
"""What came in within a period, accepted or not, and whose result was handed over in it: numbers of the sheet of a day."""
ASKED = Status.SUPPLEMENT_REQUESTED
KEPT = 256
"""Statements that a process keeps compiled, one for each selection."""
LAPSED = [Status.REJECTED, Status.STOPPED]
HAS_RESULT = [Status.RESULT_READY, Status.RETURNED]
EVENTS: Mapping[str, Q] = {
    IS_ANSWERED: ANSWERED,
    "answers_late": ANSWERED_LATE,
    "supplemented": SUPPLEMENTED,
    "supplements_late": SUPPLEMENTED & SUPPLEMENT_LATE,
    "supplements_beyond": SUPPLEMENTED & SUPPLEMENT_BEYOND,
    "lapsed": Q(action="lapse"),
    "reappointed": Q(action="reappoint"),
    "promised_late": Q(action="promise-late"),
}
"""The events of the period that a figure counts the dossiers of."""

ASKED_FOR_MORE: Mapping[str, Q] = {
    "never_asked": Q(supplement_rounds=0),
    "asked_once": Q(supplement_rounds=1),
    "asked_often": Q(supplement_rounds__gt=1),
}
"""By how often a supplement was asked for, before acceptance and after it."""


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


def of_form(period: Period, now: datetime) -> dict[str, Q]:
    """Return the filter of each number of an official form or an index that is no figure by itself: each has its list too."""
    found = filters(period, now)
    running = found["pending"] & ~Q(late_at__lte=min(now, period.closes))
    charged = Q(charged__gt=F("waived"))
    in_time = found["early"] | found["on_time"] | running
    return {
        "to_resolve": found["received"] | found["carried_over"],
        "received_otherwise": found["received"] & ~Q(channel=Channel.ONLINE),
        "pending_in_time": running,
        "counted_by_decision": found["resolved"] | found["pending"],
        "in_time_by_decision": in_time & Q(supplement_rounds__lte=1),
        "asked_again": in_time & Q(supplement_rounds__gt=1),
        "timed_by_decision": found["received"] & Q(status__in=HAS_RESULT),
        "charged_by_decision": found["received"] & charged,
        "paid_online": found["received"] & charged & _was_paid_on_line(),
        **{name: found["resolved"] & condition for name, condition in ASKED_FOR_MORE.items()},
    }


def _was_paid_on_line() -> Q:
    """Return the filter of what has a payment on line that was not reversed, by the events that are asked of."""
    events = Event.objects.order_by().values("pk")
    reversal = Payment.objects.filter(reverses=OuterRef("pk"), event__in=events)
    came_in = Payment.objects.filter(~Exists(reversal), way=PaidWay.ONLINE, number__isnull=False, event__in=events)
    return Q(Exists(came_in.filter(dossier=OuterRef("pk"))))


def waiting(dossiers: DossierQuerySet, period: Period, now: datetime) -> DossierQuerySet:
    """Narrow to what is in process at the end of a period, or now, and waits there for the applicant's supplement."""
    at = min(now, period.closes)
    machines = machines_of(ProcedureVersion.objects.exclude(status=VersionStatus.DRAFT))
    states = {state.name for one in machines for state in one.states.values() if state.status is ASKED}
    before = Event.objects.filter(dossier=OuterRef("pk"), at__lt=at).order_by("-sequence")
    pending = list_of(dossiers, "pending", period, now)
    return pending.alias(then=Subquery(before.values("target")[:1])).filter(then__in=states)


def still_to_answer(period: Period, now: datetime) -> Q:
    """Return the filter of what the desk has still to answer, within its time; of a period that has ended, of nothing."""
    return to_answer(now) if now < period.closes else Q(pk__in=())


def owed_at_end(period: Period) -> Q:
    """Return the filter of what was accepted by the end of a period, on whichever day, and owes something as it stands."""
    return Q(accepted_at__lt=period.closes) & OWING


def filed(period: Period) -> Q:
    """Return the filter of what came in within a period, by whichever way; what has ended and what is open has an index each."""
    came = Q(filed_at__gte=period.opens, filed_at__lt=period.closes)
    return (came & Q(holder="")) | (came & ~Q(holder=""))


def handed_out(period: Period) -> Q:
    """Return the filter of what was handed over with its result in a period: nothing of it has changed before."""
    ended = Q(holder="", changed_at__gte=period.opens)
    return ended & Q(returned_at__gte=period.opens, returned_at__lt=period.closes)


def answered(period: Period) -> Q:
    """Return the filter of what the desk answered in a period, each once: a filing, or what came on a supplement."""
    return _where(EVENTS[IS_ANSWERED], period)


def _where(event: Q, period: Period) -> Q:
    """Return the filter of what has an event of the period that nobody has taken back."""
    noted = Event.objects.filter(event, still_stands(), at__gte=period.opens, at__lt=period.closes)
    return Q(pk__in=noted.values("dossier"))


def concerns(period: Period, now: datetime) -> dict[str, Q]:
    """Return the filter of each figure on what the office owes beside the limit, before acceptance too.

    They are read from the events of the period, in which a late answer or request is recorded as late.
    """
    found = {name: _where(event, period) for name, event in EVENTS.items() if name != IS_ANSWERED}
    found["lapsed"] &= Q(status__in=LAPSED)
    return found | {UNANSWERED: unanswered(min(now, period.closes))}


def refused(dossiers: DossierQuerySet, period: Period) -> DossierQuerySet:
    """Narrow to what was refused at intake in a period: by the event that led there, whatever was written since."""
    led_there = Event.objects.filter(dossier=OuterRef("pk"), target=OuterRef("state")).exclude(source=F("target"))
    at = Subquery(led_there.order_by("-sequence").values("at")[:1])
    rejected = dossiers.filter(status=Status.REJECTED, changed_at__gte=period.opens)
    return rejected.annotate(refused_at=at).filter(refused_at__gte=period.opens, refused_at__lt=period.closes)


def late_seconds() -> Cast:
    """Return how long after its lawful date a dossier was resolved, to sort by."""
    seconds = Extract(F("resolved_at") - F("lawful_due_at"), "epoch")
    return Cast(Greatest(Coalesce(seconds, 0), 0, output_field=IntegerField()), IntegerField())


SORTED_BY = {
    "open": "due_at",
    "received": "accepted_at",
    OWED: "accepted_at",
    FILED: "filed_at",
    HANDED_OUT: "returned_at",
    "pending": "due_at",
    "pending_overdue": "due_at",
    UNANSWERED: "deadline_at",
    TO_ANSWER: "deadline_at",
    "carried_over": "due_at",
    "received_online": "accepted_at",
    "received_otherwise": "accepted_at",
    "to_resolve": "accepted_at",
    "pending_in_time": "due_at",
    "counted_by_decision": "accepted_at",
    "in_time_by_decision": "accepted_at",
    "asked_again": "accepted_at",
    **dict.fromkeys(("timed_by_decision", "charged_by_decision", "paid_online"), "accepted_at"),
    "waiting": "due_at",
    **dict.fromkeys(
        (
            IS_ANSWERED,
            "answers_late",
            "supplemented",
            "supplements_late",
            "supplements_beyond",
            "lapsed",
            "reappointed",
            "promised_late",
            "refused",
        ),
        "changed_at",
    ),
}
"""The column by which a figure's list is sorted; ``resolved_at`` for the others."""


OF_RESOLVED = frozenset({"resolved", "online", "early", "on_time", "overdue", "withdrawn", "stopped", *ASKED_FOR_MORE})
"""Figures whose dossiers all are resolved."""
BEFORE_ACCEPTANCE = frozenset({
    REFUSED, IS_ANSWERED, "answers_late", UNANSWERED, TO_ANSWER, "supplemented", "supplements_late", "supplements_beyond",
    "lapsed",
})  # fmt: skip
"""Figures that count what was not accepted, too."""


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
    refused: int = 0
    """Not accepted, so in no other figure."""
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
    return by(dossiers, period, now).get((), Figures())


def by(dossiers: DossierQuerySet, period: Period, now: datetime, *names: str) -> dict[tuple[Any, ...], Figures]:
    """Count all figures for each value of some columns that has any, 0 for none: two queries."""
    counts = {name: Count("pk", filter=condition) for name, condition in filters(period, now).items()}
    found = _grouped(_touched(dossiers, period), names, **counts)
    turned_away = _grouped(refused(dossiers, period), names, refused=Count("pk"))
    whole = {key: Figures(**found.get(key, {}), **turned_away.get(key, {})) for key in found.keys() | turned_away}
    return {key: one for key, one in whole.items() if one != Figures()}


def _grouped(dossiers: DossierQuerySet, names: Sequence[str], **counts: Count) -> dict[tuple[Any, ...], dict[str, int]]:
    if not names:
        return {(): dossiers.aggregate(**counts)}
    rows = dossiers.order_by().values(*names).annotate(**counts).values_list(*names, *counts)
    return {
        tuple(0 if value is None else value for value in row[: len(names)]): dict(
            zip(counts, row[len(names) :], strict=True)
        )
        for row in rows
    }


def _touched(dossiers: DossierQuerySet, period: Period) -> DossierQuerySet:
    """Narrow to what any figure can count: accepted before the end, not resolved before the start."""
    return dossiers.filter(accepted_at__lt=period.closes).filter(Q(resolved_at=None) | Q(resolved_at__gte=period.opens))


def concerned(selection: Selection, period: Period, now: datetime) -> dict[str, int]:
    """Count the dossiers of each concern, in one query: each is few, found by the index of the events that are counted."""
    names, statement, params = _counting(selection)
    of = {SOME_TIME.opens: period.opens, SOME_TIME.closes: period.closes, THEN: min(now, period.closes)}
    [numbers] = rows(statement, [_at(of, value) if isinstance(value, datetime) else value for value in params])
    return dict(zip(names, numbers, strict=True))


SOME_TIME, THEN = Period(date(2000, 1, 1), date(2000, 12, 31)), Period(date(2000, 7, 1), date(2000, 7, 1)).opens
"""For which the statement is compiled: that takes longer than to ask it."""


@lru_cache(KEPT)
def _counting(selection: Selection) -> tuple[tuple[str, ...], str, tuple[Any, ...]]:
    """Return the concerns, the statement that counts them for ``SOME_TIME``, and its parameters."""
    found = {name: selection.dossiers.filter(condition) for name, condition in concerns(SOME_TIME, THEN).items()}
    compiled = [narrowed.order_by().values("pk").query.sql_with_params() for narrowed in found.values()]
    # Of what Django has compiled: no text of anybody's is in it.
    counted = ", ".join(f"(SELECT count(*) FROM ({sql}) AS found)" for sql, _params in compiled)  # noqa: S608
    return tuple(found), f"SELECT {counted}", tuple(value for _sql, params in compiled for value in params)


def _at(of: Mapping[datetime, datetime], value: datetime) -> datetime:
    """Return the instant for one that a statement was compiled with: as far from the same bound."""
    bound = min(of, key=lambda known: abs(known - value))
    return of[bound] + (value - bound)


def list_of(dossiers: DossierQuerySet, figure: str, period: Period, now: datetime) -> DossierQuerySet:
    """Return the dossiers that a figure or a concern counts; raises ``KeyError`` for an unknown one."""
    if figure == REFUSED:
        return refused(dossiers, period)
    if figure == WAITING:
        return waiting(dossiers, period, now)
    own = {IS_ANSWERED: answered(period), TO_ANSWER: still_to_answer(period, now), OWED: owed_at_end(period)}
    own |= {FILED: filed(period), HANDED_OUT: handed_out(period)}
    if figure in (found := own | concerns(period, now)):
        return dossiers.filter(found[figure])
    return _touched(dossiers, period).filter((filters(period, now) | of_form(period, now))[figure])


@dataclass(frozen=True, slots=True)
class Standard:
    """How far a version that was in force is standardised (TT 01/2018 art. 8: a process by TCVN ISO 9001)."""

    version: ProcedureVersion

    @property
    def machine(self) -> Machine:
        """The compiled definition."""
        return self.version.machine

    @property
    def is_documented(self) -> bool:
        """Say whether it is known by which ISO document and which decision it is so."""
        return bool(self.machine.iso.code and self.version.decision_no)

    @property
    def is_in_steps(self) -> bool:
        """Say whether its process lies down in steps: each with who does it and what comes out, their times the limit."""
        steps = self.machine.steps
        times = sum(step.limit.amount for step in steps if step.limit)
        return len(steps) > 1 and all(step.output for step in steps) and times == self.machine.committed_limit.amount


def standards(on: date) -> list[Standard]:
    """Return each procedure that was in force on a day, by the version that was."""
    return [Standard(version) for version in ProcedureVersion.objects.in_force_on(on).defer("text")]
