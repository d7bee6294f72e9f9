"""Officers at a list in a browser, by the keyboard alone: a view is saved, a file is made, new work shows itself."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from dossiers.models import Dossier, SavedView
from portal.demo import story
from tests.dossiers.reports.sheets import read_workbook
from tests.journeys.people import Someone

MOST_TABS = 60
"""Presses of Tab from the head of a page to anything on it."""


@pytest.fixture
def bob(new_page: Callable[..., Page], picture: Callable[[Page, str], None]) -> Callable[..., Someone]:
    def met(*, javascript: bool = True) -> Someone:
        return Someone(new_page(javascript=javascript), picture, javascript).signed_in("bob")

    return met


def tab_to(place: Locator) -> None:
    """Press Tab until a place has the keyboard; fail if it never has."""
    for _press in range(MOST_TABS):
        place.page.keyboard.press("Tab")
        if place.evaluate("place => place === document.activeElement"):
            return
    pytest.fail(f"Tab does not come to {place}")


def press(place: Locator) -> None:
    """Come to what opens a page by Tab, and press Enter."""
    tab_to(place)
    with place.page.expect_navigation():
        place.page.keyboard.press("Enter")


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_a_list_is_narrowed_and_saved_by_the_keyboard_alone(bob: Callable[..., Someone], *, javascript: bool) -> None:
    who = bob(javascript=javascript)
    story.file("alice", at=timezone.now())
    page = who.visit("/mot-cua/?list=open")

    tab_to(page.locator("a.list-filters"))
    page.keyboard.press("Enter")
    expect(page.locator("summary.opens-filters")).to_be_visible()
    if javascript:
        expect(page.locator("summary.opens-filters")).to_be_focused()
    tab_to(page.locator("#filter-channel"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    press(page.locator(".filter-form button[name=apply]"))
    expect(page.locator(".chip")).to_contain_text("Nộp trực tuyến")
    press(page.get_by_role("link", name="Lưu bộ lọc này"))
    who.look("save-view")
    tab_to(page.locator("#id_name"))
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Hồ sơ trực tuyến")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    expect(page.locator(".views a[aria-current]")).to_contain_text("Hồ sơ trực tuyến")
    expect(page.locator(".views .count")).to_have_text("1")
    who.look("view-saved")
    press(page.get_by_role("link", name="Sắp xếp, đổi tên"))
    who.look("views")
    press(page.get_by_role("button", name="Xoá Hồ sơ trực tuyến"))
    expect(page.locator("main")).to_contain_text("Chưa lưu bộ lọc nào")
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_a_file_of_a_list_is_made_and_downloaded_by_the_keyboard_alone(
    bob: Callable[..., Someone], tmp_path: Path, *, javascript: bool
) -> None:
    who = bob(javascript=javascript)
    code = story.file("alice", at=timezone.now()).code
    page = who.visit("/mot-cua/?list=open")

    press(page.get_by_role("button", name="Excel"))
    who.look("export")
    tab_to(page.get_by_role("link", name="Tải ho-so-"))
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    download.value.save_as(tmp_path / "list.xlsx")

    assert read_workbook((tmp_path / "list.xlsx").read_bytes())[1]["A"] == code
    who.visit("/mot-cua/tep-xuat/", "exports")


def test_new_work_shows_itself_and_moves_no_row_until_it_is_wanted(bob: Callable[..., Someone]) -> None:
    who = bob()
    first = story.file("alice", at=timezone.now()).code
    who.page.clock.install()
    page = who.visit("/mot-cua/?list=open")
    rows = page.locator("[data-key-list] tbody td.code")
    page.keyboard.press("j")
    link = page.locator("[data-key-list] tbody th a")

    second = story.file("alice", at=timezone.now()).code
    page.clock.run_for(40_000)

    news = page.locator("[role=status] #news")
    expect(news).to_contain_text("1 hồ sơ mới trong danh sách này")
    expect(page.locator("#count-list-open")).to_have_text("2")
    expect(rows).to_have_text([first])
    expect(link).to_be_focused()
    who.look("news")
    page.keyboard.press("Shift+Tab")
    press(news.get_by_role("link"))
    expect(rows).to_have_count(2)
    assert set(rows.all_text_contents()) == {first, second}
    expect(page.locator("#news p")).to_have_count(0)


def test_a_page_that_nobody_looks_at_asks_for_nothing(bob: Callable[..., Someone]) -> None:
    who = bob()
    asked: list[str] = []
    who.page.on("request", lambda request: asked.append(request.url) if "co-gi-moi" in request.url else None)
    who.page.clock.install()
    page = who.visit("/mot-cua/")
    hide = "Object.defineProperty(document, 'hidden', {value: %s, configurable: true})"

    page.evaluate(hide % "true")
    page.clock.run_for(120_000)
    assert asked == []
    page.evaluate(hide % "false")
    with page.expect_response(lambda answer: "co-gi-moi" in answer.url) as answer:
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    assert answer.value.status == 204


def test_what_is_cut_off_in_a_row_is_read_whole_under_the_mouse(bob: Callable[..., Someone]) -> None:
    long = "Công ty trách nhiệm hữu hạn một thành viên Xuất bản và Phát hành sách thiếu nhi Hà Nội"
    code = story.file("alice", at=timezone.now()).code
    Dossier.objects.filter(code=code).update(organisation=long)
    page = bob().visit("/mot-cua/?list=open")
    name = page.locator(".worklist .name")
    expect(name).not_to_have_attribute("title", re.compile("."))

    name.hover()

    expect(name).to_have_attribute("title", re.compile(long))
