"""The hours of the counter at the foot of every page are those of the calendar in force."""

from datetime import time

import pytest
from django.core.cache import caches
from django.utils import timezone, translation

from portal.requests.hours import desk_hours
from procedures.models import CalendarVersion
from procedures.time.calendar import OFFICE_WEEK, Session
from procedures.time.calendars import plan, put_into_force
from procedures.time.corrections import Correction
from tests.dossiers.browsing import Visitor, read


@pytest.fixture(autouse=True)
def _fresh() -> None:
    caches["process"].clear()


def opened(week) -> None:
    put_into_force(plan(Correction(week=week)), decision="40/QĐ", decided_on=None, by=None, at=timezone.now())


@pytest.mark.django_db
def test_weekdays_with_the_same_hours_stand_together() -> None:
    with translation.override("vi"):
        assert desk_hours() == "thứ hai đến thứ sáu, 08:00–12:00 và 13:00–17:00"
    with translation.override("en"):
        assert desk_hours() == "Monday to Friday, 08:00–12:00 and 13:00–17:00"


@pytest.mark.django_db
def test_new_hours_are_on_every_page_within_a_minute() -> None:
    morning = (Session(time(7, 30), time(11, 30)),)
    opened((*OFFICE_WEEK[:4], morning, *OFFICE_WEEK[5:]))

    words = read(Visitor(language="vi").get("/")).words()

    assert "thứ hai đến thứ năm, 08:00–12:00 và 13:00–17:00; thứ sáu, 07:30–11:30" in words
    assert "cả ngày và đêm" in words


@pytest.mark.django_db
def test_without_a_calendar_a_page_is_shown_without_hours() -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(CalendarVersion.objects, "order_by", lambda *_fields: CalendarVersion.objects.none())
        assert desk_hours() == ""
