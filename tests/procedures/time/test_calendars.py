"""Calendars in the database: the newest of a unit is in force, each is read as it was stored, none is replaced unasked."""

import json
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import Unit
from procedures.machine import Text
from procedures.models import CalendarChange, CalendarVersion
from procedures.time.calendar import LOCAL, OFFICE_WEEK, CalendarError, DayException, DayKind, Session, WorkingCalendar
from procedures.time.calendars import (
    build_default,
    calendar_by_digest,
    calendar_for,
    current_calendar,
    plan,
    put_into_force,
    store,
    year_more,
)
from procedures.time.corrections import Correction, Own

pytestmark = pytest.mark.django_db


def seeded(*options: str) -> str:
    said = StringIO()
    call_command("seed_calendar", *options, stdout=said)
    return said.getvalue()


@pytest.fixture
def no_calendar() -> None:
    """Empty the table, in a transaction that is rolled back; the database itself would refuse."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE procedures_calendarversion DISABLE TRIGGER ALL")
        cursor.execute("DELETE FROM procedures_calendarversion")
        cursor.execute("ALTER TABLE procedures_calendarversion ENABLE TRIGGER ALL")


def test_a_fresh_system_has_the_default_calendar(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    assert current_calendar() == build_default()
    with django_assert_num_queries(1):
        assert current_calendar().digest == build_default().digest


def test_the_newest_calendar_is_in_force_and_the_older_can_still_be_read() -> None:
    before = current_calendar()

    store(build_default(2016, 2026), decision="1/QĐ", at=timezone.now() + timedelta(seconds=1))

    assert current_calendar().last.year == 2026
    assert calendar_by_digest(before.digest) == before


def test_a_stored_calendar_that_was_altered_is_not_used() -> None:
    calendar = build_default(2016, 2020)
    stored = store(calendar, decision="", at=timezone.now())
    other = WorkingCalendar(calendar.first, calendar.last)

    CalendarVersion.objects.create(
        created_at=stored.created_at + timedelta(seconds=1),
        digest="0" * 64,
        content=other.to_json(),
        first_on=calendar.first,
        last_on=calendar.last,
    )

    with pytest.raises(CalendarError, match="đã bị sửa"):
        current_calendar()


def test_without_a_calendar_nothing_is_computed(no_calendar: None) -> None:
    with pytest.raises(CalendarError, match="chưa nạp lịch làm việc"):
        current_calendar()


def test_seeding_stores_the_default_once(no_calendar: None) -> None:
    assert seeded("--decision", "12/QĐ-UBND").startswith("Đã nạp lịch làm việc 01/01/2016 – 31/12/2027")
    assert seeded().startswith("Lịch làm việc đã có")
    assert CalendarVersion.objects.get().decision == "12/QĐ-UBND"


def test_seeding_replaces_a_calendar_only_when_asked_and_by_a_decision() -> None:
    default = current_calendar()

    assert seeded("--last-year", "2026").startswith("Giữ lịch đang dùng")
    with pytest.raises(CommandError, match="số quyết định"):
        seeded("--last-year", "2026", "--replace")
    assert current_calendar() == default

    assert seeded("--last-year", "2026", "--replace", "--decision", "5/QĐ").startswith("Đã nạp lịch làm việc")
    assert current_calendar().last.year == 2026
    CalendarChange.objects.update(finished_at=timezone.now())
    seeded("--replace", "--decision", "6/QĐ")
    assert current_calendar() == default
    assert [version.decision for version in CalendarVersion.objects.order_by("pk")][-2:] == ["5/QĐ", "6/QĐ"]


def test_seeding_refuses_years_that_are_none() -> None:
    with pytest.raises(CommandError, match="trước khi bắt đầu"):
        seeded("--first-year", "2027", "--last-year", "2016")
    with pytest.raises(CommandError, match="không dựng được lịch"):
        seeded("--last-year", "10000")


# Units, and corrections of their calendars and the common one


STORM = DayException(date(2026, 9, 10), DayKind.HOLIDAY, Text("Nghỉ bão", "Storm"), "1/QĐ", official=True)
AT = datetime(2026, 8, 1, 8, tzinfo=LOCAL)


def put(correction: Correction, at: datetime = AT) -> CalendarChange:
    change = put_into_force(plan(correction), decision="1/QĐ", decided_on=None, by=None, at=at)
    CalendarChange.objects.update(finished_at=at)
    return change


@pytest.fixture
def agency() -> Unit:
    return Unit.objects.get(slug="so-tttt")


@pytest.fixture
def division() -> Unit:
    return Unit.objects.get(slug="bao-chi-xuat-ban")


def test_a_unit_without_its_own_has_that_of_the_unit_above_else_the_common_one(agency: Unit, division: Unit) -> None:
    assert calendar_for(division.pk) == calendar_for(agency.pk) == calendar_for(None)

    put(Correction(unit_id=agency.pk, put=(STORM,)))

    assert not calendar_for(agency.pk).is_working(STORM.on)
    assert calendar_for(division.pk) == calendar_for(agency.pk)
    assert calendar_for(None).is_working(STORM.on)


def test_the_calendar_in_force_costs_one_query(
    division: Unit, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    calendar_for(division.pk)
    with django_assert_num_queries(1):
        calendar_for(division.pk)


def test_a_change_of_the_common_calendar_reaches_the_units_that_have_their_own(agency: Unit, division: Unit) -> None:
    put(Correction(unit_id=division.pk, put=(STORM,)))
    flood = DayException(date(2026, 9, 17), DayKind.HOLIDAY, Text("Nghỉ lũ", "Flood"), "2/QĐ", official=True)

    change = put(Correction(put=(flood,)))

    assert [calendar_for(division.pk).is_working(day) for day in (STORM.on, flood.on)] == [False, False]
    assert [calendar_for(None).is_working(day) for day in (STORM.on, flood.on)] == [True, False]
    assert {version.unit_id for version in change.versions.all()} == {None, division.pk}
    own = change.versions.get(unit=division).own
    assert Own.from_json(own).exceptions == (STORM,)

    put(Correction(unit_id=agency.pk, removed=(flood.on,)))
    assert [calendar_for(division.pk).is_working(day) for day in (STORM.on, flood.on)] == [False, True]


def test_a_unit_works_on_a_day_on_which_all_others_are_off_and_follows_again(division: Unit) -> None:
    national_day = date(2026, 9, 2)
    put(Correction(unit_id=division.pk, removed=(national_day,)))
    assert calendar_for(division.pk).is_working(national_day)
    assert not calendar_for(None).is_working(national_day)

    put(Correction(unit_id=division.pk, alone=False))
    assert calendar_for(division.pk) == calendar_for(None)


def test_a_unit_that_works_on_saturdays_has_its_own_hours_on_a_make_up_day(division: Unit) -> None:
    morning = (Session(time(8), time(12)),)
    put(Correction(unit_id=division.pk, week=(*OFFICE_WEEK[:5], morning, ())))

    assert calendar_for(None).exception_on(date(2026, 8, 22)) is not None
    assert calendar_for(division.pk).sessions_on(date(2026, 8, 22)) == morning


def test_a_calendar_comes_into_force_again_when_a_correction_is_taken_back() -> None:
    before = current_calendar()
    put(Correction(put=(STORM,)))
    put(Correction(removed=(STORM.on,)))
    assert current_calendar() == before
    assert calendar_by_digest(before.digest) == before


def test_a_clock_that_is_behind_does_not_put_an_older_calendar_into_force() -> None:
    put(Correction(put=(STORM,)), at=datetime(2020, 1, 1, tzinfo=LOCAL))
    assert not current_calendar().is_working(STORM.on)


def test_the_next_year_is_added_as_shipped_and_provisional() -> None:
    put(year_more(2028, current_calendar()))

    calendar = current_calendar()
    assert calendar.last == date(2028, 12, 31)
    assert not calendar.is_working(date(2028, 9, 1)) or not calendar.is_working(date(2028, 9, 4))
    days = [row for row in calendar.exceptions if row.on.year == 2028]
    assert len(days) > 5
    assert not any(row.official for row in days)
    assert {row for row in calendar.exceptions if row.on.year < 2028} == set(build_default().exceptions)


@pytest.mark.parametrize(
    ("correction", "told"),
    [
        (Correction(put=(replace(STORM, on=date(2040, 1, 2)),)), "nằm ngoài khoảng"),
        (Correction(put=(replace(STORM, kind=DayKind.MAKE_UP, replaces=date(2026, 9, 11)),)), "vốn là ngày làm việc"),
        (Correction(put=(replace(STORM, on=date(2026, 8, 22)),)), "khác loại"),
        (
            Correction(put=(replace(STORM, on=date(2026, 9, 5), kind=DayKind.MAKE_UP, replaces=date(2026, 9, 6)),)),
            "phải thay một ngày có làm việc",
        ),
        (Correction(removed=(STORM.on,)), "không có gì khác ngày thường"),
        (Correction(week=((Session(time(12), time(8)),), *OFFICE_WEEK[1:])), "phải kết thúc sau khi bắt đầu"),
        (
            Correction(week=((Session(time(8), time(12)), Session(time(11), time(17))), *OFFICE_WEEK[1:])),
            "chồng lên nhau",
        ),
        (Correction(), "không có gì thay đổi"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(correction: Correction, told: str) -> None:
    with pytest.raises(CalendarError, match=told):
        plan(correction)


@pytest.mark.parametrize("year", [2015, 2027, 2029, 9999])
def test_only_the_next_year_can_be_added(year: int) -> None:
    with pytest.raises(CalendarError, match="2028"):
        year_more(year, current_calendar())


def test_what_is_stored_of_a_correction_can_be_read_again() -> None:
    correction = Correction(3, (STORM,), (date(2026, 9, 2),), OFFICE_WEEK, 2028, alone=False)
    assert Correction.from_json(json.loads(json.dumps(correction.to_json()))) == correction
    own = Own((STORM,), (date(2026, 9, 2),), OFFICE_WEEK)
    assert Own.from_json(json.loads(json.dumps(own.to_json()))) == own
