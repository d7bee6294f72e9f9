"""How values are written: texts in the reader's language; dates, money and amounts as Vietnamese offices write them."""

from calendar import month_name
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.models import Unit
from procedures.answers import as_written
from procedures.machine import Component, Limit, LimitUnit, Text
from procedures.time.sessions import WEEKDAYS

MINUTE, HOUR = 60, 3600
KEPT_LIMITS = 256
"""Limits that a process keeps as they are written."""


def localized(text: Text | None) -> str:
    """Return a text of a procedure in the reader's language; nothing where there is none."""
    return text.of(get_language()) if text else ""


def reason(stored: Mapping[str, str] | None) -> str:
    """Return a reason as it is stored, ``{vi, en}``, in the reader's language; nothing where there is none."""
    return localized(Text(stored["vi"], stored["en"])) if stored else ""


def sentence(text: Text) -> str:
    """Return a refusal in the reader's language as a sentence: with a capital and a full stop."""
    words = localized(text)
    return f"{words[:1].upper()}{words[1:]}."


def unit_name(unit: Unit) -> str:
    """Return a unit's name in the reader's language."""
    return unit.name(get_language())


def vn_date(value: date | datetime | None) -> str:
    """Return a date as ``24/11/2026``, in local time."""
    if value is None:
        return ""
    return _day(timezone.localtime(value) if isinstance(value, datetime) else value)


def days(zone: tzinfo) -> Callable[[datetime | None], str]:
    """Return what writes instants as ``vn_date`` does, for the many of a list: the zone is asked for once."""
    return lambda value: "" if value is None else _day(value.astimezone(zone))


def times(zone: tzinfo) -> Callable[[datetime | None], str]:
    """Return what writes instants as ``vn_datetime`` does, for the many of a list."""
    return lambda value: "" if value is None else _time(value.astimezone(zone))


def _time(local: datetime) -> str:
    return f"{local.hour:02}:{local.minute:02} {_day(local)}"


def _day(day: date) -> str:
    # A third of the time of ``strftime``; a list has a date or three in each row.
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def day_in_words(day: date) -> str:
    """Return a date as people say it: ``Friday, 27 November 2026``."""
    weekday = localized(WEEKDAYS[day.weekday()])
    words = Text(f"ngày {day.day} tháng {day.month} năm {day.year}", f"{day.day} {month_name[day.month]} {day.year}")
    return f"{weekday}, {localized(words)}"


def vn_clock(value: datetime | None) -> str:
    """Return a time of day to the second as ``16:30:05``, in local time."""
    return f"{timezone.localtime(value):%H:%M:%S}" if value else ""


def vn_time(value: datetime | None) -> str:
    """Return a time of day as ``16:30``, in local time."""
    return f"{timezone.localtime(value):%H:%M}" if value else ""


def vn_datetime(value: datetime | None) -> str:
    """Return an instant as ``16:30 24/11/2026``, in local time."""
    return _time(timezone.localtime(value)) if value else ""


def vn_second(value: datetime | None) -> str:
    """Return an instant as ``16:30:05 24/11/2026``: beside a limit that is counted from the next whole minute."""
    if value is None or not timezone.localtime(value).second:
        return vn_datetime(value)
    return f"{vn_clock(value)} {vn_date(value)}"


def is_end_of_day(value: datetime) -> bool:
    """Say whether an instant lies in the last minute of its local day."""
    return f"{timezone.localtime(value):%H:%M}" == "23:59"


def past_minute(value: datetime) -> str:
    """Return a minute up to whose end something is looked at: ``16:30 24/11/2026``, or that it is the end of a day."""
    return _("the end of %(day)s") % {"day": vn_date(value)} if is_end_of_day(value) else vn_datetime(value)


def moment(value: datetime | None) -> SafeString:
    """Return an instant as a ``time`` element that machines can read too."""
    if value is None:
        return SafeString()
    local = timezone.localtime(value)
    return format_html('<time datetime="{}">{}</time>', f"{local:%Y-%m-%dT%H:%M%:z}", f"{local:%H:%M %d/%m/%Y}")


def vn_number(value: Decimal | float | None) -> str:
    """Return a number with dots for thousands and a decimal comma, without idle zeros."""
    if value is None:
        return ""
    whole, _point, fraction = f"{value:,f}".partition(".")
    fraction = fraction.rstrip("0")
    whole = whole.replace(",", ".")
    return f"{whole},{fraction}" if fraction else whole


def vn_money(value: Decimal | int | None) -> str:
    """Return an amount of đồng as ``1.000.000 đ``, kept on one line; below zero with a minus sign, which no line breaks behind."""
    return "" if value is None else f"{vn_number(value)}\N{NO-BREAK SPACE}đ".replace("-", "\N{MINUS SIGN}")


