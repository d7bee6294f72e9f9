"""A receiving point that moves: whoever is asked to come on a later day reads until when it is here, and from when elsewhere."""

from datetime import timedelta

import pytest
from django.core.cache import caches

from dossiers.models import Event
from dossiers.notices.occasions import news_of
from dossiers.papers.receipt import receipt_of
from portal.demo import story
from procedures.time.agencies.book import AgencyKind
from procedures.time.agencies.stored import add
from procedures.time.calendar import local
from tests.dossiers.brought import brought
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import MONDAY
from tests.procedures.time.agencies.rows import centre

pytestmark = pytest.mark.django_db

POINT = "trung-tam-ba-dinh"
HERE, THERE, LAST = "25 Liễu Giai, Hà Nội", "Số 1 phố Mới, Hà Nội", "Số 9 phố Cuối, Hà Nội"
NAME = "Trung tâm phục vụ hành chính công phường Ba Đình"
BOTH = f"{HERE} (đến hết ngày 11/01/2026; từ ngày 12/01/2026: {THERE})"
ON_RETURN = f"{THERE} (từ ngày 12/01/2026; đến hết ngày 11/01/2026: {HERE})"


@pytest.fixture(autouse=True)
def _fresh() -> None:
    caches["process"].clear()


def entered_at(after: timedelta, **given: object) -> None:
    later = centre(since="2026-01-12", **{"address": THERE, **given})
    add([centre()], at=MONDAY - timedelta(days=300), used_through=lambda: None)
    add([later], at=MONDAY + after, used_through=lambda: None)


def acceptance() -> Event:
    dossier = brought(POINT, at=MONDAY, accepted=True)
    return Event.objects.get(dossier=dossier.pk, sequence=2)


def test_form_01_says_both_places_and_from_when() -> None:
    entered_at(-timedelta(days=1))

    assert receipt_of(acceptance(), "01", "").received_at == f"{NAME}, {ON_RETURN}"


def test_form_01_names_first_where_the_result_is_on_the_day_of_return() -> None:
    entered_at(-timedelta(days=1))
    event = acceptance()
    due = local(event.dossier.due_at).date()
    add([centre(since=due.isoformat(), address=LAST)], at=MONDAY - timedelta(hours=1), used_through=lambda: None)

    before, after = f"{due - timedelta(days=1):%d/%m/%Y}", f"{due:%d/%m/%Y}"
    said = receipt_of(event, "01", "").received_at
    between = f"từ ngày 12/01/2026 đến hết ngày {before}: {THERE}"
    assert said == f"{NAME}, {LAST} (từ ngày {after}; đến hết ngày 11/01/2026: {HERE}; {between})"


def test_what_was_entered_after_it_was_printed_is_not_said_when_it_is_made_again() -> None:
    entered_at(timedelta(days=1))
    event = acceptance()

    assert receipt_of(event, "01", "").received_at == f"{NAME}, {HERE}"
    assert news_of(event).office.collected_at == f"{NAME}, {BOTH}", "a mail is written once, by what is known"
    english = f"{NAME}, {HERE} (until 11/01/2026; from 12/01/2026: {THERE})"
    assert news_of(event).office.collected_in_english == english
    assert news_of(event).office.handed_out_at == f"{NAME}, {ON_RETURN}", "of the day of return"


def test_a_point_that_closes_sends_to_the_desk() -> None:
    entered_at(-timedelta(days=1), is_open=False)

    said = receipt_of(acceptance(), "01", "").received_at

    assert said.startswith("Bộ phận Tiếp nhận"), said
    assert said.endswith(f" (từ ngày 12/01/2026; đến hết ngày 11/01/2026: {NAME}, {HERE})"), said


@pytest.mark.at("2026-01-14 09:00")
def test_what_is_written_once_it_has_moved_names_the_new_place_alone() -> None:
    entered_at(-timedelta(days=1))

    assert news_of(acceptance()).office.now.collected_at == f"{NAME}, {THERE}"


@pytest.mark.at("2026-01-05 09:00")
def test_pages_say_it_wherever_they_say_where_to_come() -> None:
    add([centre("mot-cua", kind=AgencyKind.DESK)], at=MONDAY, used_through=lambda: None)
    add([centre("mot-cua", "2026-01-12", kind=AgencyKind.DESK, address=THERE)], at=MONDAY, used_through=lambda: None)
    code = story.file("alice", at=MONDAY).code

    assert BOTH in read(Visitor("alice", language="vi").get(f"/ho-so/{code}/")).words()
    words = read(Visitor(language="vi").get("/thu-tuc/xb-tai-lieu-khong-kinh-doanh/")).words()
    assert f"{BOTH}; làm việc thứ hai" in words
