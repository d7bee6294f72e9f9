"""A row of a table of which something is missing: told at its cell and behind its part once that is left, and it bars nothing."""

import re

import pytest
from django.http import HttpResponse

from dossiers.citizen.filing_form import headings
from dossiers.models import Draft
from portal.demo import story
from procedures.models import ProcedureVersion
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import local

NOW, BEFORE = local("2026-12-01 09:00"), local("2026-12-01 08:30")
SLUG = "hop-bao-trong-nuoc"
FORM = f"/ho-so/nop/{SLUG}/"
CELL = "speakers.0.speaker_position"
HALF = {"speakers.rows": "1", "speakers.0.speaker_name": "Lê An", CELL: ""}
WHOLE = HALF | {CELL: "Phó giám đốc"}
NONE = HALF | {"speakers.0.speaker_name": ""}

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def part() -> str:
    """Return the anchor of the part with the table."""
    machine = ProcedureVersion.objects.current(on=NOW.date()).get(procedure__slug=SLUG).machine
    return next(heading.anchor for heading in headings(machine) if "speakers" in heading.names)


def sent(alice: Visitor, typed: dict[str, str], do: str) -> HttpResponse:
    """Press a button of a draft that is complete but for what is typed."""
    story.draft_of("alice", NOW, slug=SLUG)
    return alice.send(alice.get(FORM), FORM, {**typed, "do": do}, follow=True)


@pytest.mark.parametrize("do", ["save", "next"])
@pytest.mark.parametrize(("typed", "is_told"), [(HALF, True), (WHOLE, False), (NONE, False)])
def test_what_is_missing_in_a_row_is_told_where_it_stands(typed: dict[str, str], do: str, *, is_told: bool) -> None:
    alice = Visitor("alice")

    page = sent(alice, typed, do if do == "save" else f"next:{part()}")

    content = page.content.decode()
    assert page.status_code == 200
    assert ("Not right yet: Please fill in this field." in read(page).words()) == is_told
    assert (f'id="understood_{CELL}"' in content) == is_told


def test_the_part_that_was_left_is_named_with_it_and_is_not_done() -> None:
    alice = Visitor("alice")

    page = sent(alice, HALF, f"next:{part()}")

    state = page.context["tasks"].parts
    going = page.context["going"]
    assert going.part != part(), "nobody is kept"
    assert [(each["label"], each["message"]) for each in going.behind] == [
        ("Other speakers, row 1 – Position, organisation", "Please fill in this field.")
    ]
    assert {each.anchor: str(each.state) for each in state}[part()] == "started"


def test_nobody_is_told_while_the_row_is_typed() -> None:
    alice = Visitor("alice")
    sent(alice, HALF, "save")
    draft = Draft.objects.get()

    progress = alice.get(f"{FORM}tien-do/", {"draft": str(draft.key)})

    assert progress.status_code == 200
    assert "Please fill in this field." not in progress.content.decode()


@pytest.mark.parametrize("do", ["save", "refresh"])
@pytest.mark.parametrize(("typed", "is_told"), [(HALF, True), (WHOLE, False), (NONE, False)])
def test_in_the_answer_to_a_request_it_is_told_where_it_stands_too(
    typed: dict[str, str], do: str, *, is_told: bool
) -> None:
    dossier = story.file("alice", at=BEFORE, slug=SLUG)
    story.take(dossier, "ask-supplement", "bob", at=BEFORE, components={}, questions={"speakers": "Ghi đủ chức vụ."})
    alice, form = Visitor("alice"), f"/ho-so/{dossier.code}/bo-sung/"
    assert f'id="understood_{CELL}"' not in alice.get(form).content.decode()

    page = alice.send(alice.get(form), form, {**typed, "do": do}, follow=True)

    assert page.status_code == 200
    assert ("Not right yet: Please fill in this field." in read(page).words()) == is_told
    assert (f'id="understood_{CELL}"' in page.content.decode()) == is_told


PRINTING = "gp-hoat-dong-in"
PRESSES = ["machine", "model", "maker", "origin", "quantity", "held_as"]


def box(page: HttpResponse) -> set[str]:
    """Return where the links of the list on top lead."""
    return set(
        re.findall(
            r'href="#id_([^"]+)"', page.content.decode().partition('id="error-summary"')[2].partition("</div>")[0]
        )
    )


def red(page: HttpResponse) -> set[str]:
    """Return the fields at which the page says that something is wrong."""
    content = page.content.decode()
    assert "understood--wrong" not in content, "what is wrong is said in one way"
    return set(re.findall(r'id="id_([^"]+)_error"', content))


