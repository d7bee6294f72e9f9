"""Days, and instants of local time."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, timezone

from procedures.answers.refusals import AnswerError
from procedures.form import Text

FIRST_YEAR, LAST_YEAR = 1900, 2100

NOT_A_DATE = Text(
    "Xin ghi ngày theo dạng ngày/tháng/năm, ví dụ 05/01/2026.",
    "Please give a date as day/month/year, such as 05/01/2026.",
)
NO_SUCH_DATE = Text("Không có ngày này trong lịch. Xin xem lại.", "There is no such day. Please check it.")
NOT_A_YEAR = Text(
    f"Năm phải từ {FIRST_YEAR} đến {LAST_YEAR}.", f"The year must be between {FIRST_YEAR} and {LAST_YEAR}."
)
NOT_A_DATE_TIME = Text(
    "Xin ghi cả ngày và giờ, ví dụ 08:30 05/01/2026.",
    "Please give both the date and the time, such as 08:30 05/01/2026.",
)
NOT_READ = Text(
    "Chưa đọc được ngày giờ này. Xin ghi theo dạng giờ:phút ngày/tháng/năm, ví dụ 08:30 05/01/2026.",
    "This date and time could not be read. Please write it as hour:minute day/month/year, such as 08:30 05/01/2026.",
)
NO_YEAR = Text("Xin ghi cả năm, ví dụ 08:30 05/01/2026.", "Please give the year too, such as 08:30 05/01/2026.")
NO_SUCH_TIME = Text("Giờ phải từ 00:00 đến 23:59.", "The time must be between 00:00 and 23:59.")

NEW_YEARS, OLD_YEARS = range(41), range(60, 100)
"""Years of two digits that nobody means of another century: 2000 to 2040, and 1960 to 1999.

