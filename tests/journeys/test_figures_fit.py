"""What a manager looks at is as wide as a telephone, and as a sheet of A4."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from dossiers.reports.periods import DAY, Period
from portal.demo import story
from tests.journeys.people import Someone
from tests.journeys.test_decision import walked_to

Meet = Callable[[str], Someone]

BEYOND = """() => [...document.querySelectorAll("main table *")].filter(one => {
    const box = one.getBoundingClientRect();
    return box.width > 1 && box.right > document.documentElement.clientWidth + 1;
}).map(one => one.outerHTML.slice(0, 80))"""
SHEET = {"width": 672, "height": 960}
"""A4 upright without its margins, in pixels of CSS."""
OF_A_YEAR = ("/quan-ly/vi-sao-tre/", "/quan-ly/refused/")
ADDRESSES = (
    "/quan-ly/",
    "/quan-ly/open/",
    "/quan-ly/tra-loi/",
    "/quan-ly/quy-trinh/",
    "/quan-ly/le-phi/",
    *OF_A_YEAR,
)
YEAR = Period(timezone.localdate() - 365 * DAY, timezone.localdate())
DAYS = f"start={YEAR.start}&end={YEAR.end}"


def late_and_refused() -> None:
    """Make one that was resolved late, and one that was refused."""
    now = timezone.now()
    walk = story.Walk(story.file("alice", at=now - 75 * DAY), now - 75 * DAY)
    walk.until("tham-dinh")
    walk.at = now - 45 * DAY
    walk.until("result-ready")
    story.Walk(story.file("alice", at=now - 5 * DAY), now - 5 * DAY).take("reject", "bob")


@pytest.mark.parametrize(
    ("media", "size"), [("screen", {"width": 360, "height": 740}), ("print", SHEET)], ids=["telephone", "sheet"]
)
def test_no_table_goes_beyond_a_telephone_or_a_sheet(meet: Meet, media: str, size: dict[str, int]) -> None:
    carol = meet("carol")
    walked_to("tham-dinh")
    late_and_refused()
    carol.page.set_viewport_size(size)
    carol.page.emulate_media(media=media)

    for address in ADDRESSES:
        carol.page.goto(f"{address}?{DAYS}" if address in OF_A_YEAR else address)
        assert carol.page.locator("main table").count(), address
        assert carol.page.evaluate(BEYOND) == [], address


def test_the_pictures_that_come_later_leave_the_title_of_the_page(meet: Meet) -> None:
    page = meet("carol").page
    late_and_refused()
    page.goto("/quan-ly/")
    before = page.title()

    page.locator("#over-time:not(.pictures--coming)").wait_for()

    assert page.title() == before
    assert "Diễn biến theo thời gian" not in before
