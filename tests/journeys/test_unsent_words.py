"""No word that somebody has typed is lost: on the way to the next file, to another device, on a dropped act."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from dossiers.models import Occasion, ReasonTemplate, Remark, UnsentWords
from portal.demo import story
from tests.journeys.conftest import PHONE
from tests.journeys.people import Someone, go
from tests.journeys.test_review import PAPER, filed, item

REASON = "Không thuộc thẩm quyền của Sở"
LONG = "https://vi-du.example/" + "x" * 600

type Meet = Callable[[str], Someone]


@pytest.mark.parametrize("way", ["n", "u", "click", "at once"])
def test_a_reason_outlasts_going_on_to_the_next_file(meet: Meet, way: str) -> None:
    first, _second = filed(2)
    page = meet("bob").visit(f"/mot-cua/{first.code}/?list=mine")
    page.locator("#action-reject > summary").click()
    page.locator("#id_reject_reason").click()
    page.keyboard.type(REASON)
    if way != "at once":
        expect(page.locator("#action-reject [data-autosave-status]")).to_contain_text("Đã lưu lúc")

    with page.expect_navigation():
        if way in ("n", "u"):
            page.keyboard.press("Escape")
            page.keyboard.press(way)
        else:
            page.locator("[data-key-next]").click()
    if way == "u":
        page.goto(f"/mot-cua/{first.code}/?list=mine")
    else:
        with page.expect_navigation():
            page.keyboard.press("p")

    assert first.code in page.url
    expect(page.locator("#id_reject_reason")).to_be_visible()
    expect(page.locator("#id_reject_reason")).to_have_value(REASON)
    expect(page.locator("#action-reject [data-autosave-status]")).to_contain_text("chưa gửi")


def test_it_is_there_after_signing_out_and_in_and_gone_once_it_is_sent(meet: Meet) -> None:
    [dossier] = filed()
    bob = meet("bob")
    page = bob.visit(f"/mot-cua/{dossier.code}/")
    page.locator("#action-reject > summary").click()
    page.locator("#id_reject_reason").fill(REASON)
    expect(page.locator("#action-reject [data-autosave-status]")).to_contain_text("Đã lưu lúc")
    page.context.clear_cookies()
    bob.sign_in("bob")

    bob.visit(f"/mot-cua/{dossier.code}/", "unsent")
    expect(page.locator("#id_reject_reason")).to_have_value(REASON)
    # A bare Enter does nothing with what was typed before, and of a refusal it leads to the words, not to the button.
    page.locator("body").evaluate("node => document.activeElement.blur()")
    page.wait_for_timeout(1100)
    page.keyboard.press("Enter")
    expect(page.locator("#id_reject_reason")).to_be_focused()
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    bob.look("unsent-phone")

    with page.expect_navigation():
        page.locator("#action-reject form > button[type=submit]").click()
    dossier.refresh_from_db()
    assert dossier.state == "rejected"
    assert not UnsentWords.objects.filter(sent=0).exists()


def test_a_remark_is_saved_before_the_next_file_is_opened(meet: Meet) -> None:
    first, second = filed(2)
    page = meet("bob").visit(f"/mot-cua/{first.code}/?list=mine")
    item(page).locator(".remark > summary").click()
    item(page).locator("textarea").fill("Thiếu trang 3")

    go(page.locator("[data-key-next]"))

    assert second.code in page.url
    assert Remark.objects.get().text == "Thiếu trang 3"


def test_the_sheet_of_keys_opens_at_its_start(meet: Meet) -> None:
    [dossier] = filed()
    page = meet("bob").visit(f"/mot-cua/{dossier.code}/")
    page.keyboard.press("?")

    expect(page.locator("#keys-title")).to_be_in_viewport()
    assert page.locator("[data-keys-sheet]").evaluate("node => node.scrollTop") == 0


def test_the_hand_is_at_the_text_once_a_text_of_the_unit_was_chosen(meet: Meet) -> None:
    [dossier] = filed()
    unit = story.person("bob").memberships.get().unit
    ReasonTemplate.objects.create(unit=unit, title="Thiếu dấu", text="Chưa đóng dấu.", occasion=Occasion.OTHER)
    page = meet("bob").visit(f"/mot-cua/{dossier.code}/")

    item(page).locator(".remark > summary").click()
    expect(item(page).locator("textarea")).to_be_focused()
    item(page).locator("button[name=choose]").press("Enter")
    expect(item(page).locator(".reasons button")).to_be_focused()
    page.keyboard.press("Enter")

    expect(item(page).locator("textarea")).to_have_value("Chưa đóng dấu.")
    expect(item(page).locator("textarea")).to_be_focused()
    page.locator("#action-reject > summary").click()
    page.locator("#action-reject .further > summary").click()
    page.locator("#action-reject .reasons button").click()
    expect(page.locator("#id_reject_reason")).to_be_focused()
    expect(page.locator("#action-reject [data-autosave-status]")).to_contain_text("Đã lưu lúc")


def test_a_word_without_an_end_does_not_make_the_phone_wide(
    new_page: Callable[..., Page], picture: Callable[[Page, str], None]
) -> None:
    walk = story.dossier_in("tham-dinh", at=timezone.now() - timedelta(days=1))
    wanted = {"components": {PAPER.removeprefix("component."): LONG}, "questions": {"material_name": LONG}}
    walk.take("propose-supplement", "dung", reason=LONG, **wanted)
    walk.take("issue-supplement", "bob", reason=LONG, **wanted)
    walk.take("write-to-applicant", "bob", message=LONG)
    alice = Someone(new_page(viewport=PHONE), picture).signed_in("alice")
    code = walk.dossier.code

    def is_narrow() -> bool:
        return bool(alice.page.evaluate("document.documentElement.scrollWidth <= innerWidth"))

    for address in ("/ho-so/", f"/ho-so/{code}/", f"/ho-so/{code}/bo-sung/"):
        alice.visit(address, "long")
        assert is_narrow(), address
    page = alice.page
    page.locator("[name='material_name']").fill("y" * 140)
    for more in page.locator("details.further > summary").all():
        more.click()
    page.locator("[name='lacking-ban-thao']").fill(LONG)
    page.locator("[name='note']").fill(LONG)
    go(page.locator("button[name=do][value=check]"))
    alice.look("long-check")
    assert page.url.endswith("/kiem-tra/")
    assert is_narrow()
