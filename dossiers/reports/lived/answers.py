"""How long the desk took to answer what came from an applicant: a filing, or what came on a supplement, in working hours."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from dossiers.log.batches import Row, logs_of
from dossiers.log.effective import effective
from dossiers.log.facts import ANSWERED, facts_of
from dossiers.models import DossierQuerySet, Event
from dossiers.reports.lived.measures import HOUR, Spread, Took, took
from dossiers.reports.lived.newest import newest_days
from dossiers.reports.periods import Period
from dossiers.reports.statistics import answered
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
class Answered:
    """What is said of some answers, at least one."""

    dossiers: int
    late: int
    """Dossiers of which an answer came after its hours."""
    answers: int
    in_time: int
    spread: Spread
    allowed: tuple[int, ...]
    """The hours that the desk had; more than one where the rule has changed."""

    @property
    def share(self) -> float:
        """The part of the answers that came within their hours, 0 to 100."""
        return 100 * self.in_time / self.answers

    @classmethod
    def of(cls, answers: Sequence[Answer]) -> Self:
        """Sum answers up."""
        return cls(
            len({one.dossier for one in answers}),
            len({one.dossier for one in answers if one.late}),
            len(answers),
            sum(not one.late for one in answers),
            Spread.of([one.took for one in answers], LimitUnit.WORKING_HOUR),
            tuple(sorted({one.allowed for one in answers})),
        )


@dataclass(frozen=True, slots=True)
class Read:
    """The answers of the last days of a period, all of them: of every day of it where they are not too many."""

    period: Period
    answers: Sequence[Answer]

    def within(self, period: Period) -> Self:
        """Return those of a part of it, or what of that part was read."""
        part = Period(max(period.start, self.period.start), min(period.end, self.period.end))
        return type(self)(part, [one for one in self.answers if part.start <= local(one.at).date() <= part.end])

    @property
    def whole(self) -> Answered | None:
        """What is said of all of them; None of none."""
        return Answered.of(self.answers) if self.answers else None

    @property
    def by_procedure(self) -> dict[int, Answered]:
        """What is said of those of each procedure."""
        return _by(self.answers, lambda one: one.procedure)

    @property
    def by_month(self) -> dict[date, Answered]:
        """What is said of those of each month that has any, by its first day, the oldest first."""
        return dict(sorted(_by(self.answers, lambda one: local(one.at).date().replace(day=1)).items()))


def _by[Key](answers: Iterable[Answer], key: Callable[[Answer], Key]) -> dict[Key, Answered]:
    found: dict[Key, list[Answer]] = {}
    for one in answers:
        found.setdefault(key(one), []).append(one)
    return {name: Answered.of(some) for name, some in found.items()}


def answers(dossiers: DossierQuerySet, period: Period, most: int | None = None) -> Read:
    """Read what the desk answered in a period, or in as many of its last days as hold no more than so many answers."""
    events = Event.objects.filter(ANSWERED, at__gte=period.opens, at__lt=period.closes, dossier__in=dossiers.order_by())
    read = newest_days(events.order_by("-at").values_list("at", flat=True), period, MOST if most is None else most)
    procedures = dict(dossiers.order_by().filter(answered(read)).values_list("pk", "procedure"))
    found = (_answers_of(procedures[pk], effective(log)) for pk, log in logs_of(list(procedures)) if log)
    return Read(read, [one for some in found for one in some if read.opens <= one.at < read.closes])


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
