"""The words of the ribbon and of everything that tells the time of a dossier."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal

from dossiers.clock import CountedDay, Hands, Part, Reading, Verdict
from dossiers.clock.reading import AFTER_END, AFTER_LIMIT, BEFORE_OPENING, BEFORE_RESTART, FIRST_DAY, PAUSED, ROLLED
from procedures.machine import AfterSupplement, LimitUnit, Pause, Text
from procedures.time.calendar import local

UNITS = {
    LimitUnit.WORKING_DAY: Text("ngày làm việc", "working days"),
    LimitUnit.CALENDAR_DAY: Text("ngày", "days"),
    LimitUnit.WORKING_HOUR: Text("giờ làm việc", "working hours"),
}
_ONE = {LimitUnit.WORKING_DAY: Text("ngày làm việc", "working day"), LimitUnit.CALENDAR_DAY: Text("ngày", "day")}
VERDICTS = {
    Verdict.EARLY: Text("trước hạn", "early"),
    Verdict.ON_TIME: Text("đúng hạn", "on time"),
    Verdict.OVERDUE: Text("quá hạn", "overdue"),
}
HANDS = {
    Hands.CITIZEN: Text("Người nộp hồ sơ", "The applicant"),
    Hands.DESK: Text("Bộ phận Một cửa", "The one-stop desk"),
    Hands.DIVISION: Text("Phòng chuyên môn", "The division"),
    Hands.LEADER: Text("Lãnh đạo cơ quan", "The agency's leaders"),
    Hands.RECORDS: Text("Văn thư", "The records office"),
    Hands.PROVINCE: Text("Văn phòng UBND tỉnh", "The provincial office"),
    Hands.OFFICE: Text("Cơ quan giải quyết", "The office"),
    Hands.CLOSED: Text("Ngoài giờ làm việc của cơ quan", "Outside office hours"),
}
TENTH = Decimal("0.1")
"""Days are told to a tenth, halves up, as all numbers are (``formats.half_up``, which what is pure cannot ask)."""
OTHERS = {
    FIRST_DAY: Text("đầu không tính", "as the first day, not counted"),
    BEFORE_OPENING: Text("trước khi bắt đầu tính", "before the count began"),
    BEFORE_RESTART: Text("trước khi tính lại từ đầu", "before the limit began again"),
    ROLLED: Text("kéo thêm vì hạn rơi vào ngày nghỉ", "added as the limit ended on a day off"),
    AFTER_END: Text("từ khi hồ sơ kết thúc", "since it ended"),
    AFTER_LIMIT: Text("sau khi hết thời hạn", "after the limit"),
}
"""What days are that neither count nor are off or paused, by why they do not count."""
_GOES_ON = Text("thời hạn được tính tiếp", "the time goes on")
_RESTARTS = Text("thời hạn được tính lại từ đầu", "the time is counted again from the start")
_ONCE = {
    Pause.SUPPLEMENT: Text("khi hồ sơ đã đủ", "when the papers are complete"),
    Pause.PAYMENT: Text("khi đã xác nhận xong phí, lệ phí", "when the fee is confirmed as settled"),
}


_SETTLED = Text(
    "Không còn phải nộp phí, lệ phí, chờ cơ quan xác nhận", "Nothing is left to be paid, the office is to confirm it"
)
"""What a pause for a payment waits for once all of that is paid or waived."""


def restarts(pause: Pause, after: AfterSupplement) -> bool:
    """Say whether the time begins again after a pause: only a supplement lets it, and not in each procedure."""
    return pause is Pause.SUPPLEMENT and after is AfterSupplement.RESTART


def after_pause(pause: Pause, after: AfterSupplement) -> Text:
    """Return how the time is counted once a pause is over."""
    counted, once = _RESTARTS if restarts(pause, after) else _GOES_ON, _ONCE[pause]
    return Text(f"{counted.vi} và có ngày hẹn mới {once.vi}", f"{counted.en}, with a new return date, {once.en}")


def running_day(reading: Reading, days: Sequence[CountedDay]) -> Text | None:
    """Return which day of the limit is running: it is counted from its first minute, and not used up.

    None where none of the limit's runs as of the reading: it stands still, has ended, counts in hours, or the day is not counted.
    """
    today = on(reading.as_of)
    if reading.paused or reading.ended_at is not None or reading.unit is LimitUnit.WORKING_HOUR:
        return None
    if not any(day.counts for day in days if day.date == today):
        return None
    nth, allowed, unit, one = amount(reading.spent), amount(reading.allowed), UNITS[reading.unit], _ONE[reading.unit]
    if reading.spent > reading.allowed:
        return Text(f"{one.vi} thứ {nth}, thời hạn {allowed} {unit.vi}", f"{one.en} {nth}, of a limit of {allowed}")
    return Text(f"{one.vi} thứ {nth} trên {allowed}", f"{one.en} {nth} of {allowed}")


def running_now(reading: Reading, days: Sequence[CountedDay]) -> Text | None:
    """Return what is said of today's own cell while the limit runs in it: which day it is, or how many hours are used so far."""
    if running := running_day(reading, days):
        return Text(f"đang ở {running.vi}", f"now in {running.en}")
    if reading.paused or reading.ended_at is not None or reading.unit is not LimitUnit.WORKING_HOUR:
        return None
    return _used(reading)


