"""The search of the work-list: over all that one may see, whatever list is open, with the words that were meant."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from dossiers import queries, search
from dossiers.desk.found import pieces_of
from dossiers.display.agency.titles import title_on
from dossiers.models import Dossier, Letter
from dossiers.search import finding
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import MONDAY
from tests.dossiers.listed import listed

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY.astimezone(LOCAL) + timedelta(days=1))]

AN = story.ANSWERS | {
    "applicant_name": "Nguyễn Thị Ánh",
    "applicant_phone": "0912345678",
    "material_name": "Kỷ yếu Tây Hồ",
}


def codes(answer) -> list[str]:
    return [*listed(answer)]


@pytest.mark.parametrize("list_", ["mine", "late", "done", "nothing"])
def test_what_is_searched_is_found_whatever_list_is_open(list_: str) -> None:
    dossier = story.file("alice", at=MONDAY, answers=AN)

    page = Visitor("bob").get(f"/mot-cua/?list={list_}&q=nguyen+anh")

    assert codes(page) == [dossier.code]
    assert not [tab for tab in page.context["tabs"] if tab.current]


def test_the_words_that_were_meant_are_shown_where_the_row_does_not_show_them() -> None:
    story.file("alice", at=MONDAY, answers=AN)

    by_phone = Visitor("bob").get("/mot-cua/?q=0912+345+678").content.decode()
    by_name = Visitor("bob").get("/mot-cua/?q=anh+nguyen").content.decode()
    by_title = Visitor("bob").get("/mot-cua/?q=noi+bo").content.decode()

    assert "<mark>0912 345 678</mark>" in by_phone
    assert "Nguyễn Thị Ánh" in strip_tags(by_name)
    assert "<mark>nội</mark> <mark>bộ</mark>" in by_title


def test_markup_that_was_filed_is_text_among_the_words_that_were_meant() -> None:
    story.file("alice", at=MONDAY, answers=AN | {"purpose": "<script>alert(1)</script> phục vụ & tặng"})

    page = Visitor("bob").get("/mot-cua/?q=script").content.decode()

    assert "&lt;<mark>script</mark>&gt;" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize("typed", ["H26.NN-260105-0001", "h26nn2601050001"])
def test_a_whole_number_opens_its_file_and_for_a_stranger_finds_nothing(typed: str) -> None:
    dossier = story.file("alice", at=MONDAY, answers=AN)

    opened, stranger = Visitor("bob").get(f"/mot-cua/?q={typed}"), Visitor("dung").get(f"/mot-cua/?q={typed}")

    assert (opened.status_code, opened["Location"]) == (302, f"/mot-cua/{dossier.code}/")
    assert stranger.status_code == 200
    assert codes(stranger) == []
    assert dossier.code not in strip_tags(stranger.content.decode()).replace(typed, "")


@pytest.mark.parametrize("page", ["", "0", "9", "-1", "x", "1e3", "٣", "9" * 30])
def test_a_page_that_there_is_none_of_is_the_first(page: str) -> None:
    dossier = story.file("alice", at=MONDAY, answers=AN)

    assert codes(Visitor("bob").get("/mot-cua/", {"q": "nguyen anh", "page": page})) == [dossier.code]


def test_pages_of_what_is_found_hold_everything_once_in_few_queries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    made = [story.file("alice", at=MONDAY + timedelta(minutes=n), answers=AN).code for n in range(5)]
    bob = Visitor("bob")
    shown, address = [], "/mot-cua/?q=nguyen+anh"
    # What a process remembers of procedures and calendars, it has read by then.
    bob.get(address)

    while address:
        with CaptureQueriesContext(connection) as asked:
            page = bob.get(address)
        shown += codes(page)
        following = page.context["page"]["next_url"]
        address = f"/mot-cua/{following}" if following else ""
        assert len(asked) <= 10

    assert shown == made[::-1]
    assert page.context["found"].count == "5"


def test_more_than_are_looked_at_are_said_to_be_more(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (search, finding):
        monkeypatch.setattr(module, "MOST", 2)
    for n in range(3):
        story.file("alice", at=MONDAY + timedelta(minutes=n), answers=AN)

    words = read(Visitor("bob", language="vi").get("/mot-cua/?q=nguyen+anh")).words()

    assert "2+" in words
    assert "gõ thêm một từ" in words
    assert Dossier.objects.count() == 3


def test_a_long_text_is_shown_around_what_was_meant() -> None:
    text = "a " * 100 + "kỷ yếu" + " b" * 100

    shown = "".join(piece.text for piece in pieces_of(text, search.Query("ky yeu")))

    assert shown.startswith("… a a")
    assert shown.endswith("b b …")
    assert "kỷ yếu" in shown
    assert len(shown) < 100


def test_a_number_that_papers_of_two_kinds_have_names_the_kind_of_each() -> None:
    first, second = (story.file("alice", at=MONDAY) for _n in range(2))
    for dossier, kind in ((first, "03"), (second, "04")):
        made = {"token": kind * 20, "sha256": kind * 32, "issued_at": MONDAY}
        Letter.objects.create(dossier=dossier, event=dossier.events.get(), kind=kind, number="12/2026", **made)
    other = {"token": "x" * 40, "sha256": "x" * 64, "issued_at": MONDAY}
    Letter.objects.create(dossier=first, event=first.events.get(), kind="02", number="99/2026/HDHS", **other)

    page = Visitor("bob").get("/mot-cua/", {"q": "12/2026"})

    words = read(page).words()
    assert {*codes(page)} == {first.code, second.code}
    assert "Refusal slip: 12/2026" in words
    assert f"{title_on('04', MONDAY.date())}: 12/2026" in words
    assert "99/2026" not in words, "by which it was not found"
