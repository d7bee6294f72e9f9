"""The marks of a clock, and the one way to read them that does not depend on their order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, Self

from procedures.machine import AfterSupplement, Limit, Pause, Text
from procedures.time.calendar import CalendarExhausted, WorkingCalendar, aware, local

MINUTE = timedelta(minutes=1)

type Gap = tuple[datetime, datetime]
"""A stretch of time that the limit leaves out, as local instants: ``[start, end)``."""


class ClockError(ValueError):
    """Marks that contradict each other; ``text`` says how in both languages."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.vi)
        self.text = text


class MarkKind(StrEnum):
    """What can happen to a clock."""

    STARTED = "started"
    PAUSED = "paused"
    RESUMED = "resumed"
    REAPPOINTED = "reappointed"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Mark:
    """An instant of the log that matters to the clock, aware.

    ``pause`` says which pause begins or ends; ``new_due_at`` is what a re-appointment promises.
    """

    kind: MarkKind
    at: datetime
    pause: Pause | None = None
    new_due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What was promised: the limit, and how it counts after a supplement.

    An outcome may have less time: a limit of its ``own``, or a last instant to be ``told_by`` before
    an event. Both shorten the limit, neither ever lengthens it. ``first_due_at`` is what the receipt says,
    once it is given: whatever calendar comes later, it stands.
    """

    limit: Limit
    after_supplement: AfterSupplement = AfterSupplement.RESTART
    own: Limit | None = None
    inform_by: datetime | None = None
    first_due_at: datetime | None = None


class Stretch(NamedTuple):
    """A pause, from the request to the confirmed answer, as local instants."""

    start: datetime
    end: datetime
    pause: Pause


@dataclass(frozen=True, slots=True)
class Log:
    """What the marks up to ``as_of`` amount to; every instant in local time."""

    started_at: datetime
    ended_at: datetime | None
    as_of: datetime
    first_counted_from: datetime
    """The opening from which the limit first counts."""
    counted_from: datetime
    """The opening from which it counts now: the first, or the one after the last restart."""
    restarted_at: datetime | None
    pauses: tuple[Stretch, ...]
    """The pauses that are over, by an answer or by the end of the clock."""
    open: Stretch | None
    """The pause in which the clock stands still now; it ends at ``as_of`` for the time being."""
    gaps: tuple[Gap, ...]
    """What the limit carries on after, since ``counted_from``, merged so that it counts once."""
    new_due_at: datetime | None
    reappointed_at: datetime | None

    @classmethod
    def of(cls, marks: Iterable[Mark], terms: Terms, calendar: WorkingCalendar, as_of: datetime) -> Self:
        """Read the marks known at ``as_of``; ClockError where they contradict each other."""
        started_at, ended_at, known = _known(marks, as_of)
        answered, unanswered = _stretches(known, down(ended_at or as_of))
        restarting = terms.after_supplement is AfterSupplement.RESTART
        restarts = [up(s.end) for s in answered if restarting and s.pause is Pause.SUPPLEMENT]
        carried = [s for s in answered if not restarts or s.pause is Pause.PAYMENT]
        if ended_at is not None:
            # A pause that only the end closes restarts nothing: nobody confirmed a full dossier.
            answered, carried, unanswered = answered + unanswered, carried + unanswered, []
        first = calendar.opening_after(up(started_at))
        counted_from = calendar.opening_after(max(restarts)) if restarts else first
        promise = max(
            ((m.at, local(m.new_due_at)) for m in known if m.new_due_at is not None),
            default=(None, None),
        )
        return cls(
            started_at=local(started_at),
            ended_at=ended_at and local(ended_at),
            as_of=local(as_of),
            first_counted_from=first,
            counted_from=counted_from,
            restarted_at=max(restarts, default=None),
            pauses=tuple(sorted(answered)),
            open=min(unanswered, default=None),
            gaps=merged([s[:2] for s in carried], since=counted_from),
            reappointed_at=promise[0],
            new_due_at=promise[1],
        )

    @property
    def openings(self) -> tuple[Gap, Gap]:
        """Return from what came to the opening after it: for the first count, and for the one now."""
        first = self.started_at, self.first_counted_from
        return first, (self.restarted_at or self.started_at, self.counted_from)

    @property
    def known_until(self) -> datetime:
        """Return the end, or the instant as of which the clock is read."""
        return self.ended_at or self.as_of

    @property
    def stopped_at(self) -> datetime:
        """Return the minute up to which time is spent."""
        return down(self.open.start if self.open else self.known_until)


def up(instant: datetime) -> datetime:
    """Round up to the minute, as an acceptance is: nobody owes the rest of a minute."""
    try:
        return local(instant + MINUTE - timedelta(microseconds=1)).replace(second=0, microsecond=0)
    except OverflowError:
        raise CalendarExhausted(instant.year) from None


def down(instant: datetime) -> datetime:
    """Round down to the minute, as an end is."""
    return local(instant).replace(second=0, microsecond=0)


def in_minutes(gaps: Iterable[Gap], since: datetime) -> tuple[Gap, ...]:
    """Return gaps in whole minutes, as long as they can be: nobody owes the rest of a minute."""
    return merged(((down(start), up(end)) for start, end in gaps), since=since)


def merged(stretches: Iterable[Gap], since: datetime) -> tuple[Gap, ...]:
    """Return the union of stretches after ``since``, in order and apart from each other."""
    union: list[Gap] = []
    for start, end in sorted((max(start, since), end) for start, end in stretches):
        if end <= start:
            continue
        if union and start <= union[-1][1]:
            union[-1] = (union[-1][0], max(end, union[-1][1]))
        else:
            union.append((start, end))
    return tuple(union)


def _known(marks: Iterable[Mark], as_of: datetime) -> tuple[datetime, datetime | None, list[Mark]]:
    """Return the start, the end if there is one, and the marks up to it and to ``as_of``."""
    known = [mark for mark in marks if aware(mark.at) <= aware(as_of)]
    started_at = min((m.at for m in known if m.kind is MarkKind.STARTED), default=None)
    if started_at is None:
        raise ClockError(Text("đồng hồ chưa bắt đầu chạy", "the clock has not started"))
    for mark in known:
        if mark.at < started_at:
            raise ClockError(_BEFORE_START[mark.kind])
    ended_at = min((m.at for m in known if m.kind is MarkKind.ENDED), default=None)
    return started_at, ended_at, [m for m in known if ended_at is None or m.at <= ended_at]


_BEFORE_START = {
    MarkKind.PAUSED: Text("tạm dừng trước khi tiếp nhận", "a pause begins before acceptance"),
    MarkKind.RESUMED: Text("tính tiếp trước khi tiếp nhận", "a pause ends before acceptance"),
    MarkKind.REAPPOINTED: Text("hẹn lại trước khi tiếp nhận", "re-appointed before acceptance"),
    MarkKind.ENDED: Text("giải quyết xong trước khi tiếp nhận", "finished before acceptance"),
}


def _stretches(known: list[Mark], until: datetime) -> tuple[list[Stretch], list[Stretch]]:
    """Pair the beginnings and ends of pauses; return those that are over, and those still open.

    The n-th beginning of a kind goes with its n-th end, so that the order of equal instants says
    nothing; an open one is given the end ``until``.
    """
    over: list[Stretch] = []
    unanswered: list[Stretch] = []
    for pause in Pause:
        mine = [mark for mark in known if mark.pause is pause]
        begun = sorted(mark.at for mark in mine if mark.kind is MarkKind.PAUSED)
        ended = sorted(mark.at for mark in mine if mark.kind is MarkKind.RESUMED)
        if len(ended) > len(begun) or any(e < b for b, e in zip(begun, ended, strict=False)):
            raise ClockError(Text("tạm dừng kết thúc trước khi bắt đầu", "a pause ends before it begins"))
        over += [Stretch(local(b), local(e), pause) for b, e in zip(begun, ended, strict=False)]
        unanswered += [Stretch(local(b), until, pause) for b in begun[len(ended) :]]
    return over, unanswered
