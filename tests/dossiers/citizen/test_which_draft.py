"""Who pressed “File a dossier” before signing in is asked which draft to go on with; a check says which one it is of."""

from datetime import datetime, timedelta

import pytest
from time_machine import Traveller

from dossiers.filing import opening
from portal.demo import story
from procedures.models import ProcedureVersion
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read

NOW = datetime(2026, 1, 6, 9, 0, tzinfo=LOCAL)
FORM = f"/ho-so/nop/{story.SLUG}/"
PRESSED = f"{FORM}?hoi=1"

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def begin() -> None:
    version = ProcedureVersion.objects.current(on=NOW.date()).get(procedure__slug=story.SLUG)
    opening.begin(story.person("alice"), version, at=NOW)


def test_the_button_of_who_is_not_signed_in_asks_first_and_sign_in_keeps_that() -> None:
    page = Visitor().get(f"/thu-tuc/{story.SLUG}/").content.decode()
    assert f'href="{PRESSED}"' in page

    asked = Visitor().get(PRESSED)

    assert asked.headers["Location"].endswith("%3Fhoi%3D1")


def test_with_a_draft_one_is_asked_which_and_may_begin_anew() -> None:
    begin()

    page = Visitor("alice").get(PRESSED, follow=True)

    assert page.redirect_chain == [(f"{FORM}ban-nhap/", 302)]
    assert "Begin a new dossier" in read(page).words()


def test_without_one_the_form_is_there_at_once() -> None:
    page = Visitor("alice").get(PRESSED)

    assert (page.status_code, page.headers["Location"]) == (302, FORM)


def test_the_check_says_which_draft_it_is_of_long_after_another_was_filed(time_machine: Traveller) -> None:
    story.file("alice", at=NOW)
    story.draft_of("alice", NOW)
    time_machine.move_to(NOW + timedelta(hours=2))

    words = read(Visitor("alice").get(f"{FORM}kiem-tra/")).words()

    assert "begun at 09:00 06/01/2026" in words
