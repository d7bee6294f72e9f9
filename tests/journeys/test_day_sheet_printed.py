"""The sheet of the day on paper: the right border of its tables lies within the sheet, where a printer draws all of it."""

from collections.abc import Callable

from tests.journeys.people import Someone

MILLIMETRE = 96 / 25.4
"""In pixels of a style sheet."""
ACROSS = 178
"""The width of A4 without its margins, in millimetres."""


def test_the_right_border_is_not_at_the_very_edge(meet: Callable[[str], Someone]) -> None:
    page = meet("bob").page
    page.goto("/mot-cua/ngay/tong-hop/")

    page.set_viewport_size({"width": round(ACROSS * MILLIMETRE), "height": 900})
    page.emulate_media(media="print")
    edge = page.locator(".day-sheet").bounding_box()
    tables = [table.bounding_box() for table in page.locator(".day-sheet table.worklist").all()]

    assert edge
    assert tables
    assert all(table and table["x"] + table["width"] <= edge["x"] + edge["width"] - 1 for table in tables)
