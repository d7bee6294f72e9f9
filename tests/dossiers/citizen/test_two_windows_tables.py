"""A table in two windows: other rows and other cells are each kept, and only what both have changed is asked."""

from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse

from dossiers.models import Draft
from tests.dossiers import every_kind
from tests.dossiers.browsing import Visitor, form_of, known, read
from tests.dossiers.citizen.test_two_windows import CLASH, button
from tests.dossiers.every_kind import FORM

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-01-07T09:00:00+07:00")]

ROWS = {"machines.rows": "2", "machines.0.model": "SM-74", "machines.0.number": "1", "machines.1.model": "Bizhub"}


@pytest.fixture(autouse=True)
def _published(clock: object, tmp_path: Path) -> None:
    every_kind.published(tmp_path)


@pytest.fixture
def alice() -> Visitor:
    """Return somebody whose draft has two machines."""
    alice = Visitor("alice")
    alice.send(alice.get(FORM), FORM, {"do": "save", **ROWS})
    return alice


def press(alice: Visitor, page: HttpResponse, do: str, **typed: str) -> HttpResponse:
    fields: dict[str, Any] = {f"machines.{cell.replace('_', '.', 1)[1:]}": text for cell, text in typed.items()}
    return alice.send(page, FORM, {**fields, "do": do})


def machines() -> list[str]:
    """Return what the draft holds: of each row its model and its number."""
    answers = Draft.objects.get().answers
    rows = range(int(answers["machines.rows"]))
    return [" ".join(answers.get(f"machines.{row}.{column}", "") for column in ("model", "number")) for row in rows]


def test_other_rows_and_other_cells_of_a_row_are_each_kept(alice: Visitor) -> None:
    first, second = alice.get(FORM), alice.get(FORM)
    press(alice, first, "save", r0_model="Komori")

    line = press(alice, second, "autosave", r0_number="7", r1_model="Xerox")

    said = "Another window or device has saved something newer at “List of machines”: load this page again to see it."
    assert (line.status_code, line.content.decode()) == (200, f"Saved at 09:00. {said}")
    assert machines() == ["Komori 7", "Xerox "]
    # The page still shows the old model, and knows that it does.
    alice.send(second, FORM, {"do": "autosave", "machines.0.number": "8", "machines.1.model": "Xerox", **known(line)})
    assert machines() == ["Komori 8", "Xerox "]


@pytest.mark.parametrize("do", ["save", "add-row:machines"])
def test_a_row_that_both_changed_in_other_cells_is_told_of_where_it_is_shown(alice: Visitor, do: str) -> None:
    first, second = alice.get(FORM), alice.get(FORM)
    press(alice, first, "save", r1_model="Komori")

    pressed = press(alice, second, do, r1_number="7", r0_number="2")
    told = read(alice.get(pressed["Location"].partition("#")[0])).words()
    again = press(alice, alice.get(FORM), do, r1_number="8")

    words = (
        "“List of machines”: another window or device has changed row 2 meanwhile. It stands here now as it is saved."
    )
    assert words in told
    assert words not in read(alice.get(again["Location"].partition("#")[0])).words()
    assert machines()[:2] == ["SM-74 2", "Komori 8"]


def test_a_row_added_in_each_stays_in_both(alice: Visitor) -> None:
    first, second = alice.get(FORM), alice.get(FORM)
    press(alice, first, "add-row:machines")
    press(alice, alice.get(FORM), "save", r2_model="Ba")

    press(alice, second, "add-row:machines", r1_number="5")
    press(alice, alice.get(FORM), "save", r3_model="Bốn")

    assert machines() == ["SM-74 1", "Bizhub 5", "Ba ", "Bốn "]


def test_one_cell_that_both_changed_is_asked_at_its_place_and_the_rest_is_kept(alice: Visitor) -> None:
    first, second = alice.get(FORM), alice.get(FORM)
    press(alice, first, "save", r0_model="Komori")

    line = press(alice, second, "autosave", r0_model="Ryobi", r1_number="3")
    page = press(alice, second, "check", r0_model="Ryobi", r1_number="3")

    assert (line.status_code, page.status_code) == (409, 409)
    assert "Not saved: “List of machines, row 1 – Model”." in line.content.decode()
    assert read(page).errors == {"id_machines.0.model": CLASH}
    assert "Saved in the other place: Komori" in read(page).words()
    assert form_of(page, FORM).values["machines.0.model"] == "Ryobi"
    assert machines() == ["Komori 1", "Bizhub 3"]
    mine = press(alice, page, button(page, FORM, "take-mine:"))
    assert mine["Location"] == f"{FORM}#row_machines.0"
    assert machines() == ["Ryobi 1", "Bizhub 3"]
    # Whoever had taken the other meanwhile is asked again.
    assert press(alice, page, button(page, FORM, "take-mine:"), r0_model="Heidelberg").status_code == 409
    press(alice, page, button(page, FORM, "take-saved:"))
    assert machines() == ["Ryobi 1", "Bizhub 3"]


