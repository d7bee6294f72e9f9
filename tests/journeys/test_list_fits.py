"""The list of a desk is as wide as its screen, whatever its rows have to say."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from dossiers.reports.periods import DAY
from portal.demo import story
from tests.dossiers.desk.money.test_let_pass_in_pauses import passed
from tests.journeys.people import Someone

pytestmark = pytest.mark.usefixtures("site")

type Meet = Callable[[str], Someone]


@pytest.mark.parametrize("width", [1366, 1024])
def test_no_column_goes_beyond_the_screen_where_rows_are_late_at_two_dates_and_in_a_pause(
    meet: Meet, tmp_path: Path, width: int
) -> None:
    long_ago = timezone.now() - 60 * DAY
    story.Walk(story.file("alice", at=long_ago), long_ago).until("tham-dinh")
    paused = story.Walk(story.file("viet-an", at=long_ago), long_ago).until("tham-dinh")
    paused.at = timezone.now() - DAY
    for action, who in (("propose-supplement", "dung"), ("issue-supplement", "bob")):
        paused.take(action, who)
    passed(tmp_path)
    page = meet("bob").page
    page.set_viewport_size({"width": width, "height": 768})

    page.goto("/mot-cua/?list=open")

    expect(page.locator("main table")).to_contain_text("hạn của bước")
    expect(page.locator("main table")).to_contain_text("chậm ở")
    expect(page.locator("main table")).to_contain_text("lãnh đạo đã cho giải quyết tiếp")
    paused_badge = page.locator(".badge-due--paused").first
    assert paused_badge.bounding_box()["height"] < 30
    assert page.evaluate("document.documentElement.scrollWidth") <= width
