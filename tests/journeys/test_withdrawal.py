"""An applicant thinks better of it before acceptance: nobody has to accept or to refuse what nobody wants."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from dossiers.models import Dossier
from dossiers.proof.audit import check_all
from tests.journeys.people import Someone, go
from tests.journeys.test_decision import walked_to
from tests.journeys.test_presses import SETTLED

type Meet = Callable[[str], Someone]


@pytest.fixture(autouse=True)
def _finished(site: str) -> object:
    """End every journey with a log that says what the tables say."""
    yield
    assert check_all().differences == []


def test_the_desk_confirms_it_by_keys_and_accepts_nothing_by_mistake(meet: Meet) -> None:
    alice, bob = meet("alice"), meet("bob")
    dossier = walked_to("filed")
    alice.page.goto(f"/ho-so/{dossier.code}/")
    alice.page.locator("#action-ask-withdrawal summary").click()
    go(alice.page.locator("#action-ask-withdrawal button[type=submit]").last)

    page = bob.page
    page.goto("/mot-cua/?list=mine")
    page.wait_for_timeout(SETTLED)
    with page.expect_navigation():
        page.keyboard.press("a")
    bob.look("withdrawal-to-confirm")
    expect(page.locator("#acts")).to_contain_text("Người nộp đã xin rút hồ sơ này.")
    expect(page.locator("#action-accept")).not_to_have_attribute("open", "")
    # The hand is in the step and not on its red button.
    expect(page.locator("#action-confirm-withdrawal :focus")).to_be_visible()
    expect(page.locator("#action-confirm-withdrawal button:focus")).to_have_count(0)
    page.wait_for_timeout(SETTLED)
    with page.expect_navigation():
        page.locator("#action-confirm-withdrawal button[type=submit]").last.press("Enter")

    assert Dossier.objects.get(pk=dossier.pk).state == "withdrawn"
    expect(page.locator(".messages")).to_contain_text(dossier.code)


def test_on_a_phone_the_applicant_reads_who_has_to_answer_by_when(meet: Meet) -> None:
    alice = meet("alice")
    dossier = walked_to("filed")
    alice.page.set_viewport_size({"width": 360, "height": 740})

    for path in ("/ho-so/", f"/ho-so/{dossier.code}/"):
        alice.visit(path, "phone-office-answers")
        expect(alice.page.locator("main")).to_contain_text("Cơ quan trả lời chậm nhất")
        assert alice.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path
