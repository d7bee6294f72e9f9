"""What was understood of answers, said back beside them: on the page, and to a page that has just saved its draft."""

import html
import re
from datetime import datetime
from pathlib import Path

import pytest
from django.http import HttpResponse

from dossiers.models import Draft
from procedures.answers import NO_SUCH_DATE, NOT_A_NUMBER
from procedures.time.calendar import LOCAL
from tests.dossiers import every_kind
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.every_kind import FORM, with_answers

TUESDAY = datetime(2026, 1, 6, 9, 0, tzinfo=LOCAL)
PROGRESS = f"{FORM}tien-do/"
LINE = re.compile(r'<p class="understood( understood--wrong)?" id="understood_([\w.]+)"(?: hidden)?>(.*?)</p>')
WORDS = re.compile(r"<strong>([^<]*)</strong>")
MARKUP = re.compile("<[^>]*>")

pytestmark = [pytest.mark.django_db, pytest.mark.at(TUESDAY)]


@pytest.fixture(autouse=True)
def _published(tmp_path: Path) -> None:
    every_kind.published(tmp_path)


def lines(page: HttpResponse) -> dict[str, str]:
    """Return what was understood, by question."""
    found = {name: WORDS.findall(body) for _wrong, name, body in LINE.findall(page.content.decode())}
    return {name: words[0].replace("\N{NO-BREAK SPACE}", " ") for name, words in found.items() if words}


def sentences(page: HttpResponse) -> dict[str, str]:
    """Return all that stands in the line beneath an answer, by question, where there is anything."""
    found = LINE.findall(page.content.decode())
    bodies = {name: html.unescape(MARKUP.sub("", body)).strip() for _wrong, name, body in found}
    return {name: body for name, body in bodies.items() if body}


def marked_wrong(page: HttpResponse) -> set[str]:
    """Return the questions whose line is coloured as what is wrong."""
    return {name for wrong, name, _body in LINE.findall(page.content.decode()) if wrong}


SAID = {
    "cost": ("1.000.000 đ", "1.000.000 đ"),
    "signed_on": ("Thứ hai, ngày 5 tháng 1 năm 2026", "Monday, 5 January 2026"),
    "held_at": ("16:30, Thứ ba, ngày 24 tháng 11 năm 2026", "16:30, Tuesday, 24 November 2026"),
    "born_on": ("Thứ hai, ngày 2 tháng 9 năm 1985", "Monday, 2 September 1985"),
    "venue": ("Số 2 Hùng Vương, Phường Ba Đình, Thành phố Hà Nội",) * 2,
    "earlier": ("15/GP-STTTT, Thứ tư, ngày 12 tháng 3 năm 2014", "15/GP-STTTT, Wednesday, 12 March 2014"),
    "applicant_phone": ("0912 345 678", "0912 345 678"),
    "machines.0.price": ("1.500.000.000 đ", "1.500.000.000 đ"),
}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_each_kind_is_said_back_on_the_page_and_to_who_saves_in_the_background(language: str) -> None:
    alice = Visitor("alice", language=language)
    assert "applicant_phone" not in lines(alice.get(FORM)), "one's own number stands there as it is read"
    typed = with_answers(applicant_phone="+84912345678")
    page = alice.send(alice.get(FORM), FORM, {**typed, "do": "save"}, follow=True)
    expected = {name: words[language == "en"] for name, words in SAID.items()}

    assert lines(page) == expected
    progress = alice.get(PROGRESS, {"draft": str(Draft.objects.get().key)})
    assert lines(progress) == expected
    assert 'aria-describedby="id_signed_on_helptext understood_signed_on"' in page.content.decode()
    assert '<nav class="tasks" id="tasks"' in progress.content.decode()


def test_what_cannot_be_read_is_not_said_back_nor_what_is_not_asked() -> None:
    alice = Visitor("alice")
    typed = with_answers(signed_on="30/02/2026", cost="-5", hotline="12", venue__commune="26740")

    page = alice.send(alice.get(FORM), FORM, {**typed, "do": "save"}, follow=True)

    said = lines(page)
    assert not {"signed_on", "cost", "hotline", "venue"} & said.keys()
    assert said["born_on"]


def test_a_year_of_two_digits_is_said_back_with_all_four_and_kept_as_it_was_typed() -> None:
    alice = Visitor("alice", language="vi")
    page = alice.send(alice.get(FORM), FORM, {**with_answers(signed_on="5/11/26"), "do": "save"}, follow=True)

    assert lines(page)["signed_on"] == "Thứ năm, ngày 5 tháng 11 năm 2026"
    assert Draft.objects.get().answers["signed_on"] == "5/11/26"


@pytest.mark.parametrize(("typed", "said"), [("12 trang", "12"), ("1000", None), ("1.000", None), ("12 m", None)])
def test_a_number_with_its_unit_is_said_back_as_the_number(typed: str, said: str | None) -> None:
    alice = Visitor("alice")

    page = alice.send(alice.get(FORM), FORM, {**with_answers(pages=typed, cost="2 triệu"), "do": "save"}, follow=True)

    assert lines(page).get("pages") == said
    assert lines(page)["cost"] == "2.000.000 đ"
    assert marked_wrong(page) == ({"pages"} if typed == "12 m" else set())


def test_how_far_a_draft_is_is_said_to_its_owner_alone() -> None:
    alice = Visitor("alice")
    alice.send(alice.get(FORM), FORM, {**with_answers(), "do": "autosave"})
    key = str(Draft.objects.get().key)

    assert "complete" in read(alice.get(PROGRESS, {"draft": key})).words()
    assert alice.get(PROGRESS, {"draft": "x"}).status_code == 404
    assert alice.get(PROGRESS).status_code == 404
    assert alice.post(PROGRESS).status_code == 405
    assert Visitor("mallory").get(PROGRESS, {"draft": key}).status_code == 404
    assert Visitor("").get(PROGRESS, {"draft": key}).status_code == 302