def period(value: timedelta) -> str:
    """Return how often something comes in words: ``10 seconds``, ``1 minute``, ``1 hour``."""
    seconds = round(value.total_seconds())
    for length, words in (
        (HOUR, ngettext("%(n)s hour", "%(n)s hours", seconds // HOUR)),
        (MINUTE, ngettext("%(n)s minute", "%(n)s minutes", seconds // MINUTE)),
    ):
        if seconds and seconds % length == 0:
            return words % {"n": vn_number(seconds // length)}
    return ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": vn_number(seconds)}


def lasted(value: timedelta) -> str:
    """Return how long something took, as exactly as matters: seconds up to two minutes, minutes up to two hours."""
    seconds = value.total_seconds()
    unit = next((unit for unit in (HOUR, MINUTE) if seconds >= 2 * unit), 1)
    return period(timedelta(seconds=round(seconds / unit) * unit))


def limit(value: Limit | None) -> str:
    """Return a time limit in words: ``10 working days``, ``0,5 working day``."""
    return "" if value is None else _limit(get_language(), value)


@lru_cache(KEPT_LIMITS)
def _limit(_language: str | None, value: Limit) -> str:
    """Write a limit once in each language: a page of the catalogue has twenty-four of few kinds."""
    count = 1 if value.amount <= 1 else 2
    words = {
        LimitUnit.WORKING_DAY: ngettext("%(n)s working day", "%(n)s working days", count),
        LimitUnit.CALENDAR_DAY: ngettext("%(n)s day", "%(n)s days", count),
        LimitUnit.WORKING_HOUR: ngettext("%(n)s working hour", "%(n)s working hours", count),
    }
    return words[value.unit] % {"n": vn_number(value.amount)}


def unit_label(unit: LimitUnit) -> str:
    """Return what time limits of a unit are counted in."""
    return {
        LimitUnit.WORKING_DAY: _("working days"),
        LimitUnit.CALENDAR_DAY: _("days of day and night"),
        LimitUnit.WORKING_HOUR: _("working hours"),
    }[unit]


def copies_asked(component: Component) -> str:
    """Return how many originals and copies of a paper are asked for; nothing where the law does not say."""
    originals = ngettext("%(n)s original", "%(n)s originals", component.originals) % {"n": component.originals}
    copies = ngettext("%(n)s copy", "%(n)s copies", component.copies) % {"n": component.copies}
    return ", ".join(words for n, words in ((component.originals, originals), (component.copies, copies)) if n)


def page_count(value: int | None) -> str:
    """Return a number of pages in words; nothing where a file has no pages."""
    return ngettext("%(n)s page", "%(n)s pages", value) % {"n": value} if value else ""


def capped(count: int, most: int) -> str:
    """Return a count; where it is more than was counted, the most with a plus."""
    return f"{vn_number(Decimal(most))}+" if count > most else vn_number(Decimal(count))


def percent(value: Decimal | float | None) -> str:
    """Return a share as ``98,5 %``; a dash where there is nothing to divide.

    Only all of them are 100 %, and only none are 0 %: nobody is to read that nothing was late where one was.
    """
    if value is None:
        return "–"
    return f"{vn_number(share(value))}\N{NO-BREAK SPACE}%"


def share(value: Decimal | float) -> Decimal:
    """Return a share in per cent as it is shown everywhere, to a tenth; only all of them are 100, and only none are 0."""
    shown = half_up(value, 1)
    if shown in (0, MOST_PERCENT) and shown != _exact(value):
        shown += _TENTH if shown == 0 else -_TENTH
    return shown


def half_up(value: Decimal | float, places: int) -> Decimal:
    """Return a number to so many decimals, halves up: the one rule by which numbers are rounded, once, where they are shown.

    A sum, a mean or a difference is rounded itself and never made of rounded numbers.
    """
    return _exact(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _exact(value: Decimal | float) -> Decimal:
    """Return a number without what sums of floats leave behind: 3.7249999999999996 is the half that it stands for."""
    return value if isinstance(value, Decimal) else Decimal(repr(round(value, _KEPT_PLACES)))


MOST_PERCENT, _TENTH, _KEPT_PLACES = 100, Decimal("0.1"), 9


def vn_phone(phone: str) -> str:
    """Return a phone number as people read it out, ``0912 345 678``, however it was stored; "" for none."""
    return as_written(phone)


def in_digits(phone: str) -> str:
    """Return a stored phone number as papers and official books have it, and as it is dialled at home: ``0912345678``."""
    return phone.replace("+84", "0", 1) if phone.startswith("+84") else phone


def in_two_lines(name: str) -> str:
    """Return the name of an office as the head of a paper writes it: whole if it is short, else with a line break.

    The second begins with "and" where the name has one, as heads of papers do; otherwise both are about as long.
    """
    words = name.split()
    if len(name) <= MOST_OF_LINE or len(words) == 1:
        return name
    breaks = [at for at, word in enumerate(words) if at and word.lower() == _AND] or range(1, len(words))
    lines = [(" ".join(words[:at]), " ".join(words[at:])) for at in breaks]
    return "\n".join(min(lines, key=lambda two: max(len(line) for line in two)))


def whole_mark(url: str) -> SafeString:
    """Return the address of a paper with the code at its end in one piece: what ends a line there is no division of a word."""
    place, mark = url.rstrip("/").rpartition("/")[::2]
    return format_html('{}/<span class="mark">{}/</span>', place, mark)


def as_sentence(words: str) -> str:
    """Return words that somebody has typed as they end in the text of a letter: with a full stop, where they have no end."""
    return words if not words or words[-1] in _ENDS else f"{words}."


MOST_OF_LINE, _AND = 22, "và"
"""Signs that a line of such a head has room for, in capitals."""
_ENDS = ".!?…:;"
"""Signs behind which no full stop is put."""
