"""What is filed when, and how it goes: the same every time, without a database and without a clock.

Four figures are known: dossiers resolved, those of them filed on line, that since 2018 none was late, and
that every procedure is standardised. All other numbers here are assumptions (``docs/history.md``).
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID, uuid5

from dossiers.models import Channel
from portal.demo.history import law
from procedures.machine import LimitUnit, Machine
from procedures.time.calendar import LOCAL, WorkingCalendar

RESOLVED = 20_665
ON_LINE = 14_954
"""Of the resolved ones; both figures are those of the model case, 2016 – 08/2019."""
FIRST, LAST = date(2016, 1, 1), date(2019, 8, 31)
LAST_WORKED = date(2019, 8, 30)
LAST_DONE = date(2019, 9, 30)
"""Until then what was pending at the end is resolved, which counts among nothing here; nobody keeps a seat for longer."""
MOST = 30_000
"""More than the plan has filings."""
PEOPLE = 1_200

_SEED = 20_665
_KEYS = UUID("6f1f3a94-7c0e-5b57-9d21-2016b2019c09")
"""The plan's own: another plan has other keys, so that no two are ever mixed."""
_YEARS = {2016: 0.191, 2017: 0.246, 2018: 0.310, 2019: 0.253}
_ON_LINE = {2016: (0.28, 0.48), 2017: (0.52, 0.74), 2018: (0.78, 0.89), 2019: (0.90, 0.96)}
"""Share of filings on line, at the beginning and at the end of a year."""
_SEASON = (0.95, 0.62, 1.08, 1.02, 1.02, 1.0, 0.98, 1.0, 1.0, 1.08, 1.12, 1.15)
_WEEKDAYS = (1.25, 1.05, 1.0, 0.95, 0.85, 0.35, 0.30)
_AROUND_TET, _AT_TET, _ON_DAYS_OFF = 0.45, 0.15, 0.3
_SESSIONS = (3, 2)
"""Mornings are busier at the desk."""
_NEAR_TET = timedelta(days=6)
_REJECTED = 0.03
_BY_POST = 0.05
_NOT_LATE_FROM = date(2017, 11, 1)
"""Whatever is filed from here on is resolved inside its limit, so that nothing late reaches into 2018."""
_LATE = {2016: 0.045, 2017: 0.02}
_ANSWERED_LATE = {2016: 0.03, 2017: 0.012}
"""Share of what comes on line and is looked at by the desk only after its hours; from 2018 on none is."""
_ANSWERED_IN_TIME_FROM = date(2017, 12, 15)
_PENDING = 203
"""Beside the resolved ones: filed before the end, accepted by then, and resolved in the weeks after."""
_PENDING_FROM, _PENDING_UNTIL = date(2019, 8, 20), date(2019, 8, 29)
_DUE_AFTER = timedelta(days=4)
"""So long after the end their limit reaches at least: the first two days are no working days."""
_CUT_SHORT = 0.75
"""How much of a usual month's filings are resolved of the last one: the others are those that are pending."""
_TIMES, _TIMES_IF_LONG, _TIMES_IF_PENDING, _ON_THE_WAY = 1.25, 3.5, 2.0, timedelta(days=3)
"""How many times its limit, and days beside, a filing must lie before the end, so that it is resolved by then."""
_HOURS_ON_LINE = (1, 1, 0, 0, 0, 1, 2, 6, 14, 16, 15, 10, 5, 9, 14, 14, 12, 8, 5, 5, 7, 8, 6, 3)


class Course(StrEnum):
    """What happens to a dossier beside the steps that all have."""

    PLAIN = "plain"
    SUPPLEMENT_FIRST = "supplement-first"
    """Asked for before acceptance."""
    SUPPLEMENT = "supplement"
    """Asked for at the appraisal."""
    PAYMENT = "payment"
    SENT_BACK = "sent-back"
    REFUSED = "refused"
    REAPPOINTED = "reappointed"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    REJECTED = "rejected"
    """Refused before acceptance: counted among nothing that was received or resolved."""


_COURSES = {
    Course.SUPPLEMENT_FIRST: 0.075,
    Course.SUPPLEMENT: 0.055,
    Course.PAYMENT: 0.20,
    Course.SENT_BACK: 0.05,
    Course.REFUSED: 0.025,
    Course.REAPPOINTED: 0.012,
    Course.WITHDRAWN: 0.011,
    Course.STOPPED: 0.004,
}
"""Shares among the resolved; the payment's among those whose procedure has a charge, the re-appointment's
among those that may still be late, for it moves no lawful date. The rest is plain."""


