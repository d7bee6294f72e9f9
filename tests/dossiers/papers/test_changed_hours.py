"""Hours that change: whoever is asked to come on a later day reads from when they hold, in mails and on papers."""

from datetime import date, time, timedelta

import pytest
from django.core.cache import caches
from django.template.loader import render_to_string

from accounts.models import Unit
from dossiers import outbox
from dossiers.models import Event
from dossiers.notices.message import written
from dossiers.notices.occasions import news_of
from dossiers.papers.parties import office_of
from dossiers.papers.receipt import receipt_of
from procedures.models import CalendarChange
from procedures.time.agencies.stored import add
from procedures.time.calendar import OFFICE_WEEK, Session
from procedures.time.calendars import plan, put_into_force
from procedures.time.corrections import Correction
from tests.dossiers.brought import brought
from tests.dossiers.lifecycle import MONDAY
from tests.procedures.time.agencies.rows import centre

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-01-05 09:00")]

POINT = "trung-tam-ba-dinh"
EARLY = (Session(time(8), time(12)), Session(time(13), time(16)))
USUAL = "thứ hai đến thứ sáu, 08:00–12:00 và 13:00–17:00"
NEW = "thứ hai đến thứ sáu, 08:00–12:00 và 13:00–16:00"


@pytest.fixture(autouse=True)
def _fresh() -> None:
    caches["process"].clear()


def shorter(since: str, after: timedelta = -timedelta(days=1)) -> None:
    """Let the desk close at 16:00 from a day on, as was decided some time from the acceptance."""
    week = (*[EARLY] * 5, *OFFICE_WEEK[5:])
    desk = Unit.objects.get(kind="desk")
    planned = plan(Correction(unit_id=desk.pk, week=week, since=date.fromisoformat(since)))
    put_into_force(planned, decision="40/QĐ", decided_on=None, by=None, at=MONDAY + after)


def acceptance(point: str = "") -> Event:
    dossier = brought(point, at=MONDAY, accepted=True)
    return Event.objects.get(dossier=dossier.pk, sequence=2)


def test_mails_and_forms_that_say_whom_to_ask_say_hours_of_a_day_to_come() -> None:
    shorter("2026-01-12")
    event = acceptance()

    office = news_of(event).office
    english = "Monday to Friday, 08:00–12:00 and 13:00–17:00 (from 12/01/2026: Monday to Friday, 08:00–12:00 and"
    assert office.hours.vi == f"{USUAL} (từ ngày 12/01/2026: {NEW})"
    assert office.hours.en.startswith(english)
    contact = {"office": office_of(event.dossier, MONDAY.date(), MONDAY), "officer": ""}
    words = " ".join(render_to_string("papers/contact.html", contact, using="django").split())
    assert words.endswith(f"giờ làm việc: {USUAL} (từ ngày 12/01/2026: {NEW})")


def test_form_01_says_the_hours_of_the_day_of_return_where_they_are_other_ones_by_then() -> None:
    shorter("2026-01-12")

    assert (
        f"; giờ làm việc từ ngày 12/01/2026: {NEW} (lúc 17 giờ 00 ngày" in receipt_of(acceptance(), "1", "").received_at
    )


@pytest.mark.parametrize(("since", "after"), [("2026-02-09", -1), ("2026-01-12", 1)])
def test_form_01_says_nothing_of_hours_behind_its_day_or_that_nobody_knew(since: str, after: int) -> None:
    shorter(since, timedelta(hours=after))

    assert "giờ làm việc" not in receipt_of(acceptance(), "1", "").received_at


def test_what_came_to_be_known_since_receipts_were_printed_is_said_by_the_next() -> None:
    first = receipt_of(acceptance(), "1", "").received_at
    shorter("2026-01-12")
    second = receipt_of(acceptance(), "2", "").received_at
    CalendarChange.objects.update(finished_at=MONDAY)
    longer = plan(Correction(unit_id=Unit.objects.get(kind="desk").pk, week=OFFICE_WEEK, since=date(2026, 1, 12)))
    put_into_force(longer, decision="41/QĐ", decided_on=None, by=None, at=MONDAY - timedelta(hours=1))
    third = receipt_of(acceptance(), "3", "").received_at

    assert ["giờ làm việc" in one for one in (first, second, third)] == [False, True, False]


def test_a_point_that_works_by_the_calendar_of_the_desk_from_a_day_on_has_its_hours() -> None:
    shorter("2026-01-01")
    desk = Unit.objects.get(kind="desk")
    add([centre()], at=MONDAY - timedelta(days=300), used_through=lambda: None)
    add([centre(since="2026-01-12", hours_of=desk.slug)], at=MONDAY - timedelta(days=1), used_through=lambda: None)

    event = acceptance(POINT)

    assert news_of(event).office.hours.vi == f"{USUAL} (từ ngày 12/01/2026: {NEW})"
    assert f"; giờ làm việc từ ngày 12/01/2026: {NEW}" in receipt_of(event, "1", "").received_at


def test_the_mail_of_an_acceptance_says_of_a_closed_place_what_form_01_says() -> None:
    shorter("2026-01-12")
    event = acceptance()
    told = news_of(event)

    said = receipt_of(event, "1", "").received_at
    assert told.closed_then is not None
    assert said == told.closed_then.vi
    assert "lúc 17 giờ 00 ngày 19/01/2026 nơi này đóng cửa; mở cửa lại lúc 08 giờ 00 ngày 20/01/2026)" in said
    assert "(at 17:00 on 19/01/2026 this place is closed; it opens again at 08:00 on 20/01/2026)" in told.closed_then.en
    words = written(outbox.ACCEPTED, told)
    assert f"Nơi nhận kết quả: {said}." in words.body.vi
    assert f"Place of the result: {told.closed_then.en}." in words.body.en


def test_nothing_is_said_of_it_in_the_mail_where_the_place_is_open_or_another_event_is_told() -> None:
    assert news_of(acceptance()).closed_then is None
    shorter("2026-01-12")
    filing = Event.objects.get(dossier=brought("", at=MONDAY).pk, sequence=1)

    assert news_of(filing).closed_then is None