def test_a_choice_in_one_cell_asks_on_for_the_other(alice: Visitor) -> None:
    first, second = alice.get(FORM), alice.get(FORM)
    press(alice, first, "save", r0_model="Komori", r1_model="Ricoh")
    page = press(alice, second, "save", r0_model="Ryobi", r1_model="Xerox")
    # The second row lacks a number, which the list names as well.
    lacks = "id_machines.1.number"
    assert set(read(page).errors) == {"id_machines.0.model", "id_machines.1.model", lacks}

    page = press(alice, page, "take-saved:machines.0.model")

    assert (page.status_code, set(read(page).errors)) == (409, {"id_machines.1.model", lacks})
    assert form_of(page, FORM).values["machines.0.model"] == "Komori"
    press(alice, page, button(page, FORM, "take-mine:machines.1.model"))
    assert machines() == ["Komori 1", "Xerox "]


def test_a_row_removed_there_and_changed_here_is_asked(alice: Visitor) -> None:
    first, second = alice.get(FORM), alice.get(FORM)
    press(alice, first, "remove-row:machines:0")

    page = press(alice, second, "check", r0_model="Ryobi", r1_number="3")

    assert page.status_code == 409
    assert read(page).errors.keys() == {"id_machines.0.model"}
    assert "another window or device has removed this row" in read(page).errors["id_machines.0.model"]
    assert "Removed in the other place." in read(page).words()
    shown = form_of(page, FORM).values
    assert [shown[f"machines.{row}.model"] for row in (0, 1)] == ["Ryobi", "Bizhub"]
    assert machines() == ["Bizhub 3"]
    answer = press(alice, page, button(page, FORM, "take-mine:machines.0"))
    assert answer["Location"] == f"{FORM}#div_id_machines"
    assert machines() == ["Ryobi 1", "Bizhub 3"]


def test_such_a_row_may_be_left_removed(alice: Visitor) -> None:
    first, second = alice.get(FORM), alice.get(FORM)
    press(alice, first, "remove-row:machines:0")
    page = press(alice, second, "save", r0_model="Ryobi")

    assert press(alice, page, button(page, FORM, "take-saved:machines.0")).status_code == 302

    assert machines() == ["Bizhub "]


def test_a_row_that_is_removed_here_and_changed_there_is_shown_first(alice: Visitor) -> None:
    first, second = alice.get(FORM), alice.get(FORM)
    press(alice, first, "save", r0_number="99")

    page = press(alice, second, "remove-row:machines:0")

    assert page.status_code == 422
    assert (
        "Row 1 was not removed: another window or device has changed it meanwhile."
        in read(page).errors["id_machines.0.model"]
    )
    assert form_of(page, FORM).values["machines.0.number"] == "99"
    assert machines() == ["SM-74 99", "Bizhub "]
    assert press(alice, page, "remove-row:machines:0").status_code == 302
    assert machines() == ["Bizhub "]


def test_a_row_that_was_removed_before_is_not_read_as_the_one_that_stays(alice: Visitor) -> None:
    press(alice, alice.get(FORM), "add-row:machines")
    press(alice, alice.get(FORM), "remove-row:machines:0")
    first, second = alice.get(FORM), alice.get(FORM)
    assert "Row 1 of before, “SM-74”, was removed." in read(second).words()
    press(alice, first, "save", r0_number="99")

    page = read(press(alice, second, "remove-row:machines:0")).words()

    assert "Row 1 was not removed" in page
    assert "was removed." not in page.replace("Another row was removed before.", "")
    assert "Another row was removed before." in page


def test_the_row_that_the_page_shows_is_removed_wherever_it_stands(alice: Visitor) -> None:
    press(alice, alice.get(FORM), "add-row:machines")
    press(alice, alice.get(FORM), "save", r2_model="Ba")
    first, second = alice.get(FORM), alice.get(FORM)
    press(alice, first, "remove-row:machines:0")

    press(alice, second, "remove-row:machines:1")

    assert machines() == ["Ba "]
    # Pressed twice, or in both windows, it takes no other row.
    assert press(alice, second, "remove-row:machines:1").status_code == 302
    assert machines() == ["Ba "]


def test_a_row_that_is_put_back_is_the_row_that_other_windows_know(alice: Visitor) -> None:
    second = alice.get(FORM)
    press(alice, alice.get(FORM), "remove-row:machines:0")
    press(alice, alice.get(FORM), "put-back-row:machines")

    assert press(alice, second, "autosave", r0_number="3").status_code == 200

    assert machines() == ["SM-74 3", "Bizhub "]
