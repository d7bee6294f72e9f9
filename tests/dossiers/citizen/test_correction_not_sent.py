"""An answer that cannot be sent any more: the page says what is so, and no word of it is lost."""

import pytest

from dossiers.filing.corrections import WORDLESS
from dossiers.models import Draft
from portal.demo import story
from portal.demo.story import Walk
from tests.dossiers.browsing import Visitor, form_of, read
from tests.dossiers.citizen.test_correction import EXTENT, TITLE, answered, asked, form_at, pressed
from tests.dossiers.lifecycle import act, local
from tests.dossiers.proof.records import nothing_written
from tests.dossiers.undoing import take_back

WHY = "Bản gốc đã mất, không đóng dấu được."

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-01-07T09:00:00+07:00")]


def taken_back(walk: Walk) -> None:
    """Let the desk take its request back, as it may within a minute."""
    take_back(walk.dossier, "bob", at=local("2026-01-06 10:00"))


def test_what_stands_on_the_check_page_is_shown_and_kept_where_the_request_is_gone() -> None:
    walk, alice = asked(), Visitor("alice")
    check = pressed(alice, walk, {TITLE: "Tên đã sửa", "lacking-ban-thao": WHY, "note": "Kính nhờ."})
    taken_back(walk)

    with nothing_written():
        answer = alice.send(check, "/kiem-tra/")

    words = read(answer).words()
    assert answer.status_code == 409
    assert "Nothing was sent" in words
    assert [text for text in ("Tên đã sửa", WHY, "Kính nhờ.", "is kept as a draft") if text not in words] == []
    assert [text for text in ("Rút lại", "Xác nhận rút", "Bình") if text in words] == []
    # What was filed and stays as it is was not typed.
    assert story.ANSWERS[TITLE] not in words
    assert Draft.objects.get().answers[TITLE] == "Tên đã sửa"


def test_they_come_back_if_the_office_asks_for_the_same_places_again() -> None:
    walk, alice = asked(), Visitor("alice")
    pressed(alice, walk, {TITLE: "Tên đã sửa", "lacking-ban-thao": WHY}, "save")
    taken_back(walk)
    questions = {TITLE: "Sai tên.", EXTENT: "Sai số trang."}
    act(walk, "issue-supplement", "bob", "2026-01-06 11:00", components={"ban-thao": "Đóng dấu."}, questions=questions)

    values = form_of(*form_at(walk, alice)).values

    assert values[TITLE] == "Tên đã sửa"
    assert values["lacking-ban-thao"] == WHY
    assert values[EXTENT] == story.ANSWERS[EXTENT]


def test_a_second_press_leads_on_to_where_the_first_one_led() -> None:
    walk, alice = asked(), Visitor("alice")
    check = pressed(alice, walk, answered())
    alice.send(check, "/kiem-tra/")

    with nothing_written():
        again = alice.send(check, "/kiem-tra/")

    assert (again.status_code, again.url) == (302, f"/ho-so/{walk.dossier.code}/bo-sung/da-gui/")


def test_without_a_draft_the_page_says_that_there_is_none() -> None:
    walk, alice = asked(), Visitor("alice")
    walk.dossier.refresh_from_db()

    typed = {"seen": walk.dossier.sequence, "saved_at": "2026-01-07T09:00:00+07:00"}
    answer = alice.post(f"/ho-so/{walk.dossier.code}/bo-sung/kiem-tra/", typed)

    assert answer.status_code == 409
    words = read(answer).words()
    assert "Nothing of an answer is kept yet" in words
    assert "asks for something else" not in words


@pytest.mark.parametrize("nothing", [".", "…", "- - -", "?!", "\u200b.\n."])
@pytest.mark.parametrize("field", ["lacking-ban-thao", f"lacking-{TITLE}", "note"])
def test_no_reason_is_without_a_letter_or_a_figure(field: str, nothing: str) -> None:
    walk, alice = asked(), Visitor("alice")

    answer = pressed(alice, walk, {**answered(), field: nothing})

    assert answer.status_code == 422
    assert read(answer).errors[f"id_{field}"] == WORDLESS.en
    walk.dossier.refresh_from_db()
    assert walk.dossier.state == "tham-dinh.supplement-asked"
