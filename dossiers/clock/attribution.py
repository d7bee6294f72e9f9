"""Whose hands a dossier was in, to the minute: the parts sum exactly to the whole.

An instant is rounded down to the minute where it parts two stretches, so that neither has the minute
twice. What an office holds outside its own sessions is nobody's work and is told apart as *closed*;
the applicant's time is counted day and night.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from accounts.roles import Role
from dossiers.clock.limits import Verdict
from dossiers.clock.marks import MINUTE, ClockError, Mark, MarkKind, down, merged
from procedures.machine import Step, Text
from procedures.time.calendar import WorkingCalendar

WHOLE_DAY = timedelta(days=1) // MINUTE
"""Minutes of a day that is counted day and night."""


class Hands(StrEnum):
    """Who can have a dossier; ``OFFICE`` where nothing says which part of the office."""

    CITIZEN = "citizen"
    DESK = "desk"
    DIVISION = "division"
    LEADER = "leader"
    RECORDS = "records"
    PROVINCE = "province"
    OFFICE = "office"
    CLOSED = "closed"

    @property
    def is_office(self) -> bool:
        """Say whether these hands work by sessions."""
        return self not in (Hands.CITIZEN, Hands.CLOSED)


HANDS_OF = {
    Role.CITIZEN: Hands.CITIZEN,
    Role.ONE_STOP_OFFICER: Hands.DESK,
    Role.DIVISION_HEAD: Hands.DIVISION,
    Role.SPECIALIST: Hands.DIVISION,
    Role.DEPARTMENT_LEADER: Hands.LEADER,
    Role.CLERK: Hands.RECORDS,
    Role.PROVINCIAL_OFFICE: Hands.PROVINCE,
}
"""Whose hands a holder's are; a head and the head's specialists are one division."""


@dataclass(frozen=True, slots=True)
class Holding:
    """Into whose hands a dossier came; it is in them until the next ``Held`` begins."""

    since: datetime
    hands: Hands
    unit: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Minutes in the same hands; ``day_minutes`` are those of one of their days."""

    hands: Hands
    unit: int | None
    minutes: int
    day_minutes: int


@dataclass(frozen=True, slots=True)
class Attribution:
    """A stretch of time in whole minutes, and its parts in the order in which they first had the dossier.

    A part without a minute is left out; *closed* comes last.
    """

    since: datetime
    until: datetime
    parts: tuple[Part, ...]

    @property
    def minutes(self) -> int:
        """Return the whole, counted day and night."""
        return (self.until - self.since) // MINUTE


@dataclass(frozen=True, slots=True)
class StepTime:
    """How a step of the ISO process kept its own limit; ``verdict`` is None while it is being done."""

    step: Step
    due_at: datetime
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Stay:
    """The time of a dossier in one state after acceptance; ``ended_at`` is None where it is still there.

    ``time`` is that of the step which ended with it, or is being done.
    """

    label: Text
    hands: Hands
    unit: int | None
    began_at: datetime
    ended_at: datetime | None
    time: StepTime | None


type CalendarOf = Callable[[int | None], WorkingCalendar]
"""The calendar by which a unit works; that of the agency for None."""


def attribute(holdings: Sequence[Holding], calendar_of: CalendarOf, *, since: datetime, until: datetime) -> Attribution:
    """Divide the time from ``since`` to ``until`` among those who had the dossier.

    ``held`` is in the order of the log; of several at one instant the last one counts. Raises ClockError
    where nobody had it at ``since`` yet or ``until`` comes before, CalendarExhausted beyond a calendar.
    """
    since, until = down(since), down(until)
    if until < since:
        raise ClockError(Text("kết thúc trước khi bắt đầu", "it ends before it begins"))
    if not holdings or down(holdings[0].since) > since:
        raise ClockError(Text("khi đó chưa ai giữ hồ sơ", "nobody had the dossier yet"))
    spent: dict[tuple[Hands, int | None], int] = {}
    closed = 0
    ends = [*(down(one.since) for one in holdings), until]
    for one, (begun, ended) in zip(holdings, pairwise(ends), strict=True):
        start, end = max(begun, since), min(ended, until)
        whole = max(0, (end - start) // MINUTE)
        if not whole:
            continue
        worked = calendar_of(one.unit).working_minutes_between(start, end) if one.hands.is_office else whole
        spent[one.hands, one.unit] = spent.get((one.hands, one.unit), 0) + worked
        closed += whole - worked
    return Attribution(since, until, tuple(_parts(spent, closed, calendar_of)))


def _parts(spent: dict[tuple[Hands, int | None], int], closed: int, calendar_of: CalendarOf) -> Iterable[Part]:
    for (hands, unit), minutes in spent.items():
        if minutes:
            day = calendar_of(unit).day_minutes if hands.is_office else WHOLE_DAY
            yield Part(hands, unit, minutes, day)
    if closed:
        yield Part(Hands.CLOSED, None, closed, WHOLE_DAY)


def holdings_of_marks(marks: Sequence[Mark]) -> tuple[Holding, ...]:
    """Return whose hands the marks of a clock tell of: the applicant's in a pause, else the office's.

    Pauses that overlap count once; one that is not over lasts.
    """
    started_at = min(mark.at for mark in marks if mark.kind is MarkKind.STARTED)
    latest = max(mark.at for mark in marks)
    gaps: list[tuple[datetime, datetime]] = []
    for pause in {mark.pause for mark in marks if mark.kind is MarkKind.PAUSED}:
        mine = [mark for mark in marks if mark.pause is pause]
        begun = sorted(mark.at for mark in mine if mark.kind is MarkKind.PAUSED)
        over = sorted(mark.at for mark in mine if mark.kind is MarkKind.RESUMED)
        gaps += zip(begun, [*over, *[latest + MINUTE] * (len(begun) - len(over))], strict=True)
    holdings = [Holding(started_at, Hands.OFFICE)]
    for start, end in merged(gaps, since=started_at):
        holdings.append(Holding(start, Hands.CITIZEN))
        if end <= latest:
            holdings.append(Holding(end, Hands.OFFICE))
    return tuple(holdings)
