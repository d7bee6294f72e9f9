"""What another window could not save is not in what is sent: the check says so, in any window, until somebody has chosen."""

import pytest
from django.http import HttpResponse

from dossiers.models import Draft
from portal.demo import story
from tests.dossiers.browsing import Visitor, form_of, read
from tests.dossiers.citizen.test_correction import asked, form_at
from tests.dossiers.lifecycle import MONDAY

FORM = f"/ho-so/nop/{story.SLUG}/"
CHECK = f"{FORM}kiem-tra/"
TITLE = "material_name"
TOLD = (
    "At 09:00 another window or device could not save what was typed here, because something else was saved meanwhile."
)

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-01-07T09:00:00+07:00")]


def clashed(alice: Visitor, do: str = "autosave") -> HttpResponse:
    """Return what a second window reads as it saves the title, which the first has saved otherwise."""
    story.draft_of("alice", MONDAY)
    second = alice.get(FORM)
    alice.send(alice.get(FORM), FORM, {"do": "save", TITLE: "Một"})
    return alice.send(second, FORM, {"do": do, TITLE: "Hai"})


def test_the_check_of_another_window_names_it_with_its_time() -> None:
    alice = Visitor("alice")
    assert TOLD not in read(alice.get(CHECK)).words()

    assert clashed(alice).status_code == 409

    page = alice.get(CHECK)
    assert f"Title of the material: {TOLD}" in read(page).words()
    assert f'<a href="#answer-{TITLE}">Title of the material</a>' in page.content.decode()
    assert "Hai" not in read(page).words(), "what was typed there is sent by nobody"


@pytest.mark.parametrize("choice", ["take-mine:", "take-saved:"])
def test_once_it_is_chosen_nothing_is_said_of_it(choice: str) -> None:
    alice = Visitor("alice")
    asks = clashed(alice, "save")
    button = next(value for _name, value in form_of(asks, FORM).buttons if value.startswith(choice))

    alice.send(asks, FORM, {"do": button})

    assert TOLD not in read(alice.get(CHECK)).words()


def test_another_draft_is_not_spoken_of() -> None:
    alice = Visitor("alice")
    clashed(alice)
    Draft.objects.all().delete()
    story.draft_of("alice", MONDAY)

    assert TOLD not in read(alice.get(CHECK)).words()


def test_the_check_of_an_answer_says_it_too() -> None:
    walk, alice = asked(), Visitor("alice")
    second, address = form_at(walk, alice)
    alice.send(form_at(walk, alice)[0], address, {"do": "save", "note": "Một", f"lacking-{TITLE}": "Đúng rồi"})
    assert alice.send(second, address, {"do": "autosave", "note": "Hai"}).status_code == 409

    page = alice.send(alice.get(address), address, {"do": "check", "lacking-ban-thao": "Đã mất"}, follow=True)

    assert page.status_code == 200, read(page).summary
    assert f"A word to the office: {TOLD}" in read(page).words()


def test_a_form_in_which_nothing_was_typed_does_not_say_that_anything_is_unsaved() -> None:
    page = Visitor("alice").get(FORM)

    assert not Draft.objects.exists()
    assert "Press a button that saves to keep what you type." in read(page).words()
    assert "Not saved yet" not in read(page).words()
