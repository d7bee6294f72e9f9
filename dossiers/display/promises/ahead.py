"""What is said of a path whose rest fits no longer: how much time its steps need by the plan, and how much is left."""

from datetime import datetime

from dossiers.clock import Ahead
from procedures.machine import Text
from procedures.time.calendar import WorkingCalendar

HOUR = 60


def outrun_in_words(ahead: Ahead, now: datetime, calendar: WorkingCalendar) -> Text:
    """Return that the steps that remain need more time than there is."""
    needed, left = (
        working_time(minutes, calendar.day_minutes)
        for minutes in (ahead.needed(now, calendar), ahead.left(now, calendar))
    )
    return Text(
        f"Theo thời hạn của từng bước, các bước còn lại cần {needed.vi}, chỉ còn {left.vi} đến ngày hẹn trả.",
        f"By the time limits of the steps, those that remain need {needed.en}; only {left.en} "
        "are left until the return date.",
    )


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