@dataclass(frozen=True, slots=True)
class Filing:
    """A dossier of the plan. ``seed`` decides everything else that chance decides about it."""

    index: int
    """Its place in the plan, by the instant of filing."""
    filed_at: datetime
    channel: Channel
    slug: str
    version: int
    course: Course
    late: bool
    answered_late: bool
    """The desk looks at it only after its hours."""
    pending: bool
    """Not resolved at the end of the years, but in the weeks after."""
    applicant: int
    """Which of the people applies, from 0."""
    seed: int

    @property
    def key(self) -> UUID:
        """What makes sure that it is played once."""
        return key_of(self.index)

    @property
    def day(self) -> date:
        """The local day of filing."""
        return self.filed_at.astimezone(LOCAL).date()

    @property
    def is_resolved(self) -> bool:
        """Say whether it is among the resolved of the years."""
        return self.course is not Course.REJECTED and not self.pending


def key_of(index: int) -> UUID:
    """Return the key of a place in the plan."""
    return uuid5(_KEYS, str(index))


type Machines = Mapping[tuple[str, int], Machine]
"""The definitions of those years by procedure and number."""


@dataclass(frozen=True, slots=True)
class _Slot:
    """A dossier to be planned: when and how it comes in, whether it is refused at once or pending at the end."""

    at: datetime
    channel: Channel
    rejected: bool = False
    pending: bool = False


def whole(machines: Machines, calendar: WorkingCalendar) -> tuple[Filing, ...]:
    """Return the whole plan in the order of filing; the same for the same calendar and definitions."""
    chance = random.Random(_SEED)  # noqa: S311 - a plan, not a secret
    slots = sorted([*_slots(calendar, chance), *_pending(calendar, chance)], key=lambda slot: slot.at)
    return tuple(_filing(index, slot, machines, chance) for index, slot in enumerate(slots))


def _slots(calendar: WorkingCalendar, chance: random.Random) -> Iterator[_Slot]:
    months = [date(year, month, 1) for year in _YEARS for month in range(1, 13) if date(year, month, 1) <= LAST]
    resolved = shared_out(RESOLVED, [_volume(month) for month in months])
    weights = [count * _on_line_share(month) for month, count in zip(months, resolved, strict=True)]
    for month, count, on_line in zip(months, resolved, shared_out(ON_LINE, weights), strict=True):
        refused = round(count * _REJECTED)
        refused_on_line = round(refused * on_line / count)
        busy = {day: _busy(day, calendar) for day in _days_of(month)}
        for rejected, number, of_them in ((False, count, on_line), (True, refused, refused_on_line)):
            for _n in range(of_them):
                yield _Slot(_at_any_hour(busy, chance), Channel.ONLINE, rejected)
            for _n in range(number - of_them):
                by_post = month.year > FIRST.year and chance.random() < _BY_POST
                yield _Slot(_at_the_desk(busy, calendar, chance), Channel.POST if by_post else Channel.DESK, rejected)


def _pending(calendar: WorkingCalendar, chance: random.Random) -> Iterator[_Slot]:
    days = [_PENDING_FROM + timedelta(days=n) for n in range((_PENDING_UNTIL - _PENDING_FROM).days + 1)]
    busy = {day: _busy(day, calendar) * (n + 1) for n, day in enumerate(days)}
    on_line = round(_PENDING * _on_line_share(LAST))
    for n in range(_PENDING):
        if n < on_line:
            yield _Slot(_at_any_hour(busy, chance), Channel.ONLINE, pending=True)
        else:
            yield _Slot(_at_the_desk(busy, calendar, chance), Channel.DESK, pending=True)


def shared_out(total: int, weights: Sequence[float]) -> list[int]:
    """Return whole numbers in proportion to the weights that sum to ``total``: largest remainders first."""
    exact = [total * weight / sum(weights) for weight in weights]
    shares = [int(share) for share in exact]
    by_rest = sorted(range(len(exact)), key=lambda n: shares[n] - exact[n])
    for n in by_rest[: total - sum(shares)]:
        shares[n] += 1
    return shares


def _volume(month: date) -> float:
    months = [n for n in range(1, 13) if date(month.year, n, 1) <= LAST]
    seasons = sum(_SEASON[n - 1] for n in months)
    growth = 1 + 0.012 * (month.month - sum(months) / len(months))
    cut = _CUT_SHORT if month == LAST.replace(day=1) else 1
    return _YEARS[month.year] * growth * cut * _SEASON[month.month - 1] / seasons


def _on_line_share(month: date) -> float:
    first, last = _ON_LINE[month.year]
    return first + (last - first) * (month.month - 1) / 11


def _days_of(month: date) -> list[date]:
    """Return the days of a month on which something is filed: the last weeks are left for the work."""
    last = min((month + timedelta(days=31)).replace(day=1) - timedelta(days=1), LAST_WORKED - timedelta(days=9))
    return [month + timedelta(days=n) for n in range((last - month).days + 1)]


