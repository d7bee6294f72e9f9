"""A request that is not the first, or beyond the rule, is told as such to whoever answers it."""

import pytest

from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import dossier_at

BEYOND = "This is request no. 2 for a supplement; the rule allows 1. This one is in the record as beyond the rule."

pytestmark = pytest.mark.django_db


def test_who_is_asked_once_more_than_the_rule_allows_reads_so_on_the_page_and_on_the_form() -> None:
    walk = dossier_at("filed.supplement-asked")
    pages = (f"/ho-so/{walk.dossier.code}/", f"/ho-so/{walk.dossier.code}/bo-sung/")
    first = [read(Visitor("alice").get(page)).words() for page in pages]

    walk.take("answer-supplement", "alice").take("ask-supplement", "bob")

    assert not any("This is request no." in words for words in first)
    assert all(BEYOND in read(Visitor("alice").get(page)).words() for page in pages)
