"""What a calendar says and refuses, on the days of real years."""

import copy
from datetime import UTC, date, datetime, time

import pytest

from procedures.machine import Text
from procedures.time.calendar import (
    LOCAL,
    OFFICE_WEEK,
    CalendarError,
    CalendarExhausted,
    DayException,
    DayKind,
    Session,
    Week,
    WorkingCalendar,
)
from procedures.time.calendars import build_default
from tests.procedures.time.naive_calendar import at, sessions

VIET_NAM = build_default()
NAME = Text("Ngày lễ", "Holiday")


def day(text: str) -> date:
    return date.fromisoformat(text)


def holiday(on: str, kind: DayKind = DayKind.HOLIDAY, replaces: str | None = None) -> DayException:
    return DayException(day(on), kind, NAME, "", official=True, replaces=day(replaces) if replaces else None)


# (day off, the Saturday worked instead)
SWAPS = [
    ("2018-12-31", "2019-01-05"),
    ("2019-04-29", "2019-05-04"),
    ("2024-04-29", "2024-05-04"),
    ("2025-05-02", "2025-04-26"),
    ("2026-08-31", "2026-08-22"),
]


@pytest.mark.parametrize(("off", "worked"), SWAPS)
def test_a_swapped_day_is_off_and_its_saturday_has_the_sessions_of_the_day_it_replaces(off: str, worked: str) -> None:
    assert not VIET_NAM.is_working(day(off))
    assert VIET_NAM.is_working(day(worked))
    assert VIET_NAM.reason_off(day(worked)) is None
    assert VIET_NAM.sessions_on(day(worked)) == OFFICE_WEEK[day(off).weekday()]
    assert f"{day(worked):%d/%m/%Y}" in str(VIET_NAM.reason_off(day(off)))
    made_up = VIET_NAM.exception_on(day(worked))
    assert made_up is not None
    assert made_up.replaces == day(off)


def test_every_saturday_worked_in_the_package_is_a_make_up_day_here() -> None:
    made_up = {row.on for row in VIET_NAM.exceptions if row.kind is DayKind.MAKE_UP}

    assert made_up == {day(worked) for _, worked in SWAPS}


# First and last day off around Tết, and the working days on both sides of it.
TET = [
    ("2016-02-05", "2016-02-08", "2016-02-12", "2016-02-15"),
    ("2018-02-13", "2018-02-14", "2018-02-20", "2018-02-21"),
    ("2020-01-22", "2020-01-23", "2020-01-29", "2020-01-30"),
    ("2023-01-19", "2023-01-20", "2023-01-26", "2023-01-27"),
    ("2025-01-24", "2025-01-27", "2025-01-31", "2025-02-03"),
    ("2026-02-13", "2026-02-16", "2026-02-20", "2026-02-23"),
    ("2027-02-03", "2027-02-04", "2027-02-10", "2027-02-11"),
]


@pytest.mark.parametrize(("before", "first", "last", "after"), TET)
def test_nobody_works_between_the_last_day_before_tet_and_the_first_after(
    before: str, first: str, last: str, after: str
) -> None:
    assert VIET_NAM.add_working_days(day(before), 1) == day(after)
    assert VIET_NAM.add_working_days(day(after), -1) == day(before)
    assert not VIET_NAM.is_working(day(first))
    assert not VIET_NAM.is_working(day(last))
    assert VIET_NAM.working_days_between(day(before), day(last)) == 0


REASONS = [
    ("2026-01-10", "Thứ bảy", "Saturday"),
    ("2026-01-11", "Chủ nhật", "Sunday"),
    ("2026-02-17", "Tết Nguyên Đán", "Lunar New Year"),
    ("2026-04-26", "Ngày Giỗ Tổ Hùng Vương", "Hung Kings' Commemoration Day"),
    ("2026-04-27", "Ngày Giỗ Tổ Hùng Vương (nghỉ bù)", "Hung Kings' Commemoration Day (observed)"),
    ("2026-08-31", "Nghỉ hoán đổi, làm bù ngày 22/08/2026", "Off in exchange for 22/08/2026"),
    ("2026-11-24", "Ngày Văn hóa Việt Nam", "Vietnam Cultural Day"),
]


@pytest.mark.parametrize(("on", "vi", "en"), REASONS)
def test_a_day_off_says_why_in_both_languages(on: str, vi: str, en: str) -> None:
    assert VIET_NAM.reason_off(day(on)) == Text(vi, en)


def test_a_day_is_provisional_only_until_somebody_has_decided_it() -> None:
    assert not VIET_NAM.is_provisional(day("2026-02-17"))
    assert VIET_NAM.is_provisional(day("2026-11-24"))
    assert VIET_NAM.is_provisional(day("2027-02-05"))
    # A day off on a Saturday changes nothing, so nothing rests on it.
    assert not VIET_NAM.is_provisional(day("2027-02-06"))
    assert VIET_NAM.rests_on_provisional(day("2026-11-23"), day("2026-11-24"))
    assert not VIET_NAM.rests_on_provisional(day("2026-11-25"), day("2026-12-31"))


