"""The calendar's prefix sums agree with walking day by day and minute by minute."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procedures.time.calendar import LOCAL, CalendarExhausted, WorkingCalendar
from tests.procedures.time.naive_calendar import DAY, Minutes, calendars, days_from, sessions_by_hand
from tests.proof import laws

SECONDS = 24 * 60 * 60
agrees = settings(laws, max_examples=max(40, laws.max_examples))


def day_in(calendar: WorkingCalendar, data: st.DataObject) -> date:
    return data.draw(st.dates(calendar.first, calendar.last))


def instant_in(calendar: WorkingCalendar, minutes: Minutes, data: st.DataObject) -> datetime:
    days = (calendar.last - calendar.first).days + 1
    return minutes.origin + timedelta(seconds=data.draw(st.integers(0, days * SECONDS - 1)))


@agrees
@given(calendars(max_days=80), st.data(), st.integers(-40, 40))
def test_adding_working_days_is_walking_over_the_days_that_are_worked(
    calendar: WorkingCalendar, data: st.DataObject, n: int
) -> None:
    start = day_in(calendar, data)

    day, left = start, abs(n)
    while left and calendar.first <= day <= calendar.last:
        day += DAY if n > 0 else -DAY
        if calendar.first <= day <= calendar.last and sessions_by_hand(calendar, day):
            left -= 1

    if left:
        with pytest.raises(CalendarExhausted):
            calendar.add_working_days(start, n)
    else:
        assert calendar.add_working_days(start, n) == day


@agrees
@given(calendars(max_days=80), st.data(), st.integers(1, 40))
def test_the_close_after_working_days_is_that_of_the_last_of_them(
    calendar: WorkingCalendar, data: st.DataObject, n: int
) -> None:
    start = day_in(calendar, data)

    worked = [day for day in days_from(start + DAY, calendar.last) if sessions_by_hand(calendar, day)]

    if len(worked) < n:
        with pytest.raises(CalendarExhausted):
            calendar.close_after(start, n)
    else:
        last = sessions_by_hand(calendar, worked[n - 1])[-1]
        assert calendar.close_after(start, n) == datetime.combine(worked[n - 1], last.closes, LOCAL)


@agrees
@given(calendars(max_days=80), st.data())
def test_counting_days_is_looking_at_each_of_them(calendar: WorkingCalendar, data: st.DataObject) -> None:
    after, until = day_in(calendar, data), day_in(calendar, data)

    between = [day for day in days_from(after + DAY, until) if sessions_by_hand(calendar, day)]
    onward = [day for day in days_from(after, calendar.last) if sessions_by_hand(calendar, day)]
    doubtful = [
        row.on for row in calendar.exceptions if min(after, until) <= row.on <= max(after, until) and not row.official
    ]

    assert calendar.working_days_between(after, until) == len(between)
    assert calendar.rests_on_provisional(min(after, until), max(after, until)) == bool(doubtful)
    assert calendar.is_working(after) == bool(sessions_by_hand(calendar, after))
    assert (calendar.reason_off(after) is None) == calendar.is_working(after)
    if onward:
        assert calendar.next_working_day(after) == onward[0]
    else:
        with pytest.raises(CalendarExhausted):
            calendar.next_working_day(after)


@agrees
@given(calendars(), st.data(), st.integers(-3000, 3000).filter(bool))
def test_adding_working_minutes_is_walking_over_the_minutes(
    calendar: WorkingCalendar, data: st.DataObject, n: int
) -> None:
    minutes = Minutes(calendar, calendar.first, calendar.last)
    start = instant_in(calendar, minutes, data)

    walk = minutes.after if n > 0 else minutes.before
    index = walk(minutes.index(start), abs(n))

    if index is None:
        with pytest.raises(CalendarExhausted):
            calendar.add_working_minutes(start, n)
    else:
        assert calendar.add_working_minutes(start, n) == minutes.instant(index)


@agrees
@given(calendars(), st.data())
def test_counting_minutes_is_looking_at_each_of_them(calendar: WorkingCalendar, data: st.DataObject) -> None:
    minutes = Minutes(calendar, calendar.first, calendar.last)
    start, end = instant_in(calendar, minutes, data), instant_in(calendar, minutes, data)

    worked = sum(minutes.worked[minutes.index(start) : minutes.index(end)])

    assert calendar.working_minutes_between(start, end) == worked


@agrees
@given(calendars(), st.data())
def test_the_next_opening_is_the_next_minute_that_is_worked(calendar: WorkingCalendar, data: st.DataObject) -> None:
    minutes = Minutes(calendar, calendar.first, calendar.last)
    start = instant_in(calendar, minutes, data)

    index = minutes.opening(minutes.index(start))

    if index is None:
        with pytest.raises(CalendarExhausted):
            calendar.opening_after(start)
    else:
        assert calendar.opening_after(start) == max(start, minutes.instant(index))
        assert calendar.add_working_minutes(start, 0) == calendar.opening_after(start)


@settings(max_examples=50, deadline=None)
@given(calendars())
def test_a_calendar_is_the_same_after_it_was_stored(calendar: WorkingCalendar) -> None:
    again = WorkingCalendar.from_json(calendar.to_json())

    assert again == calendar
    assert again.digest == calendar.digest
