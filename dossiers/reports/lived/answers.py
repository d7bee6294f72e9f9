"""How long the desk took to answer what came from an applicant: a filing, or what came on a supplement, in working hours."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from dossiers.log.batches import Row, logs_of
from dossiers.log.effective import effective
from dossiers.log.facts import ANSWERED, facts_of
from dossiers.models import DossierQuerySet, Event
from dossiers.models.standing import MINUTE
from dossiers.reports.lived.measures import HOUR, Spread, Took, took
from dossiers.reports.lived.newest import newest_days
from dossiers.reports.periods import Period, month_of
from dossiers.reports.statistics import UNANSWERED, answered, list_of
from procedures.machine import LimitUnit
from procedures.time.calendar import local
from procedures.time.calendars import calendar_by_digest

MOST = 5_000
"""Answers that are read for one page: the newest."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of the desk: whose, to a dossier of which procedure, when, how long it took, and whether that was too long."""

    dossier: int
    procedure: int
    at: datetime
    took: Took
    allowed: int
    """The working hours that the desk had."""
    late: bool
    """As it was recorded with the answer."""


@dataclass(frozen=True, slots=True)
class Owed:
    """An answer that was not given though its hours are over: to a dossier of which procedure, and by when it was due."""

    procedure: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Answered:
    """What is said of some answers that were given or owed, at least one."""

    dossiers: int
    """Those that were answered."""
    late: int
    """Dossiers of which an answer came after its hours."""
    answers: int
    in_time: int
    owed: int
    """Answers that were not given though their hours are over: as late as those that came too late."""
    spread: Spread | None
    """Of those that were given; None of none."""
    allowed: tuple[int, ...]
    """The hours that the desk had; more than one where the rule has changed."""

    @property
    def due(self) -> int:
        """The answers that were given, and those that should have been."""
        return self.answers + self.owed

    @property
    def share(self) -> float:
        """The part of these that came within their hours, 0 to 100."""
        return 100 * self.in_time / self.due

    @classmethod
    def of(cls, answers: Sequence[Answer], owed: int) -> Self:
        """Sum answers up."""
        return cls(
            len({one.dossier for one in answers}),
            len({one.dossier for one in answers if one.late}),
            len(answers),
            sum(not one.late for one in answers),
            owed,
            Spread.of([one.took for one in answers], LimitUnit.WORKING_HOUR) if answers else None,
            tuple(sorted({one.allowed for one in answers})),
        )


@dataclass(frozen=True, slots=True)
class Read:
    """The answers of the last days of a period, all of them: of every day of it where they are not too many.

    Beside them what is owed at its end, or now: whatever the day on which it was due.
    """

    period: Period
    answers: Sequence[Answer]
    owed: Sequence[Owed]

    def within(self, period: Period) -> Self:
        """Return those of a part of it, or what of that part was read."""
        part = Period(max(period.start, self.period.start), min(period.end, self.period.end))
        return type(self)(
            part,
            [one for one in self.answers if part.start <= local(one.at).date() <= part.end],
            [one for one in self.owed if one.due_at <= part.closes - MINUTE],
        )

    @property
    def whole(self) -> Answered | None:
        """What is said of all of them; None of none."""
        return Answered.of(self.answers, len(self.owed)) if self.answers or self.owed else None

    @property
    def by_procedure(self) -> dict[int, Answered]:
        """What is said of those of each procedure."""
        given = _by(self.answers, lambda one: one.procedure)
        owed = _by(self.owed, lambda one: one.procedure)
        return {pk: Answered.of(given.get(pk, []), len(owed.get(pk, []))) for pk in given.keys() | owed}

    @property
    def by_month(self) -> dict[date, Answered]:
        """What is said of each month that has any, by its first day, the oldest first: what it answered, and owed at its end."""
        given = _by(self.answers, lambda one: _month(one.at))
        since = {first for one in self.owed if (first := _month(one.due_at)) >= self.period.start.replace(day=1)}
        return {
            first: Answered.of(given.get(first, []), len(self.within(month_of(first)).owed))
            for first in sorted(given.keys() | since)
        }


def _month(at: datetime) -> date:
    return local(at).date().replace(day=1)


def _by[One, Key](found: Iterable[One], key: Callable[[One], Key]) -> dict[Key, list[One]]:
    grouped: dict[Key, list[One]] = {}
    for one in found:
        grouped.setdefault(key(one), []).append(one)
    return grouped


def answers(dossiers: DossierQuerySet, period: Period, now: datetime, most: int | None = None) -> Read:
    """Read what the desk answered in a period, or in as many of its last days as hold no more than so many answers."""
    events = Event.objects.filter(ANSWERED, at__gte=period.opens, at__lt=period.closes, dossier__in=dossiers.order_by())
    read = newest_days(events.order_by("-at").values_list("at", flat=True), period, MOST if most is None else most)
    procedures = dict(dossiers.order_by().filter(answered(read)).values_list("pk", "procedure"))
    found = (_answers_of(procedures[pk], effective(log)) for pk, log in logs_of(list(procedures)) if log)
    owed = list_of(dossiers, UNANSWERED, period, now).order_by().values_list("procedure", "deadline_at")
    return Read(
        read,
        [one for some in found for one in some if read.opens <= one.at < read.closes],
        [Owed(procedure, due_at) for procedure, due_at in owed],
    )


def _answers_of(procedure: int, log: Sequence[Row]) -> Iterator[Answer]:
    """Yield the answers in a log that holds: each since what it answers came in, on the calendar by which it was due."""
    entered = before = log[0]
    for event in log[1:]:
        owed = facts_of(event).answer
        if owed is not None:
            calendar = calendar_by_digest(before.calendar)
            spent = took(entered.at, event.at, calendar, LimitUnit.WORKING_HOUR)
            allowed = took(entered.at, owed.due_at, calendar, LimitUnit.WORKING_HOUR)
            yield Answer(event.dossier_id, procedure, event.at, spent, round(allowed.worked / HOUR), owed.late)
        if event.source != event.target:
            entered = event
        before = event
