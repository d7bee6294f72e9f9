"""An act on many dossiers in a browser: what is typed and unticked on the page before it is not lost."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from dossiers.models import Dossier
from tests.journeys.conftest import PHONE
from tests.journeys.people import Someone, go
from tests.journeys.test_review import filed

NOTE = "Đủ thành phần, thiếu dấu ở trang 3"

type Meet = Callable[[str], Someone]


def page_before(bob: Someone, dossiers: list[Dossier], picture: str = "") -> Page:
    chosen = "".join(f"&chosen={one.code}:{one.sequence}" for one in dossiers)
    return bob.visit(f"/mot-cua/hang-loat/?list=mine&act=accept{chosen}", picture)


def box(page: Page, dossier: Dossier):
    return page.locator(f"[name='take-{dossier.code}']")


def test_a_note_and_ticks_outlast_a_reload_and_are_forgotten_once_sent(meet: Meet) -> None:
    first, second, third = dossiers = filed(3)
    page = page_before(meet("bob"), dossiers)
    page.locator("[name=note]").fill(NOTE)
    box(page, second).uncheck()
    expect(page.locator("[data-autosave-status]")).to_contain_text("Đã lưu lúc")

    page.reload()

    expect(page.locator("[name=note]")).to_have_value(NOTE)
    expect(box(page, first)).to_be_checked()
    expect(box(page, second)).not_to_be_checked()
    expect(page.locator("#press")).to_contain_text("(2)")
    go(page.locator("#press"))
    page_before(Someone(page, lambda _page, _name: None), [second])
    expect(page.locator("[name=note]")).to_have_value("")
    assert {Dossier.objects.get(pk=one.pk).state for one in (first, third)} == {"accepted"}
    assert Dossier.objects.get(pk=second.pk).state == "filed"


def test_what_was_just_typed_is_kept_by_whoever_looks_into_a_file(meet: Meet) -> None:
    dossiers = filed(2)
    page = page_before(meet("bob"), dossiers)
    page.locator("[name=note]").fill(NOTE)

    with page.expect_navigation():
        page.locator("tbody th a").first.click()
    page.go_back()
    page.reload()

    expect(page.locator("[name=note]")).to_have_value(NOTE)


def test_a_tick_that_is_taken_away_is_saved_with_nothing_typed(meet: Meet) -> None:
    first, second = dossiers = filed(2)
    page = page_before(meet("bob"), dossiers)
    page.set_viewport_size(PHONE)
    box(page, first).uncheck()
    expect(page.locator("[data-autosave-status]")).to_contain_text("Đã lưu lúc")

    page.reload()

    expect(box(page, first)).not_to_be_checked()
    expect(box(page, second)).to_be_checked()


def test_what_is_said_of_all_follows_the_ticks(meet: Meet) -> None:
    first, second, _third = dossiers = filed(3)
    page = page_before(meet("bob"), dossiers, "three")
    heading, effects = page.locator("h1"), page.locator(".bulk-effects")
    expect(heading).to_contain_text("3 hồ sơ")
    expect(effects).to_contain_text("Lập và ký số 3 giấy tiếp nhận")

    box(page, first).uncheck()

    expect(heading).to_contain_text("2 hồ sơ")
    expect(effects).to_contain_text("Lập và ký số 2 giấy tiếp nhận")
    expect(effects).to_contain_text("Gửi 2 thư")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        box(page, second).uncheck()
        expect(effects).to_contain_text("Gửi 1 thư")
    page.reload()
    expect(heading).to_contain_text("1 hồ sơ")
    box(page, second).check()
    expect(heading).to_contain_text("2 hồ sơ")
