"""The calendars that are stored, and the default one that a fresh system begins with."""

import re
import tomllib
from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import NotRequired, TypedDict

import holidays

from procedures.calendar import (
    OFFICE_WEEK,
    CalendarError,
    DayException,
    DayKind,
    WorkingCalendar,
)
from procedures.machine import Text
from procedures.models import CalendarVersion

CORRECTIONS = Path(__file__).with_name("calendar_corrections.toml")
NEW_LABOUR_CODE = 2021
"""The year from which the code of 2019 applies."""
SWAPPED = re.compile(r"thay cho ngày (\d{2})/(\d{2})/(\d{4})")
"""How the package ``holidays`` names a day off that is made up for on another day."""


class Correction(TypedDict):
    """A row of the corrections: a day that replaces, or adds to, what the package says."""

    on: date
    kind: str
    vi: str
    en: str
    official: bool
    source: str
    replaces: NotRequired[date]


class Corrections(TypedDict):
    """The shipped file of corrections."""

    announced_through: int
    day: list[Correction]
    sources: dict[str, str]


def current_calendar() -> WorkingCalendar:
    """Return the calendar in force: the newest stored one. CalendarError if there is none."""
    digests = CalendarVersion.objects.order_by("-created_at", "-pk").values_list("digest", flat=True)
    digest = digests.first()
    if digest is None:
        raise CalendarError(
            Text(
                "chưa nạp lịch làm việc: hãy chạy manage.py seed_calendar",
                "no working calendar is stored: run manage.py seed_calendar",
            )
        )
    return calendar_by_digest(digest)


@lru_cache(maxsize=32)
def calendar_by_digest(digest: str) -> WorkingCalendar:
    """Return a stored calendar, whose content must still have that digest; parsed once."""
    calendar = WorkingCalendar.from_json(CalendarVersion.objects.get(digest=digest).content)
    if calendar.digest != digest:
        raise CalendarError(
            Text(
                f"lịch làm việc {digest[:8]} đã bị sửa",
                f"working calendar {digest[:8]} was altered",
            )
        )
    return calendar


def store(calendar: WorkingCalendar, *, decision: str, at: datetime) -> CalendarVersion:
    """Put a calendar into force by storing it as the newest version."""
    return CalendarVersion.objects.create(
        created_at=at,
        digest=calendar.digest,
        content=calendar.to_json(),
        decision=decision,
        first_on=calendar.first,
        last_on=calendar.last,
    )


def build_default(first_year: int = 2016, last_year: int = 2027) -> WorkingCalendar:
    """Return the calendar of Viet Nam's offices for whole years, as far as it is known.

    Public holidays, substitute days and swapped working days come from the package ``holidays``, with
    the shipped corrections laid over them. Days of years not announced yet are provisional.
    """
    first, last = date(first_year, 1, 1), date(last_year, 12, 31)
    corrections = _corrections()
    days = {row.on: row for row in _from_package(first_year, last_year, corrections)}
    days |= {row["on"]: _corrected(row) for row in corrections["day"]}
    return WorkingCalendar(
        first=first,
        last=last,
        exceptions=tuple(row for on, row in days.items() if first <= on <= last),
        week=OFFICE_WEEK,
    )


def _from_package(first_year: int, last_year: int, known: Corrections) -> Iterator[DayException]:
    """Yield what the package says; a year more on each side, for swaps across New Year."""
    years = range(first_year - 1, last_year + 2)
    names = holidays.country_holidays("VN", years=years, language="vi")
    english = holidays.country_holidays("VN", years=years, language="en_US")
    for on, name in names.items():
        official = on.year <= known["announced_through"]
        swap = SWAPPED.search(name)
        if swap is None:
            text = Text(name, english[on])
            yield DayException(on, DayKind.HOLIDAY, text, _law(on.year), official)
            continue
        day, month, year = map(int, swap.groups())
        made_up_on = date(year, month, day)
        source = known["sources"].get(on.isoformat(), "Gói holidays (ngày làm việc hoán đổi)")
        off = Text(
            f"Nghỉ hoán đổi, làm bù ngày {made_up_on:%d/%m/%Y}",
            f"Off in exchange for {made_up_on:%d/%m/%Y}",
        )
        worked = Text(f"Làm bù cho ngày {on:%d/%m/%Y}", f"Worked in exchange for {on:%d/%m/%Y}")
        yield DayException(on, DayKind.HOLIDAY, off, source, official)
        yield DayException(made_up_on, DayKind.MAKE_UP, worked, source, official, on)


def _law(year: int) -> str:
    """Return what makes a public holiday of that year: the Labour Code then in force."""
    return "Bộ luật Lao động 2019, Điều 112" if year >= NEW_LABOUR_CODE else "Bộ luật Lao động 2012, Điều 115"


def _corrected(row: Correction) -> DayException:
    return DayException(
        on=row["on"],
        kind=DayKind(row["kind"]),
        name=Text(row["vi"], row["en"]),
        source=row["source"],
        official=row["official"],
        replaces=row.get("replaces"),
    )


def _corrections() -> Corrections:
    corrections: Corrections = tomllib.loads(CORRECTIONS.read_text(encoding="utf-8"))  # type: ignore[assignment]
    return corrections
