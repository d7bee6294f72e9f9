"""The review screen by keyboard alone, by three people at once, without scripts, and on a phone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from dossiers.log.facts import words_of
from dossiers.models import Dossier, Occasion, ReasonTemplate, Remark
from dossiers.proof.audit import check_all
from portal.demo import story
from tests.journeys.conftest import PHONE
from tests.journeys.people import Someone, go

WORDS = "Bản thảo thiếu trang 3"
PAPER = "component.ban-thao"

type Meet = Callable[[str], Someone]


@pytest.fixture(autouse=True)
def _finished(site: str) -> object:
    """End every journey with a log that says what the tables say."""
    yield
    assert check_all().differences == []


def filed(count: int = 1) -> list[Dossier]:
    """File dossiers of alice's, a moment ago."""
    now = timezone.now()
    return [story.file("alice", at=now - timedelta(seconds=count - n)) for n in range(count)]


def item(page: Page, key: str = PAPER) -> Locator:
    """Return a paper or an answer on the page."""
    return page.locator(f"[id='{key}']")


def focused(page: Page) -> str:
    """Return the id of what has the focus, or of what it is in."""
    found: str = page.evaluate("document.activeElement.closest('[id]')?.id ?? ''")
    return found


def test_a_file_is_gone_through_by_keyboard_alone(site: str, meet: Meet) -> None:
    first, second = filed(2)
    page = meet("bob").visit("/mot-cua/?list=mine", "list")
    keyboard = page.keyboard

    keyboard.press("j")
    with page.expect_navigation():
        keyboard.press("Enter")
    assert first.code in page.url

    keyboard.press("j")
    keyboard.press("x")
    tick = page.locator(".review-item .tick").first
    expect(tick).to_have_attribute("aria-pressed", "true")
    expect(tick).to_be_focused()

    keyboard.press("j")
    assert focused(page).startswith(PAPER)
    keyboard.press("r")
    # In a field letters are letters.
    keyboard.type(f"{WORDS} n p 3 ?")
    assert first.code in page.url
    keyboard.press("Escape")
    expect(item(page)).to_have_class("review-item review-item--remarked")
    expect(page.locator("#review-count")).to_contain_text("1 mục góp ý")
    # The item that has taken its own place has the hand: the next key goes on from there.
    expect(item(page).locator(".remark > summary")).to_be_focused()
    keyboard.press("k")
    expect(tick).to_be_focused()

    # What was remarked is in the request before anybody loads the page again, and the request is what stands open.
    request = page.locator("#action-ask-supplement")
    expect(request.locator("[name=component-ban-thao]")).to_have_value(f"{WORDS} n p 3 ?")
    expect(request.locator("[name=component-ban-thao]")).to_be_visible()
    keyboard.press("3")
    expect(request.locator(":focus")).to_have_count(1)
    assert focused(page) == "action-ask-supplement"

    keyboard.press("?")
    expect(page.locator("[data-keys-sheet]")).to_be_visible()
    keyboard.press("Escape")
    with page.expect_navigation():
        keyboard.press("n")
    assert second.code in page.url
    told = page.locator("[data-nothing-back]")
    keyboard.press("n")
    expect(told).to_have_text("Đã hết danh sách.")
    expect(told).to_be_in_viewport()
    with page.expect_navigation():
        keyboard.press("p")
    assert first.code in page.url
    keyboard.press("p")
    expect(told).to_have_text("Đây là hồ sơ đầu tiên của danh sách.")
    with page.expect_navigation():
        keyboard.press("u")
    expect(page).to_have_url(f"{site}/mot-cua/?list=mine")


def test_few_tabs_lead_from_the_head_of_a_file_to_its_first_action(meet: Meet) -> None:
    [dossier] = filed()
    page = meet("bob").visit(f"/mot-cua/{dossier.code}/")

    presses = 0
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.getAttribute('href')") != "#acts":
        page.keyboard.press("Tab")
        presses += 1
        assert presses < 3
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert focused(page) == "action-accept"


