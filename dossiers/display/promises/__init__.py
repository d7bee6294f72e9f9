"""The dates that were promised: one where all agree, else each by its own name and the reason for it; and the mark of a row.

What was announced may begin before any of them: that is said beside the date.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from django.utils.translation import gettext as _

from dossiers import clock
from dossiers.acts import RECOUNT
from dossiers.display.formats import vn_date
from dossiers.display.ribbon import after_pause, begins, restarts, shown
from dossiers.log.appointments import waiting_reasons
from dossiers.log.facts import facts_of
from dossiers.log.instants import due_in_force, event_of, inform_by
from dossiers.log.moment import Moment
from dossiers.models import Event
from dossiers.models.standing import PAUSED
from procedures.machine import ENDS, Clock, Machine, Pause, Text

APPOINTMENT = Text("Hẹn trả kết quả", "Result due")
RECEIPT = Text("Hẹn trả ban đầu, ghi trên giấy tiếp nhận", "First appointment, on the receipt")
LAWFUL = Text("Hạn theo quy định", "Lawful limit")
PROMISED = Text("Đã xin lỗi, hẹn trả", "Apologised, promised by")
MOVED = Text("Đã hẹn lại trước đó", "New appointment given before")
"""What a moved date is called once a day is promised beside it."""
BEFORE_PAUSE = Text("Đã hẹn trước khi tạm dừng", "Promised before the pause")
PROMISED_BEFORE_PAUSE = Text("Đã xin lỗi và hẹn, trước khi tạm dừng", "Apologised and promised, before the pause")
PASSED = Text("ngày hẹn đã qua trước khi tạm dừng", "the date had passed before the pause")
STAYS_LATE = Text("nên hồ sơ vẫn là quá hạn khi hết tạm dừng", "so that it stays overdue after it")
MOVES_NOTHING = Text("không dời hạn nào", "it moves no date")
IN_FORCE = Text("Hẹn trả đang có hiệu lực", "Appointment in force")
AFTER = {
    Pause.SUPPLEMENT: Text("sau khi bổ sung hồ sơ", "after the supplement"),
    Pause.PAYMENT: Text("sau khi nộp phí, lệ phí", "after the payment"),
}


class Named(NamedTuple):
    """A date by the name that it has among the others."""

    label: Text
    at: datetime


def named_dates(due: datetime, lawful: datetime | None, promised: datetime | None) -> tuple[Named, ...]:
    """Return the dates of a dossier that a message lists, that on which one comes first, never two by one name.

    ``due``: the appointment in force; ``lawful``: the limit by which it is judged; ``promised``: the day of the last apology
    that moved no date, None without one; it is left out where a later appointment takes its place.
    """
    is_moved = lawful is not None and lawful != due
    promised = promised if promised is not None and due < promised else None
    named = [Named(PROMISED, promised)] if promised is not None else []
    named.append(Named(_name_of_due(is_moved=is_moved, is_promised=promised is not None), due))
    if lawful is not None and is_moved:
        named.append(Named(LAWFUL, lawful))
    return tuple(named)


def _name_of_due(*, is_moved: bool, is_promised: bool) -> Text:
    if is_promised:
        return MOVED if is_moved else LAWFUL
    return IN_FORCE if is_moved else APPOINTMENT


@dataclass(frozen=True, slots=True)
class Promise:
    """A date of the three; ``at`` is None where none is in force, and ``why`` says why it is not the first one."""

    label: Text
    at: datetime | None
    why: Text | None = None
    overtaken: Text | None = None
    """That what was announced begins before it."""
    judged: Text | None = None
    """That the verdict is by this date, where another was given."""


def overtaken(event_at: datetime | None, promised_at: datetime | None) -> Text | None:
    """Say that what was announced begins before what is promised for an instant; None where it does not."""
    if event_at is None or promised_at is None or event_at >= promised_at:
        return None
    at = begins(event_at)
    return Text(f"Sự kiện bắt đầu {at.vi}, trước thời điểm này.", f"The event begins {at.en}, before this.")


def overtaken_once_accepted(event_at: datetime, due_at: datetime | None) -> Text | None:
    """Say that what was announced begins before the appointment that the latest acceptance would give; None where it does not."""
    if due_at is None or event_at >= due_at:
        return None
    then, at = begins(event_at).vi.removeprefix("lúc ").removeprefix("ngày "), shown(due_at)
    return Text(
        f"Nếu đến lúc đó hồ sơ mới được tiếp nhận thì hẹn trả kết quả là {at}, sau khi sự kiện bắt đầu ({then}).",
        f"If it is accepted as late as that, the result is promised by {at}, after the event begins ({then}).",
    )


def late_notice(machine: Machine, log: Sequence[Event]) -> Text | None:
    """Say what it means that a dossier was filed later before what it announces than the rule asks; None where it was not.

    As the warning of the form says it (``filing.rules.too_late``), with the instant by which a refusal has to come where
    that was still ahead. Whether the event may be held without an answer no source says, so that nothing here does; nor
    that the answer may come too late, once an appointment before the event is in force.
    """
    event_at, hours = event_of(log), machine.event.file_hours_before if machine.event else None
    if event_at is None or hours is None or not _is_late(machine, log, event_at):
        return None
    at, then, due = shown(log[0].at), shown(event_at), due_in_force(log, machine)
    vi = f"Hồ sơ phải nộp trước sự kiện ít nhất {hours} giờ: nộp lúc {at} là đã muộn"
    en = f"The dossier has to be filed at least {hours} hours before the event: filed at {at} it is late"
    if due is None or due > event_at:
        vi += f", cơ quan có thể chỉ trả lời sau khi sự kiện bắt đầu ({then})"
        en += f", and the answer may come only after the event has begun ({then})"
    return _with_refusal(Text(f"{vi}.", f"{en}."), machine, log, event_at)


def timely_notice(machine: Machine, log: Sequence[Event], answered: Text | None) -> Text | None:
    """Say of a dossier that was filed early enough, and is answered after what it announces all the same, when a refusal has to come.

    ``answered``: that the answer, or the appointment given with it, comes after it; else the appointment in force is asked.
    None where neither is so, and where the procedure has no such hours.
    """
    event_at, hours = event_of(log), machine.event.file_hours_before if machine.event else None
    if event_at is None or hours is None or _is_late(machine, log, event_at):
        return None
    if not (answered or overtaken(event_at, due_in_force(log, machine))):
        return None
    told = Text(
        f"Hồ sơ đã nộp đúng hạn, trước sự kiện ít nhất {hours} giờ.",
        f"The dossier was filed in time, at least {hours} hours before the event.",
    )
    return _with_refusal(told, machine, log, event_at)


def _is_late(machine: Machine, log: Sequence[Event], event_at: datetime) -> bool:
    hours = machine.event.file_hours_before if machine.event else None
    return hours is not None and event_at - log[0].at < timedelta(hours=hours)


def _with_refusal(told: Text, machine: Machine, log: Sequence[Event], event_at: datetime) -> Text:
    """Add the instant by which a refusal has to come, where that was still ahead at the filing."""
    refused_by = inform_by(event_at, machine)
    if refused_by is None or refused_by <= log[0].at:
        return told
    return Text(
        f"{told.vi} Nếu không chấp thuận, cơ quan phải báo chậm nhất lúc {shown(refused_by)}.",
        f"{told.en} If it is not approved, the office has to say so by {shown(refused_by)}.",
    )


def promises(moment: Moment) -> tuple[Promise, ...]:
    """Return the dates as they were known at an instant, that on which one comes first; none before acceptance.

    In a pause none is in force, also where it had passed before: what was promised is said as past.
    """
    columns = moment.columns
    first, lawful, due = columns.first_due_at, columns.lawful_due_at, columns.due_at
    if first is None or lawful is None or due is None:
        return ()
    if moment.place.pause:
        return tuple(_in_pause(moment, moment.place.pause, first, due))
    judged = clock.judged_by() if lawful == due else None
    after = [*_after_the_date(moment, judged)] if standing_day(columns) else []
    too_late = overtaken(event_of(moment.log), due) if columns.resolved_at is None else None
    later = clock.begun_later(moment.marks[0].at, moment.machine.committed_limit.unit, moment.calendar)
    if first == lawful == due:
        name = _name_of_due(is_moved=False, is_promised=bool(after))
        return (*after, Promise(name, due, later, too_late))
    # Once there is a result, or an end without one, no date is in force.
    is_over = columns.resolved_at is not None or moment.place.is_end
    in_force = APPOINTMENT if is_over else IN_FORCE
    name = _name_of_due(is_moved=lawful != due, is_promised=True) if after else in_force
    told = [Promise(name, due, _together(_why_in_force(moment, due, lawful)), too_late)]
    if lawful != due:
        why = _together(_why_lawful(moment)) if lawful != first else None
        told.append(Promise(LAWFUL, lawful, why, judged=clock.judged_by()))
    if first != due:
        told.append(Promise(RECEIPT, first, later))
    return (*after, *told)


def _in_pause(moment: Moment, pause: Pause, first: datetime, due: datetime) -> Iterator[Promise]:
    """Give what holds of the dates in a pause: that none is in force, and what was promised before it."""
    then = after_pause(pause, moment.machine.supplement.after)
    if not moment.is_undated:
        goes_on = then if restarts(pause, moment.machine.supplement.after) else STAYS_LATE
        then = Text(f"{PASSED.vi}, {goes_on.vi}", f"{PASSED.en}, {goes_on.en}")
    yield Promise(IN_FORCE, None, then)
    yield Promise(BEFORE_PAUSE, due)
    if first != due:
        yield Promise(RECEIPT, first)
    for promise in _after_the_date(moment):
        yield Promise(PROMISED_BEFORE_PAUSE, promise.at)


def _after_the_date(moment: Moment, judged: Text | None = None) -> Iterator[Promise]:
    """Give the day that was promised last although the date had passed or was moved before."""
    promised = [day for event in moment.log if (day := facts_of(event).promised)]
    if promised:
        yield Promise(PROMISED, promised[-1], MOVES_NOTHING, judged=judged)


def _why_in_force(moment: Moment, due: datetime, lawful: datetime) -> Iterator[Text]:
    if due == lawful:
        yield from _why_lawful(moment)
        return
    promised = [event for event in moment.log if facts_of(event).new_due_at]
    for event in promised:
        at = shown(event.at)
        yield Text(f"hẹn lại lúc {at}", f"re-appointed at {at}")
    # What moved the date before it was promised anew explains it no more.
    yield from _recounts(moment, "due_at", since=promised[-1].sequence if promised else 0)


def _why_lawful(moment: Moment) -> Iterator[Text]:
    """Yield what moved the limit itself: pauses that are over, an outcome with less time, a new calendar."""
    asked: datetime | None = None
    for event in moment.log:
        now = moment.machine.states[event.target]
        was = moment.machine.states.get(event.source)
        if was is None or was.clock is now.clock:
            continue
        if now.clock is Clock.PAUSED:
            asked = event.at
        elif now.clock is Clock.RUNNING and was.clock is Clock.PAUSED and was.pause and asked:
            when, why = f"{shown(asked)} – {shown(event.at)}", AFTER[was.pause]
            yield Text(f"{why.vi} ({when})", f"{why.en} ({when})")
    outcome = moment.machine.outcome(moment.columns.outcome)
    if outcome is not None and (outcome.limit is not None or outcome.hours_before_event is not None):
        yield Text("kết quả này có thời hạn riêng", "this outcome has a time of its own")
    yield from _recounts(moment, "lawful_due_at")


def _recounts(moment: Moment, name: str, *, since: int = 0) -> Iterator[Text]:
    """Yield the changes of the calendar that moved a date, those of one minute once."""
    moved = (e for e in moment.log if e.action == RECOUNT and e.sequence > since and name in facts_of(e).before)
    for at in dict.fromkeys(shown(event.at) for event in moved):
        yield Text(f"tính lại theo lịch làm việc mới lúc {at}", f"counted again on a new working calendar at {at}")


def _together(reasons: Iterator[Text]) -> Text | None:
    told = list(reasons)
    return Text("; ".join(t.vi for t in told), "; ".join(t.en for t in told)) if told else None


class Promised(Protocol):
    """What tells which day was promised, and which appointment is in force."""

    @property
    def promised_for(self) -> datetime | None:
        """The day that was promised last."""

    @property
    def due_at(self) -> datetime | None:
        """The appointment in force."""


class DatedRow(Promised, Protocol):
    """What tells which dates of a row of a list were promised."""

    @property
    def pk(self) -> int:
        """The key of the dossier."""

    @property
    def lawful_due_at(self) -> datetime | None:
        """The limit by which it is judged."""

    @property
    def status(self) -> int:
        """The national status."""

    @property
    def resolved_at(self) -> datetime | None:
        """When it was resolved."""

    def is_late(self, now: datetime) -> bool:
        """Say whether it is past its return date."""


def waiting_marks(rows: Sequence[DatedRow]) -> dict[int, str]:
    """Return the words for those of which a letter waits for its signature, with the day that it proposes, by their keys: one query."""
    found = waiting_reasons().filter(dossier__in=[row.pk for row in rows]).values_list("dossier", "day")
    return {pk: _("to be signed, %(day)s proposed") % {"day": vn_date(day)} for pk, day in found}


def promised_mark(row: DatedRow, now: datetime) -> str:
    """Return the words for a row of which a day is promised, late already or not yet, or another date was given; else none.

    In a pause none is in force; what is late all the same stays marked.
    """
    day, due, lawful = standing_day(row), row.due_at, row.lawful_due_at
    if row.resolved_at is not None or (row.status in PAUSED and not row.is_late(now)):
        return ""
    if day is not None:
        words = _("promise of %(day)s not kept") if day < now else _("promised by %(day)s")
        return words % {"day": vn_date(day)}
    is_moved = due is not None and lawful is not None and due > lawful
    return _("re-appointed for %(day)s") % {"day": vn_date(due)} if is_moved else ""


def promised_to_applicant(row: DatedRow, now: datetime) -> str:
    """Say to whoever applied which day is promised with an apology of a row, or that this day has passed; "" without one.

    In a pause none is in force.
    """
    day = standing_day(row)
    if day is None or row.resolved_at is not None or row.status in PAUSED or row.status in ENDS:
        return ""
    words = (
        _("The office apologised and promised the result by %(day)s; that day has passed.")
        if day < now
        else _("Apologised, promised by %(day)s.")
    )
    return words % {"day": vn_date(day)}


def standing_day(row: Promised) -> datetime | None:
    """Return the day of the last apology that moved no date; None without one, or where a later appointment takes its place."""
    # A pause may move the appointment past it.
    day, due = row.promised_for, row.due_at
    return day if day is not None and (due is None or due < day) else None


def day_to_come(row: Promised) -> datetime | None:
    """Return on which day one comes for the result: the promised one where it stands, else the appointment; None before the acceptance.

    The one answer to whoever asks that, on pages, in mail, papers and calendars; ``models.standing.DAY_TO_COME`` asks a database.
    """
    return standing_day(row) or row.due_at
