"""Taking a step back in a browser: by keyboard, without JavaScript, on a phone, and while a colleague is at the same file."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings

from accounts.roles import Role
from dossiers.background import relay
from dossiers.models import Dossier, Letter
from dossiers.proof.audit import check_all
from portal.demo import story
from tests.dossiers.officers import officer
from tests.journeys.conftest import PHONE
from tests.journeys.people import Someone, assert_accessible, go

Opener = Callable[..., Page]
Look = Callable[[Page, str], None]
Meet = Callable[[str], Someone]

BUTTON = "form.take-back button"
GOES_OUT = "Giấy và thư sẽ gửi lúc"


@pytest.fixture(autouse=True)
def _a_minute(site: str, settings: Settings) -> None:
    """Let what goes out wait as it does in an office."""
    del site
    settings.TAKE_BACK_SECONDS = 60


def filed() -> Dossier:
    return story.file("alice", at=timezone.now() - timedelta(minutes=30))


def accept(someone: Someone, dossier: Dossier) -> None:
    """Accept by keyboard alone."""
    someone.page.goto(f"/mot-cua/{dossier.code}/")
    submit = someone.page.locator("#action-accept button[type=submit]").last
    submit.focus()
    with someone.page.expect_navigation():
        someone.page.keyboard.press("Enter")
    expect(someone.page.locator("#undoing")).to_contain_text(GOES_OUT)


def test_a_step_is_taken_back_by_keyboard_before_anything_goes_out(meet: Meet, picture: Look) -> None:
    bob, dossier = meet("bob"), filed()
    accept(bob, dossier)
    expect(bob.page.locator("[data-until]")).to_contain_text(" giây)")
    assert_accessible(bob.page)
    picture(bob.page, "recorded")

    bob.page.locator(BUTTON).focus()
    with bob.page.expect_navigation():
        bob.page.keyboard.press("Enter")

    expect(bob.page.locator(".messages")).to_contain_text("Đã rút lại lúc")
    expect(bob.page.locator("#action-accept")).to_be_visible()
    assert bob.page.locator(BUTTON).count() == 0
    picture(bob.page, "taken-back")
    relay.run(timezone.now() + timedelta(minutes=2))
    dossier.refresh_from_db()
    assert (dossier.state, Letter.objects.exclude(kind="filing").count()) == ("filed", 0)
    bob.page.locator("#log summary").click()
    expect(bob.page.locator("#log s")).to_have_text("Tiếp nhận hồ sơ")
    assert_accessible(bob.page)
    assert check_all().differences == []


def test_once_it_has_gone_out_the_page_says_so_and_a_late_press_is_answered(meet: Meet, settings: Settings) -> None:
    settings.TAKE_BACK_SECONDS = 2
    bob, dossier = meet("bob"), filed()
    accept(bob, dossier)

    expect(bob.page.locator("[data-until]")).to_have_text("Hết lúc rút lại.")
    expect(bob.page.locator(BUTTON)).to_have_count(0)

    bob.page.reload()
    expect(bob.page.locator("#undoing")).to_contain_text("không rút lại được nữa")


def test_what_lies_over_it_is_offered_first_and_no_more_once_it_has_gone_out(meet: Meet, settings: Settings) -> None:
    settings.TAKE_BACK_SECONDS = 12
    bob, dossier = meet("bob"), filed()
    accept(bob, dossier)
    transfer = bob.page.locator("#action-transfer button[type=submit]").last
    with bob.page.expect_navigation():
        transfer.click()
    bob.page.goto("/mot-cua/")
    bar = bob.page.locator(".messages")
    expect(bar).to_contain_text("Trước hết hãy rút lại")

    expect(bar).to_contain_text("Hết lúc rút lại.", timeout=16_000)
    expect(bar).not_to_contain_text("Trước hết hãy rút lại")
    expect(bar.locator("form")).to_have_count(0)


def test_a_key_leads_to_it_on_a_list_that_was_loaded_again(meet: Meet) -> None:
    bob, dossier = meet("bob"), filed()
    accept(bob, dossier)
    bob.page.goto("/mot-cua/")
    bob.page.reload()

    expect(bob.page.locator("[data-until]")).to_contain_text(" giây)")
    bob.page.keyboard.press("z")
    expect(bob.page.locator(BUTTON)).to_be_focused()
    with bob.page.expect_navigation():
        bob.page.keyboard.press("Enter")

    expect(bob.page.locator(".messages")).to_contain_text("Đã rút lại lúc")


def test_the_key_once_more_leads_to_the_act_before_which_is_folded(meet: Meet, picture: Look) -> None:
    bob, first, second = meet("bob"), filed(), filed()
    accept(bob, first)
    accept(bob, second)
    bob.page.goto("/mot-cua/")
    expect(bob.page.locator(BUTTON).nth(1)).not_to_be_visible()
    picture(bob.page, "two-acts")

    bob.page.keyboard.press("z")
    bob.page.keyboard.press("z")
    expect(bob.page.locator(BUTTON).nth(1)).to_be_focused()
    assert_accessible(bob.page)
    picture(bob.page, "two-acts-open")
    with bob.page.expect_navigation():
        bob.page.keyboard.press("Enter")

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("filed", "accepted")


def test_where_nothing_can_be_taken_back_the_key_says_so_and_enter_does_nothing(meet: Meet) -> None:
    bob, dossier = meet("bob"), filed()
    bob.page.goto(f"/mot-cua/{dossier.code}/")
    bob.page.wait_for_timeout(1_100)

    bob.page.keyboard.press("z")

    expect(bob.page.locator("[data-nothing-back]")).to_have_text("Ở đây không có thao tác nào của bạn để rút lại.")
    expect(bob.page.locator("[data-nothing-back]")).to_be_focused()
    bob.page.keyboard.press("Enter")
    bob.page.wait_for_timeout(500)
    assert dossier.events.count() == 1


def test_it_is_taken_back_without_javascript(new_page: Opener, picture: Look) -> None:
    bob, dossier = Someone(new_page(javascript=False), picture).signed_in("bob"), filed()
    accept(bob, dossier)

    go(bob.page.locator(BUTTON))

    expect(bob.page.locator(".messages")).to_contain_text("Đã rút lại lúc")


def test_a_colleague_who_was_faster_is_named(meet: Meet) -> None:
    officer("cuc", Role.ONE_STOP_OFFICER, "mot-cua")
    bob, cuc, dossier = meet("bob"), meet("cuc"), filed()
    accept(bob, dossier)

    cuc.page.goto(f"/mot-cua/{dossier.code}/")
    expect(cuc.page.locator(BUTTON)).to_have_count(0)
    go(cuc.page.locator("#action-transfer button[type=submit]").last)
    go(bob.page.locator(BUTTON))

    expect(bob.page.locator("main")).to_contain_text("Chuyển")
    dossier.refresh_from_db()
    assert dossier.state == "phan-cong"
    relay.run(timezone.now() + timedelta(minutes=2))
    assert Letter.objects.exclude(kind="filing").count() == 1


def test_an_applicant_takes_back_the_wish_to_withdraw_on_a_phone(new_page: Opener, picture: Look) -> None:
    alice = Someone(new_page(viewport=PHONE), picture).signed_in("alice")
    dossier = filed()
    page = alice.page
    page.goto(f"/ho-so/{dossier.code}/")
    page.locator("#action-ask-withdrawal summary").click()
    page.locator("#action-ask-withdrawal textarea").fill("Tôi nộp nhầm bản thảo.")
    go(page.locator("#action-ask-withdrawal button[type=submit]").last)

    expect(page.locator("#undoing")).to_contain_text("Có thể đổi ý cho đến khi cơ quan xử lý")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert_accessible(page)
    picture(page, "withdrawal")
    go(page.locator(BUTTON))

    expect(page.locator(".messages")).to_contain_text("Đã bỏ đề nghị rút hồ sơ lúc")
    dossier.refresh_from_db()
    assert not dossier.withdrawal_asked