def test_three_people_at_once_lose_nothing_and_hear_of_each_other(meet: Meet) -> None:
    [dossier] = filed()
    bob, lan = (meet(name).visit(f"/mot-cua/{dossier.code}/") for name in ("bob", "lan"))
    alice = meet("alice")

    # Both remark on the same paper: the second is told, and both have their words before them.
    item(lan).locator(".remark > summary").click()
    item(lan).locator("textarea").fill("Thiếu dấu giáp lai")
    item(lan).locator("button[name=save]").click()
    expect(item(lan)).to_have_class("review-item review-item--remarked")
    item(bob).locator(".remark > summary").click()
    item(bob).locator("textarea").fill(WORDS)
    item(bob).locator("button[name=save]").click()
    expect(item(bob).locator("[role=alert]")).to_contain_text(story.person("lan").get_full_name())
    expect(item(bob).locator("textarea")).to_have_value(WORDS)
    expect(item(bob)).to_contain_text("Thiếu dấu giáp lai")
    found = list(Remark.objects.values_list("number", "text", "by__username"))
    assert [row[1] for row in found] == ["Thiếu dấu giáp lai"], found

    # The applicant acts while an officer types: the page says so, and what was typed outlasts the loading.
    bob.locator("#action-reject > summary").click()
    bob.locator("#id_reject_reason").fill("Không thuộc thẩm quyền")
    alice.act(f"/ho-so/{dossier.code}/", "ask-withdrawal", reason="Đổi ý")
    bob.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(bob.locator("#moved")).to_contain_text(story.person("alice").get_full_name())
    with bob.expect_navigation():
        bob.locator("#moved a").click()
    if bob.locator("#id_reject_reason").count():
        expect(bob.locator("#id_reject_reason")).to_have_value("Không thuộc thẩm quyền")
    expect(bob.locator("#acts")).to_contain_text("rút")


def test_all_of_it_works_without_scripts(new_page: Callable[..., Page], picture: Callable[[Page, str], None]) -> None:
    [dossier] = filed()
    unit = story.person("bob").memberships.get().unit
    ReasonTemplate.objects.create(unit=unit, title="Thiếu dấu", text="Giấy tờ chưa đóng dấu.", occasion=Occasion.OTHER)
    bob = Someone(new_page(javascript=False), picture, has_javascript=False).signed_in("bob")
    page = bob.visit(f"/mot-cua/{dossier.code}/?list=mine")

    go(page.locator(".tick").first)
    expect(page.locator(".tick").first).to_have_attribute("aria-pressed", "true")
    item(page).locator(".remark > summary").click()
    go(item(page).locator("button[name=choose]"))
    go(item(page).locator(".reasons button"))
    expect(item(page).locator("textarea")).to_have_value("Giấy tờ chưa đóng dấu.")
    expect(page.locator("#action-ask-supplement [name=component-ban-thao]")).to_have_value("Giấy tờ chưa đóng dấu.")
    expect(page.locator(".back")).to_have_attribute("href", "/mot-cua/?list=mine")


def test_what_is_decided_upon_is_in_the_first_screen_and_a_phone_has_three_parts(meet: Meet) -> None:
    [dossier] = filed()
    bob = meet("bob")
    page = bob.visit(f"/mot-cua/{dossier.code}/?list=mine", "file")

    for place in (".review-item .tick", "#action-accept button.btn", "#paper", ".action--danger > summary"):
        box = page.locator(place).first.bounding_box()
        assert box is not None
        assert box["y"] + min(box["height"], 40) <= 800, (place, box)

    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    bob.look("phone")
    for part in ("acts", "paper", "answers"):
        page.locator(f".jumps-bar a[href='#{part}']").click()
        expect(page.locator(f"#{part}")).to_be_in_viewport()


def test_the_head_keeps_the_texts_of_the_unit_by_keyboard(meet: Meet) -> None:
    hoa = meet("hoa")
    page = hoa.visit("/mot-cua/ly-do-mau/", "reasons")
    page.locator("#id_title").focus()
    page.keyboard.type("Thiếu dấu")
    page.keyboard.press("Tab")
    page.keyboard.type("Giấy tờ chưa đóng dấu.")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.locator("main form button[type=submit]").press("Enter")
    expect(page.locator("table.worklist")).to_contain_text("Thiếu dấu")
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    hoa.look("reasons-phone")


