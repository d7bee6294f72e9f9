"""New work shows itself: what others have passed on since the page was made, and nothing while nobody acts."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dossiers import queries
from portal.demo import story
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import dossier_at, local

NOW = local("2026-01-06 09:00")

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def asks(page: bytes) -> str:
    """Return the address by which a page, or what it was told last, asks for news."""
    found = re.search(r'hx-get="(/mot-cua/co-gi-moi/[^"]+)"', page.decode())
    assert found
    return found[1].replace("&amp;", "&")


def opened(visitor: Visitor, query: str = "list=mine") -> str:
    return asks(visitor.get(f"/mot-cua/?{query}").content)


def test_while_nobody_acts_there_is_no_answer_and_one_statement_of_it() -> None:
    dossier_at("filed")
    bob = Visitor("bob")
    address = opened(bob)
    bob.get(address)

    with CaptureQueriesContext(connection) as found:
        answer = bob.get(address)

    assert (answer.status_code, answer.content) == (204, b"")
    # The other one is the session's, with the account, its seats and how many notices it has not read.
    assert len([query for query in found if "django_session" not in query["sql"]]) == 1


def test_what_was_filed_since_is_told_with_its_number_and_counts_renew_with_it() -> None:
    dossier_at("filed")
    bob = Visitor("bob")
    address = opened(bob)
    for _ in range(2):
        dossier_at("filed")

    answer = bob.get(address)

    words = read(answer).words()
    assert "2 new dossiers in this list" in words
    assert re.search(r'id="count-list-mine" hx-swap-oob="true">3<', answer.content.decode())
    # It is told once: nobody has acted since it was told.
    assert bob.get(asks(answer.content)).status_code == 204


def test_the_number_is_of_all_since_the_page_was_made_not_since_it_was_told_last() -> None:
    bob = Visitor("bob")
    address = opened(bob)
    dossier_at("filed")
    first = bob.get(address)
    dossier_at("filed")

    assert "1 new dossier in this list" in read(first).words()
    assert "2 new dossiers in this list" in read(bob.get(asks(first.content))).words()


def test_a_message_of_the_applicant_is_news_and_one_of_the_office_is_none() -> None:
    walk = dossier_at("filed")
    bob = Visitor("bob")
    address = opened(bob)
    walk.take("write-to-office", "alice", message="Bao giờ có kết quả?")
    first = bob.get(address)
    walk.take("write-to-applicant", "bob", message="Ngày mai.")

    assert "a new message on 1 dossier" in read(first).words()
    assert "new dossier" not in read(first).words()
    assert "a new message on 1 dossier" in read(bob.get(asks(first.content))).words(), "of all since the page was made"
    assert "message" not in read(bob.get(opened(bob))).words()


def test_one_s_own_acts_are_no_news() -> None:
    walk = dossier_at("filed")
    bob = Visitor("bob")
    address = opened(bob, "list=open")
    story.take(walk.dossier, "accept", "bob", at=NOW)

    answer = bob.get(address)

    assert answer.status_code == 200
    assert "new dossier" not in read(answer).words()


def test_what_goes_to_others_is_no_news_but_counts_renew() -> None:
    walk = dossier_at("filed")
    bob = Visitor("bob")
    address = opened(bob, "list=mine")
    # A colleague at the desk does it.
    walk.take("ask-withdrawal", "alice")
    walk.until("phan-cong")

    answer = bob.get(address)

    assert "new dossier" not in read(answer).words()
    assert re.search(r'id="count-list-mine" hx-swap-oob="true">0<', answer.content.decode())


def test_it_is_of_the_list_with_its_filters() -> None:
    bob = Visitor("bob")
    addresses = [opened(bob, query) for query in ("list=open&channel=online", "list=open&channel=post")]
    dossier_at("filed")

    assert ["new dossier" in read(bob.get(address)).words() for address in addresses] == [True, False]


def test_nobody_learns_of_what_they_cannot_see() -> None:
    hoa = Visitor("hoa")
    address = opened(hoa, "list=open")
    dossier_at("filed")

    assert "new dossier" not in read(hoa.get(address)).words()


@pytest.mark.parametrize("typed", ["", "x", "-1", "9" * 400, "²", "%00", "1e3"])
def test_forged_numbers_break_nothing(typed: str) -> None:
    dossier_at("filed")

    answer = Visitor("bob").get(f"/mot-cua/co-gi-moi/?list=zzz&seen={typed}&last={typed}&holder=%00")

    assert answer.status_code == 200


def test_of_a_page_that_stood_open_for_long_it_is_told_as_far_as_it_is_looked_through(monkeypatch) -> None:
    monkeypatch.setattr("dossiers.lists.news.FAR_BACK", 1)
    for _ in range(3):
        dossier_at("filed")

    assert "1 new dossier in this list" in read(Visitor("bob").get("/mot-cua/co-gi-moi/?list=mine&seen=0")).words()


def test_it_is_told_where_it_is_not_counted_further(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MOST_COUNTED", 1)
    for _ in range(3):
        dossier_at("filed")

    assert "1+ new dossiers in this list" in read(Visitor("bob").get("/mot-cua/co-gi-moi/?list=mine&seen=0")).words()


def test_a_search_and_a_page_without_scripts_ask_for_nothing() -> None:
    assert "data-news" not in Visitor("bob").get("/mot-cua/?q=zzz").content.decode()


def test_a_page_that_asks_does_not_keep_the_session_in_use(clock) -> None:
    bob = Visitor("bob")
    address = opened(bob)
    page = {"HX-Request": "true", "HX-Current-URL": "http://testserver/mot-cua/?list=open"}
    for _ in range(20):
        clock.shift(timedelta(minutes=10))
        answer = bob.get(address, headers=page)
        if "HX-Redirect" in answer:
            break

    # And whoever signs in again comes back to the list, not to a line of it.
    assert answer["HX-Redirect"] == "/tai-khoan/login/?next=/mot-cua/%3Flist%3Dopen"