Whoever acts before an office was born in these; what is filed, signed or founded lies in them. One between the two may
be a birth as well as the end of a lease. The day of reading plays no part: a draft means the same next year.
"""

# Fixed, and not the zone of the calendar: that had other offsets before 1975, and values have this one.
_OFFSET = timezone(timedelta(hours=7))
_SIGN = r" ?[/.-] ?| +"
_WEEKDAYS: Mapping[str, int] = {
    **{name: number for number, name in enumerate(("thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy"))},
    **{f"{short}{number + 2}": number for number in range(6) for short in ("thứ ", "t")},
    "thứ bốn": 2,
    "thứ bẩy": 5,
    "chủ nhật": 6,
    "cn": 6,
}
"""Days of the week as people write them before a date, by the number that ``date.weekday`` gives."""
_WEEKDAY = rf"(?:(?P<weekday>{'|'.join(_WEEKDAYS).replace(' ', ' +')}),? +)?"
_VIETNAMESE_DATE = re.compile(
    rf"{_WEEKDAY}(?:ngày +)?(?P<day>[0-9]{{1,2}})(?:{_SIGN}| +tháng +)(?P<month>[0-9]{{1,2}})(?:{_SIGN}| +năm +)"
    r"(?P<year>[0-9]{4}|[0-9]{2})",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_ORDINAL = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_ENGLISH_DATES = tuple(
    re.compile(rf"(?<!\w){pattern}[ ,-]+(?P<year>[0-9]{{4}})(?!\w)", re.IGNORECASE)
    for pattern in (rf"{_ORDINAL}(?: of)?[ -]+{_MONTH}", rf"{_MONTH} +{_ORDINAL}")
)
"""A day whose month is written in English, which means one day in any language: 1 Jan 2010, January 1st, 2010."""
_JOINED_DATE = re.compile(r"(?P<day>[0-9]{2})(?P<month>[0-9]{2})(?P<year>[0-9]{4})")
"""As one types it in one. It never means two days: the other way round the year would be that of a month beyond 18."""
_ISO_DATE = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})")
_DATES = (_VIETNAMESE_DATE, _ISO_DATE, _JOINED_DATE)
_NUMBERS = rf"[0-9]{{1,4}}(?:{_SIGN}| +tháng +)[0-9]{{1,2}}(?:{_SIGN}| +năm +)[0-9]{{1,4}}"
_DAY = rf"(?P<day>{_NUMBERS}|[0-9/.-]{{8,10}})"
_TIME = (
    r"(?P<hour>[0-9]{1,2})(?: ?: ?(?P<minute>[0-9]{2})| ?(?:giờ|h|g) ?(?:(?P<past>[0-9]{1,2})(?: ?phút| ?p)?)?)"
    r"(?: *(?:buổi +)?(?P<part>sáng|trưa|chiều|tối|đêm))?"
)
_DATE_TIMES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_WEEKDAY}(?:ngày +)?{_DAY}(?:,? +|,? +lúc +){_TIME}",
        rf"(?:lúc +)?{_TIME},? +{_WEEKDAY}(?:ngày +)?{_DAY}",
        r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})[T ](?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?P<past>)(?P<part>)"
        r"(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?:\+07:00)?",
    )
)
_NO_YEAR = rf"(?:ngày +)?[0-9]{{1,2}}(?:{_SIGN}| +tháng +)[0-9]{{1,2}}"
_YEARLESS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (rf"{_WEEKDAY}{_NO_YEAR}(?:,? +|,? +lúc +){_TIME}", rf"(?:lúc +)?{_TIME},? +{_WEEKDAY}{_NO_YEAR}")
)
_HOURS: Mapping[str, Mapping[int, int]] = {
    "sáng": {hour: hour for hour in range(12)},
    "trưa": {10: 10, 11: 11, 12: 12, 1: 13, 2: 14, 13: 13, 14: 14},
    "chiều": {12: 12} | {hour: hour % 12 + 12 for hour in (*range(1, 8), *range(13, 20))},
    "tối": {hour: hour % 12 + 12 for hour in (*range(6, 12), *range(18, 24))},
    "đêm": {hour: hour % 12 + 12 for hour in (*range(9, 12), *range(21, 24))},
}
"""The hour of the day that a number means with a part of the day, where nobody means another one by it."""


def are_years(low: int | None, high: int | None) -> bool:
    """Say whether a number between two bounds can only be a year: nobody writes 2.019."""
    return low is not None and high is not None and FIRST_YEAR <= low <= high <= LAST_YEAR


def day(text: str) -> date:
    """Return the date of a day, month and year, or of ``yyyy-mm-dd``; raises ``AnswerError``.

    Day, month and year may stand with ``/``, ``.``, ``-`` or blanks between them, or with the words that say which they are
    (``5 tháng 11 năm 2026``), the day of the week before them; or they are typed in one (``05112026``).
    """
    text = _in_numbers(text)
    found = next(filter(None, (pattern.fullmatch(text) for pattern in _DATES)), None)
    if not found:
        raise AnswerError(NOT_A_DATE)
    year = _year(found["year"])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise AnswerError(NOT_A_YEAR)
    try:
        on = date(year, int(found["month"]), int(found["day"]))
    except ValueError as error:
        raise AnswerError(NO_SUCH_DATE) from error
    return _of_weekday(on, found)


def _in_numbers(text: str) -> str:
    """Return a text with the month of a day in numbers where it is written in English."""
    for pattern in _ENGLISH_DATES:
        text = pattern.sub(
            lambda found: f"{found['day']}/{_MONTHS.index(found['month'][:3].lower()) + 1}/{found['year']}", text
        )
    return text


def _of_weekday(on: date, found: re.Match[str]) -> date:
    """Return a day; raises ``AnswerError`` where another day of the week is written before it: one of the two is a slip."""
    written = found.groupdict().get("weekday") or ""
    if not written or _WEEKDAYS[" ".join(written.lower().split())] == on.weekday():
        return on
    raise AnswerError(
        Text(
            f"Ngày {on:%d/%m/%Y} không phải {written}. Xin xem lại ngày.",
            f"{on:%d/%m/%Y} is not the day of the week that stands before it ({written}). Please check the day.",
        )
    )


def _year(digits: str) -> int:
    """Return the year that is meant; raises ``AnswerError`` where two of the same two digits may be."""
    year = int(digits)
    if len(digits) == len("2026"):
        return year
    if year in NEW_YEARS:
        return 2000 + year
    if year in OLD_YEARS:
        return 1900 + year
    raise AnswerError(
        Text(
            f"Năm “{digits}” có thể là 19{digits} hoặc 20{digits}. Xin ghi đủ bốn chữ số của năm.",
            f"The year “{digits}” may be 19{digits} or 20{digits}. Please give all four digits of the year.",
        )
    )


def date_time(text: str) -> datetime:
    """Return an instant, to the minute, at the offset of Viet Nam; raises ``AnswerError``.

    It may be written ``dd/mm/yyyy HH:MM``, the time before the day, the day of the week before the date, ``8 giờ 30`` or
    ``8h30`` for the time, with a part of the day behind it (``2h30 chiều``), or as a browser's own control sends it (``yyyy-mm-ddTHH:MM``).
    """
    text = _in_numbers(text)
    found = next(filter(None, (pattern.fullmatch(text) for pattern in _DATE_TIMES)), None)
    if found is None:
        if any(pattern.fullmatch(text) for pattern in _YEARLESS):
            raise AnswerError(NO_YEAR)
        has_both = len(re.findall("[0-9]+", text)) > len(("day", "month", "year"))
        raise AnswerError(NOT_READ if has_both else NOT_A_DATE_TIME)
    on, hour = _of_weekday(day(found["day"]), found), _hour(int(found["hour"]), (found["part"] or "").lower())
    try:
        at = time(hour, int(found["minute"] or found["past"] or 0))
    except ValueError as error:
        raise AnswerError(NO_SUCH_TIME) from error
    return datetime.combine(on, at, _OFFSET)


def _hour(hour: int, part: str) -> int:
    """Return the hour of the day that a number means with a part of it, "" for none; raises ``AnswerError`` where that is not plain."""
    if not part:
        return hour
    if hour not in _HOURS[part]:
        raise AnswerError(
            Text(
                f"Chưa rõ “{hour} giờ {part}” là mấy giờ. Xin ghi giờ từ 00:00 đến 23:59, ví dụ 14:30 05/01/2026.",
                f"It is not clear which hour “{hour} giờ {part}” is. Please give it from 00:00 to 23:59, such as 14:30 05/01/2026.",
            )
        )
    return _HOURS[part][hour]
