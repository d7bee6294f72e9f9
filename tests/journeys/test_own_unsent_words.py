"""What an applicant types is kept: to the office on the dossier's page, and where Enter is pressed in the form."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from dossiers.models import Dossier, Event
from portal.demo import story
from tests.journeys.conftest import PHONE
from tests.journeys.people import FILING, Someone, come_to

Look = Callable[[Page, str], None]
WORDS = "Tôi muốn hỏi về bản thảo."
MESSAGE = "form[action*='/write-to-office/'] textarea"
STATE = "form[action*='/write-to-office/'] [data-autosave-status]"


@pytest.fixture
def dossier(site: str) -> Dossier:
    return story.dossier_in("tham-dinh", at=timezone.now() - timedelta(days=1)).dossier


def at_the_message(page: Page, dossier: Dossier) -> None:
    page.goto(f"/ho-so/{dossier.code}/#conversation")
    if page.locator("#conversation").get_attribute("open") is None:
        page.locator("#conversation > summary").click()


def test_a_message_that_was_not_sent_is_there_after_another_page(
    dossier: Dossier, new_page: Callable[..., Page], picture: Look
) -> None:
    page = Someone(new_page(viewport=PHONE), picture).signed_in("alice").page
    at_the_message(page, dossier)
    page.locator(MESSAGE).press_sequentially(WORDS)
    page.locator(".masthead a", has_text="Hồ sơ của tôi").click()
    page.wait_for_url("**/ho-so/")

    at_the_message(page, dossier)

    expect(page.locator(MESSAGE)).to_have_value(WORDS)
    expect(page.locator(STATE)).to_contain_text("chưa gửi")
    picture(page, "message-kept")


def test_a_message_that_is_sent_without_a_connection_stays_and_says_so(
    dossier: Dossier, new_page: Callable[..., Page], picture: Look
) -> None:
    page = Someone(new_page(viewport=PHONE), picture).signed_in("alice").page
    at_the_message(page, dossier)
    page.context.set_offline(True)
    page.locator(MESSAGE).press_sequentially(WORDS)

    page.locator("form[action*='/write-to-office/'] button.btn-primary").click()

    expect(page.locator(STATE)).to_contain_text("mất kết nối")
    expect(page.locator(MESSAGE)).to_have_value(WORDS)
    page.context.set_offline(False)
    expect(page.locator(STATE)).to_contain_text("Đã lưu lúc")
    with page.expect_navigation():
        page.locator("form[action*='/write-to-office/'] button.btn-primary").click()
    expect(page.locator("#conversation")).to_contain_text(WORDS)
    assert Event.objects.filter(dossier=dossier, action="write-to-office").count() == 1


def test_enter_in_a_field_of_the_form_keeps_what_is_typed_and_the_hand_where_it_is(
    site: str, page: Page, picture: Look
) -> None:
    alice = Someone(page, picture).signed_in("alice")
    alice.visit(FILING)
    come_to(page, "extent")
    field = page.locator("main [name='extent']")
    field.fill("64 trang")
    field.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")

    field.press("Enter")

    expect(page.locator("[data-autosave-status]").first).to_contain_text("Đã lưu lúc")
    expect(field).to_be_focused()
    assert page.evaluate("scrollY") == before
    assert page.url.endswith(FILING)