def test_the_list_on_top_names_all_that_is_red_in_a_row_of_which_one_cell_cannot_be_read() -> None:
    story.draft_of("alice", NOW, slug=PRINTING)
    alice, form = Visitor("alice"), f"/ho-so/nop/{PRINTING}/"
    row = {f"presses.0.{column}": "" for column in [*PRESSES, "serial_no"]} | {"presses.0.quantity": "hai"}

    page = alice.send(alice.get(form), form, {**row, "presses.rows": "1", "do": "next:section-presses"}, follow=True)

    assert page.context["going"].part == "section-presses"
    assert box(page) == red(page) == {f"presses.0.{column}" for column in PRESSES}
    assert "Presses and equipment, row 1 – Model: Please fill in this field." in read(page).summary


REGISTERED = "dk-co-so-in"
YEAR = "“Năm sản xuất” trong “Máy móc, thiết bị của cơ sở in” không được sau năm nộp hồ sơ (ở đó ghi 2031"


@pytest.mark.parametrize("empty", ["model", "made_in"])
@pytest.mark.parametrize("do", ["check", "save", "next:section-machines"])
def test_a_year_to_come_in_a_row_of_which_something_is_missing_is_said_with_it(do: str, empty: str) -> None:
    story.draft_of("alice", NOW, slug=REGISTERED)
    alice, form = Visitor("alice", language="vi"), f"/ho-so/nop/{REGISTERED}/"
    row = {"machines.0.made_in_year": "2031", f"machines.0.{empty}": ""}

    page = alice.send(alice.get(form), form, {**row, "do": do}, follow=True)

    words = read(page)
    assert YEAR in words.words()
    assert "Mục này không được để trống." in words.words()
    if do == "check":
        assert YEAR in words.summary
    whole = alice.send(alice.get(form), form, {"machines.0.made_in_year": "2025", "do": do}, follow=True)
    assert YEAR not in read(whole).words()


def test_where_a_cell_keeps_one_in_the_part_the_year_stands_in_the_list_on_top() -> None:
    story.draft_of("alice", NOW, slug=REGISTERED)
    alice, form = Visitor("alice", language="vi"), f"/ho-so/nop/{REGISTERED}/"
    rows = {"machines.rows": "2", "machines.0.made_in_year": "2031", "machines.1.made_in_year": "hai nghìn"}

    page = alice.send(alice.get(form), form, {**rows, "do": "next:section-machines"}, follow=True)

    assert page.context["going"].part == "section-machines"
    assert YEAR in read(page).summary
    assert {"machines.1.made_in_year", "machines.1.machine_name"} <= box(page)


def test_in_an_answer_the_year_is_said_with_what_is_missing_too() -> None:
    dossier = story.file("alice", at=BEFORE, slug=REGISTERED)
    story.take(dossier, "ask-supplement", "bob", at=BEFORE, components={}, questions={"machines": "Ghi đủ máy."})
    alice, form = Visitor("alice", language="vi"), f"/ho-so/{dossier.code}/bo-sung/"
    row = {"machines.0.made_in_year": "2031", "machines.0.model": ""}

    page = alice.send(alice.get(form), form, {**row, "do": "check"}, follow=True)

    assert page.status_code == 422
    assert YEAR in read(page).summary
    assert "machines.0.model" in box(page)


def test_it_names_what_is_red_in_other_parts_too_and_one_stays_where_one_is() -> None:
    page = sent(Visitor("alice"), HALF | {"applicant_phone": "12", "held_at": "x"}, "next:section-applicant")

    assert page.context["going"].part == "section-applicant"
    assert {"applicant_phone", CELL, "held_at"} <= box(page)
    assert box(page) == red(page)


def test_in_the_answer_to_a_request_it_names_all_that_is_red_too() -> None:
    dossier = story.file("alice", at=BEFORE, slug=SLUG)
    story.take(dossier, "ask-supplement", "bob", at=BEFORE, components={}, questions={"speakers": "Ghi đủ chức vụ."})
    alice, form = Visitor("alice"), f"/ho-so/{dossier.code}/bo-sung/"
    first, other = alice.get(form), alice.get(form)
    alice.send(other, form, HALF | {"speakers.0.speaker_name": "Lê Bình", "do": "save"})

    page = alice.send(first, form, {**HALF, "do": "save"}, follow=True)

    assert CELL in red(page)
    assert red(page) <= box(page)
