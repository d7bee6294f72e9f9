"""What has come since an act whose mail names a day for the result, or says what may still be changed, where that does not stand any more.

An act waits for the minute in which it can be taken back, or a mail server is down: another act may follow meanwhile, and both
mails leave in one second. What itself waits to be taken back is told by nobody.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from dossiers import outbox
from dossiers.acts import RECOUNT
from dossiers.calendars.said import OF_DAYS
from dossiers.display.ribbon import shown
from dossiers.log.appointments import APOLOGISING, standing_promise
from dossiers.log.effective import effective
from dossiers.log.facts import reading_of
from dossiers.log.parts.deposits import RESULT, lying
from dossiers.models import Event
from procedures.machine import Clock, Machine, Pause, Status, Text
from procedures.time.calendar import local

DATING = frozenset({outbox.ACCEPTED, *OF_DAYS})
"""The notices that name a day for the result."""
ENDED = {
    Status.STOPPED: Text("cơ quan đã dừng giải quyết hồ sơ", "the office has stopped the processing of the dossier"),
    Status.WITHDRAWN: Text("hồ sơ đã được rút", "the dossier was withdrawn"),
    Status.RESULT_READY: Text("hồ sơ đã giải quyết xong", "the dossier was resolved"),
    Status.RETURNED: Text("kết quả đã được trả", "the result was handed over"),
}
PAUSED = {
    Pause.SUPPLEMENT: Text(
        "cơ quan đã đề nghị bổ sung hồ sơ và tạm dừng tính thời hạn",
        "the office has asked for a supplement, and the time stands still",
    ),
    Pause.PAYMENT: Text(
        "cơ quan đã đề nghị nộp phí, lệ phí và tạm dừng tính thời hạn",
        "the office has asked for a fee, and the time stands still",
    ),
}
AT_AN_END = Text("hồ sơ đã kết thúc", "the dossier has ended")
TO_GO_ON = Text("cơ quan đã tiếp tục giải quyết hồ sơ", "the office has gone on with the dossier")
COUNTED_ANEW = Text(
    "ngày hẹn đã được tính lại theo lịch làm việc mới", "the date was counted again on a new working calendar"
)
APOLOGISED = Text("cơ quan đã xin lỗi và hẹn lại", "the office has apologised and given another day")


class Dated(NamedTuple):
    """How the day stands that an act gives."""

    promised: datetime | None
    """The day, in local time, that an apology has promised and that stands in place of the appointment after the act."""
    since: Text | None
    """What has come since, as may be known when the mail is written; None where the day stands still."""


def dated_of(event: Event, at: datetime) -> Dated:
    """Return how the day stands that an event gives, when its mail is written: two statements."""
    log, due = _log(event, at), reading_of(event).due_at
    day = standing_promise([one for one in log if one.sequence <= event.sequence])
    return Dated(local(day) if day and due and due < day else None, _since(event, log))


def ended_since(event: Event, at: datetime) -> Text | None:
    """Return that the result was handed over, or the dossier has ended, since its applicant has chosen how to receive it; None while that is open.

    What the post has sent back can be received in another way again. As it stands when the mail is written; one statement, or two.
    """
    machine, log = event.dossier.machine, _log(event, at)
    if not machine.states[log[-1].target].is_end or RESULT.name in lying(machine, log):
        return None
    end = next(one for one in reversed(log) if one.source != one.target)
    done, when = ENDED.get(machine.states[end.target].status, AT_AN_END), local(end.at)
    return Text(
        f"Sau đó, lúc {when:%H:%M} ngày {when:%d/%m/%Y}, {done.vi}: cách nhận không đổi được nữa.",
        f"Since then, at {when:%H:%M} on {when:%d/%m/%Y}, {done.en}: this can be changed no more.",
    )


def _since(event: Event, log: Sequence[Event]) -> Text | None:
    machine = event.dossier.machine
    ends = [n for n, one in enumerate(log, 1) if one.sequence >= event.sequence]
    days = [_day(log[:end], machine) for end in ends]
    if not days or days[0] is None or days[-1] == days[0]:
        return None
    by = next(n for n in range(len(days) - 1, 0, -1) if days[n] != days[n - 1])
    return _words(log[ends[by] - 1], machine, days[-1])


def _log(event: Event, at: datetime) -> list[Event]:
    """Return what holds of a log, without what still waits at an instant to be taken back."""
    log = event.dossier.events.select_related("payload").order_by("sequence")
    first = outbox.first_waiting(event.dossier_id, at)
    return effective(log.filter(sequence__lt=max(first, event.sequence + 1)) if first else log)


def _day(log: Sequence[Event], machine: Machine) -> datetime | None:
    """Return on which day one comes after a log; None where no day is in force."""
    if machine.states[log[-1].target].clock is not Clock.RUNNING:
        return None
    return max(filter(None, (reading_of(log[-1]).due_at, standing_promise(log))), default=None)


def _words(event: Event, machine: Machine, day: datetime | None) -> Text:
    place, at = machine.states[event.target], local(event.at)
    done = ENDED.get(place.status) or (PAUSED[place.pause] if place.pause else None)
    if done is None:
        done = COUNTED_ANEW if event.action == RECOUNT else APOLOGISED if event.action in APOLOGISING else TO_GO_ON
    now = (
        Text(f", nay hẹn trả {shown(day)}", f", and the result is now promised by {shown(day)}")
        if day
        else Text("", "")
    )
    when = f"{at:%H:%M}", f"{at:%d/%m/%Y}"
    return Text(
        f"Sau đó, lúc {when[0]} ngày {when[1]}, {done.vi}{now.vi}: ngày nêu trên không còn hiệu lực.",
        f"Since then, at {when[0]} on {when[1]}, {done.en}{now.en}: the day above does not hold any more.",
    )
