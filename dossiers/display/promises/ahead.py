"""What is said of a path whose rest fits no longer: how much time its steps need by the plan, and how much is left."""

from datetime import datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from dossiers.clock import Ahead
from procedures.machine import Text
from procedures.time.calendar import WorkingCalendar

HOUR = 60
_TENTH = Decimal("0.1")


def outrun_in_words(ahead: Ahead, now: datetime, calendar: WorkingCalendar) -> Text:
    """Return that the steps that remain need more time than there is, in days of the count by which the limit runs."""
    if ahead.day_share:
        return _in_calendar_days(ahead, now, calendar, ahead.day_share)
    needed, left = (
        working_time(minutes, calendar.day_minutes)
        for minutes in (ahead.needed(now, calendar), ahead.left(now, calendar))
    )
    return Text(
        f"Theo thời hạn của từng bước, các bước còn lại cần {needed.vi}, chỉ còn {left.vi} đến ngày hẹn trả.",
        f"By the time limits of the steps, those that remain need {needed.en}; only {left.en} "
        "are left until the return date.",
    )


def _in_calendar_days(ahead: Ahead, now: datetime, calendar: WorkingCalendar, day: Decimal) -> Text:
    """Return the same as the definition counts its steps: what is needed rounded up, what is left rounded down, to a tenth."""
    needed = (ahead.needed(now, calendar) / day).quantize(_TENTH, ROUND_CEILING)
    left = (ahead.left(now, calendar) / day).quantize(_TENTH, ROUND_FLOOR)
    return Text(
        f"Theo thời hạn của từng bước, các bước còn lại cần {_plain(needed).replace('.', ',')} ngày (tính theo ngày lịch), chỉ còn "
        f"{_plain(left).replace('.', ',')} ngày như vậy đến ngày hẹn trả.",
        f"By the time limits of the steps, those that remain need {_plain(needed)} days (calendar days); only {_plain(left)} such "
        "days are left until the return date.",
    )


def _plain(days: Decimal) -> str:
    return f"{days:f}".removesuffix(".0")


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
