"""What a manager looks at is as wide as a telephone, and as a sheet of A4."""

from collections.abc import Callable

import pytest

from tests.journeys.people import Someone
from tests.journeys.test_decision import walked_to

Meet = Callable[[str], Someone]

BEYOND = """() => [...document.querySelectorAll("main table *")].filter(one => {
    const box = one.getBoundingClientRect();
    return box.width > 1 && box.right > document.documentElement.clientWidth + 1;
}).map(one => one.outerHTML.slice(0, 80))"""
SHEET = {"width": 672, "height": 960}
"""A4 upright without its margins, in pixels of CSS."""
ADDRESSES = ("/quan-ly/", "/quan-ly/open/", "/quan-ly/quy-trinh/")


@pytest.mark.parametrize(
    ("media", "size"), [("screen", {"width": 360, "height": 740}), ("print", SHEET)], ids=["telephone", "sheet"]
)
def test_no_table_goes_beyond_a_telephone_or_a_sheet(meet: Meet, media: str, size: dict[str, int]) -> None:
    carol = meet("carol")
    walked_to("tham-dinh")
    carol.page.set_viewport_size(size)
    carol.page.emulate_media(media=media)

    for address in ADDRESSES:
        carol.page.goto(address)
        assert carol.page.locator("main table").count(), address
        assert carol.page.evaluate(BEYOND) == [], address
