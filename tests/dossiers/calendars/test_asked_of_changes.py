"""The pages of a change, and of whom the desk has to phone, are within the wall of pages, however many are concerned."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dossiers.models import Dossier
from tests.dossiers.browsing import Form, Visitor, read
from tests.dossiers.calendars import closings
from tests.dossiers.lifecycle import local
from tests.dossiers.pages.test_pages import MOST_QUERIES, most_bytes, undefined

__all__ = ["undefined"]

PAGE = "/mot-cua/bao-ngay-moi/"
NOW = local("2026-01-13 14:00")
DESK, STORM, CLOSING, OPENING = range(4)
AFTER_ALL = {"en": "the place is open then after all, as the paper says", "vi": "nơi này vẫn mở cửa lúc đó"}
BY_PHONE = {"en": "phoned at", "vi": "đã gọi lúc"}

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.at(NOW)]


@pytest.mark.parametrize(("count", "language"), [(1, "en"), (3, "vi")])
def test_the_pages_of_changes_ask_little_of_many_and_speak_one_language(
    count: int, language: str, undefined: set[str]
) -> None:
    pages = closings.loaded(count, NOW)
    undefined.clear()

    asked, shown = [], []
    for who, address in pages:
        visitor = Visitor(who, language=language)
        # What a process remembers is asked once.
        visitor.get(address)
        with CaptureQueriesContext(connection) as queries:
            page = visitor.get(address)
        assert f'<html lang="{language}">'.encode() in page.content
        assert len(page.content) <= most_bytes(address)
        asked.append(len(queries))
        shown.append(read(page).words())

    assert asked == [17, 13, 13, 16]
    assert max(asked) <= MOST_QUERIES
    assert undefined == set()
    # Each of them shows all that may be told.
    assert shown[DESK].count(AFTER_ALL[language]) == shown[OPENING].count(AFTER_ALL[language]) == count
    letter = _statements_of_letter(read(Visitor("bob").get(pages[DESK][1])).forms)
    assert letter <= MOST_QUERIES
    assert shown[CLOSING].count(BY_PHONE[language]) == 2 * count
    assert ["0912 345 678" in shown[page] for page in (DESK, STORM, OPENING)] == [True] * 3


def _statements_of_letter(forms: list[Form]) -> int:
    """Return how many statements the letter to the first of those asks who are to be phoned."""
    key = next(form.values["dossier"] for form in forms if "about" in form.values)
    visitor, address = Visitor("bob"), f"{PAGE}thu/{Dossier.objects.get(pk=key).code}/"
    visitor.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert visitor.get(address).status_code == 200
    return len(queries)
