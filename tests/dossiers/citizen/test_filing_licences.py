"""An earlier licence on the filing form: looked up, refused at its field, and what is known taken over."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse

from dossiers.citizen.filing_form import headings
from dossiers.filing import licences
from dossiers.models import Dossier, Draft
from portal.demo import story
from portal.demo.story import Walk
from procedures.answers import NO_LICENCE_NUMBER
from tests.dossiers import renewals
from tests.dossiers.browsing import Visitor, form_of, read
from tests.dossiers.renewals import CHANGE, granted, naming

FORM = f"/ho-so/nop/{CHANGE}/"
pytestmark = [pytest.mark.django_db, pytest.mark.at(renewals.FILED + timedelta(days=9))]
NUMBER, DATED = "id_earlier.number", "id_earlier.dated"


@pytest.fixture(autouse=True)
def _published(clock: object, tmp_path: Path) -> None:
    renewals.published(tmp_path)


def sent(who: Visitor, typed: Mapping[str, Any], do: str) -> HttpResponse:
    return who.send(who.get(FORM), FORM, {**typed, "do": do}, follow=True)


def only_the_licence(walk: Walk) -> dict[str, str]:
    return {name: text for name, text in naming(walk).items() if name.startswith("earlier.")}


def next_after_it() -> str:
    """Return what the button sends that goes on from the part in which the licence is asked for."""
    machine = Draft.objects.get().version.machine
    return f"next:{next(part.anchor for part in headings(machine) if part.holds('earlier'))}"


def test_a_licence_of_ones_own_is_found_and_what_is_known_is_taken_over() -> None:
    earlier, alice = granted(), Visitor("alice")

    page = sent(alice, only_the_licence(earlier), "refresh:earlier")
    assert earlier.dossier.code in read(page).words()
    page = sent(alice, {"material_name": "Kỷ yếu mới"}, "take-over:earlier")

    values = form_of(page, FORM).values
    assert values["material_name"] == "Kỷ yếu mới", "what was typed stays"
    assert values["organisation_name"] == story.ANSWERS["organisation_name"]
    assert values["establishment_decided_on"] == "12/03/2015"
    assert values["printing_house_address.commune"] == "00679"
    words = read(page).words()
    assert "Filled in from the earlier dossier:" in words
    assert "Name of the material" not in words.partition("Filled in from the earlier dossier:")[2].partition(".")[0]


def test_taking_over_twice_fills_nothing_more() -> None:
    earlier, alice = granted(), Visitor("alice")
    sent(alice, only_the_licence(earlier), "take-over:earlier")
    before = Draft.objects.get().answers

    page = sent(alice, {}, "take-over:earlier")

    assert "answers nothing that is still empty" in read(page).words()
    assert Draft.objects.get().answers == before


@pytest.mark.parametrize("who", ["mallory", "bob"])
def test_nothing_is_taken_over_from_somebody_elses_dossier(who: str) -> None:
    earlier, other = granted(), Visitor(who)

    page = sent(other, only_the_licence(earlier), "take-over:earlier")

    assert earlier.dossier.code not in page.content.decode()
    assert "Hội Khuyến học" not in page.content.decode()
    assert "organisation_name" not in {name for name, text in Draft.objects.get().answers.items() if text}


def test_a_button_that_names_no_licence_question_does_nothing() -> None:
    page = sent(Visitor("alice"), {}, "take-over:material_name")

    assert page.status_code == 200


def test_a_licence_of_somebody_else_is_refused_at_its_field() -> None:
    earlier = granted()

    page = sent(Visitor("mallory"), naming(earlier), "check")

    assert page.status_code == 422
    assert read(page).errors[NUMBER] == licences.SOMEBODY_ELSES.en
    assert form_of(page, FORM).values["earlier.number"] == "01/GP-STTTT", "what was typed is kept"


def test_a_licence_of_somebody_else_is_told_behind_its_part_and_not_first_at_the_check() -> None:
    earlier, mallory = granted(), Visitor("mallory")
    sent(mallory, only_the_licence(earlier), "save")

    page = sent(mallory, {}, next_after_it())

    assert (
        licences.SOMEBODY_ELSES.en in read(page).words().partition("In the part before, please look at this again")[2]
    )


def test_a_revoked_licence_is_refused_at_its_field() -> None:
    earlier = granted().take("revoke-result", "lan")

    page = sent(Visitor("alice"), naming(earlier), "check")

    assert read(page).errors[NUMBER] == "This paper has been revoked."
    assert "Take over" not in read(page).words()


def test_a_replaced_licence_is_refused_at_its_field() -> None:
    earlier = granted()
    renewals.changed(earlier, state="returned")

    page = sent(Visitor("alice"), naming(earlier), "check")

    assert read(page).errors[NUMBER].startswith("This paper has been replaced.")


@pytest.mark.at(renewals.FIRST_ENDS.isoformat() + "T23:00:00Z")
def test_an_expired_licence_is_refused_at_its_field() -> None:
    earlier = granted()

    page = sent(Visitor("alice"), naming(earlier), "check")

    assert read(page).errors[NUMBER].startswith("This paper is no longer in force")


def test_a_licence_in_force_is_filed() -> None:
    earlier, alice = granted(), Visitor("alice")
    papers = {f"component-{c.name}": story.upload() for c in earlier.dossier.machine.components if not c.eform}

    page = sent(alice, {**naming(earlier), **papers}, "check")
    assert "01/GP-STTTT of 05/01/2027" in read(page).words()
    alice.send(page, f"{FORM}kiem-tra/", {"do": "submit"}, follow=True)

    assert Dossier.objects.filter(procedure__slug=CHANGE).count() == 1


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"earlier.number": "99/GP-STTTT", "earlier.dated": "05/01/2027"}, NUMBER, licences.UNKNOWN.en),
        ({"earlier.number": "01/GP-STTTT", "earlier.dated": "05/01/2028"}, DATED, licences.NOT_YET.en),
        ({"earlier.number": "", "earlier.dated": "05/01/2027"}, NUMBER, NO_LICENCE_NUMBER.en),
        ({"earlier.number": "", "earlier.dated": ""}, NUMBER, NO_LICENCE_NUMBER.en),
    ],
    ids=["wrong-number", "day-to-come", "no-number", "nothing"],
)
def test_a_look_up_that_finds_nothing_says_why_at_the_field(typed: dict[str, str], field: str, said: str) -> None:
    granted()

    page = sent(Visitor("alice"), {**typed, "material_name": "Kỷ yếu"}, "refresh:earlier")

    assert read(page).errors[field] == said
    assert set(read(page).errors) <= {NUMBER, DATED}, "nothing else is asked for yet"
    assert form_of(page, FORM).values["material_name"] == "Kỷ yếu", "what was typed is kept"


def test_a_look_up_of_somebody_elses_licence_says_so_at_the_field() -> None:
    earlier = granted()

    page = sent(Visitor("mallory"), only_the_licence(earlier), "refresh:earlier")

    assert read(page).errors[NUMBER] == licences.SOMEBODY_ELSES.en
    assert earlier.dossier.code not in page.content.decode()


def test_a_paper_from_before_the_register_is_said_to_be_taken_all_the_same() -> None:
    granted()

    page = sent(Visitor("alice"), {"earlier.number": "9/GP", "earlier.dated": "05/01/2014"}, "refresh:earlier")

    assert page.status_code == 200
    assert licences.FROM_BEFORE.en in read(page).words()


def test_what_was_found_can_be_looked_up_anew() -> None:
    earlier, alice = granted(), Visitor("alice")
    sent(alice, only_the_licence(earlier), "refresh:earlier")

    page = alice.get(FORM)

    assert f"It holds until {renewals.FIRST_ENDS:%d/%m/%Y}" in read(page).words()
    assert ("do", "refresh:earlier") in form_of(page, FORM).buttons


def test_ones_own_papers_in_force_are_offered_and_one_is_chosen_with_what_was_typed_kept() -> None:
    earlier, gone = granted(), granted().take("revoke-result", "lan")
    alice = Visitor("alice")
    offered = [value for _name, value in form_of(alice.get(FORM), FORM).buttons if value.startswith("choose:")]
    assert offered == [f"choose:earlier:{earlier.dossier.result.pk}"]

    page = sent(alice, {"material_name": "Kỷ yếu"}, offered[0])

    values = form_of(page, FORM).values
    assert (values["earlier.number"], values["earlier.dated"]) == ("01/GP-STTTT", "05/01/2027")
    assert values["material_name"] == "Kỷ yếu"
    assert earlier.dossier.code in read(page).words()
    assert gone.dossier.result.number not in page.content.decode()


def test_nobody_chooses_somebody_elses_paper() -> None:
    earlier, mallory = granted(), Visitor("mallory")
    page = mallory.get(FORM)
    assert "choose:" not in page.content.decode()

    sent(mallory, {}, f"choose:earlier:{earlier.dossier.result.pk}")

    assert not Draft.objects.get().answers.get("earlier.number")


def test_a_day_that_is_still_to_come_is_said_at_its_part_and_keeps_nobody() -> None:
    granted()
    alice = Visitor("alice")
    sent(alice, {"earlier.number": "01/GP-STTTT", "earlier.dated": "05/01/2028"}, "save")

    page = sent(alice, {}, next_after_it())

    assert "muc=section-" in page.request["QUERY_STRING"]
    assert licences.NOT_YET.en in read(page).words()
    checked = sent(alice, {}, "check")
    assert licences.NOT_YET.en in read(checked).errors[DATED]
    assert licences.NOT_YET.en not in read(checked).errors.get(NUMBER, "")


def test_who_mends_the_last_fault_by_the_register_is_led_back_to_the_check() -> None:
    earlier, alice = granted(), Visitor("alice")
    papers = {f"component-{c.name}": story.upload() for c in earlier.dossier.machine.components if not c.eform}
    wrong = sent(alice, {**naming(earlier), **papers, "earlier.number": "99/GP-STTTT"}, "check")
    assert list(read(wrong).errors) == [NUMBER]
    right = only_the_licence(earlier)["earlier.number"]

    mended = alice.send(wrong, FORM, {"do": "refresh:earlier", "earlier.number": right}, follow=True)
    on = alice.send(mended, FORM, {"do": next_after_it()})

    assert on["Location"] == f"{FORM}kiem-tra/"
