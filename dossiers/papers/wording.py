"""How official papers write days, instants and limits, and what no font of theirs has."""

import re
import unicodedata
from datetime import date, datetime

from django.conf import settings

from dossiers.models import Channel
from procedures.machine import Limit, LimitUnit, Text

HOW_FILED = {
    Channel.ONLINE: "Nộp trực tuyến",
    Channel.DESK: "Ký và ghi rõ họ tên",
    Channel.POST: "Nộp qua dịch vụ bưu chính",
}
"""What forms 01 and 03 have in the place of the applicant's signature."""
UNITS = {
    LimitUnit.WORKING_DAY: Text("ngày làm việc", "working days"),
    LimitUnit.CALENDAR_DAY: Text("ngày", "days"),
    LimitUnit.WORKING_HOUR: Text("giờ làm việc", "working hours"),
}


def day_in_words(day: date) -> str:
    """Return a date as papers write it: days below 10, January and February take a zero (NĐ 30/2020)."""
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)  # noqa: PLR2004 - the rule itself
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def place_and_day(day: date) -> str:
    """Return where and on which day a paper is drawn up, as stands at its head (NĐ 30/2020, phụ lục I)."""
    return f"{settings.AGENCY_PLACE}, {day_in_words(day)}"


def hour_and_day(instant: datetime) -> str:
    """Return a local instant in short, as letters name an appointment."""
    return f"{instant:%H} giờ {instant:%M} ngày {instant:%d/%m/%Y}"


def moment_in_words(instant: datetime) -> str:
    """Return a local instant as papers write it."""
    return f"{instant:%H} giờ {instant:%M} phút, {day_in_words(instant.date())}"


def limit_in_words(limit: Limit) -> Text:
    """Return a limit of a procedure as papers write it: numbers below 10 take a zero."""
    amount, unit = int(limit.amount), UNITS[limit.unit]
    return Text(f"{amount:02d} {unit.vi}", f"{amount} {unit.en if amount > 1 else unit.en.removesuffix('s')}")


def two_lines(title: str) -> tuple[str, ...]:
    """Return a title on two lines that are about as long, broken between words; one word is one line."""
    breaks = [place for place, sign in enumerate(title) if sign == " "]
    if not breaks:
        return (title,)
    place = min(breaks, key=lambda place: abs(2 * place - len(title)))
    return title[:place], title[place + 1 :]


_PICTURES = frozenset({"So", "Sk", "Co", "Cn"})
"""Categories of signs that are no letters, digits or marks of a text: letters of other scripts are the machine's fonts' business."""
LAST_IN_FONTS = "\u2122"
"""The last sign of these categories that Tinos has, but for four that nobody types."""
_JOINING = "\u200d\ufe0e\ufe0f\u20e3"
"""What makes one picture of several signs, or another one of a sign."""
PICTURE = "[biểu tượng]"
"""What is printed for pictures, as emoji are, that none of our fonts has: most printers have a box for them."""


def printable(text: str) -> str:
    """Return a text with a word for each run of pictures that no font of ours has."""
    if text.isascii() or not any(_is_picture(sign) for sign in text):
        return text
    runs = re.split(r"(\s+)", text)
    return "".join(_without_pictures(run) for run in runs)


def _without_pictures(run: str) -> str:
    signs = ["" if sign in _JOINING else PICTURE if _is_picture(sign) else sign for sign in run]
    return re.sub(rf"(?:{re.escape(PICTURE)})+", PICTURE, "".join(signs))


def _is_picture(sign: str) -> bool:
    return sign > LAST_IN_FONTS and unicodedata.category(sign) in _PICTURES
