"""How official papers write days, instants and limits."""

from datetime import date, datetime

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
