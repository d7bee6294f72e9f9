"""The register of returns on paper: whoever takes something has room to sign beside it, and nothing runs over the edge."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from portal.demo import story
from portal.demo.story import Walk
from tests.journeys.people import Someone

MILLIMETRE = 96 / 25.4
"""In pixels of a style sheet."""
ACROSS = 275
"""The width of A4 across, without its margins, in millimetres."""


def test_there_is_room_to_sign_and_all_is_on_the_sheet(meet: Callable[[str], Someone]) -> None:
    begun = timezone.now() - timedelta(hours=1)
    walk = Walk(story.file("alice", at=begun), begun, timedelta(minutes=1)).until("result-ready").take("return", "bob")
    page = meet("bob").page
    page.goto(f"/mot-cua/so-tra-ket-qua/?ngay={timezone.localdate(walk.at).isoformat()}")

    page.set_viewport_size({"width": round(ACROSS * MILLIMETRE), "height": 700})
    page.emulate_media(media="print")
    table, sign = page.locator("table.returns").bounding_box(), page.locator("td.to-sign").bounding_box()

    assert table
    assert sign
    assert sign["width"] >= 30 * MILLIMETRE
    assert table["x"] + table["width"] <= ACROSS * MILLIMETRE + 1
    assert b"/MediaBox [0 0 841" in page.pdf(prefer_css_page_size=True)