def test_what_was_typed_wrong_is_named_at_its_place_once_it_is_saved_and_what_is_missing_is_not() -> None:
    alice = Visitor("alice")
    typed = with_answers(signed_on="30/02/2026", cost="hai triệu", person_id="12345", title="")

    page = alice.send(alice.get(FORM), FORM, {**typed, "do": "save"}, follow=True)
    progress = alice.get(PROGRESS, {"draft": str(Draft.objects.get().key)})

    assert marked_wrong(page) == marked_wrong(progress) == {"signed_on", "cost", "person_id"}
    assert sentences(page) == sentences(progress)
    assert sentences(page)["signed_on"] == f"Not right yet: {NO_SUCH_DATE.en}"
    assert "has-error" not in page.content.decode(), "nothing stands in the way of a draft"
    assert 'aria-describedby="id_signed_on_helptext understood_signed_on"' in page.content.decode()


def test_it_is_not_named_twice_where_the_check_has_found_it_and_gone_when_it_is_right() -> None:
    alice = Visitor("alice")

    checked = alice.send(alice.get(FORM), FORM, {**with_answers(signed_on="30/02/2026"), "do": "check"})

    assert checked.status_code == 422
    assert NO_SUCH_DATE.en in checked.content.decode()
    assert marked_wrong(checked) == set()
    page = alice.send(checked, FORM, {"signed_on": "28/02/2025", "do": "save"}, follow=True)
    assert marked_wrong(page) == set()


def test_what_the_check_has_found_is_judged_anew_once_it_is_saved_and_nothing_else_is_told() -> None:
    alice = Visitor("alice")
    wrong = with_answers(signed_on="30/02/2026", cost="hai triệu", person_id="12345")
    checked = alice.send(alice.get(FORM), FORM, {**wrong, "do": "check"})
    asked = {"draft": str(Draft.objects.get().key), "faults": "signed_on cost"}
    assert faults(alice.get(PROGRESS, asked)).keys() == {"signed_on", "cost"}

    alice.send(checked, FORM, {"signed_on": "28/02/2025", "cost": "-1", "do": "autosave"})

    page = alice.get(PROGRESS, asked)
    assert faults(page).keys() == {"cost"}
    assert faults(page)["cost"] != faults(checked).get("cost")
    assert marked_wrong(page) == {"person_id"}, "a fault that stands at its field is not said twice"
    assert faults(alice.get(PROGRESS, {"draft": asked["draft"]})) == {}


def faults(page: HttpResponse) -> dict[str, str]:
    """Return what is still wrong by field, as the page of a form asks for it."""
    return dict(re.findall(r'data-at="([^"]+)"[^>]*>([^<]+)<', page.content.decode()))


CELLS = {
    "machines.0.number": "2 chiếc",
    "machines.1.number": "ba",
    "machines.1.price": "2 tỷ",
    "guests.0.guest": "Lê Văn An",
    "guests.0.since": "5/1/2026",
}


def test_the_cells_of_a_table_are_said_back_and_named_at_their_place() -> None:
    alice = Visitor("alice")

    page = alice.send(alice.get(FORM), FORM, {**with_answers(), **CELLS, "do": "save"}, follow=True)
    progress = alice.get(PROGRESS, {"draft": str(Draft.objects.get().key)})

    said = lines(page)
    assert {name: words for name, words in said.items() if name.startswith(("machines.", "guests."))} == {
        "machines.0.number": "2",
        "machines.0.price": "1.500.000.000 đ",
        "machines.1.price": "2.000.000.000 đ",
        "guests.0.since": "Monday, 5 January 2026",
    }
    assert marked_wrong(page) == {"machines.1.number"}
    assert sentences(page)["machines.1.number"] == f"Not right yet: {NOT_A_NUMBER.en}"
    assert "machines" not in sentences(page)
    assert 'aria-describedby="understood_machines.1.number"' in page.content.decode()
    assert sentences(progress) == sentences(page)


def test_a_cell_is_not_named_twice_where_the_check_has_found_it() -> None:
    alice = Visitor("alice")

    checked = alice.send(alice.get(FORM), FORM, {**with_answers(), **CELLS, "do": "check"})

    assert checked.status_code == 422
    assert marked_wrong(checked) == set()
    assert lines(checked)["machines.1.price"] == "2.000.000.000 đ"


LANG_THUONG = "Số 5 Chùa Láng, phường Láng Thượng, quận Đống Đa"


@pytest.mark.parametrize(
    ("commune", "expected"),
    [
        ("00166", "now belongs to Phường Láng, not to what was chosen. Please check it."),
        ("", "belongs to Phường Láng. Please choose it from the list."),
    ],
)
def test_a_commune_of_before_is_named_in_the_part_already(commune: str, expected: str) -> None:
    alice = Visitor("alice")
    typed = with_answers(venue__province="01", venue__line=LANG_THUONG, venue__commune=commune)

    page = alice.send(alice.get(FORM), FORM, {**typed, "do": "save"}, follow=True)
    progress = alice.get(PROGRESS, {"draft": str(Draft.objects.get().key)})

    assert sentences(page)["venue"].endswith(expected)
    assert sentences(progress)["venue"] == sentences(page)["venue"]
    assert ("venue" in marked_wrong(page)) == (not commune)


def test_an_address_that_lacks_its_commune_is_only_not_finished() -> None:
    alice = Visitor("alice")

    page = alice.send(alice.get(FORM), FORM, {**with_answers(venue__commune=""), "do": "save"}, follow=True)

    assert "venue" not in sentences(page)