def _used(reading: Reading) -> Text:
    spent, allowed, unit = amount(reading.spent), amount(reading.allowed), UNITS[reading.unit]
    return Text(f"đã dùng {spent} trên {allowed} {unit.vi}", f"{spent} of {allowed} {unit.en} are spent")


def summary(
    days: Sequence[CountedDay],
    reading: Reading,
    after: AfterSupplement,
    promised: datetime | None = None,
    *,
    has_result: bool = True,
    is_settled: bool = False,
) -> Text:
    """Return where the dossier stands, in two or three sentences; one that was withdrawn or stopped has no result to be early.

    ``promised``: the day of an apology that stands, which is what one reads first. ``is_settled``: nothing is left of the payment
    for which it was paused.
    """
    spent, allowed = amount(reading.spent), amount(reading.allowed)
    why = PAUSED[reading.pause] if reading.pause else None
    if is_settled and reading.pause is Pause.PAYMENT:
        why = _SETTLED
    lead, unit = _standing(reading, after, why, has_result=has_result), UNITS[reading.unit]
    used = Text(f"Đã dùng {spent} trên {allowed} {unit.vi}.", f"{spent} of {allowed} {unit.en} spent.")
    if running := running_day(reading, days):
        used = Text(f"Đang ở {running.vi}.", f"Now in {running.en}.")
    if reading.pause and restarts(reading.pause, after):
        # What is spent counts no more once the time begins again.
        used = Text(
            f"Trước khi tạm dừng đã dùng {spent} trên {allowed} {unit.vi}.",
            f"Before the pause {spent} of {allowed} {unit.en} were spent.",
        )
    if promised and reading.ended_at is None and not reading.pause:
        lead = _promised(reading, promised)
    sentences = [lead, used]
    if why and not reading.is_undated:
        sentences.insert(1, Text(f"{why.vi}.", f"{why.en}."))
    if reading.provisional:
        doubt = "Có ngày nghỉ trong hạn chưa được công bố chính thức."
        sentences.append(Text(doubt, "A day off within the limit is not official yet."))
    return Text(" ".join(s.vi for s in sentences), " ".join(s.en for s in sentences))


def _standing(reading: Reading, after: AfterSupplement, why: Text | None, *, has_result: bool) -> Text:
    """Return the first sentence; ``why`` says what a pause waits for."""
    due, lawful = shown(reading.due_at), shown(reading.lawful_due_at)
    if reading.ended_at is not None and reading.verdict is not None:
        ended, verdict = shown(reading.ended_at), VERDICTS[reading.verdict]
        if not has_result:
            return Text(f"Đã kết thúc {ended}, không giải quyết tiếp.", f"Ended {ended} without a result.")
        return Text(f"Giải quyết xong {ended}, {verdict.vi}.", f"Resolved {ended}, {verdict.en}.")
    if reading.pause and why and reading.is_undated:
        # Say why the clock stands still, and that no date is in force meanwhile.
        then = after_pause(reading.pause, after)
        return Text(f"{why.vi}: {then.vi}.", f"{why.en}: {then.en}.")
    if not reading.is_late:
        return Text(f"Hẹn trả {due}.", f"Result due {due}.")
    if reading.due_at > reading.lawful_due_at:
        return Text(f"Quá hạn {lawful}, đã hẹn lại {due}.", f"Overdue since {lawful}, re-appointed for {due}.")
    return Text(f"Quá hạn: hẹn trả {due}.", f"Overdue: the result was due {due}.")


