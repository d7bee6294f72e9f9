"""The head of the work-list: its tabs and its search, where an officer's screen has room for both in a line."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.people import Someone


def middle(page: Page, place: str) -> float:
    """Return how far below the top of the page the middle of a place is, in pixels."""
    box = page.locator(place).first.bounding_box()
    assert box is not None
    return box["y"] + box["height"] / 2


@pytest.mark.parametrize("width", [1366, 1920])
def test_the_search_and_its_button_stand_beside_the_tabs(
    new_page: Callable[..., Page], picture: Callable[[Page, str], None], width: int
) -> None:
    who = Someone(new_page(), picture).signed_in("bob")
    who.page.set_viewport_size({"width": width, "height": 768})

    page = who.visit("/mot-cua/")

    field, button = middle(page, "#worklist-search"), middle(page, ".desk-bar button[type=submit]")
    assert abs(field - button) <= 2
    assert abs(button - middle(page, ".desk-bar .tabs")) <= 24
