"""Tables, addresses and hostile fields through the form, as a browser without JavaScript sends them, or worse."""

import unicodedata
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.http import QueryDict

from dossiers.models import Dossier, Draft
from portal.demo import story
from procedures.answers import NO_COMMUNE, NO_LINE, OTHER_PROVINCE
from procedures.machine import QuestionKind
from procedures.time.calendar import LOCAL
from tests.dossiers import every_kind
from tests.dossiers.browsing import Visitor, form_of, grown, read, rows
from tests.dossiers.every_kind import CHECK, FORM, SAI_GON, with_answers

TUESDAY = datetime(2026, 1, 6, 9, 0, tzinfo=LOCAL)
HTML = """<script>alert("x")</script>{{ 9|add:"9" }}'"""
NFD = unicodedata.normalize("NFD", "Triển lãm ảnh Đống Đa")


pytestmark = [pytest.mark.django_db, pytest.mark.at(TUESDAY)]


@pytest.fixture(autouse=True)
def _published(clock: object, tmp_path: Path) -> None:
    every_kind.published(tmp_path)


def press(visitor: Visitor, button: str, typed: Mapping[str, Any] | None = None) -> Any:
    """Press a button of the form with something typed over what it shows."""
    return visitor.send(visitor.get(FORM), FORM, {**(typed or {}), "do": button})


def shown(visitor: Visitor, start: str = "machines.") -> dict[str, str]:
    """Return the fields of a question as the form shows them."""
    values = form_of(visitor.get(FORM), FORM).values
    return {name: value for name, value in values.items() if name.startswith(start)}


def test_a_row_is_added_and_the_page_opens_at_it() -> None:
    alice = Visitor("alice")

    answer = press(alice, "add-row:machines", {"machines.0.model": "SM-74", "title": "Triển lãm"})

    assert answer["Location"] == f"{FORM}#row_machines.1"
    page = alice.get(FORM)
    assert 'id="row_machines.1"' in page.content.decode()
    assert shown(alice)["machines.rows"] == "2"
    assert (shown(alice)["machines.0.model"], shown(alice)["machines.1.model"]) == ("SM-74", "")
    assert form_of(page, FORM).values["title"] == "Triển lãm", "everything typed is kept"
    assert "Saved at" not in " ".join(str(message) for message in page.context["messages"])


def test_a_full_table_offers_no_more_rows() -> None:
    alice = Visitor("alice")
    for _row in range(6):
        answer = press(alice, "add-row:machines")

    assert answer["Location"] == f"{FORM}#row_machines.3"
    page = alice.get(FORM)
    assert shown(alice)["machines.rows"] == "4"
    assert ("do", "add-row:machines") not in form_of(page, FORM).buttons
    assert "The table is full." in read(page).words()


def test_a_row_in_the_middle_is_taken_out_and_those_below_move_up() -> None:
    alice = Visitor("alice")
    press(alice, "add-row:machines", {"machines.0.model": "A", "machines.0.number": "1"})
    press(alice, "add-row:machines", {"machines.1.model": "B", "machines.1.number": "2"})

    answer = press(alice, "remove-row:machines:1", {"machines.2.model": "C", "machines.2.price": "5"})

    assert answer["Location"] == f"{FORM}#div_id_machines"
    assert shown(alice) == {
        "machines.rows": "2",
        "machines.0.model": "A",
        "machines.0.number": "1",
        "machines.0.price": "",
        "machines.0.origin": "",
        "machines.1.model": "C",
        "machines.1.number": "",
        "machines.1.price": "5",
        "machines.1.origin": "",
    }


def test_a_row_that_was_taken_out_is_put_back_where_it_was_by_one_press() -> None:
    alice = Visitor("alice")
    for number, model in enumerate("ABC"):
        press(alice, "add-row:machines", {f"machines.{number}.model": model, f"machines.{number}.number": str(number)})
    rows = shown(alice)
    press(alice, "remove-row:machines:1")
    assert "Row 2 of before, “B”, was removed." in read(alice.get(FORM)).words()

    answer = press(alice, "put-back-row:machines")

    assert answer["Location"] == f"{FORM}#row_machines.1"
    assert shown(alice) == rows
    assert "was removed" not in read(alice.get(FORM)).words()
    # There is nothing more to put back, and nobody else has anything of it.
    assert press(alice, "put-back-row:machines").status_code == 302
    assert shown(alice) == rows