def test_each_day_names_its_source() -> None:
    assert all(row.source for row in VIET_NAM.exceptions)


def test_the_default_calendar_covers_whole_years_and_swaps_across_new_year() -> None:
    assert (VIET_NAM.first, VIET_NAM.last) == (day("2016-01-01"), day("2027-12-31"))
    assert build_default(2019, 2019).is_working(day("2019-01-05"))
    assert not build_default(2018, 2018).is_working(day("2018-12-31"))


OPENINGS = [
    ("2026-01-05 07:59", "2026-01-05 08:00"),
    ("2026-01-05 08:00", "2026-01-05 08:00"),
    ("2026-01-05 11:59", "2026-01-05 11:59"),
    ("2026-01-05 12:00", "2026-01-05 13:00"),
    ("2026-01-05 17:00", "2026-01-06 08:00"),
    ("2026-02-13 17:40", "2026-02-23 08:00"),
    ("2026-08-21 17:40", "2026-08-22 08:00"),
    ("2026-01-10 09:00", "2026-01-12 08:00"),
]


@pytest.mark.parametrize(("instant", "opening"), OPENINGS)
def test_an_instant_outside_the_sessions_waits_for_the_next_one(instant: str, opening: str) -> None:
    assert VIET_NAM.opening_after(at(instant)) == at(opening)


ADDED = [
    ("2026-08-21 15:30", 480, "2026-08-22 15:30"),
    ("2026-01-05 08:00", 240, "2026-01-05 12:00"),
    ("2026-01-05 08:00", 241, "2026-01-05 13:01"),
    ("2026-01-05 08:00", 480, "2026-01-05 17:00"),
    ("2026-01-05 12:30", 60, "2026-01-05 14:00"),
    ("2026-01-05 13:30", -30, "2026-01-05 13:00"),
    ("2026-01-05 13:00", -60, "2026-01-05 11:00"),
    ("2026-01-05 08:00", -60, "2026-01-02 16:00"),
]


@pytest.mark.parametrize(("instant", "n", "expected"), ADDED)
def test_working_minutes_run_along_the_sessions(instant: str, n: int, expected: str) -> None:
    assert VIET_NAM.add_working_minutes(at(instant), n) == at(expected)


def test_instants_of_any_zone_come_back_in_local_time() -> None:
    opening = VIET_NAM.opening_after(datetime(2026, 1, 5, 0, 30, tzinfo=UTC))

    assert opening.tzinfo is LOCAL
    assert opening == at("2026-01-05 08:00")


def test_the_session_of_an_instant_is_the_one_that_it_lies_in_or_ends() -> None:
    assert VIET_NAM.session_opening(at("2026-01-05 12:00")) == at("2026-01-05 08:00")
    assert VIET_NAM.session_opening(at("2026-01-05 16:00")) == at("2026-01-05 13:00")
    assert VIET_NAM.session_opening(at("2026-01-05 12:30")) == at("2026-01-05 12:30")


def test_a_day_closes_with_its_last_session_and_a_day_off_never_closes() -> None:
    assert VIET_NAM.close_of(day("2026-01-05")) == at("2026-01-05 17:00")
    with pytest.raises(CalendarError, match="ngày 10/01/2026 là ngày nghỉ"):
        VIET_NAM.close_of(day("2026-01-10"))


BEYOND = [
    (lambda: VIET_NAM.is_working(day("2028-01-01")), 2028),
    (lambda: VIET_NAM.is_working(day("2015-12-31")), 2015),
    (lambda: VIET_NAM.add_working_days(day("2027-12-31"), 1), 2028),
    (lambda: VIET_NAM.add_working_days(day("2016-01-01"), -1), 2015),
    (lambda: VIET_NAM.next_working_day(day("2028-01-01")), 2028),
    (lambda: VIET_NAM.opening_after(at("2027-12-31 17:00")), 2028),
    (lambda: VIET_NAM.add_working_minutes(at("2027-12-31 16:59"), 2), 2028),
    (lambda: VIET_NAM.add_working_minutes(at("2016-01-04 08:00"), -1), 2015),
    (lambda: VIET_NAM.working_minutes_between(at("2027-12-31 16:59"), at("9999-12-31 23:59")), 9999),
    (lambda: VIET_NAM.opening_after(datetime(9999, 12, 31, 23, tzinfo=UTC)), 9999),
]


@pytest.mark.parametrize(("question", "year"), BEYOND)
def test_beyond_the_covered_years_there_is_no_answer(question: object, year: int) -> None:
    with pytest.raises(CalendarExhausted, match=f"chưa có lịch nghỉ năm {year}") as refused:
        question()  # type: ignore[operator]

    assert refused.value.year == year
    assert str(year) in refused.value.text.en


def test_an_instant_without_an_offset_is_refused() -> None:
    with pytest.raises(CalendarError, match="múi giờ"):
        VIET_NAM.opening_after(datetime(2026, 1, 5, 8))  # noqa: DTZ001 - that is the fault


