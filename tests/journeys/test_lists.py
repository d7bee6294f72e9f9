"""Officers at a list in a browser, by the keyboard alone: a view is saved, a file is made, new work shows itself."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from dossiers.models import Dossier, SavedView
from portal.demo import story
from tests.dossiers.reports.sheets import read_csv, read_workbook
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
    press(page.get_by_role("link", name="Xoá Hồ sơ trực tuyến"))
    who.look("delete-view")
    press(page.get_by_role("button", name="Xoá bộ lọc"))
    expect(page.locator("main")).to_contain_text("Chưa lưu bộ lọc nào")
    assert not SavedView.objects.exists()


SEEN = """() => {
    const place = document.activeElement, box = place.getBoundingClientRect(), look = getComputedStyle(place);
    const isInSight = box.top >= 0 && box.bottom <= innerHeight && box.left >= 0 && box.right <= innerWidth;
    return place !== document.body && isInSight && look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0;
}"""


def is_in_sight(page: Page) -> bool:
    """Say whether what has the keyboard is in sight, and drawn as having it."""
    return bool(page.evaluate(SEEN))


def unfold_filters(page: Page) -> None:
    """Open the form of filters from where the keyboard is, or from the head of the page."""
    link = page.locator("a.opens-filters")
    if not link.evaluate("link => link === document.activeElement"):
        tab_to(link)
    page.keyboard.press("Enter")
    expect(page.locator("summary.opens-filters")).to_be_visible()


def apply(page: Page) -> None:
    """Send the form of filters; the keyboard goes on where it was opened."""
    press(page.locator(".filter-form button[name=apply][value='1']"))
    expect(page.locator("a.opens-filters")).to_be_focused()
    assert is_in_sight(page)


def two_in_hand() -> None:
    """Let two dossiers be appraised, the later one by the alphabet filed first."""
    at = timezone.now() - timedelta(hours=2)
    for name in ("Bản đồ phố cổ", "Áo dài xưa"):
        dossier = story.file("alice", at=at, answers={**story.ANSWERS, "material_name": name})
        story.Walk(dossier, at, timedelta(minutes=1)).until("tham-dinh")


def subjects(page: Page) -> list[str]:
    return page.locator("[data-key-list] tbody th a").all_text_contents()


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_a_filter_is_chosen_seen_and_dropped_and_the_keyboard_goes_on_from_there(
    new_page: Callable[..., Page], picture: Callable[[Page, str], None], *, javascript: bool
) -> None:
    two_in_hand()
    hoa = Someone(new_page(javascript=javascript), picture, javascript).signed_in("hoa")
    page = hoa.visit("/mot-cua/?list=open")

    unfold_filters(page)
    hoa.look("filters")
    tab_to(page.locator("#filter-holder"))
    assert is_in_sight(page)
    # Letters choose too; how fast they have to come is the browser's own affair.
    while page.locator("#filter-holder").input_value() != "specialist":
        page.keyboard.press("ArrowDown")
    apply(page)
    expect(page.locator(".chip")).to_contain_text("Chuyên viên")
    page.keyboard.press("Tab")
    expect(page.locator(".chip")).to_be_focused()
    assert is_in_sight(page)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".chip")).to_have_count(0)
    expect(page.locator("a.opens-filters")).to_be_focused()


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_an_order_and_columns_are_shared_as_a_view_by_the_keyboard_alone(
    new_page: Callable[..., Page], picture: Callable[[Page, str], None], tmp_path: Path, *, javascript: bool
) -> None:
    two_in_hand()
    hoa, dung = (Someone(new_page(javascript=javascript), picture, javascript).signed_in(n) for n in ("hoa", "dung"))
    page = hoa.visit("/mot-cua/?list=open")

    # Sorted by another column, with other columns.
    unfold_filters(page)
    tab_to(page.locator("#filter-sort"))
    while page.locator("#filter-sort").input_value() != "subject":
        page.keyboard.press("ArrowDown")
    tab_to(page.locator(".filter-columns input[value=procedure]"))
    page.keyboard.press("Space")
    tab_to(page.locator(".filter-columns input[value=filed]"))
    assert is_in_sight(page)
    page.keyboard.press("Space")
    apply(page)
    assert [subject.partition(" (")[0] for subject in subjects(page)] == ["Áo dài xưa", "Bản đồ phố cổ"]
    heads = page.locator("[data-key-list] thead")
    expect(heads).to_contain_text("Ngày nộp")
    expect(heads).not_to_contain_text("Thủ tục")

    # Saved, shared, and opened by a colleague from its tab.
    press(page.get_by_role("link", name="Lưu bộ lọc này"))
    tab_to(page.locator("#id_name"))
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Theo nội dung")
    tab_to(page.locator("#id_unit"))
    page.keyboard.press("ArrowDown")
    press(page.locator("main form button[type=submit]"))
    expect(page.locator(".views a[aria-current]")).to_contain_text("Theo nội dung")
    other = dung.visit("/mot-cua/")
    press(other.locator(".views a").filter(has_text="Theo nội dung"))
    dung.look("shared-view")
    assert [subject.partition(" (")[0] for subject in subjects(other)] == ["Áo dài xưa", "Bản đồ phố cổ"]
    expect(other.locator("[data-key-list] thead")).to_contain_text("Ngày nộp")

    # What is shown becomes a file.
    press(other.get_by_role("button", name="CSV"))
    tab_to(other.get_by_role("link", name="Tải ho-so-"))
    with other.expect_download() as download:
        other.keyboard.press("Enter")
    download.value.save_as(tmp_path / "list.csv")
    head, *lines = read_csv((tmp_path / "list.csv").read_bytes())
    assert [line[head.index("Nội dung")].partition(" (")[0] for line in lines] == ["Áo dài xưa", "Bản đồ phố cổ"]
    assert head[-1] == "Ngày nộp"


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


def test_rows_are_ticked_one_after_the_other_from_the_marked_one_on(bob: Callable[..., Someone]) -> None:
    who = bob()
    for _n in range(3):
        story.file("alice", at=timezone.now())
    page = who.visit("/mot-cua/?list=open")

    for key in "xjx":
        page.keyboard.press(key)

    ticked = page.locator("[data-key-list] .tick input").evaluate_all("boxes => boxes.map(box => box.checked)")
    assert ticked == [True, True, False]


def test_whoever_comes_back_from_a_file_goes_on_at_its_row(bob: Callable[..., Someone]) -> None:
    for _number in range(24):
        story.file("alice", at=timezone.now())
    page = bob().visit("/mot-cua/?list=mine")
    codes = page.locator("[data-key-list] tbody th a")
    wanted = [codes.nth(number).get_attribute("href").split("?")[0] for number in (20, 21, 22)]
    page.goto(f"{wanted[0]}?list=mine")
    with page.expect_navigation():
        page.keyboard.press("n")

    with page.expect_navigation():
        page.keyboard.press("u")

    row = page.locator("tr.here th a")
    expect(row).to_have_attribute("href", re.compile(re.escape(wanted[1])))
    expect(row).to_be_in_viewport()
    page.keyboard.press("j")
    expect(page.locator(":focus")).to_have_attribute("href", re.compile(re.escape(wanted[2])))


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


ROWS_IN_SIGHT = """() => {
    const floor = Math.min(innerHeight, document.querySelector(".bulk-bar").getBoundingClientRect().top);
    const rows = [...document.querySelectorAll("[data-key-list] tbody tr")];
    return rows.filter((row) => row.getBoundingClientRect().bottom <= floor).length;
}"""


def test_rows_are_in_sight_right_after_an_act_and_acts_once_something_is_chosen(bob: Callable[..., Someone]) -> None:
    at = timezone.now() - timedelta(hours=2)
    dossiers = [story.file("alice", at=at + timedelta(minutes=n)) for n in range(14)]
    story.take(dossiers[0], "accept", "bob", at=at + timedelta(minutes=15))
    page = bob().visit("/mot-cua/?list=open&holder=one_stop_officer&sort=filed")
    page.wait_for_timeout(1100)
    with page.expect_navigation():
        page.keyboard.press("a")
    expect(page.locator(".messages")).to_contain_text("Đã thực hiện")

    assert page.evaluate(ROWS_IN_SIGHT) >= 7
    page.set_viewport_size({"width": 1000, "height": 700})
    assert page.evaluate(ROWS_IN_SIGHT) >= 4
    expect(page.locator(".bulk-bar button[value=accept]")).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator(".bulk-bar button[value=accept]")).to_be_visible()


def test_a_list_is_sorted_by_the_head_of_a_column(bob: Callable[..., Someone]) -> None:
    two_in_hand()
    page = bob().visit("/mot-cua/?list=open&holder=specialist")
    head = page.locator("[data-key-list] thead a").filter(has_text="Nội dung")

    seen = []
    for _press in range(2):
        press(head)
        seen.append([subject.partition(" (")[0] for subject in subjects(page)])

    assert seen == [["Áo dài xưa", "Bản đồ phố cổ"], ["Bản đồ phố cổ", "Áo dài xưa"]]
    expect(page.locator("th[aria-sort=descending]")).to_contain_text("Nội dung")
    expect(page.locator(".chip")).to_contain_text("Chuyên viên")


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_a_search_from_a_narrowed_list_is_narrowed_by_filters_of_its_own(
    bob: Callable[..., Someone], *, javascript: bool
) -> None:
    who = bob(javascript=javascript)
    made = [story.file("alice", at=timezone.now() - timedelta(hours=n)) for n in range(3)]
    story.take(made[0], "reject", "bob", at=timezone.now())
    page = who.visit("/mot-cua/?list=open&channel=online")
    rows, chips = page.locator("[data-key-list] tbody tr"), page.locator(".chip")

    page.locator("#worklist-search").press_sequentially("nguyen thi")
    if not javascript:
        page.keyboard.press("Enter")
    expect(rows).to_have_count(3)
    expect(chips).to_have_count(0)
    expect(page.locator("[aria-current=page]:is(.tabs *)")).to_have_count(0)
    expect(page.locator(".bulk-bar input[name=all]")).to_have_attribute("data-count", "3")
    expect(page.locator(".bulk-bar input[name=q]")).to_have_value("nguyen thi")
    rows.locator(".tick input").first.check()
    expect(page.locator(".bulk-bar button[value=accept]")).to_be_visible()

    unfold_filters(page)
    expect(page.locator("#filter-sort")).to_have_count(0)
    page.locator("#filter-state").select_option("open")
    apply(page)
    expect(rows).to_have_count(2)
    expect(chips).to_contain_text("Đang giải quyết (mọi trạng thái)")
    who.look("search-narrowed")

    page.locator("#worklist-search").focus()
    page.keyboard.press("End")
    page.keyboard.type(" an")
    if not javascript:
        page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"q=nguyen(\+|%20)thi(\+|%20)an"))
    expect(rows).to_have_count(2)
    expect(chips).to_have_count(1)

    rows.locator("th a").first.click()
    page.get_by_role("link", name="Hồ sơ kế tiếp").click()
    page.locator("a.back").click()
    expect(rows).to_have_count(2)
    expect(page.locator("#worklist-search")).to_have_value("nguyen thi an")

    chips.click()
    expect(rows).to_have_count(3)
    page.locator("#worklist-search").fill("")
    if not javascript:
        page.locator("#worklist-search").press("Enter")
    expect(rows).to_have_count(2)
    expect(chips).to_have_count(0)
