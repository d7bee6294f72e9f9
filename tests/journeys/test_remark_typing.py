"""A remark that is being typed: nothing of it is lost, whatever is pressed next and whoever writes there meanwhile."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Dialog, Page, expect

from dossiers.models import Dossier, Remark
from portal.demo import story
from tests.journeys.people import Someone
from tests.journeys.test_review import WORDS, item

type Meet = Callable[[str], Someone]


def typing(meet: Meet, who: str, dossier: Dossier, words: str = WORDS) -> Page:
    """Return the page of somebody whose hand is still in the remark that was typed."""
    page = meet(who).visit(f"/mot-cua/{dossier.code}/?list=mine")
    item(page).locator(".remark > summary").click()
    item(page).locator("textarea").press_sequentially(words)
    return page


def texts() -> list[str]:
    return [row.text for row in Remark.objects.order_by("number")]


def test_a_remark_is_saved_when_the_hand_rests_and_typing_goes_on_undisturbed(meet: Meet) -> None:
    page = typing(meet, "bob", story.file("alice", at=timezone.now()))
    field = item(page).locator("textarea")

    expect(item(page)).to_have_class("review-item review-item--remarked")
    expect(field).to_be_focused()
    page.keyboard.type(" và trang 4")
    expect(field).to_have_value(f"{WORDS} và trang 4")
    page.wait_for_timeout(3000)
    expect(field).to_have_value(f"{WORDS} và trang 4")

    page.reload()
    expect(item(page).locator("textarea")).to_have_value(f"{WORDS} và trang 4")
    assert texts() == [WORDS, f"{WORDS} và trang 4"]


def test_leaving_before_it_is_saved_asks(meet: Meet) -> None:
    page = typing(meet, "bob", story.file("alice", at=timezone.now()), "Thiếu")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.evaluate("setTimeout(() => location.reload())")
    page.wait_for_timeout(500)

    assert asked == ["beforeunload"]
    expect(item(page).locator("textarea")).to_have_value("Thiếu")


def test_refused_words_are_not_left_by_a_key_and_can_stand_behind_the_other_s(meet: Meet) -> None:
    dossier = story.file("alice", at=timezone.now() - timedelta(seconds=1))
    lan = meet("lan").visit(f"/mot-cua/{dossier.code}/")
    page = typing(meet, "bob", dossier, "Thiếu")
    item(lan).locator(".remark > summary").click()
    item(lan).locator("textarea").fill("Thiếu dấu giáp lai")
    item(lan).locator("button[name=save]").click()
    expect(item(lan)).to_have_class("review-item review-item--remarked")

    page.keyboard.type(" trang 3")
    expect(item(page).locator("[role=alert]")).to_contain_text(story.person("lan").get_full_name())
    expect(item(page).locator("textarea")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    page.wait_for_timeout(1000)
    expect(item(page).locator("textarea")).to_have_value("Thiếu trang 3")
    expect(item(page).locator("textarea")).to_be_focused()

    item(page).locator("button[name=append]").click()
    expect(item(page).locator("textarea")).to_have_value("Thiếu dấu giáp lai\nThiếu trang 3")
    expect(item(page).locator("[role=alert]")).to_have_count(0)
    assert texts() == ["Thiếu dấu giáp lai", "Thiếu dấu giáp lai\nThiếu trang 3"]
    page.locator("a.back").first.click()
    expect(page).not_to_have_url(f"/mot-cua/{dossier.code}/")
