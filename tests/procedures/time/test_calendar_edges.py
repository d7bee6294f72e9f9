"""A calendar at its first and last minute, and each sentence with which one is refused."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from procedures.machine import Text
from procedures.time.calendar import (
    LOCAL,
    OFFICE_WEEK,
    CalendarError,
    CalendarExhausted,
    DayException,
    DayKind,
    Week,
    WorkingCalendar,
    canonical,
    local,
)
from tests.procedures.time.naive_calendar import at, sessions

NAME = Text("Ngày lễ", "Holiday")
MONDAY, FRIDAY = date(2026, 1, 5), date(2026, 1, 9)
SATURDAY = date(2026, 1, 10)


def calendar(*rows: DayException, week: Week = OFFICE_WEEK, last: date = FRIDAY) -> WorkingCalendar:
    """Return a calendar of one week from Monday 05/01/2026, made anew."""
    return WorkingCalendar(MONDAY, last, rows, week)


def row(
    on: date, kind: DayKind = DayKind.HOLIDAY, replaces: date | None = None, *, official: bool = True
) -> DayException:
    return DayException(on, kind, NAME, "", official, replaces)


def monday(text: str) -> Week:
    return (sessions(text), *OFFICE_WEEK[1:])


ORDER = Text(
    "Thứ hai: các buổi làm việc chồng lên nhau hoặc không theo thứ tự", "Monday: sessions overlap or are out of order"
)
WEEKS = [
    (
        monday("12:00-08:00"),
        "Thứ hai: buổi làm việc 12:00–08:00 phải kết thúc sau khi bắt đầu, tròn phút",
        "Monday: the session 12:00–08:00 must end after it starts, in whole minutes",
    ),
    (
        monday("08:00-08:00"),
        "Thứ hai: buổi làm việc 08:00–08:00 phải kết thúc sau khi bắt đầu, tròn phút",
        "Monday: the session 08:00–08:00 must end after it starts, in whole minutes",
    ),
    (monday("08:00-12:00 11:59-17:00"), ORDER.vi, ORDER.en),
    (monday("13:00-17:00 08:00-12:00"), ORDER.vi, ORDER.en),
    (OFFICE_WEEK[:6], "tuần phải có bảy ngày", "a week must have seven days"),
    ((*OFFICE_WEEK, ()), "tuần phải có bảy ngày", "a week must have seven days"),
]


@pytest.mark.parametrize(("week", "vi", "en"), WEEKS, ids=range(len(WEEKS)))
def test_sessions_that_cannot_be_are_refused_with_a_sentence(week: Week, vi: str, en: str) -> None:
    with pytest.raises(CalendarError) as refused:
        calendar(week=week)

    assert refused.value.text == Text(vi, en)


MAKE_UP = DayKind.MAKE_UP
DAYS = [
    ([row(date(2026, 1, 4))], "ngày 04/01/2026 nằm ngoài khoảng của lịch", "04/01/2026 is outside the range of the calendar"),
    ([row(date(2026, 1, 13))], "ngày 13/01/2026 nằm ngoài khoảng của lịch", "13/01/2026 is outside the range of the calendar"),
    (
        [row(SATURDAY, MAKE_UP, FRIDAY), row(SATURDAY)],
        "ngày 10/01/2026 vừa là ngày nghỉ vừa là ngày làm bù",
        "10/01/2026 is both a day off and a make-up day",
    ),
    ([row(FRIDAY), row(FRIDAY)], "ngày 09/01/2026 được khai hai lần", "09/01/2026 is given twice"),
    (
        [row(FRIDAY, replaces=MONDAY)],
        "ngày 09/01/2026 là ngày nghỉ nên không thay ngày nào",
        "09/01/2026 is a day off and replaces no day",
    ),
    (
        [row(FRIDAY, MAKE_UP, MONDAY)],
        "ngày 09/01/2026 vốn là ngày làm việc, không thể làm bù",
        "09/01/2026 is a working day anyway",
    ),
    (
        [row(SATURDAY, MAKE_UP)],
        "ngày 10/01/2026 làm bù phải thay một ngày có làm việc",
        "10/01/2026 must make up for a day of work",
    ),
    (
        [row(SATURDAY, MAKE_UP, date(2026, 1, 11))],
        "ngày 10/01/2026 làm bù phải thay một ngày có làm việc",
        "10/01/2026 must make up for a day of work",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "vi", "en"), DAYS, ids=range(len(DAYS)))
def test_days_that_cannot_be_are_refused_with_a_sentence(rows: list[DayException], vi: str, en: str) -> None:
    with pytest.raises(CalendarError) as refused:
        calendar(*rows, last=date(2026, 1, 12))

    assert refused.value.text == Text(vi, en)
    assert str(refused.value) == vi


def test_a_calendar_that_ends_before_it_begins_is_refused_with_a_sentence() -> None:
    with pytest.raises(CalendarError) as refused:
        calendar(last=date(2026, 1, 4))

    assert refused.value.text == Text("lịch kết thúc trước khi bắt đầu", "the calendar ends before it begins")


def test_content_that_is_none_is_refused_with_a_sentence() -> None:
    with pytest.raises(CalendarError) as refused:
        WorkingCalendar.from_json({})

    assert refused.value.text == Text("nội dung lịch làm việc không đọc được", "the calendar's content is unreadable")


def test_a_day_off_that_should_close_is_refused_with_a_sentence() -> None:
    with pytest.raises(CalendarError) as refused:
        calendar(row(FRIDAY)).close_of(FRIDAY)

    assert refused.value.text == Text("ngày 09/01/2026 là ngày nghỉ", "09/01/2026 is a day off")


def test_an_instant_without_an_offset_is_refused_with_a_sentence() -> None:
    for question in (calendar().opening_after, calendar().session_opening, local):
        with pytest.raises(CalendarError) as refused:
            question(datetime(2026, 1, 5, 8))  # noqa: DTZ001 - that is the fault

        assert refused.value.text == Text("thời điểm phải có múi giờ", "an instant must have an offset from UTC")


FAR = [
    (datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))), 1),
    (datetime(1, 1, 1, tzinfo=UTC), 1),
    (datetime(1900, 6, 1, tzinfo=UTC), 1900),
    (datetime(2100, 6, 1, tzinfo=UTC), 2100),
    (datetime(9999, 12, 31, 23, tzinfo=UTC), 9999),
]


@pytest.mark.parametrize(("instant", "year"), FAR, ids=range(len(FAR)))
def test_a_year_far_away_has_no_days_off_that_anybody_knows(instant: datetime, year: int) -> None:
    for question in (
        calendar().opening_after,
        calendar().session_opening,
        lambda at: calendar().add_working_minutes(at, 5),
        lambda at: calendar().working_minutes_between(at, at),
    ):
        with pytest.raises(CalendarExhausted) as refused:
            question(instant)

        assert refused.value.text == Text(
            f"chưa có lịch nghỉ năm {year}", f"there is no calendar of days off for {year} yet"
        )


def test_the_first_and_the_last_day_are_days_as_all_others() -> None:
    week = calendar()

    assert week.add_working_days(MONDAY, 0) == MONDAY
    assert week.add_working_days(MONDAY, 1) == date(2026, 1, 6)
    assert week.add_working_days(MONDAY, 4) == FRIDAY
    assert week.add_working_days(FRIDAY, -4) == MONDAY
    assert week.next_working_day(MONDAY) == MONDAY
    assert week.next_working_day(FRIDAY) == FRIDAY
    assert week.working_days_between(MONDAY, FRIDAY) == 4


def test_from_a_day_off_the_next_working_day_is_the_first() -> None:
    week = calendar(row(date(2026, 1, 7)))

    assert week.add_working_days(date(2026, 1, 7), 1) == date(2026, 1, 8)
    assert week.add_working_days(date(2026, 1, 7), 2) == FRIDAY
    assert week.add_working_days(date(2026, 1, 7), -1) == date(2026, 1, 6)
    assert week.add_working_days(date(2026, 1, 7), 0) == date(2026, 1, 7)


def test_the_first_and_the_last_minute_are_minutes_as_all_others() -> None:
    week = calendar()

    assert week.add_working_minutes(at("2026-01-05 09:00"), -60) == at("2026-01-05 08:00")
    assert week.add_working_minutes(at("2026-01-09 16:00"), 60) == at("2026-01-09 17:00")
    assert week.add_working_minutes(at("2026-01-09 16:00"), 59) == at("2026-01-09 16:59")
    assert week.add_working_minutes(at("2026-01-05 11:59"), 1) == at("2026-01-05 12:00")
    assert week.add_working_minutes(at("2026-01-05 12:00"), 0) == at("2026-01-05 13:00")
    assert week.working_minutes_between(at("2026-01-05 00:00"), at("2026-01-09 23:59")) == 5 * 480


def test_a_calendar_may_be_one_day_long() -> None:
    day = calendar(last=MONDAY)

    assert day.is_working(MONDAY)
    with pytest.raises(CalendarExhausted):
        day.add_working_days(MONDAY, 1)


def test_sessions_may_touch_and_may_be_a_minute_long() -> None:
    odd = calendar(week=(sessions("08:00-12:00 12:00-12:01"), sessions("08:00-08:01"), *OFFICE_WEEK[2:]))

    assert odd.close_of(MONDAY) == at("2026-01-05 12:01")
    assert odd.working_days_between(MONDAY, date(2026, 1, 6)) == 1
    assert odd.close_of(date(2026, 1, 6)) == at("2026-01-06 08:01")
    assert odd.add_working_minutes(at("2026-01-05 12:00"), 2) == at("2026-01-06 08:01")


def test_a_day_closes_with_the_last_of_three_sessions() -> None:
    late = calendar(week=monday("08:00-12:00 13:00-17:00 18:00-20:00"))

    assert late.close_of(MONDAY) == at("2026-01-05 20:00")


def test_days_off_and_doubtful_days_are_not_counted_among_the_others() -> None:
    week = calendar(row(date(2026, 1, 7), official=False))

    assert week.working_days_between(MONDAY, FRIDAY) == 3
    assert week.add_working_days(date(2026, 1, 6), 1) == date(2026, 1, 8)
    assert week.rests_on_provisional(MONDAY, FRIDAY)
    assert week.rests_on_provisional(date(2026, 1, 7), date(2026, 1, 7))
    assert not week.rests_on_provisional(date(2026, 1, 8), FRIDAY)
    assert not week.rests_on_provisional(MONDAY, date(2026, 1, 6))


def test_a_refused_row_changes_nothing_in_the_calendar_it_was_meant_for() -> None:
    before = calendar(row(date(2026, 1, 7)))
    digest = before.digest

    with pytest.raises(CalendarError):
        WorkingCalendar(before.first, before.last, (*before.exceptions, row(date(2026, 1, 7))), before.week)

    assert before.exceptions == (row(date(2026, 1, 7)),)
    assert WorkingCalendar.from_json(before.to_json()).digest == digest


def test_local_time_is_that_of_viet_nam_wherever_the_server_stands() -> None:
    here = local(datetime(2026, 1, 5, 20, tzinfo=UTC))

    assert here.tzinfo is LOCAL
    assert here.tzinfo is LOCAL
    assert here.utcoffset() == timedelta(hours=7)
    assert here.date() == date(2026, 1, 6)


def test_the_canonical_text_is_the_shortest_in_order_and_with_its_accents() -> None:
    assert canonical({"b": "Tết", "a": [1, None]}) == '{"a":[1,null],"b":"Tết"}'.encode()


@pytest.mark.parametrize(
    "changed",
    [
        {"official": "yes"},
        {"official": None},
        {"name": "Tết"},
        {"name": {"vi": "Tết", "en": ""}},
        {"name": {"vi": " ", "en": "Tet"}},
        {"name": {"vi": "Tết\n", "en": "Tet"}},
        {"name": {"vi": 5, "en": "Tet"}},
        {"source": None},
        {"source": "a\x00"},
    ],
)
def test_a_stored_day_that_says_nothing_or_what_nobody_can_read_is_refused(changed: dict[str, object]) -> None:
    content = row(date(2026, 1, 7)).to_json()
    assert DayException.from_json(content) == row(date(2026, 1, 7))
    with pytest.raises((TypeError, ValueError)):
        DayException.from_json(content | changed)