def _promised(reading: Reading, promised: datetime) -> Text:
    """Return the first sentence of what was apologised for: the promised day, and what stays of the appointment of before."""
    day, due, lawful = shown(promised), shown(reading.due_at), shown(reading.lawful_due_at)
    before = Text(f"Trước đó đã hẹn {due}.", f"The appointment given before was {due}.")
    if reading.is_late and reading.due_at > reading.lawful_due_at:
        before = Text(f"Quá hạn {lawful}, đã hẹn lại {due}.", f"Overdue since {lawful}, re-appointed for {due}.")
    elif reading.is_late:
        before = Text(f"Quá hạn: đã hẹn {due}.", f"Overdue: the result was due {due}.")
    return Text(
        f"Đã xin lỗi, nay hẹn trả chậm nhất {day}. {before.vi}", f"Apologised, now promised by {day}. {before.en}"
    )


def description(days: Sequence[CountedDay], reading: Reading) -> Text:
    """Return what the picture shows, for those who do not see it; of a limit in hours, how many are spent."""
    first, last = days[0].date, days[-1].date
    counted = sum(day.counts for day in days)
    off = sum(day.off and not day.counts for day in days)
    paused = sum(day.pause is not None and not day.off and not day.counts for day in days)
    # Each other day says itself why it does not count.
    others = Counter(day.reason for day in days if day.reason and not (day.counts or day.off or day.pause))
    in_hours = reading.unit is LimitUnit.WORKING_HOUR
    parts = [
        (bool(in_hours), _used(reading)),
        (
            bool(counted),
            Text(
                f"{counted} ngày tính vào thời hạn",
                _many(counted, "day counts toward the limit", "days count toward the limit"),
            ),
        ),
        (bool(off), Text(f"{off} ngày nghỉ", _many(off, "is a day off", "are days off"))),
        (bool(paused), Text(f"{paused} ngày tạm dừng", _many(paused, "is paused", "are paused"))),
    ]
    if not in_hours:
        for reason, count in others.items():
            why = OTHERS[reason]
            parts.append((True, Text(f"{count} ngày {why.vi}", f"{count} {why.en}")))
    said = [text for is_there, text in parts if is_there]
    return Text(
        f"Từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}: {', '.join(text.vi for text in said)}.",
        f"From {first:%d/%m/%Y} to {last:%d/%m/%Y}: {', '.join(text.en for text in said)}.",
    )


def amount(value: Decimal) -> str:
    """Return an amount of days or hours as Vietnamese offices write it: ``10``, ``7,5``."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def shown(instant: datetime) -> str:
    """Return an instant as ``16:30 24/11/2026``, in local time."""
    return f"{local(instant):%H:%M %d/%m/%Y}"


def begins(event_at: datetime) -> Text:
    """Return when something announced begins: ``lúc 09:00 24/11/2026``; where only its day was given, that day."""
    here = local(event_at)
    if here.time() == time.min:
        return Text(f"ngày {here:%d/%m/%Y}", f"on {here:%d/%m/%Y}")
    return Text(f"lúc {shown(event_at)}", f"at {shown(event_at)}")


def on(instant: datetime) -> date:
    """Return the local date of an instant."""
    return local(instant).date()


def clock_time(minutes: int) -> Text:
    """Return minutes as hours and minutes, exactly: the parts of a whole can be added up."""
    hours, rest = divmod(minutes, 60)
    return Text(f"{hours} giờ {rest} phút", f"{hours} h {rest} min")


def shares(minutes: Sequence[int]) -> list[Decimal]:
    """Return parts in per cent with one decimal that sum to 100: what is cut off goes to where most of it was."""
    whole = sum(minutes)
    tenths = [1000 * part // whole for part in minutes]
    lost = sorted(range(len(minutes)), key=lambda place: -(1000 * minutes[place] % whole))
    for place in lost[: 1000 - sum(tenths)]:
        tenths[place] += 1
    return [Decimal(part) / 10 for part in tenths]


def in_days(part: Part) -> Text:
    """Return a part in days: an office's own working days, or whole days of 24 hours."""
    days = amount((Decimal(part.minutes) / part.day_minutes).quantize(TENTH, ROUND_HALF_UP))
    return Text(f"{days} ngày làm việc", f"{days} working days") if part.hands.is_office else Text(
        f"{days} ngày", f"{days} days"
    )  # fmt: skip


def _many(n: int, one: str, more: str) -> str:
    return f"{n} {one if n == 1 else more}"