def test_a_row_that_was_empty_is_not_offered_again() -> None:
    alice = Visitor("alice")
    press(alice, "add-row:machines", {"machines.0.model": "A"})

    press(alice, "remove-row:machines:1")

    assert "was removed" not in read(alice.get(FORM)).words()


def test_the_communes_of_another_province_come_with_a_button() -> None:
    alice = Visitor("alice")
    assert "Phường Ba Đình" in alice.get(FORM).content.decode()

    answer = press(alice, "refresh:store", {"store.province": "79", "store.line": "Số 1"})

    assert answer["Location"] == f"{FORM}#div_id_store"
    assert "Phường Sài Gòn" in alice.get(FORM).content.decode()
    assert shown(alice, "store.") == {"store.province": "79", "store.commune": "", "store.line": "Số 1"}
    press(alice, "save", {"store.commune": SAI_GON})
    assert shown(alice, "store.")["store.commune"] == SAI_GON


@pytest.mark.parametrize(
    "button",
    [
        "",
        "refresh",
        "refresh:",
        "refresh:nothing",
        "refresh:<script>",
        "add-row:",
        "add-row:title",
        "add-row:nothing",
        "add-row:machines.0",
        "remove-row:machines",
        "remove-row:machines:",
        "remove-row:machines:-1",
        "remove-row:machines:9999",
        "remove-row:machines:²",
        "remove-row:machines:0:0",
        "remove-row:nothing:0",
        f"remove-row:machines:{'9' * 5000}",
        "check\x00",
    ],
)
def test_a_forged_button_only_saves(button: str) -> None:
    alice = Visitor("alice")

    answer = press(alice, button, {"title": "Triển lãm", "machines.0.model": "A"})

    assert (answer.status_code, answer["Location"]) == (302, FORM)
    assert (shown(alice)["machines.rows"], shown(alice)["machines.0.model"]) == ("1", "A")


