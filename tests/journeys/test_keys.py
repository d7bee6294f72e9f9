"""Keys that lead where Tab comes to after many rows, and one that comes too soon."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from dossiers import acts
from dossiers.models import UnsentWords
from portal.demo import story
from tests.journeys.people import Someone
from tests.journeys.test_decision import walked_to

pytestmark = pytest.mark.usefixtures("site")

type Meet = Callable[[str], Someone]


def test_a_list_has_keys_for_its_bar_its_filters_and_the_lists_beside_it(meet: Meet) -> None:
    walked_to("filed")
    page = meet("bob").page
    page.goto("/mot-cua/?list=open")

    page.keyboard.press("b")
    expect(page.locator(".bulk-bar [name=all]")).to_be_focused()
    page.locator("[data-key-list] tbody th a").first.focus()
    page.keyboard.press("x")
    page.keyboard.press("b")
    expect(page.locator(".bulk-bar button").first).to_be_focused()
    page.keyboard.press("f")
    expect(page.locator("#opens-filters")).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("1")

    expect(page.locator(".tabs [aria-current=page]")).to_contain_text("Chờ tôi xử lý")


def test_a_file_has_keys_for_messages_and_notes(meet: Meet) -> None:
    code = walked_to("filed").code
    page = meet("bob").page
    page.goto(f"/mot-cua/{code}/")

    page.keyboard.press("4")
    expect(page.locator("#conversation textarea")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("5")

    expect(page.locator("#notes textarea")).to_be_focused()


def test_the_line_of_keys_of_a_file_names_what_enter_does(meet: Meet) -> None:
    code = walked_to("filed").code
    page = meet("bob").page
    page.goto(f"/mot-cua/{code}/")
    line = page.locator("[data-enter]")

    expect(line).to_have_text("Enter Tiếp nhận hồ sơ · ")
    page.locator("#action-reject > summary").click()
    expect(line).to_have_text("Enter Từ chối tiếp nhận · ")
    page.locator("#action-reject > summary").click()

    expect(line).to_be_hidden()


def test_the_key_of_notes_goes_on_behind_what_was_kept(meet: Meet) -> None:
    dossier = walked_to("filed")
    kept = {"message": "Đã gọi điện"}
    UnsentWords.objects.create(
        person=story.person("bob"), dossier=dossier, action=acts.NOTE, fields=kept, saved_at=timezone.now()
    )
    page = meet("bob").page
    page.goto(f"/mot-cua/{dossier.code}/")

    page.keyboard.press("5")
    expect(page.locator("#notes textarea")).to_be_focused()
    page.keyboard.type(", hẹn lại")

    expect(page.locator("#notes textarea")).to_have_value("Đã gọi điện, hẹn lại")


def test_a_key_that_comes_too_soon_is_answered(meet: Meet) -> None:
    code = walked_to("filed").code
    page = meet("bob").page
    page.add_init_script("performance.now = () => 500")
    page.goto(f"/mot-cua/{code}/")

    page.keyboard.press("Enter")

    expect(page.locator("[data-too-soon]")).to_have_text("Vừa mở xong: hãy nhấn Enter lần nữa.")
    assert page.url.endswith(f"/mot-cua/{code}/")


def test_a_list_from_which_dossiers_are_given_has_a_key_for_whom_and_then_for_giving(meet: Meet) -> None:
    walked_to("phan-cong")
    page = meet("hoa").page
    page.goto("/mot-cua/phong/")
    page.locator("[data-key-list] tbody th a").first.focus()
    page.keyboard.press("x")

    page.keyboard.press("b")
    expect(page.locator(".bulk-bar [name=assignee]")).to_be_focused()
    page.locator(".bulk-bar [name=assignee]").select_option(index=1)
    page.locator("[data-key-list] tbody th a").first.focus()
    page.keyboard.press("b")

    expect(page.locator(".bulk-bar button").first).to_be_focused()
