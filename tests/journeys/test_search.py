"""A dossier is searched for, read and gone on from by keyboard alone, and a scanner's code opens its file."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from dossiers.models import Letter
from portal.demo import story
from tests.journeys.people import Someone
from tests.journeys.test_decision import walked_to

pytestmark = pytest.mark.usefixtures("site")

type Meet = Callable[[str], Someone]


def test_dossiers_are_found_opened_and_gone_through_by_keys_alone(meet: Meet) -> None:
    made = [story.file("alice", at=timezone.now() - timedelta(hours=n + 1)) for n in range(2)]
    ended = walked_to("returned")
    page = meet("bob").visit("/mot-cua/?list=late")
    keyboard, rows = page.keyboard, page.locator("[data-key-list] tbody tr")

    keyboard.press("/")
    expect(page.locator("#worklist-search")).to_be_focused()
    # Without accents, and whatever tab is open.
    keyboard.type("nguyen thi an")
    expect(rows).to_have_count(3)
    keyboard.press("Enter")
    expect(rows).to_have_count(3)
    expect(page.locator("#found")).to_contain_text(ended.code[-4:])
    expect(page.locator("[data-key-list] tbody")).to_contain_text("Nguyễn Thị An")
    # What is open stands before what has ended, the newest first.
    keyboard.press("Escape")
    page.locator("body").focus()
    keyboard.press("j")
    with page.expect_navigation():
        keyboard.press("Enter")
    assert made[0].code in page.url
    with page.expect_navigation():
        keyboard.press("n")
    assert made[1].code in page.url
    with page.expect_navigation():
        keyboard.press("u")
    expect(page.locator("#worklist-search")).to_have_value("nguyen thi an")


def test_what_a_scanner_reads_opens_the_file(meet: Meet) -> None:
    """A scanner is a keyboard that types fast and ends with Enter."""
    dossier = walked_to("accepted")
    letter = Letter.objects.filter(dossier=dossier).first()
    codes = [dossier.code, dossier.code.replace("-", "")]
    if letter:
        codes.append(f"http://127.0.0.1/xac-minh/{letter.token}/")
    page = meet("bob").page

    for code in codes:
        page.goto("/mot-cua/?list=late")
        page.keyboard.press("/")
        page.keyboard.insert_text(code)
        with page.expect_navigation(url=re.compile(f"/mot-cua/{dossier.code}/")):
            page.keyboard.press("Enter")
