"""How many keys and clicks the day's work takes: each one is counted. Typing an answer and choosing a file are none."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from dossiers.background import jobs, relay
from dossiers.models import Dossier, Job
from dossiers.proof.audit import check_all
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers.owing import pay
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.people import FILING, Someone, go, pdf
from tests.journeys.test_decision import walked_to

type Meet = Callable[[str], Someone]

SETTLED = 1100
"""Milliseconds."""
MOST = 16
"""Of the whole life of a plain dossier, over all roles."""


@dataclass
class Presses:
    """Counts what somebody presses."""

    made: list[str] = field(default_factory=list)

    def key(self, page: Page, key: str, *, leads: bool = True) -> None:
        """Press a key; wait for the page that it leads to."""
        self.made.append(key)
        if not leads:
            page.keyboard.press(key)
            return
        # A person looks at what has opened; a key that comes at once is taken for a second press of the one before.
        page.wait_for_timeout(SETTLED)
        with page.expect_navigation():
            page.keyboard.press(key)

    def click(self, page: Page, selector: str) -> None:
        """Click what leads to another page."""
        self.made.append(selector)
        go(page.locator(selector).first)


@pytest.fixture(autouse=True)
def _finished(site: str) -> object:
    """End every journey with a log that says what the tables say."""
    yield
    assert check_all().differences == []


def filed(alice: Someone, presses: Presses) -> str:
    """File the model procedure from its own page."""
    alice.page.goto(f"/thu-tuc/{story.SLUG}/")
    presses.click(alice.page, f"main a[href^='{FILING}']")
    alice.fill_in(story.ANSWERS)
    alice.page.set_input_files("input[name=component-ban-thao]", pdf("Bản thảo kỷ yếu.pdf"))
    presses.click(alice.page, "button[name=do][value=check]")
    presses.click(alice.page, "main button[name=do][value=submit]")
    expect(alice.page).to_have_url(re.compile("/da-nop/$"))
    return alice.page.url.split("/ho-so/")[1].split("/")[0]


def test_the_life_of_a_plain_dossier_takes_sixteen_presses_over_all_roles(meet: Meet) -> None:
    alice, bob, hoa, dung, lan, tam = map(meet, ("alice", "bob", "hoa", "dung", "lan", "tam"))
    presses = Presses()

    def at_list(someone: Someone, name: str = "mine") -> Page:
        someone.page.goto(f"/mot-cua/?list={name}")
        return someone.page

    code = filed(alice, presses)
    page = at_list(bob)
    presses.key(page, "a")
    presses.key(page, "Enter")
    expect(page.locator("main, .messages").first).to_contain_text(code)
    presses.key(page, "a")
    presses.key(at_list(hoa), "a")
    # A plain dossier is paid for while it is worked on.
    pay(Dossier.objects.get(code=code))
    page = at_list(dung)
    presses.key(page, "Enter")
    presses.key(page, "Enter")
    presses.key(at_list(hoa), "a")
    # What is signed, or never taken back: one key leads to its button, with what follows from it in sight; the other presses that.
    for someone, act in ((lan, "decide"), (tam, "number")):
        page = at_list(someone)
        presses.key(page, "a")
        expect(page.locator(f"#action-{act} button[type=submit]").last).to_be_focused()
        presses.key(page, "Enter")
    relay.run(timezone.now())
    # What the person who stands there shows is typed: the key of the step leads to the field.
    page = at_list(bob, "ready")
    presses.key(page, "a")
    expect(page.locator("#id_return_handover_identity")).to_be_focused()
    page.keyboard.type("CCCD …2345")
    presses.key(page, "Enter")

    assert Dossier.objects.get(code=code).state == "returned"
    assert len(presses.made) <= MOST, presses.made


def test_twenty_are_accepted_by_keys_alone(meet: Meet) -> None:
    bob, presses = meet("bob"), Presses()
    dossiers = [walked_to("filed") for _n in range(20)]

    page = bob.page
    bob.visit("/mot-cua/?list=mine", "list-to-choose")
    for _row in dossiers:
        presses.key(page, "j", leads=False)
        presses.key(page, "x", leads=False)
    expect(page.locator("[data-bulk-count]")).to_contain_text("20")
    page.locator(".bulk-bar button[value=accept]").focus()
    presses.key(page, "Enter")
    bob.look("bulk-before")
    expect(page.locator("main")).to_contain_text("Lập và ký số 20 giấy tiếp nhận")
    presses.key(page, "Enter")
    job = Job.objects.get(kind="bulk")
    while job.is_open:
        relay_jobs(job)
    page.goto(f"/mot-cua/hang-loat/{job.pk}/")
    bob.look("bulk-after")

    assert {one.state for one in Dossier.objects.all()} == {"accepted"}
    expect(page.locator("main")).to_contain_text("Đã xong: 20")


def relay_jobs(job: Job) -> None:
    """Do what a worker would."""
    jobs.go_on(job.pk, now=timezone.now())
    job.refresh_from_db()


def test_five_alike_proposals_are_signed_by_keys_alone(meet: Meet) -> None:
    lan, presses = meet("lan"), Presses()
    for _n in range(5):
        walked_to("ky-duyet")

    page = lan.page
    lan.visit("/mot-cua/?list=mine")
    for _row in range(5):
        presses.key(page, "j", leads=False)
        presses.key(page, "x", leads=False)
    page.locator(".bulk-bar button[value=decide]").focus()
    presses.key(page, "Enter")
    lan.look("signing-before")
    expect(page.locator("main h2").first).to_be_focused()
    page.keyboard.press("Enter")
    assert {one.state for one in Dossier.objects.all()} == {"ky-duyet"}, "what is read first has the focus"
    # Right behind the heading a link leads to the button.
    presses.key(page, "Tab", leads=False)
    presses.key(page, "Enter", leads=False)
    expect(page.locator("#press")).to_be_focused()
    presses.key(page, "Enter")
    lan.look("signing-after")

    assert {one.state for one in Dossier.objects.all()} == {"van-thu"}


def test_a_phone_shows_the_list_with_its_boxes_and_the_page_before(meet: Meet) -> None:
    bob = meet("bob")
    walked_to("filed")
    bob.page.set_viewport_size({"width": 360, "height": 740})

    for path, name in (
        ("/mot-cua/?list=mine", "phone-list"),
        ("/mot-cua/hang-loat/?act=accept&all=1&list=mine", "phone-before"),
    ):
        bob.visit(path, name)
        assert bob.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path


@pytest.mark.parametrize(
    ("who", "act", "states"),
    [("lan", "decide", ("ky-duyet", "van-thu")), ("tam", "number", ("van-thu", "result-ready"))],
    ids=["signs", "numbers"],
)
def test_a_bare_key_signs_and_numbers_nothing(meet: Meet, who: str, act: str, states: tuple[str, str]) -> None:
    state, after = states
    someone, dossier = meet(who), walked_to(state)
    page = someone.page
    page.goto("/mot-cua/?list=mine")
    button = page.locator(f"#action-{act} button[type=submit]").last

    page.wait_for_timeout(SETTLED)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_timeout(SETTLED)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    someone.look(f"{act}-led-to")

    expect(button).to_be_focused()
    expect(button).to_be_in_viewport()
    if act == "number":
        expect(page.locator("#action-number")).to_contain_text("Sau đó không ai thay đổi được")
    assert Dossier.objects.get(pk=dossier.pk).state == state

    page.wait_for_timeout(SETTLED)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert Dossier.objects.get(pk=dossier.pk).state == after


def test_enter_in_a_field_hands_nothing_over_while_the_fee_is_not_paid(meet: Meet) -> None:
    # By the version of before, no step waits for the money.
    at = datetime(2026, 11, 27, 9, tzinfo=LOCAL)
    walk = story.Walk(story.file("alice", at=at), at, timedelta())
    while walk.dossier.state != "result-ready":
        walk.onward()
    dossier, bob = walk.dossier, meet("bob")
    page = bob.page
    page.goto(f"/mot-cua/{dossier.code}/?list=ready#action-return")
    expect(page.locator("#id_return_handover_identity")).to_be_focused()
    page.keyboard.type("CCCD …2345")

    page.keyboard.press("Enter")
    bob.look("return-owed")

    button = page.locator("#action-return button[type=submit]").last
    expect(button).to_be_focused()
    expect(page.locator("#action-return .note", has_text="Chưa nộp")).to_be_in_viewport()
    assert Dossier.objects.get(pk=dossier.pk).state == "result-ready"

    page.wait_for_timeout(SETTLED)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert Dossier.objects.get(pk=dossier.pk).state == "result-ready", "why it is handed over unpaid is asked"
    page.locator("#id_return_unpaid").fill("Người nộp chuyển khoản trong ngày.")
    with page.expect_navigation():
        page.locator("#action-return button[type=submit]").last.click()
    assert Dossier.objects.get(pk=dossier.pk).state == "returned"


def test_a_draft_that_was_returned_goes_up_again_from_its_button_alone(meet: Meet) -> None:
    dossier = walked_to("xem-xet")
    story.take(dossier, "send-back-tham-dinh", "hoa", at=timezone.now(), reason="Bỏ điều 9.")
    page = meet("dung").page
    page.goto(f"/mot-cua/{dossier.code}/?list=mine")

    page.wait_for_timeout(SETTLED)
    page.keyboard.press("Enter")

    expect(page.locator("#acts .action[open] form > button[type=submit]:not([formaction])")).to_be_focused()
    assert Dossier.objects.get(pk=dossier.pk).state == "tham-dinh"


SCROLLED = "[scrollY, document.getElementById('acts').scrollTop]"


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize(
    ("state", "who"), [("tham-dinh", "dung"), ("xem-xet", "hoa"), ("ky-duyet", "lan"), ("van-thu", "tam")]
)
def test_a_file_opened_from_a_list_stands_at_its_top_until_a_key_leads_to_the_act(
    meet: Meet, state: str, who: str, size: dict[str, int]
) -> None:
    dossier, page = walked_to(state), meet(who).page
    page.set_viewport_size(size)

    page.goto(f"/mot-cua/{dossier.code}/?list=mine")
    page.wait_for_timeout(SETTLED)

    assert page.evaluate(SCROLLED) == [0, 0]
    expect(page.locator("h1")).to_be_in_viewport()
    page.keyboard.press("3")
    expect(page.locator("#acts .action[open] form > button[type=submit]:not([formaction])")).to_be_in_viewport()


def test_where_an_act_is_never_taken_back_the_keys_of_the_file_are_at_work_as_it_opens(meet: Meet) -> None:
    first, second, page = walked_to("van-thu"), walked_to("van-thu"), meet("tam").page
    page.goto(f"/mot-cua/{first.code}/?list=mine")

    with page.expect_navigation():
        page.keyboard.press("n" if page.locator("[data-key-next]").count() else "p")

    assert second.code in page.url
