"""The appointment that an acceptance would give, and that what was announced begins before it: said as long as that can be foreseen."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from dossiers import clock
from dossiers.display.promises import overtaken, overtaken_once_accepted
from dossiers.display.ribbon import begins, shown
from dossiers.log import columns
from dossiers.log.effective import Happened
from dossiers.log.instants import event_of
from procedures.machine import Clock, Machine, Text
from procedures.time.calendar import CalendarExhausted, WorkingCalendar

MINUTE = timedelta(minutes=1)


def appointment(
    machine: Machine, events: Sequence[Happened], calendar: WorkingCalendar, *, at: datetime
) -> datetime | None:
    """Return the appointment that an acceptance at an instant would give; None beyond the calendar."""
    return _read_with([clock.Mark(clock.MarkKind.STARTED, at)], machine, events, calendar, at)


def once_resumed(
    machine: Machine, events: Sequence[Happened], calendar: WorkingCalendar, *, at: datetime
) -> datetime | None:
    """Return the appointment in force once what is paused goes on at an instant, which is never before its last event."""
    then = max(at, events[-1].at)
    goes_on = clock.Mark(clock.MarkKind.RESUMED, then, pause=machine.states[events[-1].target].pause)
    return _read_with([*columns.marks_of(events, machine), goes_on], machine, events, calendar, then)


def _read_with(
    marks: Sequence[clock.Mark], machine: Machine, events: Sequence[Happened], calendar: WorkingCalendar, at: datetime
) -> datetime | None:
    try:
        return clock.read(marks, columns.terms_of(machine, events), calendar, as_of=at).due_at
    except CalendarExhausted:
        return None


def before_answer(
    machine: Machine, events: Sequence[Happened], calendar: WorkingCalendar, answer_due_at: datetime | None
) -> Text | None:
    """Say that what was announced begins before the office must have answered, or before the appointment given as late as that."""
    event_at = event_of(events)
    if event_at is None or answer_due_at is None:
        return None
    due = appointment(machine, (), calendar, at=answer_due_at)
    return overtaken(event_at, answer_due_at) or overtaken_once_accepted(event_at, due)


def before_supplement(
    machine: Machine, events: Sequence[Happened], calendar: WorkingCalendar, now: datetime, answer_by: datetime | None
) -> Text | None:
    """Say of a dossier that waits for a supplement since when an answer gives an appointment after what was announced.

    By the hour that the dossier has for it so far. None where nothing was announced, where every answer that comes in its
    time is early enough, and beyond the calendar.
    """
    event_at = event_of(events)
    if event_at is None:
        return None
    then = begins(event_at)
    if event_at <= now:
        return Text(f"Theo hồ sơ, sự kiện đã bắt đầu {then.vi}.", f"By the dossier, the event began {then.en}.")
    foresee = once_resumed if machine.states[events[-1].target].clock is Clock.PAUSED else appointment
    if foresee(machine, events, calendar, at=event_at) is None:
        return None
    last = _last_in_time(now, event_at, lambda at: foresee(machine, events, calendar, at=at))
    if last is None:
        return Text(
            f"Theo hồ sơ, sự kiện bắt đầu {then.vi}: dù trả lời ngay, hẹn trả kết quả cũng sau khi sự kiện bắt đầu.",
            f"By the dossier, the event begins {then.en}: even if you answer at once, the result is promised for after that.",
        )
    if answer_by is not None and answer_by <= last:
        return None
    by = shown(last)
    return Text(
        f"Theo hồ sơ, sự kiện bắt đầu {then.vi}: trả lời sau {by} thì hẹn trả kết quả sẽ sau khi sự kiện bắt đầu.",
        f"By the dossier, the event begins {then.en}: if you answer after {by}, the result is promised for after that.",
    )


def _last_in_time(now: datetime, event_at: datetime, foresee: Callable[[datetime], datetime | None]) -> datetime | None:
    """Return the last minute whose appointment is not after an event; None where none of those to come is.

    The later it is, the later the appointment, so that halves are enough.
    """
    first = now.replace(second=0, microsecond=0) + MINUTE
    minutes = range((event_at - now) // MINUTE)
    late = bisect_left(minutes, x=True, key=lambda minute: _is_after(foresee(first + minute * MINUTE), event_at))
    return first + (late - 1) * MINUTE if late else None


def _is_after(due: datetime | None, event_at: datetime) -> bool:
    return due is None or due > event_at
