"""The press that files: it says what happens, waits where nobody answers, and makes one dossier whatever happens."""

import re
from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, Route, expect

from dossiers.models import Dossier, Draft
from portal.demo import story
from tests.journeys.people import FILING, Someone, go, pdf
from tests.journeys.test_ended_session import sign_in_again

Look = Callable[[Page, str], None]
SUBMIT = "main button[name=do][value=submit]"
STATE = "[data-press-state]"
CHECK = f"{FILING}kiem-tra/"


def ready(someone: Someone) -> Page:
    """Fill in the form and come to its check."""
    page = someone.visit(FILING)
    someone.fill_in(story.ANSWERS)
    page.set_input_files("input[name=component-ban-thao]", pdf("bản thảo.pdf"))
    expect(page.locator("main")).to_contain_text("bản thảo.pdf")
    go(page.locator("button[name=do][value=check]"))
    expect(page).to_have_url(CHECK)
    return page


@pytest.fixture
def alice(site: str, page: Page, picture: Look) -> Someone:
    someone = Someone(page, picture).signed_in("alice")
    ready(someone)
    return someone


def test_without_a_connection_the_press_waits_and_says_so(alice: Someone) -> None:
    page = alice.page
    page.context.set_offline(True)

    page.locator(SUBMIT).click()

    expect(page.locator(STATE)).to_contain_text("mất kết nối")
    expect(page.locator(STATE)).to_be_in_viewport()
    alice.look("press-off-line")
    page.context.set_offline(False)
    go(page.locator(SUBMIT))
    expect(page.locator("main")).to_contain_text(Dossier.objects.get().code)


def test_after_the_session_it_goes_on_by_signing_in_on_the_page(alice: Someone) -> None:
    page = alice.page
    Session.objects.all().delete()

    page.locator(SUBMIT).click()
    expect(page.locator("dialog[data-sign-in]")).to_be_visible()
    expect(page.locator(STATE)).to_contain_text("Chưa gửi. Đăng nhập xong là gửi ngay.")
    page.keyboard.press("Escape")
    expect(page.locator(STATE)).to_contain_text("phiên làm việc đã hết")
    assert not Dossier.objects.exists()
    page.locator(SUBMIT).click()
    with page.expect_navigation():
        sign_in_again(page)

    expect(page.locator("main")).to_contain_text(Dossier.objects.get().code)


def test_an_answer_that_is_lost_files_once_and_the_next_press_shows_it(alice: Someone) -> None:
    page = alice.page

    def lose(route: Route) -> None:
        if route.request.method == "POST":
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route(f"**{CHECK}", lose)
    with page.expect_event("requestfailed"):
        page.locator(SUBMIT).click(no_wait_after=True)
    page.unroute(f"**{CHECK}")
    dossier = Dossier.objects.get()

    page.goto(CHECK)

    expect(page.locator("main")).to_contain_text(dossier.code)
    assert Dossier.objects.count() == 1
    assert not Draft.objects.unfiled().exists()


@pytest.mark.parametrize("javascript", [True, False])
def test_pressed_over_and_over_on_two_devices_it_is_one_dossier(
    alice: Someone, new_page: Callable[..., Page], picture: Look, *, javascript: bool
) -> None:
    phone = Someone(new_page(javascript=javascript), picture, has_javascript=javascript).signed_in("alice")
    page = phone.page
    page.goto(CHECK)

    page.locator(SUBMIT).dblclick(no_wait_after=True)
    alice.page.locator(SUBMIT).dblclick(no_wait_after=True)

    for each in (page, alice.page):
        expect(each).to_have_url(re.compile("/da-nop/$"))
        expect(each.locator("main")).to_contain_text(Dossier.objects.get().code)


def test_a_phone_whose_clock_is_a_day_off_files_as_any_other(new_page: Callable[..., Page], picture: Look) -> None:
    page = new_page()
    page.clock.install(time="2020-02-29T23:59:00")
    alice = Someone(page, picture).signed_in("alice")
    ready(alice)

    go(page.locator(SUBMIT))

    expect(page.locator("main")).to_contain_text(Dossier.objects.get().code)


def test_a_pause_of_forty_five_minutes_costs_nothing(alice: Someone) -> None:
    page = alice.visit(FILING)
    page.clock.install()
    page.fill("main [name='material_name']", "Kỷ yếu sau giờ nghỉ")
    page.clock.fast_forward("45:00")
    Session.objects.all().delete()

    page.locator("main [name='extent']").fill("130")
    page.clock.fast_forward(3000)
    expect(page.locator("[data-autosave-status]")).to_contain_text("phiên làm việc đã hết")
    page.locator("[data-autosave-door]").click()
    sign_in_again(page)

    expect(page.locator("[data-autosave-status]")).to_contain_text("Đã lưu lúc")
    answers = Draft.objects.get().answers
    assert (answers["material_name"], answers["extent"]) == ("Kỷ yếu sau giờ nghỉ", "130")
