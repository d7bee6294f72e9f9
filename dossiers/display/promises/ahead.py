"""What is said of a path whose rest fits no longer: how much time its steps need by the plan, and when that and the date are."""

from datetime import datetime

from dossiers.clock import Ahead
from dossiers.display.ribbon import shown
from procedures.machine import Text
from procedures.time.calendar import CalendarExhausted, WorkingCalendar

HOUR = 60


def outrun_in_words(ahead: Ahead, now: datetime, calendar: WorkingCalendar) -> Text:
    """Return until when the steps that remain last if each takes its time, and the return date, both as instants of the calendar.

    Of a limit in working time also how much they need: a step of one in calendar days has its share of the working time, which
    nobody finds in such days.
    """
    needed = Text("", "")
    if not ahead.day_share:
        time = working_time(ahead.needed(now, calendar), calendar.day_minutes)
        needed = Text(f"cần {time.vi}, ", f"need {time.en} and ")
    due, ends = shown(ahead.due_at), _ends(ahead, now, calendar)
    return Text(
        f"Theo thời hạn của từng bước, các bước còn lại {needed.vi}{ends.vi}, mà chỉ còn đến {due} là ngày hẹn trả.",
        f"By the time limits of the steps, those that remain {needed.en}{ends.en}; the time left ends at {due}, the return date.",
    )


def _ends(ahead: Ahead, now: datetime, calendar: WorkingCalendar) -> Text:
    """Return when they are done; that it is too late, where no calendar reaches so far."""
    try:
        at = shown(ahead.ends_at(now, calendar))
    except CalendarExhausted:
        return Text("không kịp", "do not fit")
    return Text(f"đến {at} mới xong", f"last until {at}")


def working_time(minutes: int, day_minutes: int) -> Text:
    """Return working time in days of the office, hours and minutes, exactly: one minute more is seen."""
    days, rest = divmod(minutes, day_minutes)
    hours, rest = divmod(rest, HOUR)
    parts = (
        (days, "ngày làm việc", "working day"),
        (hours, "giờ" if days else "giờ làm việc", "hour" if days else "working hour"),
        (rest, "phút" if days or hours else "phút làm việc", "minute" if days or hours else "working minute"),
    )
    named = [(f"{n} {vi}", f"{n} {en}{'' if n == 1 else 's'}") for n, vi, en in parts if n]
    if not named:
        return Text("0 giờ làm việc", "0 working hours")
    return Text(" ".join(vi for vi, _en in named), " ".join(en for _vi, en in named))
