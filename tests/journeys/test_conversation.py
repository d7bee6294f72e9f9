"""A citizen on a telephone and an officer write to each other, and an officer to a colleague, by keyboard alone."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from dossiers.models import Dossier, Mention
from portal.demo import story
from tests.journeys.conftest import PHONE
from tests.journeys.people import Someone


def write(page: Page, panel: str, act: str, text: str) -> None:
    """Unfold a panel, type and send, all by keyboard."""
    folded = page.locator(f"#{panel}")
    if folded.get_attribute("open") is None:
        folded.locator("> summary").focus()
        page.keyboard.press("Enter")
    folded.locator(f"form[action*='/{act}/'] textarea").focus()
    page.keyboard.type(text)
    while not page.evaluate("document.activeElement.matches('button.btn-primary')"):
        page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_they_write_to_each_other_by_keyboard(
    new_page: Callable[..., Page], picture: Callable[[Page, str], None]
) -> None:
    dossier: Dossier = story.dossier_in("tham-dinh", at=timezone.now() - timedelta(days=1)).dossier
    alice = Someone(new_page(viewport=PHONE), picture).signed_in("alice").page
    dung = Someone(new_page(), picture).signed_in("dung").page
    tam = Someone(new_page(), picture).signed_in("tam").page

    alice.goto(f"/ho-so/{dossier.code}/")
    write(alice, "conversation", "write-to-office", "Bao giờ có kết quả?")
    assert alice.evaluate("document.documentElement.scrollWidth <= innerWidth")
    picture(alice, "alice")

    dung.goto(f"/mot-cua/{dossier.code}/")
    expect(dung.locator("#conversation > summary")).to_contain_text("1 tin chờ trả lời")
    write(dung, "conversation", "write-to-applicant", "Trong tuần này.")
    write(dung, "notes", "note", "Nhờ @tam xem dấu giáp lai.")
    picture(dung, "dung")

    alice.reload()
    expect(alice.locator("#conversation")).to_contain_text("Trong tuần này.")
    expect(alice.locator("body")).not_to_contain_text("giáp lai")
    tam.goto("/mot-cua/?list=mentioned")
    expect(tam.locator("main")).to_contain_text(dossier.code)
    tam.goto(f"/mot-cua/{dossier.code}/")
    expect(tam.locator("#notes .entries")).to_be_attached()


def test_what_is_asked_after_the_end_is_found_in_the_list_and_answered_by_keyboard(
    new_page: Callable[..., Page], picture: Callable[[Page, str], None]
) -> None:
    dossier: Dossier = story.dossier_in("returned", at=timezone.now() - timedelta(days=1)).dossier
    alice = Someone(new_page(viewport=PHONE), picture).signed_in("alice").page
    bob = Someone(new_page(), picture).signed_in("bob").page

    alice.goto(f"/ho-so/{dossier.code}/")
    write(alice, "conversation", "write-to-office", "Giấy phép ghi sai tên, xin hỏi cách sửa.")

    bob.goto("/mot-cua/")
    expect(bob.locator("[data-key-list] tbody tr")).to_contain_text("Có tin nhắn")
    bob.keyboard.press("j")
    with bob.expect_navigation():
        bob.keyboard.press("Enter")
    assert dossier.code in bob.url
    bob.keyboard.press("4")
    expect(bob.locator("#conversation textarea")).to_be_focused()
    picture(bob, "asked-after-the-end")
    write(bob, "conversation", "write-to-applicant", "Mời đến Bộ phận Một cửa.")

    bob.goto("/mot-cua/")
    expect(bob.locator("[data-key-list] tbody tr")).to_have_count(0)
    alice.reload()
    expect(alice.locator("#conversation")).to_contain_text("Mời đến Bộ phận Một cửa.")


def test_a_colleague_is_named_by_arrows_and_enter(
    new_page: Callable[..., Page], picture: Callable[[Page, str], None]
) -> None:
    dossier: Dossier = story.dossier_in("tham-dinh", at=timezone.now() - timedelta(days=1)).dossier
    dung = Someone(new_page(), picture).signed_in("dung")
    page = dung.page
    page.goto(f"/mot-cua/{dossier.code}/")
    page.locator("#notes > summary").focus()
    page.keyboard.press("Enter")
    field, names = page.locator("#notes textarea[name=message]"), page.locator("#mentions [role=option]")
    field.focus()

    page.keyboard.type("Nhờ @t")
    expect(names.first).to_be_visible()
    expect(page.locator("#mentions [aria-selected=true]")).to_have_count(1)
    dung.look("mentions")
    page.keyboard.press("Escape")
    expect(names).to_have_count(0)
    page.keyboard.type("h")
    expect(names).to_contain_text(["Phạm Thị Hoa"])
    page.keyboard.press("Backspace")
    expect(names.filter(has_text="Bùi Thanh Tâm")).to_be_visible()
    while "Bùi Thanh Tâm" not in page.locator("#mentions [aria-selected=true]").inner_text():
        page.keyboard.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", re.compile("mentions-"))
    page.keyboard.press("Enter")
    expect(field).to_have_value("Nhờ @Bùi Thanh Tâm ")
    expect(names).to_have_count(0)
    page.keyboard.type("xem giúp.")
    while not page.evaluate("document.activeElement.matches('button.btn-primary')"):
        page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    expect(page.locator("#notes")).to_contain_text("Nhờ @Bùi Thanh Tâm xem giúp.")
    assert list(Mention.objects.values_list("person__username", flat=True)) == ["tam"]


@pytest.mark.parametrize("key", ["Tab", "Enter"])
@pytest.mark.parametrize("rest", [" xem", " xem lại giúp chị nhé", "x"])
def test_words_typed_on_after_a_name_are_never_replaced_by_it(
    new_page: Callable[..., Page], picture: Callable[[Page, str], None], key: str, rest: str
) -> None:
    dossier: Dossier = story.dossier_in("tham-dinh", at=timezone.now() - timedelta(days=1)).dossier
    page = Someone(new_page(), picture).signed_in("dung").page
    page.goto(f"/mot-cua/{dossier.code}/")
    page.locator("#notes > summary").click()
    field, names = page.locator("#notes textarea[name=message]"), page.locator("#mentions [role=option]")
    field.focus()
    page.keyboard.type("@tam")
    expect(names.first).to_be_visible()

    page.keyboard.type(rest)
    page.keyboard.press(key)

    expect(field).to_have_value(f"@tam{rest}" + ("\n" if key == "Enter" else ""))
    expect(names).to_have_count(0)
