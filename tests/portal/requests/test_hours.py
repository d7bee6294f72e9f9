"""The hours of the counter at the foot of every page are those of the calendar in force."""

from datetime import date, time
from uuid import uuid4

import pytest
from django.core.cache import caches
from django.utils import timezone, translation

from accounts.models import Unit
from portal.requests.hours import desk_hours
from procedures import steady
from procedures.models import CalendarVersion
from procedures.time.agencies.book import AgencyKind
from procedures.time.agencies.stored import add
from procedures.time.calendar import OFFICE_WEEK, Session
from procedures.time.calendars import plan, put_into_force
from procedures.time.corrections import Correction
from tests.dossiers.browsing import Visitor, read
from tests.procedures.time.agencies.rows import centre


@pytest.fixture(autouse=True)
def _fresh() -> None:
    caches["process"].clear()


MORNING = (Session(time(7, 30), time(11, 30)),)
FRIDAY = (*OFFICE_WEEK[:4], MORNING, *OFFICE_WEEK[5:])
USUAL = "thứ hai đến thứ sáu, 08:00–12:00 và 13:00–17:00"
SHORTER = "thứ hai đến thứ năm, 08:00–12:00 và 13:00–17:00; thứ sáu, 07:30–11:30"


def opened(week, **given) -> None:
    planned = plan(Correction(week=week, **given))
    put_into_force(planned, decision="40/QĐ", decided_on=None, by=None, at=timezone.now())


def desk() -> Unit:
    return Unit.objects.get(kind="desk")


@pytest.mark.django_db
def test_weekdays_with_the_same_hours_stand_together() -> None:
    with translation.override("vi"):
        assert desk_hours() == "thứ hai đến thứ sáu, 08:00–12:00 và 13:00–17:00"
    with translation.override("en"):
        assert desk_hours() == "Monday to Friday, 08:00–12:00 and 13:00–17:00"


@pytest.mark.django_db
def test_new_hours_are_on_every_page_within_a_minute() -> None:
    opened(FRIDAY)

    words = read(Visitor(language="vi").get("/")).words()

    assert SHORTER in words
    assert "cả ngày và đêm" in words


@pytest.mark.django_db
def test_without_a_calendar_a_page_is_shown_without_hours() -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(CalendarVersion.objects, "order_by", lambda *_fields: CalendarVersion.objects.none())
        patched.setattr(steady, "_last", steady.Steady(uuid4()))
        assert desk_hours() == ""


@pytest.mark.django_db
@pytest.mark.at("2026-01-05 09:00")
def test_hours_that_hold_from_a_day_to_come_stand_beside_those_of_today() -> None:
    opened(FRIDAY, unit_id=desk().pk, since=date(2026, 1, 12))

    with translation.override("vi"):
        assert desk_hours() == f"{USUAL} (từ ngày 12/01/2026: {SHORTER})"
    caches["process"].clear()
    with translation.override("en"):
        assert desk_hours().startswith("Monday to Friday, 08:00–12:00 and 13:00–17:00 (from 12/01/2026: Monday to Th")
    assert f"(từ ngày 12/01/2026: {SHORTER})" in read(Visitor(language="vi").get("/")).words()


@pytest.mark.django_db
@pytest.mark.at("2026-01-05 09:00")
def test_a_receiving_point_that_works_by_another_calendar_from_a_day_on_says_so() -> None:
    opened(FRIDAY, unit_id=desk().pk)
    for since, hours_of in (("2025-03-01", ""), ("2026-01-12", desk().slug)):
        row = centre("diem-a", since, kind=AgencyKind.BRANCH, part_of=desk().parent.slug, hours_of=hours_of)
        add([row], at=timezone.now(), used_through=lambda: None)

    words = read(Visitor(language="vi").get("/thu-tuc/xb-tai-lieu-khong-kinh-doanh/")).words()

    assert f"làm việc {USUAL} (từ ngày 12/01/2026: {SHORTER})" in words
    assert f"Tiếp nhận tại quầy: {SHORTER}." in words, "the desk has its own"