def test_a_remark_that_is_typed_and_not_saved_is_in_the_request_that_is_pressed_next(meet: Meet) -> None:
    [dossier] = filed()
    page = meet("bob").visit(f"/mot-cua/{dossier.code}/")
    page.locator("#action-ask-supplement > summary").click()
    page.locator("#id_ask-supplement_reason").fill("Đề nghị bổ sung")
    item(page).locator(".remark > summary").click()
    item(page).locator("textarea").fill(WORDS)

    go(page.locator("#action-ask-supplement form > button[type=submit]"))

    event = dossier.events.get(action="ask-supplement")
    assert words_of(event.payload).components == {"ban-thao": WORDS}
    expect(item(page)).to_contain_text(f"Đã yêu cầu người nộp: {WORDS}")


def test_what_an_acceptance_leaves_unsaid_is_said_at_once_and_the_request_counts_anew(meet: Meet) -> None:
    [dossier] = filed()
    page = meet("bob").visit(f"/mot-cua/{dossier.code}/")
    accept, request = page.locator("#action-accept"), page.locator("#action-ask-supplement")
    papers = request.locator(".wanted-items").first
    without = papers.locator(".wanted-rest textarea").count()

    item(page).locator(".remark > summary").click()
    item(page).locator("textarea").fill(WORDS)
    page.keyboard.press("Escape")

    expect(accept.locator("[data-unsaid]")).to_contain_text(
        "Còn 1 mục góp ý; thao tác này không gửi góp ý đó cho người nộp."
    )
    expect(papers.locator(".wanted-rest > summary")).to_have_text(f"Các mục chưa có góp ý: {without - 1}")
    expect(papers.locator(":scope > details").first.locator("textarea")).to_have_value(WORDS)
    expect(papers.locator(".wanted-rest [name=component-ban-thao]")).to_have_count(0)


def test_with_a_remark_the_key_leads_to_the_request_and_without_it_to_the_acceptance(meet: Meet) -> None:
    [dossier] = filed()
    bob = meet("bob")
    page = bob.visit(f"/mot-cua/{dossier.code}/?list=mine")
    accept, request = page.locator("#action-accept"), page.locator("#action-ask-supplement")
    expect(accept).to_have_attribute("open", "")

    item(page).locator(".remark > summary").click()
    item(page).locator("textarea").fill(WORDS)
    page.keyboard.press("Escape")
    expect(request).to_have_attribute("open", "")
    for words, leads_to in (("", accept), (WORDS, request)):
        page.keyboard.press("r")
        item(page).locator("textarea").fill(words)
        page.keyboard.press("Escape")
        expect(leads_to).to_have_attribute("open", "")

    page.keyboard.press("r")
    item(page).locator("textarea").fill(f"{WORDS}.")
    page.keyboard.press("Escape")
    expect(request).to_have_attribute("open", "")
    page.reload()
    expect(request).to_have_attribute("open", "")
    expect(accept).not_to_have_attribute("open", "")
    page.wait_for_timeout(1100)
    page.keyboard.press("Enter")
    expect(request.locator("form > button[type=submit]")).to_be_focused()
    assert not dossier.events.filter(action__in=("accept", "ask-supplement")).exists()


def test_a_remark_that_is_typed_and_not_saved_is_read_of_before_an_acceptance(meet: Meet) -> None:
    [dossier] = filed()
    page = meet("bob").visit(f"/mot-cua/{dossier.code}/")
    accept = page.locator("#action-accept form > button[type=submit]")
    item(page).locator(".remark > summary").click()
    item(page).locator("textarea").fill(WORDS)

    accept.click()

    expect(page.locator("#action-accept [data-unsaid]")).to_contain_text("Còn 1 mục góp ý")
    assert not dossier.events.filter(action="accept").exists()
    go(accept)
    assert dossier.events.filter(action="accept").exists()


def test_a_press_that_was_meant_for_the_file_ticks_no_remark_away(meet: Meet) -> None:
    [dossier] = filed()
    page = meet("bob").visit(f"/mot-cua/{dossier.code}/?list=mine")
    item(page).locator(".remark > summary").click()
    item(page).locator("textarea").fill(WORDS)
    page.keyboard.press("Escape")
    expect(item(page)).to_have_class("review-item review-item--remarked")
    page.wait_for_timeout(500)

    page.keyboard.press("Enter")
    page.keyboard.press("k")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)

    expect(item(page)).to_have_class("review-item review-item--remarked")
    assert [row.text for row in Remark.objects.order_by("pk")] == [WORDS]
