"""What is typed into a form outlives the session, the connection and the token: nothing is lost, and the state is true."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from dossiers.files import file_size
from dossiers.models import Draft
from portal.checks import DEMO_PASSWORD
from tests.journeys.people import FILING, Someone, come_to, go, pdf

Look = Callable[[Page, str], None]
STATE = "[data-autosave-status]"
DOOR = "[data-autosave-door]"
TITLE = "main [name='material_name']"


@pytest.fixture
def alice(site: str, page: Page, picture: Look) -> Someone:
    someone = Someone(page, picture).signed_in("alice")
    someone.visit(FILING)
    return someone


def end_sessions() -> None:
    Session.objects.all().delete()


def sign_in_again(page: Page, password: str = DEMO_PASSWORD) -> None:
    sheet = page.locator("dialog[data-sign-in]")
    expect(sheet).to_be_visible()
    sheet.locator("[name=password]").fill(password)
    sheet.locator("button[type=submit]").click()


def saved() -> str:
    draft = Draft.objects.first()
    return draft.answers.get("material_name", "") if draft else ""


def test_what_is_typed_after_the_session_is_saved_by_signing_in_on_the_page(alice: Someone) -> None:
    page = alice.page
    end_sessions()

    page.fill(TITLE, "Kỷ yếu năm 2026")
    expect(page.locator(STATE)).to_contain_text("phiên làm việc đã hết")
    expect(page.locator(STATE)).to_be_in_viewport()
    page.locator(DOOR).click()
    alice.look("sign-in-again")
    sign_in_again(page, "sai")
    expect(page.locator("dialog [role=alert]")).to_be_visible()
    sign_in_again(page)

    expect(page.locator(STATE)).to_contain_text("Đã lưu lúc")
    expect(page.locator(DOOR)).to_be_hidden()
    assert saved() == "Kỷ yếu năm 2026"
    expect(page.locator(TITLE)).to_have_value("Kỷ yếu năm 2026")


def test_the_press_that_found_the_session_ended_goes_on_after_the_sign_in(alice: Someone) -> None:
    page = alice.page
    page.fill(TITLE, "Kỷ yếu")
    end_sessions()

    page.locator("main button[value=save]:not(.default-button)").click()
    expect(page.locator("dialog[data-sign-in]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(STATE)).to_contain_text("phiên làm việc đã hết")
    page.locator("main button[value=save]:not(.default-button)").click()
    with page.expect_navigation():
        sign_in_again(page)

    expect(page.locator("main")).to_contain_text("Đã lưu lúc")
    assert saved() == "Kỷ yếu"


def test_somebody_else_at_the_browser_gets_nothing_of_it(alice: Someone) -> None:
    page = alice.page
    end_sessions()
    other = Someone(page.context.new_page(), alice.picture)
    other.sign_in("mallory")

    page.fill(TITLE, "Kỷ yếu")

    expect(page.locator(STATE)).to_contain_text("tài khoản khác")
    page.locator("main button[value=check]").click()
    expect(page.locator(TITLE)).to_have_value("Kỷ yếu")
    # Whatever the page sends by itself, or is made to send, no other account takes it.
    page.evaluate("HTMLFormElement.prototype.submit.call(document.querySelector('main form[data-autosave]'))")
    page.wait_for_timeout(500)
    assert not Draft.objects.exists()


def test_who_signs_in_as_somebody_else_by_mistake_signs_in_anew_on_the_page(alice: Someone) -> None:
    page = alice.page
    end_sessions()
    page.fill(TITLE, "Kỷ yếu")
    page.locator(DOOR).click()
    sheet = page.locator("dialog[data-sign-in]")
    sheet.locator("[name=login]").fill("mallory")

    sign_in_again(page)

    expect(sheet.locator("[role=alert]")).to_contain_text("tài khoản khác")
    expect(sheet.locator("[name=login]")).to_have_value("alice")
    sign_in_again(page)
    expect(sheet).to_be_hidden()
    expect(page.locator(STATE)).to_contain_text("Đã lưu lúc")
    assert Draft.objects.get().owner.username == "alice"
    assert saved() == "Kỷ yếu"


def test_a_sign_in_elsewhere_renews_the_token_without_a_word(alice: Someone) -> None:
    page = alice.page
    end_sessions()
    Someone(page.context.new_page(), alice.picture).sign_in("alice")

    page.fill(TITLE, "Kỷ yếu")

    expect(page.locator(STATE)).to_contain_text("Đã lưu lúc")
    assert saved() == "Kỷ yếu"


def test_without_a_connection_the_page_stays_and_saves_once_there_is_one(alice: Someone) -> None:
    page = alice.page
    page.context.set_offline(True)

    page.fill(TITLE, "Kỷ yếu")
    expect(page.locator(STATE)).to_contain_text("mất kết nối")
    page.locator("main button[value=check]").click()
    expect(page.locator(STATE)).to_contain_text("Chưa đi tiếp được")
    page.locator("main .eyebrow a").click()
    expect(page.locator(TITLE)).to_have_value("Kỷ yếu")
    assert not saved()
    page.context.set_offline(False)

    expect(page.locator(STATE)).to_contain_text("Đã lưu lúc")
    # What was pressed is not done by itself.
    undone = re.compile(r"Đã lưu lúc [\d:/ ]+\. Thao tác vừa bấm chưa được thực hiện: xin bấm lại")
    expect(page.locator(STATE)).to_have_text(undone)
    assert saved() == "Kỷ yếu"
    go(page.locator("main button[value=check]"))
    expect(page.locator("main .error-summary")).to_be_visible()


def test_a_file_that_met_an_ended_session_is_sent_after_the_sign_in(alice: Someone) -> None:
    page = alice.page
    end_sessions()
    page.locator("main input[type=file]").first.set_input_files(pdf("bản thảo.pdf"))

    sign_in_again(page)

    expect(page.locator("main .files")).to_contain_text("bản thảo.pdf")
    assert Draft.objects.get().attachments.count() == 1


def test_the_state_is_in_sight_at_the_top_of_a_phone(alice: Someone) -> None:
    page = alice.page
    page.set_viewport_size({"width": 360, "height": 740})
    page.evaluate("scrollTo(0, 0)")

    expect(page.locator(STATE)).to_be_in_viewport()
    come_to(page, "material_name")
    page.fill(TITLE, "Kỷ yếu")
    expect(page.locator("[data-autosave-unsaved]")).to_be_visible()
    expect(page.locator("[data-autosave-unsaved]")).to_be_hidden()
    alice.look("state")


def test_without_scripts_what_was_sent_is_saved_by_signing_in(
    site: str, new_page: Callable[..., Page], picture: Look
) -> None:
    alice = Someone(new_page(javascript=False), picture, has_javascript=False).sign_in("alice")
    page = alice.page
    alice.visit(FILING)
    end_sessions()

    page.fill(TITLE, "Kỷ yếu")
    page.locator("main input[type=file]").first.set_input_files(pdf("bản thảo.pdf"))
    go(page.locator("main button[value=check]"))
    expect(page.locator("main")).to_contain_text("được giữ trong 30 phút")
    alice.look("sign-in-with-a-form-kept")
    page.fill("input[name=login]", "alice")
    page.fill("input[name=password]", DEMO_PASSWORD)
    go(page.locator("main button[type=submit]"))

    expect(page.locator(TITLE)).to_have_value("Kỷ yếu")
    expect(page.locator("main")).to_contain_text("bản thảo.pdf")
    assert saved() == "Kỷ yếu"


def test_a_token_that_is_gone_costs_no_word_without_scripts(
    site: str, new_page: Callable[..., Page], picture: Look
) -> None:
    alice = Someone(new_page(javascript=False), picture, has_javascript=False).sign_in("alice")
    page = alice.page
    alice.visit(FILING)
    page.context.clear_cookies(name="csrftoken")

    page.fill(TITLE, "Kỷ yếu")
    go(page.locator("main button[value=save]:not(.default-button)"))

    expect(page.locator(TITLE)).to_have_value("Kỷ yếu")
    assert saved() == "Kỷ yếu"


def slow(page: Page) -> None:
    """Have a browser send 20 kB a second."""
    limits = {"offline": False, "latency": 50, "downloadThroughput": 1_000_000, "uploadThroughput": 20_000}
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", limits)


def large(name: str, size: int = 100_000) -> dict[str, Any]:
    """Return a PDF of so many bytes as a file that a person chooses."""
    file = pdf(name)
    return file | {"buffer": file["buffer"].ljust(size, b"%")}


def test_a_file_on_its_way_is_awaited_by_the_press_and_can_be_stopped(alice: Someone) -> None:
    page = alice.page
    slow(page)
    page.locator("main input[type=file]").first.set_input_files(large("bỏ đi.pdf", 1_250_000))
    expect(page.locator(".sending span")).to_contain_text(f"/ {file_size(1_250_000)}")
    page.locator(".sending button").click()
    expect(page.locator(".sending")).to_have_count(0)

    page.locator("main input[type=file]").first.set_input_files(large("bản thảo.pdf"))
    expect(page.locator(".sending span")).to_contain_text(f"/ {file_size(100_000)}")
    page.locator("main button[value=check]").click()
    expect(page.locator(STATE)).to_contain_text("Tệp đang được gửi")

    expect(page.locator("main .error-summary")).to_be_visible(timeout=30_000)
    assert [one.name for one in Draft.objects.get().attachments.all()] == ["bản thảo.pdf"]
