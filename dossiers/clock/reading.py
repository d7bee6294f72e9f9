"""What the clock shows as of an instant, and what each day on the way was."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from dossiers.clock.bounds import Bound
from dossiers.clock.limits import DAY, Count, DayCount, Verdict, count, hours, is_late
from dossiers.clock.marks import Log, Mark, Stretch, Terms, down, merged
from procedures.machine import LimitUnit, Pause, Text
from procedures.time.calendar import WorkingCalendar, local

FIRST_DAY = Text("Ngày đầu không tính (Bộ luật Dân sự, Điều 147)", "First day, not counted (Civil Code art. 147)")
BEFORE_OPENING = Text(
    "Tiếp nhận ngoài giờ làm việc, tính từ buổi làm việc kế tiếp",
    "Accepted outside office hours, counted from the next session",
)
BEFORE_RESTART = Text("Thời hạn được tính lại từ đầu sau khi bổ sung", "The limit counts again after the supplement")
ROLLED = Text(
    "Hạn rơi vào ngày nghỉ nên kéo đến ngày làm việc kế tiếp (Bộ luật Dân sự, Điều 148)",
    "The limit ended on a day off, so it lasts to the next working day (Civil Code art. 148)",
)
AFTER_END = Text("Đã giải quyết xong", "Already resolved")
AFTER_LIMIT = Text("Sau khi hết thời hạn", "After the limit")
PAUSED = {
    Pause.SUPPLEMENT: Text("Tạm dừng chờ bổ sung hồ sơ", "Paused for a supplement"),
    Pause.PAYMENT: Text("Tạm dừng chờ nộp phí, lệ phí", "Paused for a payment"),
}


class Reading(Struct, frozen=True):
    """What the clock shows ``as_of`` an instant, every instant in local time.

    ``allowed`` and ``spent`` are days of the unit, or hours with two decimals. ``first_due_at`` never
    changes, ``lawful_due_at`` follows restarts and pauses and ignores re-appointment, ``due_at`` is
    the appointment in force. While a pause is open all three stay as they were before it, and
    ``pause`` says which one it is, ``paused_at`` since when. Terms of an outcome with less time shorten the lawful date and the appointment,
    never the first one. ``verdict`` is None until the clock has ended; it judges ``lawful_due_at``.
    ``provisional``: the first or the lawful date rests on a day that is not yet official.
    """

    unit: LimitUnit
    allowed: Decimal
    spent: Decimal
    started_at: datetime
    first_due_at: datetime
    lawful_due_at: datetime
    due_at: datetime
    pause: Pause | None
    paused_at: datetime | None
    ended_at: datetime | None
    verdict: Verdict | None
    provisional: bool
    calendar_digest: str
    counted_from: datetime
    """The opening from which the limit counts now: after the acceptance, or after the last restart."""
    as_of: datetime

    @property
    def paused(self) -> bool:
        """Say whether the clock stands still."""
        return self.pause is not None

    @property
    def is_undated(self) -> bool:
        """Say whether no return date is in force: a pause that began in time; it is counted anew after it."""
        return self.paused_at is not None and not is_late(self.due_at, self.paused_at, self.unit)

    @property
    def is_late(self) -> bool:
        """Say whether the lawful date had passed when the clock stopped, or by now."""
        return is_late(self.lawful_due_at, self.ended_at or self.paused_at or self.as_of, self.unit)


class CountedDay(Struct, frozen=True):
    """A day on the way to the due date: whether it counts toward the limit and, if not, why.

    ``off`` says that no office works on it; a limit in calendar days counts it all the same.
    ``pause`` is the pause that holds the day, also where the day is off anyway. ``name`` is what the
    calendar calls a day that is not like its weekday: a holiday, or a day worked in exchange.
    """

    date: date
    counts: bool
    reason: Text | None
    off: bool
    pause: Pause | None
    name: Text | None = None


class Going(Struct, frozen=True):
    """A reading from which that of a later instant follows, as long as no further mark lies before it."""

    reading: Reading
    count: Count

    @classmethod
    def of(cls, marks: Iterable[Mark], terms: Terms, calendar: WorkingCalendar, *, as_of: datetime) -> "Going":
        """Read the clock as ``read`` does."""
        log = Log.of(marks, terms, calendar, as_of)
        first = count(log.first_counted_from, (), terms.limit, calendar)
        bound = Bound.of(log, terms, calendar, first=first)
        return cls(_reading(log, bound, first, terms, calendar), bound.count)

    def at(self, as_of: datetime) -> Reading:
        """Return the reading at that instant or after it: of a clock that runs only the time that is spent is another."""
        as_of, before = local(as_of), self.reading
        if before.pause is not None or before.ended_at is not None:
            return replace(before, as_of=as_of)
        return replace(before, as_of=as_of, spent=self.count.spent(down(as_of)))


def read(marks: Iterable[Mark], terms: Terms, calendar: WorkingCalendar, *, as_of: datetime) -> Reading:
    """Read the clock as it stood at ``as_of``; later marks are not known yet.

    Raises ClockError for marks that contradict each other or do not start the clock, and
    CalendarExhausted where the calendar ends before a due date.
    """
    return Going.of(marks, terms, calendar, as_of=as_of).reading


def _reading(log: Log, bound: Bound, first: Count, terms: Terms, calendar: WorkingCalendar) -> Reading:
    limit, lawful = bound.limit, bound.count
    in_hours = limit.unit is LimitUnit.WORKING_HOUR
    return Reading(
        unit=limit.unit,
        allowed=hours(int(limit.amount * 60)) if in_hours else limit.amount,
        spent=lawful.spent(log.stopped_at),
        started_at=log.started_at,
        first_due_at=local(terms.first_due_at) if terms.first_due_at else first.due_at,
        lawful_due_at=bound.due_at,
        due_at=_in_force(log, bound),
        pause=log.open.pause if log.open else None,
        paused_at=log.open.start if log.open else None,
        ended_at=log.ended_at,
        verdict=bound.judge(log.ended_at, calendar) if log.ended_at else None,
        provisional=_is_provisional(log, first, lawful, calendar),
        calendar_digest=calendar.digest,
        counted_from=log.counted_from,
        as_of=log.as_of,
    )


def days_of(
    marks: Iterable[Mark], terms: Terms, calendar: WorkingCalendar, *, as_of: datetime
) -> tuple[CountedDay, ...]:
    """Return each day from acceptance to the last date that matters, with what it was.

    That is the latest of the dates in force, the end, and ``as_of`` while the clock has not ended.
    The days that count are those in ``spent``; while the clock runs also those still to come, so
    that they are as many as ``allowed``.
    """
    log = Log.of(marks, terms, calendar, as_of)
    bound = Bound.of(log, terms, calendar)
    lawful = bound.count
    last = max(bound.due_at.date(), _in_force(log, bound).date(), log.known_until.date())
    first = log.started_at.date()
    return tuple(_day(first + n * DAY, log, lawful, calendar) for n in range((last - first).days + 1))


def _is_provisional(log: Log, first: Count, lawful: Count, calendar: WorkingCalendar) -> bool:
    """Say whether a date rests on a day that is not official yet; mostly there is none anywhere near."""
    first_until, lawful_until = first.last_on, lawful.last_on
    last_on = max(first_until, lawful_until)
    if last_on <= calendar.last and not calendar.rests_on_provisional(log.started_at, last_on):
        return False
    return log.rests_on_provisional(calendar) or first.is_provisional or lawful.is_provisional


def _in_force(log: Log, bound: Bound) -> datetime:
    """Return the appointment in force.

    What a re-appointment promised moves with the pauses after it, as the limit does, and off a day that
    is not worked (Civil Code art. 148(5)); a restart after it never makes the date earlier than the limit
    that begins again. An outcome that has less
    time is due by its own date, whatever was promised for the others.
    """
    if log.reappointed_at is None or log.new_due_at is None or bound.is_of_outcome:
        return bound.due_at
    promised = bound.count.moved(log.new_due_at, merged(log.gaps, since=log.reappointed_at))
    restarted = log.restarted_at is not None and log.restarted_at >= log.reappointed_at
    return max(promised, bound.due_at) if restarted else promised


def _day(day: date, log: Log, lawful: Count, calendar: WorkingCalendar) -> CountedDay:
    still_to_come = log.ended_at is None and log.open is None
    until = max(log.stopped_at, lawful.due_at) if still_to_come else log.stopped_at
    pause = _pause_on(day, log, lawful)
    counts = lawful.uses(day, until)
    reason = None if counts else _reason(day, log, lawful, calendar, pause)
    exception = calendar.exception_on(day)
    return CountedDay(day, counts, reason, not calendar.is_working(day), pause, exception.name if exception else None)


def _reason(day: date, log: Log, lawful: Count, calendar: WorkingCalendar, pause: Pause | None) -> Text:
    """Return why a day does not count, the most telling reason first."""
    in_days = isinstance(lawful, DayCount)
    in_calendar_days = isinstance(lawful, DayCount) and lawful.unit is LimitUnit.CALENDAR_DAY
    off = calendar.reason_off(day)
    if off is not None and not in_calendar_days:
        return off
    if pause is not None and day != log.counted_from.date():
        return PAUSED[pause]
    if day < log.counted_from.date():
        return BEFORE_RESTART if log.restarted_at else BEFORE_OPENING
    if in_days and day == log.counted_from.date():
        return FIRST_DAY
    if log.ended_at is not None and day >= log.ended_at.date():
        return AFTER_END
    return ROLLED if in_calendar_days and day <= lawful.due_on else AFTER_LIMIT


def _pause_on(day: date, log: Log, lawful: Count) -> Pause | None:
    """Return the pause that holds a day, by the rule of the limit's unit."""
    unanswered: list[Stretch] = [log.open] if log.open else []
    for stretch in [*sorted(log.pauses), *unanswered]:
        begun, over = stretch.start.date(), stretch.end.date()
        if begun < day <= over or (stretch is log.open and day > begun):
            return stretch.pause
        if not isinstance(lawful, DayCount) and day == begun:
            return stretch.pause
    return None
