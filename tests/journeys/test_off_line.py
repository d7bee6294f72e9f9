"""Where there is no connection a page of our own says what is safe, after a link and after the press that files."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.people import FILING, Someone

Look = Callable[[Page, str], None]
READY = "async () => (await navigator.serviceWorker.ready).active.state === 'activated' && Boolean(await caches.match('/ngoai-tuyen/'))"


def test_a_page_that_cannot_come_is_replaced_by_what_is_safe(new_page: Callable[..., Page], picture: Look) -> None:
    page = new_page(service_workers="allow")
    alice = Someone(page, picture).signed_in("alice")
    alice.visit(FILING)
    page.wait_for_function(READY)
    page.reload()

    page.context.set_offline(True)
    page.goto("/ho-so/")
    expect(page.locator("h1")).to_have_text("Không có kết nối")
    expect(page.locator("main")).to_contain_text("hồ sơ chỉ được nộp một lần")
    alice.look("off-line")
    page.context.set_offline(False)
    page.locator("main .btn-primary").click()

    expect(page.locator("h1")).to_have_text("Hồ sơ của tôi")


def test_back_to_what_a_form_was_answered_with_shows_its_page(new_page: Callable[..., Page], picture: Look) -> None:
    page = new_page(service_workers="allow")
    alice = Someone(page, picture).signed_in("alice")
    alice.visit(FILING)
    page.wait_for_function(READY)
    page.reload()
    page.fill("main [name='material_name']", "Kỷ yếu")
    page.locator("main button[value^='check']").last.click()
    expect(page.locator("#error-summary")).to_be_visible()
    page.goto("/ho-so/")

    page.go_back()

    expect(page.locator("main [name='material_name']")).to_have_value("Kỷ yếu")
    expect(page.locator("h1")).not_to_have_text("Không có kết nối")