WRONG: list[tuple[str, dict[str, Any], dict[str, str]]] = [
    ("no row at all", {"machines.rows": "1", "machines.0.model": "", "machines.0.number": "", "machines.0.price": "", "machines.0.origin": ""}, {"machines": "Please fill in at least 1 row."}),
    ("a row half filled", {"machines.1.number": ""}, {"machines.1.number": "Please fill in this field."}),
    ("a cell of the wrong kind", {"machines.0.number": "hai"}, {"machines.0.number": "Please give a whole number such as 12 or 1000."}),
    ("a choice that is not in the list", {"machines.0.origin": "moon"}, {"machines.0.origin": "Please choose one of the items of the list."}),
    ("a commune of another province", {"venue.commune": SAI_GON}, {"venue.commune": OTHER_PROVINCE.en}),
    ("a commune that does not exist", {"venue.commune": "99999"}, {"venue.commune": NO_COMMUNE.en}),
    ("a commune that is markup", {"venue.commune": HTML}, {"venue.commune": NO_COMMUNE.en}),
    ("a province that does not exist", {"venue.province": "00"}, {"venue.province": "Please choose a province or city from the list."}),
    ("an address without its line", {"venue.line": " "}, {"venue.line": NO_LINE.en}),
    ("half of an address that is not required", {"store.line": "Số 1"}, {"store.commune": NO_COMMUNE.en}),
    ("no box ticked", {"aims.announce": "", "aims.other": "maybe"}, {"aims": "Please choose at least one item."}),
    ("ten thousand characters", {"title": "x" * 10_000}, {"title": "The text has 10,000 characters; this field takes at most 100. Please shorten it."}),
    ("ten thousand characters in a cell", {"machines.1.model": "ạ" * 10_000}, {"machines.1.model": "The text has 10,000 characters; this field takes at most 40. Please shorten it."}),
    ("an amount with decimals", {"cost": "1.000,50"}, {"cost": "Please give the amount in digits, in đồng, such as 1.000.000."}),
    ("a time that does not exist", {"held_at": "25:00 24/11/2026"}, {"held_at": "The time must be between 00:00 and 23:59."}),
    ("nine digits of an old identity card", {"person_id": "012345678"}, {"person_id": "This is an old identity card number of 9 digits. Please give the personal ID number of 12 digits."}),
    ("a tax code with a slip", {"firm_code": "0100109107"}, {"firm_code": "There is no such tax code: its check digit does not match. Please check each digit."}),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "errors"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_what_is_wrong_is_told_at_its_field_and_kept(typed: dict[str, Any], errors: dict[str, str]) -> None:
    alice = Visitor("alice")
    sent = {**with_answers(), **typed, **every_kind.files(), "do": "check"}
    alice.get(FORM)
    before = rows()

    page = alice.post(FORM, sent)

    told = read(page).errors
    assert page.status_code == 422
    assert grown(before) == {"Draft": 1, "Attachment": 1}
    assert told == {f"id_{name}": sentence for name, sentence in errors.items()}
    for name, value in typed.items():
        if name not in ("machines.rows", "machines.0.origin", "venue.commune", "venue.province", "aims.other"):
            assert form_of(page, FORM).values.get(name, "") == value, name
    assert "<script>alert" not in page.content.decode()


TAKEN: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("decomposed letters", {"title": NFD, "machines.0.model": NFD}, {"title": unicodedata.normalize("NFC", NFD)}),
    ("markup", {"title": HTML, "machines.0.model": HTML[:40], "venue.line": HTML}, {"title": HTML}),
    ("NUL", {"title": "Triển\x00 lãm", "machines.0.model": "\x00A"}, {"title": "Triển lãm"}),
    ("rows that nobody was shown", {"machines.2.model": "C", "machines.77.model": "D", "machines.-1.model": "E"}, {}),
    ("more rows than the table has", {"machines.rows": "999999999"}, {}),
    ("five hundred rows", {"machines.rows": "500", **{f"machines.{row}.model": "C" for row in range(4, 500)}}, {}),
    ("unknown columns and questions", {"machines.0.state": "x", "state": "returned", "aims.nothing": "on", "venue.text": "x"}, {}),
    ("a type that is not the field's", {"venue": "Hà Nội", "machines": "x", "machines.0": "y"}, {}),
    ("a blank row between", {"machines.rows": "3", "machines.2.model": "C", "machines.2.number": "3", "machines.1.model": " ", "machines.1.number": ""}, {}),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "values"), [case[1:] for case in TAKEN], ids=[case[0] for case in TAKEN])
def test_what_can_be_taken_is_filed_as_it_is_meant_and_shown_as_text(
    typed: dict[str, Any], values: dict[str, Any]
) -> None:
    alice = Visitor("alice")

    page = alice.post(FORM, {**with_answers(), **typed, **every_kind.files(), "do": "check"}, follow=True)
    assert page.redirect_chain == [(CHECK, 302)]
    assert "<script>alert" not in page.content.decode()
    kept = Draft.objects.get().answers
    known = {name.partition(".")[0] for name in with_answers()} | {"applicant", "result"}
    assert {name.partition(".")[0].partition("_")[0] for name in kept} <= {n.partition("_")[0] for n in known}
    assert not {"machines.77.model", "machines.0.state", "aims.nothing", "venue.text", "state", "venue"} & kept.keys()
    alice.send(page, CHECK, {"do": "submit"})

    dossier = Dossier.objects.get()
    filed = dossier.events.get().payload.content["answers"]
    assert {name: filed[name] for name in values} == values
    assert len(filed["machines"]) == 2
    for who, address in (("alice", f"/ho-so/{dossier.code}/"), ("bob", f"/mot-cua/{dossier.code}/")):
        assert "<script>alert" not in Visitor(who).get(address).content.decode()


