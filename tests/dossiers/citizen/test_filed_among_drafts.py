"""Who goes back to a draft that was filed, while others of its procedure are open, reads which dossier it became."""

from datetime import datetime, timedelta

import pytest
from time_machine import Traveller

from dossiers.filing import opening
from dossiers.models import Draft
from portal.demo import story
from procedures.models import ProcedureVersion
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read

NOW = datetime(2026, 1, 6, 9, 0, tzinfo=LOCAL)
FORM = f"/ho-so/nop/{story.SLUG}/"

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def begin(count: int) -> None:
    version = ProcedureVersion.objects.current(on=NOW.date()).get(procedure__slug=story.SLUG)
    for _number in range(count):
        opening.begin(story.person("alice"), version, at=NOW)


@pytest.mark.parametrize("path", [FORM, f"{FORM}7/", f"{FORM}7/kiem-tra/"])
def test_the_list_of_the_others_names_the_dossier(path: str) -> None:
    dossier = story.file("alice", at=NOW)
    begin(2)

    page = Visitor("alice").get(path, follow=True)

    assert f"You filed dossier {dossier.code} of this procedure" in read(page).words()
    assert f'href="/ho-so/{dossier.code}/"' in page.content.decode()


def test_later_and_for_others_it_is_not_named(time_machine: Traveller) -> None:
    story.file("mallory", at=NOW)
    begin(2)
    assert "You filed dossier" not in read(Visitor("alice").get(FORM, follow=True)).words()

    story.file("alice", at=NOW)
    begin(1)
    time_machine.move_to(NOW + timedelta(hours=1, minutes=1))
    assert "You filed dossier" not in read(Visitor("alice").get(FORM, follow=True)).words()


def test_the_check_of_a_draft_that_was_filed_is_not_that_of_the_only_other_one() -> None:
    begin(1)
    numbers = sorted(Draft.objects.open().filter(owner__username="alice").values_list("number", flat=True))
    dossier = story.file("alice", at=NOW)

    page = Visitor("alice").get(f"{FORM}{numbers[-1] + 1}/kiem-tra/", follow=True)

    assert page.redirect_chain[-1][0] == f"{FORM}ban-nhap/"
    assert f"You filed dossier {dossier.code} of this procedure" in read(page).words()


@pytest.mark.parametrize("others", [0, 1])
def test_other_drafts_are_spoken_of_only_where_there_are_any(others: int) -> None:
    story.file("alice", at=NOW)
    begin(others)

    words = read(Visitor("alice").get(f"{FORM}ban-nhap/")).words()

    assert "of this procedure" in words
    assert ("Below are your other drafts." in words) is bool(others)
