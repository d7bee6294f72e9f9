"""Somebody stands at the counter: the slip appears by itself in the file, and is printed in one press."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from dossiers.background import relay
from portal.demo import story
from tests.journeys.people import Someone, assert_accessible

Look = Callable[[Page, str], None]
Meet = Callable[[str], Someone]


def test_the_slip_appears_by_itself_and_is_printed_in_one_press(meet: Meet, picture: Look) -> None:
    bob, dossier = meet("bob"), story.file("alice", at=timezone.now() - timedelta(minutes=30))
    page = bob.page
    page.goto(f"/mot-cua/{dossier.code}/")
    page.locator("#id_accept_at_counter").check()
    with page.expect_navigation():
        page.locator("#action-accept button[type=submit]").last.click()

    expect(page.locator("#slip")).to_contain_text("đang được in")
    assert_accessible(page)
    relay.run(timezone.now())
    expect(page.locator("#slip [data-print-paper]")).to_be_visible(timeout=5_000)
    picture(page, "slip")
    assert_accessible(page)

    with page.expect_response(lambda answer: "in=1" in answer.url) as paper:
        page.locator("#slip [data-print-paper]").click()
    assert paper.value.headers["content-type"] == "application/pdf"
    expect(page.locator("iframe.print-frame")).to_have_count(1)
    expect(page.locator("h1")).to_be_visible()
