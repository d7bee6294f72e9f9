"""Who has begun a dossier of a procedure goes on with it from the procedure's page, or begins another one there."""

from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from dossiers.filing.opening import MOST_DRAFTS
from dossiers.models import Draft
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import local

NOW = local("2026-12-01 09:00")
SLUG = "xb-tai-lieu-khong-kinh-doanh"
PAGE, LIST = f"/thu-tuc/{SLUG}/", reverse("own_drafts", args=[SLUG])

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def begun(visitor: Visitor, number: int = 1) -> None:
    """Begin drafts of which nothing is typed."""
    for _each in range(number):
        visitor.post(LIST, {"do": "begin", "draft": str(uuid4())})


def words_of(page: HttpResponse) -> str:
    return read(page).words()


def test_the_page_offers_the_draft_by_its_name_and_a_new_one_beside_it() -> None:
    visitor, stranger = Visitor("alice"), Visitor("mallory")
    assert "File a dossier" in words_of(visitor.get(PAGE))

    begun(visitor)
    untitled = words_of(visitor.get(PAGE))
    Draft.objects.open().filter(procedure__slug=SLUG).update(name="Kỷ yếu")
    page = words_of(visitor.get(PAGE))

    assert "Go on with the draft begun at 09:00 01/12/2026" in untitled
    assert "Go on with the draft “Kỷ yếu”" in page
    assert "Begin a new dossier" in page
    assert "File a dossier" not in page
    assert "Kỷ yếu" not in words_of(stranger.get(PAGE))
    assert "File a dossier" in words_of(stranger.get(PAGE))


def test_however_often_the_button_is_pressed_it_begins_one_more() -> None:
    visitor = Visitor("alice")
    begun(visitor)
    page = visitor.get(PAGE)

    pressed = [visitor.post(LIST, {**form.values, "do": "begin"}) for form in read(page).forms if form.action == LIST]

    assert len(pressed) == 2, "it stands on top and at the end"
    first, again = pressed

    assert first.status_code == again.status_code == 302
    assert first["Location"] == again["Location"] == reverse("file_draft", args=[SLUG, 2])
    assert Draft.objects.open().filter(procedure__slug=SLUG).count() == 2


def test_of_several_drafts_the_page_leads_to_the_list() -> None:
    visitor = Visitor("alice")
    begun(visitor, 2)

    page = visitor.get(PAGE)

    assert "Go on with one of your 2 drafts" in words_of(page)
    assert f'href="{LIST}"' in page.content.decode()


def test_no_more_is_offered_than_there_may_be() -> None:
    visitor = Visitor("alice")
    begun(visitor, MOST_DRAFTS)

    page = words_of(visitor.get(PAGE))

    assert f"Go on with one of your {MOST_DRAFTS} drafts" in page
    assert "Begin a new dossier" not in page


def test_what_depends_on_a_person_is_kept_nowhere_and_shown_to_nobody_else() -> None:
    visitor, nobody = Visitor("alice"), Client()
    before = nobody.get(PAGE)
    begun(visitor)
    Draft.objects.open().filter(procedure__slug=SLUG).update(name="Kỷ yếu")

    own, after = visitor.get(PAGE), nobody.get(PAGE)

    assert "no-store" in own["Cache-Control"]
    assert "private" in own["Cache-Control"]
    assert "ETag" not in own
    assert "Kỷ yếu" not in after.content.decode()
    assert "csrfmiddlewaretoken" not in after.content.decode().partition("<main")[2]
    assert words_of(after) == words_of(before)
