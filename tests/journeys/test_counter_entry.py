"""Somebody with a card stands at the counter: from the first key to the printed form, by keyboard alone, and without a script."""

from collections.abc import Callable
from datetime import timedelta
from time import monotonic

from django.utils import timezone
from playwright.sync_api import Page, expect

from dossiers.background import relay
from dossiers.models import Dossier, Draft, Payment
from procedures.machine import Status
from tests.dossiers import counter
from tests.journeys.people import Someone, assert_accessible, go

MOST_KEYS, MOST_SECONDS = 350, 35
KEY_SECONDS = 0.08
CARD = f"{counter.NUMBER}||{counter.NAME}|15051988|Nữ|12 Láng Hạ, phường Đống Đa, Hà Nội|01072021"
CODE, PHONE = "1.003868", "0912345678"

Meet = Callable[[str], Someone]
Look = Callable[[Page, str], None]
FOCUSED = """() => {
    const one = document.activeElement;
    return [one.name || "", one.type || one.tagName.toLowerCase(), one.value || "", one.matches("[data-print-paper]") ? "print" : ""];
}"""


class Keyboard:
    """The keys that somebody presses, counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.page.wait_for_timeout(1000 * KEY_SECONDS)
        self.count += 1

    def write(self, text: str) -> None:
        for sign in text:
            self.page.keyboard.insert_text(sign)
            self.page.wait_for_timeout(1000 * KEY_SECONDS)
            self.count += 1

    def enter(self) -> None:
        with self.page.expect_navigation():
            self.press("Enter")


def filled(keys: Keyboard, typed: dict[str, str], *, until: str) -> None:
    """Go through a form by Tab and give each field what is typed there, up to a button."""
    while True:
        name, kind, value, _print = keys.page.evaluate(FOCUSED)
        if value == until:
            return
        wanted = typed.pop(name, "")
        if wanted and kind == "radio":
            keys.press("Space")
            while keys.page.evaluate("() => document.activeElement.value") != wanted:
                keys.press("ArrowDown")
        elif wanted and kind == "select-one":
            while keys.page.evaluate("() => document.activeElement.value") != wanted:
                keys.press("ArrowDown")
        elif wanted and value != wanted:
            keys.write(wanted)
        keys.press("Tab")


def test_a_person_with_a_card_is_served_by_keyboard_alone(meet: Meet, picture: Look) -> None:
    page = meet("bob").page
    page.goto("/mot-cua/quay/")
    assert_accessible(page)
    keys, begun = Keyboard(page), monotonic()

    keys.write(CARD)
    keys.enter()
    expect(page.locator("#id_name")).to_have_value(counter.NAME)
    expect(page.locator("#id_phone")).to_be_focused()
    keys.write(PHONE)
    keys.enter()
    keys.write(CODE)
    keys.enter()
    draft = Draft.objects.get()
    typed = {name: text for name, text in counter.pressed(draft, timezone.now()).items() if name != "applicant_address"}
    filled(keys, typed, until="accept")
    keys.enter()
    expect(page.locator("h1")).to_have_text(Dossier.objects.get().code)
    relay.run(timezone.now())
    expect(page.locator("[data-print-paper]")).to_be_visible()
    # Wherever the paper was printed by then, the keyboard stands at it.
    expect(page.locator("[data-print-paper]")).to_be_focused()
    with page.expect_response(lambda answer: "in=1" in answer.url) as paper:
        keys.press("Enter")

    assert paper.value.headers["content-type"] == "application/pdf"
    took = monotonic() - begun
    assert keys.count <= MOST_KEYS, keys.count
    assert took <= MOST_SECONDS, (took, keys.count)
    picture(page, "done")
    assert_accessible(page)


def come_to(keys: Keyboard, selector: str, most: int = 200) -> None:
    """Go on by Tab until a place has the focus."""
    for _press in range(most):
        if keys.page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
        keys.page.keyboard.press("Tab")
    raise AssertionError(f"{keys.page.url}: no Tab leads to {selector}")


def test_the_fee_is_taken_in_cash_by_keys_and_the_receipt_has_its_number(meet: Meet) -> None:
    dossier = counter.entered(at=timezone.now() - timedelta(minutes=1)).dossier
    page = meet("bob").page
    page.goto(f"/mot-cua/quay/{dossier.code}/da-nhan/")
    keys = Keyboard(page)
    expect(page.locator("main")).to_contain_text("Sẽ phải nộp")

    come_to(keys, "a[href$='#fees']")
    keys.enter()
    if page.locator("#action-receive-payment").get_attribute("open") is None:
        come_to(keys, "#action-receive-payment > summary")
        keys.press("Enter")
    come_to(keys, "#action-receive-payment [name=fee_method]")
    if page.evaluate("() => document.activeElement.type") == "radio":
        keys.press("Space")
    while (
        page.evaluate("() => document.querySelector('#action-receive-payment form').elements.fee_method.value")
        != "cash"
    ):
        keys.press("ArrowDown")
    come_to(keys, "#action-receive-payment form button.btn")
    keys.enter()

    paid = Payment.objects.get(dossier=dossier)
    assert (paid.way, paid.by.username if paid.by else "") == ("cash", "bob")
    assert paid.receipt
    expect(page.locator("#fees")).to_contain_text(paid.receipt)
    assert_accessible(page)


def test_each_page_is_clean_and_fits_a_narrow_screen(meet: Meet, picture: Look) -> None:
    counter.mai(timezone.now(), phone="+84912345678")
    page = meet("bob").page
    page.goto("/mot-cua/quay/")
    page.locator("#id_shown").fill(CARD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Đúng người này")).to_be_focused()
    look_at(page, picture, "person")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.locator("#id_q").fill("in")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    look_at(page, picture, "procedure")
    page.locator("#id_q").fill(CODE)
    go(page.get_by_role("button", name="Tra cứu"))
    expect(page.get_by_role("button", name="Nhận hồ sơ và in giấy tiếp nhận")).to_be_visible()
    look_at(page, picture, "entry")
    go(page.get_by_role("button", name="Nhận hồ sơ và in giấy tiếp nhận"))
    expect(page.locator("#error-summary")).to_be_focused()
    look_at(page, picture, "refused")


def test_what_was_typed_is_kept_when_the_page_is_left_by_a_link(meet: Meet) -> None:
    person = counter.mai(timezone.now())
    draft = counter.begun(at=timezone.now(), person=person)
    page = meet("bob").page
    page.goto(f"/mot-cua/quay/{draft.pk}/")
    subject = page.locator("main input[type=text]:visible, main textarea:visible").first
    name = subject.get_attribute("name")
    subject.fill("Gõ dở")

    page.get_by_role("link", name="Quầy").first.click()
    page.wait_for_url("**/mot-cua/quay/")
    page.wait_for_timeout(500)
    page.goto(f"/mot-cua/quay/{draft.pk}/")

    expect(page.locator(f"[name='{name}']")).to_have_value("Gõ dở")


def look_at(page: Page, picture: Look, name: str) -> None:
    """Hold a page against axe, and on a narrow screen against its width."""
    page.wait_for_load_state()
    assert_accessible(page)
    picture(page, name)
    before = page.viewport_size
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360, name
    page.set_viewport_size(before)


def test_without_a_script_it_goes_as_well(new_page: Callable[..., Page], picture: Look) -> None:
    bob = Someone(new_page(javascript=False), picture, has_javascript=False).signed_in("bob")
    page = bob.page
    page.goto("/mot-cua/quay/")
    page.fill("#id_shown", counter.NUMBER)
    go(page.get_by_role("button", name="Tra cứu"))
    page.fill("#id_name", counter.NAME)
    page.fill("#id_address", counter.SHOWN.address)
    go(page.get_by_role("button", name="Tiếp tục với người này"))
    page.fill("#id_q", CODE)
    page.check("#id_channel_post")
    go(page.get_by_role("button", name="Tra cứu"))
    bob.fill_in(counter.pressed(Draft.objects.get(), timezone.now(), result_way="in_person"))
    go(page.get_by_role("button", name="Tiếp nhận hồ sơ, giấy tiếp nhận lập sau để gửi bưu chính"))

    dossier = Dossier.objects.get()
    expect(page.locator("h1")).to_have_text(dossier.code)
    assert (dossier.channel, dossier.status) == ("post", Status.ACCEPTED)
    relay.run(timezone.now() + timedelta(minutes=1))
    go(page.get_by_role("link", name="Nộp thêm một hồ sơ cho người này"))
    expect(page.locator("h1")).to_have_text(counter.NAME)
