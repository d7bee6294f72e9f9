"""What was ticked or remarked before the content changed: it says so, and is to be looked at again."""

import re
from typing import Any

import pytest
from django.http import HttpResponse

from dossiers.commands.given import Correction
from dossiers.models import Dossier
from portal.demo import story
from tests.dossiers.browsing import read
from tests.dossiers.desk.test_review import ANSWER, MINUTE, MONDAY, PAPER, WORDS, filed, page_of, press

EFORM = "component.don-de-nghi"
PAGES = "answer.extent"

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


def supplied(dossier: Dossier, answers: dict[str, Any], *files: str) -> None:
    """Ask alice for answers and papers, and have her correct and send them."""
    asked = dict.fromkeys(answers, "Ghi lại cho đúng")
    story.take(dossier, "ask-supplement", "bob", at=MONDAY, questions=asked, components=dict.fromkeys(files, WORDS))
    sent = {name: (story.files.store(story.upload(f"{name}-2.pdf", story.pdf(2))),) for name in files}
    correction = Correction(answers)
    story.take(dossier, "answer-supplement", "alice", at=MONDAY + MINUTE, component_files=sent, correction=correction)


def item_of(page: HttpResponse, key: str) -> str:
    """Return what stands at an item of the page."""
    start = r'<li class="review-item[^"]*" id="'
    found = re.search(rf"{start}{re.escape(key)}\".*?(?={start}|</section>)", page.content.decode(), re.DOTALL)
    assert found is not None, key
    return found[0]


OLD = "marked before the content changed"


@pytest.mark.parametrize("key", [PAPER, EFORM, PAGES])
def test_a_tick_that_was_set_before_the_content_changed_says_so_and_does_not_count(key: str) -> None:
    dossier = filed()
    for ticked in (PAPER, EFORM, PAGES, ANSWER):
        press("bob", dossier, {"tick": ticked})

    supplied(dossier, {"extent": 52}, "ban-thao")

    page = page_of("bob", dossier)[1]
    item = item_of(page, key)
    assert 'aria-pressed="false"' in item
    assert "review-item--again" in item
    assert OLD in item
    other = item_of(page, ANSWER)
    assert 'aria-pressed="true"' in other
    assert OLD not in other
    words = read(page).words()
    assert "1 of " in words
    assert "to be looked at again, since the content changed: 3" in words

    # Who has looked again ticks again.
    press("bob", dossier, {"tick": key})
    again = item_of(page_of("bob", dossier)[1], key)
    assert 'aria-pressed="true"' in again
    assert OLD not in again


def test_words_from_before_the_content_changed_are_to_be_looked_at_again_and_may_still_hold() -> None:
    dossier, words = filed(), "Đơn chưa ghi ngày"
    press("bob", dossier, {f"text.{EFORM}": words})
    supplied(dossier, {"extent": 52})

    page = page_of("bob", dossier)[1]
    assert OLD in item_of(page, EFORM)

    press("bob", dossier, {"save": EFORM})
    shown = item_of(page_of("bob", dossier)[1], EFORM)
    assert OLD not in shown
    assert "review-item--remarked" in shown
    assert words in shown


def test_a_tick_from_a_page_that_did_not_show_the_new_content_is_old_at_once() -> None:
    dossier = filed()
    _bob, before = page_of("bob", dossier)
    supplied(dossier, {"extent": 52})

    press("bob", dossier, {"tick": PAGES}, page=before)

    item = item_of(page_of("bob", dossier)[1], PAGES)
    assert OLD in item
    assert 'aria-pressed="false"' in item