@pytest.mark.parametrize("count", ["0", "-1", "rất nhiều", "²", "9" * 5000, ""])
def test_the_row_that_a_form_always_shows_is_kept_whatever_it_says_of_their_number(count: str) -> None:
    alice = Visitor("alice")

    alice.post(FORM, {**with_answers(machines__rows=count), "do": "save"})

    assert (shown(alice)["machines.rows"], shown(alice)["machines.0.model"]) == ("1", "SM-74")
    assert "machines.1.model" not in Draft.objects.get().answers


def test_of_a_field_that_is_sent_twice_the_last_counts() -> None:
    sent = QueryDict(mutable=True)
    for name, value in {**with_answers(), "do": "save"}.items():
        sent.appendlist(name, value)
    sent.appendlist("title", "Lần hai")
    sent.appendlist("machines.0.model", "Lần hai")

    answer = Visitor("alice").post(FORM, sent.urlencode(), content_type="application/x-www-form-urlencoded")

    assert answer.status_code == 302
    kept = Draft.objects.get().answers
    assert (kept["title"], kept["machines.0.model"]) == ("Lần hai", "Lần hai")


def test_a_table_of_many_rows_can_be_sent_whole(tmp_path: Path) -> None:
    edits = (("\nversion = 1\n", "\nversion = 2\n"), ("\nminimum = 1\nmaximum = 4\n", "\nmaximum = 50\n"))
    every_kind.published(tmp_path, *edits)
    alice = Visitor("alice")
    cells = {f"machines.{row}.{name}": "1" for row in range(50) for name in ("model", "number", "price")}
    many = {f"guests.{row}.{name}": "" for row in range(20) for name in ("guest", "since")}

    page = alice.post(
        FORM, {**with_answers(machines__rows="50", machines__0__origin="", guests__rows="20"), **cells, **many, **every_kind.files(), "do": "check"}, follow=True
    )  # fmt: skip

    assert page.redirect_chain == [(CHECK, 302)]
    assert len(Draft.objects.get().answers["machines.rows"]) == 2
    assert read(page).words().count("1 1 1 đ –") == 50


def test_the_first_button_of_the_form_saves_so_that_enter_takes_no_row_out() -> None:
    alice = Visitor("alice")
    press(alice, "add-row:machines")

    buttons = form_of(alice.get(FORM), FORM).buttons

    assert buttons[0] == ("do", "save")
    assert ("do", "remove-row:machines:1") in buttons
    assert story.person("alice").drafts.count() == 1


def test_a_row_that_was_removed_is_called_by_the_words_of_its_choice() -> None:
    form, alice = "/ho-so/nop/dk-may-photocopy-mau/", Visitor("alice", language="vi")
    typed = {"copiers.0.machine_kind": "copier", "copiers.1.machine_kind": "printer"}
    page = alice.send(alice.get(form), form, {**typed, "do": "add-row:copiers"}, follow=True)

    page = alice.send(page, form, {**typed, "do": "remove-row:copiers:0"}, follow=True)

    assert "Đã bỏ dòng 1 cũ, “Máy photocopy màu”." in read(page).words()


def test_a_row_that_was_removed_is_not_called_by_a_number_where_it_says_more() -> None:
    form, alice = "/ho-so/nop/gp-hoat-dong-in/", Visitor("alice", language="vi")
    table = next(
        one for one in story.draft_of("alice", TUESDAY, slug="gp-hoat-dong-in").version.machine.questions if one.columns
    )
    number = next(one for one in table.columns if one.kind is QuestionKind.INTEGER)
    choice = next(one for one in table.columns if one.kind is QuestionKind.CHOICE)
    cells = dict.fromkeys((f"{table.name}.0.{one.name}" for one in table.columns), "")
    typed = {**cells, f"{table.name}.0.{number.name}": "1", f"{table.name}.0.{choice.name}": choice.choices[0].value}
    page = alice.send(alice.get(form), form, {**typed, "do": f"add-row:{table.name}"}, follow=True)

    page = alice.send(page, form, {**typed, "do": f"remove-row:{table.name}:0"}, follow=True)

    assert f"“{choice.choices[0].label.vi}”." in read(page).words()
