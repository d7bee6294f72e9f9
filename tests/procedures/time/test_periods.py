"""Office hours that hold from a day on: what was worked before stays, and the tables agree with minutes counted one by one."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.machine import Text
from procedures.time.calendar import (
    LOCAL,
    OFFICE_WEEK,
    CalendarError,
    DayException,
    DayKind,
    Period,
    Session,
    Week,
    WorkingCalendar,
)
from procedures.time.corrections import Correction, Own, changed_days

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)
TURN = date(2026, 2, 2)
SHORT: Week = ((Session(time(7, 30), time(11)), Session(time(14), time(16, 30))),) * 5 + (
    (Session(time(8), time(10)),),
    (),
)
CALENDAR = WorkingCalendar(FIRST, LAST)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LOCAL)


def naive_minutes(calendar: WorkingCalendar, weeks: list[tuple[date, Week]], since: datetime, until: datetime) -> int:
    """Count the minutes one by one, by the hours of the last period that has begun."""
    count, instant = 0, since
    while instant < until:
        week = [hours for begins, hours in weeks if begins <= instant.date()][-1]
        exception = calendar.exception_on(instant.date())
        sessions = () if exception else week[instant.weekday()]
        count += any(one.opens <= instant.time() < one.closes for one in sessions)
        instant += timedelta(minutes=1)
    return count


def test_the_days_before_a_period_are_worked_as_they_were() -> None:
    changed = Correction(week=SHORT, since=TURN).of_all(CALENDAR)

    assert changed.periods == (Period(TURN, SHORT),)
    assert changed.sessions_on(TURN - timedelta(days=3)) == OFFICE_WEEK[4]
    assert changed.sessions_on(TURN) == SHORT[0]
    assert changed_days(CALENDAR, changed) == (TURN, date(2026, 3, 31))
    assert changed.is_working(date(2026, 2, 7))
    assert not changed.is_working(date(2026, 1, 31))


@given(
    turns=st.lists(st.dates(date(2026, 1, 2), LAST), max_size=3, unique=True),
    begins=st.integers(0, 80 * 24 * 60),
    length=st.integers(0, 6 * 24 * 60),
)
def test_the_tables_count_what_is_counted_one_by_one(turns: list[date], begins: int, length: int) -> None:
    weeks = [(FIRST, OFFICE_WEEK), *((turn, (SHORT, OFFICE_WEEK)[n % 2]) for n, turn in enumerate(sorted(turns)))]
    off = DayException(date(2026, 1, 28), DayKind.HOLIDAY, Text("Nghỉ", "Off"), "mẫu", official=True)
    calendar = WorkingCalendar(FIRST, LAST, (off,), periods=tuple(Period(*week) for week in weeks[1:]))
    since = at(FIRST, 0) + timedelta(minutes=begins)
    until = since + timedelta(minutes=length)

    minutes = calendar.working_minutes_between(since, until)

    assert minutes == naive_minutes(calendar, weeks, since, until)
    if minutes:
        assert calendar.working_minutes_between(since, calendar.add_working_minutes(since, minutes)) == minutes


def test_a_calendar_with_periods_is_stored_and_one_without_is_as_before() -> None:
    changed = Correction(week=SHORT, since=TURN).of_all(CALENDAR)

    assert WorkingCalendar.from_json(changed.to_json()) == changed
    assert WorkingCalendar.from_json(changed.to_json()).digest == changed.digest != CALENDAR.digest
    assert "periods" not in CALENDAR.to_json()
    correction = Correction(week=SHORT, since=TURN)
    assert Correction.from_json(correction.to_json()) == correction
    own = correction.of_unit(Own(), CALENDAR)
    assert Own.from_json(own.to_json()) == own


def test_a_unit_has_hours_of_its_own_from_a_day_on_and_those_above_until_then() -> None:
    early = Correction(week=SHORT, since=date(2026, 1, 12)).of_all(CALENDAR)
    own = Correction(unit_id=1, week=OFFICE_WEEK, since=TURN).of_unit(Own(), early)

    calendar = own.over(early)

    assert [calendar.sessions_on(day) for day in (date(2026, 1, 9), date(2026, 1, 16), TURN)] == [
        OFFICE_WEEK[4],
        SHORT[4],
        OFFICE_WEEK[0],
    ]


def test_hours_without_a_day_hold_for_all_days() -> None:
    changed = Correction(week=SHORT, since=TURN).of_all(CALENDAR)

    whole = Correction(week=OFFICE_WEEK).of_all(changed)

    assert (whole.week, whole.periods) == (OFFICE_WEEK, ())
    assert whole == CALENDAR


def test_hours_of_the_same_day_are_put_right_and_earlier_ones_are_refused() -> None:
    changed = Correction(week=SHORT, since=TURN).of_all(CALENDAR)

    assert Correction(week=OFFICE_WEEK, since=TURN).of_all(changed).periods == (Period(TURN, OFFICE_WEEK),)
    with pytest.raises(CalendarError, match="02/02/2026"):
        Correction(week=OFFICE_WEEK, since=date(2026, 1, 20)).of_all(changed)


@pytest.mark.parametrize("since", [FIRST, date(2025, 12, 31), date(2026, 4, 1)])
def test_a_period_begins_within_the_calendar(since: date) -> None:
    with pytest.raises(CalendarError, match="giờ làm việc"):
        WorkingCalendar(FIRST, LAST, periods=(Period(since, SHORT),))


def test_two_periods_never_begin_on_one_day() -> None:
    with pytest.raises(CalendarError, match="trùng ngày"):
        WorkingCalendar(FIRST, LAST, periods=(Period(TURN, SHORT), Period(TURN, OFFICE_WEEK)))
