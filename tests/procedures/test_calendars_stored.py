"""Calendars in the database: the newest is in force, each is read as it was stored, none is replaced unasked."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from procedures.calendar import CalendarError, WorkingCalendar
from procedures.calendars import build_default, calendar_by_digest, current_calendar, store
from procedures.models import CalendarVersion

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


def test_seeding_replaces_a_calendar_only_when_asked() -> None:
    default = current_calendar()

    assert seeded("--last-year", "2026").startswith("Giữ lịch đang dùng")
    assert current_calendar() == default

    assert seeded("--last-year", "2026", "--replace").startswith("Đã nạp lịch làm việc")
    assert current_calendar().last.year == 2026
    with pytest.raises(CommandError, match="từng có hiệu lực"):
        seeded("--replace")


def test_seeding_refuses_years_that_are_none() -> None:
    with pytest.raises(CommandError, match="trước khi bắt đầu"):
        seeded("--first-year", "2027", "--last-year", "2016")
    with pytest.raises(CommandError, match="không dựng được lịch"):
        seeded("--last-year", "10000")