WEEKS_REFUSED = [
    ("08:00-12:00 11:00-17:00", "chồng lên nhau"),
    ("13:00-17:00 08:00-12:00", "chồng lên nhau"),
    ("12:00-08:00", "phải kết thúc sau khi bắt đầu"),
    ("08:00-08:00", "phải kết thúc sau khi bắt đầu"),
    ("08:00:30-12:00", "tròn phút"),
]


@pytest.mark.parametrize(("monday", "words"), WEEKS_REFUSED)
def test_sessions_that_make_no_sense_are_refused(monday: str, words: str) -> None:
    week: Week = (sessions(monday), *OFFICE_WEEK[1:])

    with pytest.raises(CalendarError, match=words) as refused:
        WorkingCalendar(day("2026-01-01"), day("2026-12-31"), (), week)

    assert refused.value.text.vi.startswith("Thứ hai")
    assert refused.value.text.en.startswith("Monday")


DAYS_REFUSED = [
    ([holiday("2027-01-01")], "nằm ngoài khoảng"),
    ([holiday("2025-12-31")], "nằm ngoài khoảng"),
    ([holiday("2026-01-10"), holiday("2026-01-10", DayKind.MAKE_UP, "2026-01-02")], "vừa là ngày nghỉ vừa"),
    ([holiday("2026-01-01"), holiday("2026-01-01")], "được khai hai lần"),
    ([holiday("2026-01-05", DayKind.MAKE_UP, "2026-01-02")], "vốn là ngày làm việc"),
    ([holiday("2026-01-10", DayKind.MAKE_UP)], "phải thay một ngày có làm việc"),
    ([holiday("2026-01-10", DayKind.MAKE_UP, "2026-01-11")], "phải thay một ngày có làm việc"),
    ([holiday("2026-01-01", DayKind.HOLIDAY, "2026-01-02")], "không thay ngày nào"),
]


@pytest.mark.parametrize(("rows", "words"), DAYS_REFUSED)
def test_exceptional_days_that_make_no_sense_are_refused(rows: list[DayException], words: str) -> None:
    with pytest.raises(CalendarError, match=words) as refused:
        WorkingCalendar(day("2026-01-01"), day("2026-12-31"), tuple(rows))

    assert f"{rows[0].on:%d/%m/%Y}" in refused.value.text.en


def test_a_calendar_must_have_seven_days_and_end_after_it_begins() -> None:
    with pytest.raises(CalendarError, match="bảy ngày"):
        WorkingCalendar(day("2026-01-01"), day("2026-12-31"), (), OFFICE_WEEK[:6])
    with pytest.raises(CalendarError, match="trước khi bắt đầu"):
        WorkingCalendar(day("2026-12-31"), day("2026-01-01"))


def test_a_full_day_is_the_longest_of_the_week() -> None:
    short_friday: Week = (*OFFICE_WEEK[:4], sessions("08:00-11:30"), (), ())

    assert WorkingCalendar(day("2026-01-01"), day("2026-12-31")).day_minutes == 480
    assert WorkingCalendar(day("2026-01-01"), day("2026-12-31"), (), short_friday).day_minutes == 480


def test_the_digest_says_what_the_calendar_says_and_nothing_else() -> None:
    first, last = day("2026-01-01"), day("2026-12-31")
    rows = (holiday("2026-02-17"), holiday("2026-01-01"))

    assert WorkingCalendar(first, last, rows).digest == WorkingCalendar(first, last, rows[::-1]).digest
    assert WorkingCalendar(first, last, rows).digest != WorkingCalendar(first, last, rows[1:]).digest
    assert WorkingCalendar(first, last).digest != WorkingCalendar(first, last, (), (*OFFICE_WEEK[:6], sessions("08:00-12:00"))).digest  # fmt: skip


def test_two_calendars_with_the_same_days_are_the_same() -> None:
    assert WorkingCalendar.from_json(VIET_NAM.to_json()) == VIET_NAM
    assert hash(WorkingCalendar.from_json(VIET_NAM.to_json())) == hash(VIET_NAM)


BROKEN = [
    ("first", None),
    ("first", "yesterday"),
    ("week", None),
    ("week", [["08:00"]] * 7),
    ("week", [[["08:00", "25:00"]]] * 7),
    ("exceptions", {}),
    ("exceptions", [None]),
    ("exceptions", [{"on": "2026-01-01"}]),
    ("exceptions", [{"on": "2026-01-01", "kind": "holiday", "name": "Tết", "source": "", "official": True}]),
]


@pytest.mark.parametrize(("key", "value"), BROKEN)
def test_content_that_is_no_calendar_is_refused(key: str, value: object) -> None:
    content = copy.deepcopy(VIET_NAM.to_json()) | {key: value}

    with pytest.raises(CalendarError, match="không đọc được"):
        WorkingCalendar.from_json(content)


def test_stored_nonsense_is_refused_with_its_own_sentence() -> None:
    content = VIET_NAM.to_json() | {"last": "2026-12-31"}

    with pytest.raises(CalendarError, match="nằm ngoài khoảng"):
        WorkingCalendar.from_json(content)


def test_a_session_knows_its_minutes() -> None:
    assert Session(time(8), time(12)).minutes == 240
