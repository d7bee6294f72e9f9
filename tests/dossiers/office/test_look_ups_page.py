"""Whom the counter has looked up: noted down without what was typed, and found by the administrator."""

from datetime import datetime, timedelta

import pytest
import time_machine

from dossiers.models import Asked, LookUp
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read

MONDAY = datetime(2026, 12, 7, 8, 30, tzinfo=LOCAL)
DESK = "/mot-cua/quay/"
PAGE = "/van-hanh/da-xem/quay/"

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


def noted() -> list[tuple[str, str, int]]:
    rows = LookUp.objects.select_related("by", "person").order_by("pk")
    return [(row.by.username, row.person.get_full_name(), row.asked) for row in rows]


def looked_up(shown: str) -> None:
    assert Visitor("bob").post(DESK, {"shown": shown}).status_code == 200


def test_who_was_found_by_number_by_phone_and_by_an_earlier_dossier_is_noted() -> None:
    counter.mai(MONDAY, phone="+84912345678")
    hers = story.file("alice", at=MONDAY)

    looked_up(counter.NUMBER)
    looked_up("0912 345 678")
    looked_up(hers.code)

    assert noted() == [
        ("bob", counter.NAME, Asked.NUMBER),
        ("bob", counter.NAME, Asked.PHONE),
        # Her dossier names the same number: the page showed it, and with it her.
        ("bob", "Nguyễn Thị An", Asked.PHONE),
        ("bob", "Nguyễn Thị An", Asked.DOSSIER),
    ]


def test_what_finds_nobody_is_not_noted() -> None:
    for shown in ("001188009999", "0987 000 111", "Trần Thị Mai", "H26.14-260105-9999"):
        looked_up(shown)

    assert noted() == []


def test_the_same_within_a_quarter_of_an_hour_is_one_look_up(clock: time_machine.Traveller) -> None:
    counter.mai(MONDAY)
    looked_up(counter.NUMBER)
    looked_up(counter.NUMBER)
    clock.shift(timedelta(minutes=15))
    looked_up(counter.NUMBER)

    assert len(noted()) == 2


def test_opening_the_person_s_page_shows_earlier_dossiers_and_is_noted() -> None:
    person = counter.mai(MONDAY)

    Visitor("bob").get(f"{DESK}nguoi/{person.pk}/")

    assert noted() == [("bob", counter.NAME, Asked.OPENED)]


def test_the_page_finds_look_ups_by_both_people_and_days(clock: time_machine.Traveller) -> None:
    counter.mai(MONDAY)
    looked_up(counter.NUMBER)
    admin = Visitor("admin", language="vi")

    def found(query: str = "") -> int:
        return len(admin.get(f"{PAGE}{query}").context["rows"])

    assert found() == found("?whom=mai") == found("?who=binh") == found("?since=07/12/2026&until=07/12/2026") == 1
    assert found("?whom=binh") == found("?who=mai") == found("?until=06/12/2026") == 0
    words = read(admin.get(PAGE)).words()
    assert f"Trần Văn Bình bob {counter.NAME} Số giấy tờ" in words
    assert counter.NUMBER not in words
    assert admin.get(f"{PAGE}?since=x").status_code == 422


@pytest.mark.parametrize("username", ["alice", "bob", "carol", "lan"])
def test_the_page_is_the_administrator_s_alone(username: str) -> None:
    assert Visitor(username).get(PAGE).status_code == 404
