"""When a place is closed at which somebody is to come, and when it opens again."""

from datetime import date, datetime, time

import pytest

from procedures.machine import Text
from procedures.time.calendar import LOCAL, OFFICE_WEEK, DayException, DayKind, Session, WorkingCalendar
from procedures.time.closing import closures, reopening

FIRST, LAST = date(2026, 12, 1), date(2026, 12, 31)
OFF = DayException(date(2026, 12, 8), DayKind.HOLIDAY, Text("Nghỉ chuyển trụ sở", "Moving"), "121/QĐ", official=True)
SHORT = (Session(time(9), time(12)), Session(time(13), time(16)))
AGENCY = WorkingCalendar(FIRST, LAST)
CLOSED = WorkingCalendar(FIRST, LAST, (OFF,))
EARLY = WorkingCalendar(FIRST, LAST, week=(OFFICE_WEEK[0], SHORT, *OFFICE_WEEK[2:]))


def at(day: int, hours: str) -> datetime:
    return datetime.combine(date(2026, 12, day), time.fromisoformat(hours), LOCAL)


@pytest.mark.parametrize(
    ("place", "then", "opens"),
    [
        (CLOSED, at(8, "17:00"), at(9, "08:00")),
        (CLOSED, at(8, "09:00"), at(9, "08:00")),
        (CLOSED, at(7, "17:00"), None),
        (EARLY, at(8, "17:00"), at(9, "08:00")),
        (EARLY, at(8, "16:01"), at(9, "08:00")),
        (EARLY, at(8, "16:00"), None),
        (EARLY, at(8, "12:00"), None),
        (EARLY, at(8, "08:30"), at(8, "09:00")),
        (EARLY, at(8, "09:00"), None),
        (AGENCY, at(11, "17:01"), at(14, "08:00")),
        (AGENCY, at(31, "17:01"), None),
        (AGENCY, datetime(2027, 1, 4, 17, 0, tzinfo=LOCAL), None),
    ],
)
def test_a_place_is_open_until_the_end_of_its_last_session(
    place: WorkingCalendar, then: datetime, opens: datetime | None
) -> None:
    assert reopening(place, then) == opens


@pytest.mark.parametrize(
    ("place", "day", "spans"),
    [
        (CLOSED, 8, [(at(8, "08:00"), at(8, "17:00"))]),
        (CLOSED, 7, []),
        (EARLY, 8, [(at(8, "08:00"), at(8, "09:00")), (at(8, "16:00"), at(8, "17:00"))]),
        (EARLY, 12, []),
        (AGENCY, 8, []),
    ],
)
def test_it_is_closed_while_the_agency_works_alone(
    place: WorkingCalendar, day: int, spans: list[tuple[datetime, datetime]]
) -> None:
    assert list(closures(place, AGENCY, date(2026, 12, day))) == spans


def test_nothing_is_said_of_a_day_off_of_the_agency_or_beyond_its_calendar() -> None:
    assert not list(closures(AGENCY, CLOSED, date(2026, 12, 8)))
    assert not list(closures(CLOSED, AGENCY, date(2027, 1, 4)))