def _at_any_hour(busy: Mapping[date, float], chance: random.Random) -> datetime:
    day = chance.choices(list(busy), list(busy.values()))[0]
    hour = chance.choices(range(24), _HOURS_ON_LINE)[0]
    return datetime.combine(day, time(hour, chance.randrange(60), chance.randrange(60)), LOCAL)


def _at_the_desk(busy: Mapping[date, float], calendar: WorkingCalendar, chance: random.Random) -> datetime:
    day = chance.choices(list(busy), [weight * calendar.is_working(day) for day, weight in busy.items()])[0]
    session = chance.choices(calendar.sessions_on(day), _SESSIONS)[0]
    minute = chance.randrange(5, session.minutes - 40)
    return datetime.combine(day, session.opens, LOCAL) + timedelta(minutes=minute, seconds=chance.randrange(60))


def _busy(day: date, calendar: WorkingCalendar) -> float:
    """Return how much is filed on a day, beside the others of its month."""
    near = (day + timedelta(days=n) for n in range(-_NEAR_TET.days, _NEAR_TET.days + 1))
    tet = any(_is_tet(other, calendar) for other in near if calendar.first <= other <= calendar.last)
    weekday = _WEEKDAYS[day.weekday()] if calendar.is_working(day) else min(_ON_DAYS_OFF, _WEEKDAYS[day.weekday()])
    return weekday * (_AROUND_TET if tet else 1) * (_AT_TET if _is_tet(day, calendar) else 1)


def _is_tet(day: date, calendar: WorkingCalendar) -> bool:
    exception = calendar.exception_on(day)
    return exception is not None and not calendar.is_working(day) and day.month in (1, 2) and day.day > 1


def _filing(index: int, slot: _Slot, machines: Machines, chance: random.Random) -> Filing:
    day = slot.at.astimezone(LOCAL).date()
    regime = law.regime_on(day)
    listed = [row for row in law.procedures() if _is_usual(machines[row.slug, regime.number], day, slot)]
    slug = chance.choices(listed, [row.weight for row in listed])[0].slug
    machine = machines[slug, regime.number]
    course = Course.REJECTED if slot.rejected else _course(machine, day, slot, chance)
    may_be_late = course in (Course.PLAIN, Course.REFUSED) and day < _NOT_LATE_FROM
    waits = slot.channel is Channel.ONLINE and course is not Course.SUPPLEMENT_FIRST and day < _ANSWERED_IN_TIME_FROM
    return Filing(
        index=index,
        filed_at=slot.at,
        channel=slot.channel,
        slug=slug,
        version=regime.number,
        course=course,
        late=course is Course.REAPPOINTED or (chance.random() < _LATE.get(day.year, 0.0) and may_be_late),
        answered_late=waits and chance.random() < _ANSWERED_LATE[day.year],
        pending=slot.pending,
        applicant=min(chance.randrange(PEOPLE), chance.randrange(PEOPLE)),
        seed=chance.getrandbits(32),
    )


def _is_usual(machine: Machine, day: date, slot: _Slot) -> bool:
    """Say whether a filing of a day is resolved by the end; of one that is to be pending, that its limit reaches beyond."""
    if slot.pending:
        return day + _limit(machine, 1) >= LAST + _DUE_AFTER
    return _fits(machine, day, _TIMES, LAST_WORKED)


def _course(machine: Machine, day: date, slot: _Slot, chance: random.Random) -> Course:
    drawn, reached = chance.random(), 0.0
    for course, share in _COURSES.items():
        reached += share
        if drawn < reached:
            return course if _is_possible(course, machine, day, slot) else Course.PLAIN
    return Course.PLAIN


def _is_possible(course: Course, machine: Machine, day: date, slot: _Slot) -> bool:
    match course:
        case Course.PAYMENT:
            return bool(machine.fees)
        case Course.REAPPOINTED:
            return day < _NOT_LATE_FROM
        case Course.SUPPLEMENT if slot.pending:
            return _fits(machine, day, _TIMES_IF_PENDING, LAST_DONE)
        case Course.SUPPLEMENT_FIRST | Course.WITHDRAWN | Course.STOPPED if slot.pending:
            return False
        case Course.SUPPLEMENT | Course.SUPPLEMENT_FIRST:
            return _fits(machine, day, _TIMES_IF_LONG, LAST_WORKED)
        case _:
            return True


def _fits(machine: Machine, day: date, times: float, end: date) -> bool:
    """Say whether so many times the limit lies between a day and the end."""
    return day + _limit(machine, times) + _ON_THE_WAY <= end


def _limit(machine: Machine, times: float) -> timedelta:
    """Return about how many calendar days so many times the limit is."""
    limit = machine.committed_limit
    days = float(limit.amount) * (1 if limit.unit is LimitUnit.CALENDAR_DAY else 7 / 5)
    return timedelta(days=int(times * days))
