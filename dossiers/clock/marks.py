"""The marks of a clock, and the one way to read them that does not depend on their order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, Self

from msgspec import Struct

from procedures.machine import AfterSupplement, Limit, Pause, Text
from procedures.time.calendar import LOCAL, CalendarExhausted, WorkingCalendar, local

MINUTE = timedelta(minutes=1)
_ALMOST_A_MINUTE = MINUTE - timedelta(microseconds=1)

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


class Mark(NamedTuple):
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


class Stretch(Struct, frozen=True, order=True):
    """A pause, from the request to the confirmed answer, as local instants."""

    start: datetime
    end: datetime
    pause: Pause


class Log(Struct, frozen=True):
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
    """The pauses that are over, by an answer or by the end of the clock, in no order."""
    open: Stretch | None
    """The pause in which the clock stands still now; it ends at ``as_of`` for the time being."""
    gaps: tuple[Gap, ...]
    """What the limit carries on after, since ``counted_from``, merged so that it counts once."""
    new_due_at: datetime | None
    reappointed_at: datetime | None
    stopped_at: datetime
    """The minute up to which time is spent."""

    @classmethod
    def of(cls, marks: Iterable[Mark], terms: Terms, calendar: WorkingCalendar, as_of: datetime) -> Self:
        """Read the marks known at ``as_of``; ClockError where they contradict each other."""
        as_of = local(as_of)
        started_at, (_, ended_at, begun, over, promises, _) = _consistent(tuple(marks), as_of)
        known_until = down(ended_at or as_of)
        answered, unanswered = _stretches(begun, over, known_until)
        restarting = terms.after_supplement is AfterSupplement.RESTART
        restarts = [s.end for s in answered if restarting and s.pause is Pause.SUPPLEMENT]
        restarted_at = up(max(restarts)) if restarts else None
        carried = [s for s in answered if s.pause is Pause.PAYMENT] if restarts else answered
        if ended_at is not None and unanswered:
            # A pause that only the end closes restarts nothing: nobody confirmed a full dossier.
            answered, carried, unanswered = answered + unanswered, carried + unanswered, []
        first = calendar.opening_after(up(started_at))
        counted_from = calendar.opening_after(restarted_at) if restarted_at else first
        still = min(unanswered) if unanswered else None
        reappointed_at, new_due_at = max(promises) if promises else (None, None)
        return cls(
            started_at=started_at,
            ended_at=ended_at,
            as_of=as_of,
            first_counted_from=first,
            counted_from=counted_from,
            restarted_at=restarted_at,
            pauses=tuple(answered),
            open=still,
            gaps=merged([(s.start, s.end) for s in carried], since=counted_from) if carried else (),
            new_due_at=new_due_at,
            reappointed_at=reappointed_at,
            stopped_at=down(still.start) if still else known_until,
        )

    @property
    def known_until(self) -> datetime:
        """Return the end, or the instant as of which the clock is read."""
        return self.ended_at or self.as_of

    def rests_on_provisional(self, calendar: WorkingCalendar) -> bool:
        """Say whether a day is not official that decided from which opening the limit counts, first or now."""
        if calendar.rests_on_provisional(self.started_at, self.first_counted_from):
            return True
        return self.restarted_at is not None and calendar.rests_on_provisional(self.restarted_at, self.counted_from)


def up(instant: datetime) -> datetime:
    """Round up to the minute, as an acceptance is: nobody owes the rest of a minute."""
    if not instant.second and not instant.microsecond:
        return local(instant)
    try:
        return local(instant + _ALMOST_A_MINUTE).replace(second=0, microsecond=0)
    except OverflowError:
        raise CalendarExhausted(instant.year) from None


def down(instant: datetime) -> datetime:
    """Round down to the minute, as an end is."""
    here = instant if instant.tzinfo is LOCAL else local(instant)
    return here.replace(second=0, microsecond=0) if here.second or here.microsecond else here


def in_minutes(gaps: Iterable[Gap], since: datetime) -> tuple[Gap, ...]:
    """Return gaps in whole minutes, as long as they can be: nobody owes the rest of a minute."""
    return merged(((down(start), up(end)) for start, end in gaps), since=since)


def merged(stretches: Iterable[Gap], since: datetime) -> tuple[Gap, ...]:
    """Return the union of stretches after ``since``, in order and apart from each other."""
    union: list[Gap] = []
    for start, end in sorted([(max(start, since), end) for start, end in stretches]):
        if end <= start:
            continue
        if union and start <= union[-1][1]:
            union[-1] = (union[-1][0], max(end, union[-1][1]))
        else:
            union.append((start, end))
    return tuple(union)


type Instants[T] = list[tuple[datetime, T]]
"""What lies at local instants, in no order."""


type _Known = tuple[
    datetime | None, datetime | None, Instants[Pause], Instants[Pause], Instants[datetime], list[datetime]
]
"""The start, the end, where pauses begin and end, what re-appointments promised, and the instants of all."""


def _known(marks: Iterable[Mark], until: datetime) -> _Known:
    """Return the marks up to an instant by what they mean."""
    started_at = ended_at = None
    begun, over, promises, instants = [], [], [], []
    for kind, instant, pause, new_due_at in marks:
        at = instant if instant.tzinfo is LOCAL else local(instant)
        if at > until:
            continue
        instants.append(at)
        if kind is MarkKind.PAUSED and pause:
            begun.append((at, pause))
        elif kind is MarkKind.RESUMED and pause:
            over.append((at, pause))
        elif kind is MarkKind.STARTED:
            started_at = at if started_at is None or at < started_at else started_at
        elif kind is MarkKind.ENDED:
            ended_at = at if ended_at is None or at < ended_at else ended_at
        if new_due_at is not None:
            promises.append((at, local(new_due_at)))
    return started_at, ended_at, begun, over, promises, instants


def _consistent(marks: Sequence[Mark], as_of: datetime) -> tuple[datetime, _Known]:
    """Return the start, and what the marks tell up to the end and to ``as_of``; ClockError if that cannot be."""
    known = _known(marks, as_of)
    started_at, ended_at, _begun, _over, _promises, instants = known
    if started_at is None:
        raise ClockError(Text("đồng hồ chưa bắt đầu chạy", "the clock has not started"))
    if min(instants) < started_at:
        raise ClockError(next(_BEFORE_START[mark.kind] for mark in marks if local(mark.at) < started_at))
    if ended_at is not None and ended_at < as_of:
        known = _known(marks, ended_at)
    return started_at, known


_BEFORE_START = {
    MarkKind.PAUSED: Text("tạm dừng trước khi tiếp nhận", "a pause begins before acceptance"),
    MarkKind.RESUMED: Text("tính tiếp trước khi tiếp nhận", "a pause ends before acceptance"),
    MarkKind.REAPPOINTED: Text("hẹn lại trước khi tiếp nhận", "re-appointed before acceptance"),
    MarkKind.ENDED: Text("giải quyết xong trước khi tiếp nhận", "finished before acceptance"),
}


def _stretches(begun: Instants[Pause], over: Instants[Pause], until: datetime) -> tuple[list[Stretch], list[Stretch]]:
    """Pair the beginnings and ends of pauses; return those that are over, and those still open.

    The n-th beginning of a kind goes with its n-th end, so that the order of equal instants says
    nothing; an open one is given the end ``until``.
    """
    answered: list[Stretch] = []
    unanswered: list[Stretch] = []
    ends = sorted(over)
    for start, pause in sorted(begun):
        mine = [one for one in ends if one[1] is pause]
        if not mine:
            unanswered.append(Stretch(start, until, pause))
            continue
        ends.remove(mine[0])
        end = mine[0][0]
        if end < start:
            raise ClockError(_ENDS_BEFORE)
        answered.append(Stretch(start, end, pause))
    if ends:
        raise ClockError(_ENDS_BEFORE)
    return answered, unanswered


_ENDS_BEFORE = Text("tạm dừng kết thúc trước khi bắt đầu", "a pause ends before it begins")
