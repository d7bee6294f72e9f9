"""The list of a desk is as wide as its screen, whatever its rows have to say."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from accounts.roles import Role
from dossiers.models import Letter
from dossiers.papers import registry
from dossiers.reports.periods import DAY
from portal.demo import story
from procedures.machine import Paper
from tests.dossiers.desk.money.test_let_pass_in_pauses import passed
from tests.dossiers.officers import officer, substitute
from tests.journeys.people import Someone

pytestmark = pytest.mark.usefixtures("site")

type Meet = Callable[[str], Someone]
EDGE = "main => main.getBoundingClientRect().right - parseFloat(getComputedStyle(main).paddingRight)"
"""Where the column of a page ends, in pixels."""


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


def test_nor_where_rows_are_another_s_in_whose_place_one_acts(meet: Meet) -> None:
    long_ago = timezone.now() - 60 * DAY
    for username in ("alice", "viet-an"):
        story.Walk(story.file(username, at=long_ago), long_ago).until("phan-cong")
    story.Walk(story.file("alice", at=long_ago), long_ago).until("xem-xet")
    today = timezone.localdate()
    substitute("hoa", "dung", since=today, until=today)
    page = meet("dung").page

    page.goto("/mot-cua/?list=mine")

    expect(page.locator("main table")).to_contain_text("thay cho Phạm Thị Hoa")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366


def test_nor_in_english_where_little_time_is_left(meet: Meet) -> None:
    long_ago = timezone.now() - 60 * DAY
    story.Walk(story.file("viet-an", at=long_ago), long_ago).until("xem-xet")
    just_now = timezone.now() - DAY / 48
    story.Walk(story.file("alice", at=just_now), just_now, DAY / 48 / 60).until("xem-xet")
    page = meet("hoa").page
    page.set_viewport_size({"width": 1366, "height": 768})

    page.goto("/mot-cua/?list=mine")
    page.get_by_role("button", name="English").click()

    left = page.locator("main .badge-due i").first
    expect(left).to_contain_text("left")
    label = left.locator("xpath=..")
    assert left.bounding_box()["y"] > label.bounding_box()["y"] + 10, "on a line of its own"
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366


def test_the_bar_of_the_unit_s_work_lies_over_no_row_before_something_is_chosen(meet: Meet) -> None:
    officer("nga", Role.SPECIALIST, "bao-chi-xuat-ban")
    long_ago = timezone.now() - 60 * DAY
    for username in ("alice", "viet-an"):
        story.Walk(story.file(username, at=long_ago), long_ago).until("tham-dinh")
    page = meet("hoa").page

    page.goto(f"/mot-cua/phong/?who={story.person('dung').pk}")

    expect(page.locator("#bulk")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366
    page.locator("[name=chosen]").first.check()
    expect(page.locator("#bulk [name=assignee]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366


@pytest.mark.parametrize("width", [1366, 1344])
def test_a_list_with_boxes_to_tick_ends_where_its_column_does(meet: Meet, width: int) -> None:
    just_now = timezone.now() - DAY / 48
    for username in ("alice", "viet-an"):
        for state in ("phan-cong", "xem-xet"):
            story.Walk(story.file(username, at=just_now), just_now, DAY / 48 / 60).until(state)
    page = meet("hoa").page
    page.set_viewport_size({"width": width, "height": 768})

    for path in ("/mot-cua/phong/", "/mot-cua/?list=open"):
        page.goto(path)
        expect(page.locator("main .badge-due i").first).to_contain_text("còn")
        edge = page.locator("main").evaluate(EDGE)
        for table in page.locator("main table").all():
            assert table.evaluate("table => table.getBoundingClientRect().right") <= edge + 0.5, path


def test_the_register_of_papers_is_no_wider_than_a_telephone_whatever_a_paper_is_called(meet: Meet) -> None:
    walk = story.dossier_in("accepted", at=timezone.now() - DAY)
    registry.issue(walk.events[0], Paper.RECEIPT, at=walk.at)
    Letter.objects.filter(dossier=walk.dossier).update(kind=Paper.APOLOGY.value)
    page = meet("bob").page
    page.set_viewport_size({"width": 360, "height": 740})

    page.goto("/mot-cua/so-van-ban/?kind=04")

    title = page.get_by_role("link", name="Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết")
    expect(title).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("width", [1366, 360])
def test_nor_the_board_of_a_unit_where_somebody_is_away_with_two_who_stand_in(meet: Meet, width: int) -> None:
    today = timezone.localdate()
    stands_in = officer("quan", Role.SPECIALIST, "bao-chi-xuat-ban")
    User.objects.filter(pk=stands_in.pk).update(full_name="Nguyễn Minh Quân")
    substitute("dung", "quan", since=today, until=today + 5 * DAY)
    substitute("dung", "hoa", since=today + 6 * DAY, until=today + 7 * DAY)
    page = meet("hoa").page
    page.set_viewport_size({"width": width, "height": 768})

    page.goto("/mot-cua/phong/")

    expect(page.locator("main table .tag--long").first).to_contain_text("Nguyễn Minh Quân")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
