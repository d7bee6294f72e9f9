"""Several drafts of one procedure on a phone, with and without scripts: none is lost on the way from one to another."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from dossiers.models import Draft
from tests.journeys.conftest import PHONE
from tests.journeys.people import FILING, Someone, come_to, go, keep

DRAFTS = f"{FILING}ban-nhap/"
TITLE = "main [name=material_name]"
NAME = "Kỷ yếu hội thảo"


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def alice(
    request: pytest.FixtureRequest, new_page: Callable[..., Page], picture: Callable[[Page, str], None]
) -> Someone:
    page = new_page(javascript=request.param, viewport=PHONE)
    return Someone(page, picture, has_javascript=request.param).signed_in("alice")


def fits(page: Page) -> bool:
    return page.locator("body").evaluate("node => node.ownerDocument.documentElement.scrollWidth") <= PHONE["width"]


def begin(page: Page) -> None:
    page.goto(DRAFTS)
    go(page.locator("main button[name=do][value=begin]"))


def test_a_second_is_begun_named_thrown_away_and_taken_back(alice: Someone) -> None:
    page = alice.page
    begin(page)
    come_to(page, "material_name")
    page.fill(TITLE, "Một")
    keep(page)
    page.locator(".draft-head > summary").click()
    alice.look("draft-head")
    go(page.locator(".draft-head a"))
    go(page.locator("main button[name=do][value=begin]"))
    come_to(page, "material_name")
    page.fill(TITLE, "Hai")
    keep(page)
    page.locator(".draft-head > summary").click()
    page.locator(".draft-head [name=name]").fill(NAME)
    go(page.locator(".draft-head button[value=rename]"))
    expect(page.locator(".draft-head > summary")).to_have_text(f"Bản nháp: {NAME}")
    assert page.url.endswith(f"{FILING}2/")

    page.goto(FILING)
    assert page.url.endswith(DRAFTS)
    expect(page.locator("#drafts a.title")).to_have_text([NAME, "Một"])
    assert fits(page)
    alice.look("own-drafts")
    go(page.locator("#drafts li", has_text=NAME).locator("button[value=throw]"))
    expect(page.locator(".messages")).to_contain_text(f"Đã bỏ bản nháp “{NAME}”")
    expect(page.locator("#drafts a.title")).to_have_text(["Một"])
    assert fits(page)
    alice.look("own-drafts-thrown")

    page.goto("/ho-so/")
    alice.look("my-dossiers-thrown")
    assert fits(page)
    go(page.locator("#thrown button[value=take-back]"))
    expect(page.locator(TITLE)).to_have_value("Hai")
    assert Draft.objects.open().count() == 2


def test_a_tab_whose_draft_was_thrown_away_says_so_and_takes_it_back(alice: Someone) -> None:
    page = alice.page
    begin(page)
    come_to(page, "material_name")
    page.fill(TITLE, "Một")
    keep(page)
    other = page.context.new_page()
    other.goto("/ho-so/")
    go(other.locator("#drafts button[value=throw]"))

    come_to(page, "material_name")
    asked: list[int] = []
    page.on("response", lambda answer: asked.append(answer.status) if "/tien-do/" in answer.url else None)
    page.fill(TITLE, "Một, viết tiếp")
    if alice.has_javascript:
        page.evaluate(
            """async () => (await import(document.querySelector("script[src*='autosave']").src)).saveDrafts()"""
        )
        expect(page.locator("[data-autosave-status]")).to_contain_text(
            "Bạn đã bỏ bản nháp này nên không lưu tiếp vào bản đang làm được"
        )
        page.wait_for_load_state("networkidle")
        assert asked == [], "of what takes nothing any more nothing is asked"
    keep(page)
    expect(page.locator("main [role=alert]").first).to_contain_text("Không mất gì")
    expect(page.locator(TITLE)).to_have_value("Một, viết tiếp")
    assert fits(page)
    alice.look("draft-thrown")

    go(page.locator("main button[name=do][value=take-back]"))
    expect(page.locator(TITLE)).to_have_value("Một, viết tiếp")
    assert Draft.objects.get().thrown_at is None


def test_what_was_just_typed_is_kept_when_the_draft_is_thrown_away(
    new_page: Callable[..., Page], picture: Callable[[Page, str], None]
) -> None:
    page = new_page()
    Someone(page, picture).signed_in("alice")
    begin(page)
    page.fill(TITLE, "Chưa kịp lưu")
    page.locator(".draft-head > summary").click()

    go(page.locator(".draft-head button[value=throw]"))

    draft = Draft.objects.get()
    assert (draft.answers["material_name"], draft.thrown_at is None) == ("Chưa kịp lưu", False)
