"""A new officer, by keys alone: entered on one page, let in by the link in the mail, and at work with a dossier."""

import re
from collections.abc import Callable

import pytest
from django.core.mail import EmailMessage
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Membership, SignInOutcome, SignInRecord, User
from dossiers.models import Dossier
from portal.demo import story
from tests.journeys.conftest import PHONE
from tests.journeys.people import Someone, assert_accessible

pytestmark = pytest.mark.usefixtures("site")

PASSWORD = "hai-con-vit-vang"


def tab_to(page: Page, selector: str) -> None:
    """Go on by Tab until a place has the focus."""
    for _press in range(150):
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab does not come to {selector}")


def enter(page: Page) -> None:
    """Press Enter at what opens a page."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def choose(page: Page, selector: str, label: str) -> None:
    """Choose by the arrows."""
    tab_to(page, selector)
    chosen = "document.activeElement.selectedOptions[0].textContent"
    while label not in page.evaluate(chosen):
        before = page.evaluate(chosen)
        page.keyboard.press("ArrowDown")
        assert page.evaluate(chosen) != before, f"{label} is not offered"


def test_a_new_officer_is_entered_let_in_and_accepts_a_dossier_by_keys_alone(
    meet: Callable[[str], Someone], new_page: Callable[..., Page], mailoutbox: list[EmailMessage]
) -> None:
    code = story.file(at=timezone.now()).code
    admin = meet("admin")
    page = admin.visit("/van-hanh/quan-tri/", "front")
    tab_to(page, "main a[href='/van-hanh/nguoi/moi/']")
    enter(page)
    admin.look("new-officer")
    tab_to(page, "[name=full_name]")
    page.keyboard.type("Nguyễn Thị Mới")
    tab_to(page, "[name=email]")
    page.keyboard.type("moi@example.vn")
    choose(page, "[name=place_1]", "Cán bộ một cửa")
    tab_to(page, "main form button.btn-primary")
    enter(page)
    admin.look("entered")
    expect(page.locator(".messages")).to_contain_text("moi@example.vn")

    own = new_page(viewport=PHONE)
    [mail] = mailoutbox
    [link] = {*re.findall(r"/tai-khoan/lan-dau/[\w-]+/", mail.body)}
    own.goto(link)
    assert_accessible(own)
    tab_to(own, "[name=password1]")
    own.keyboard.type(PASSWORD)
    tab_to(own, "[name=password2]")
    own.keyboard.type(PASSWORD)
    enter(own)
    expect(own).to_have_url(re.compile("/mot-cua/"))
    own.goto(f"/mot-cua/{code}/")
    tab_to(own, "#action-accept > summary")
    if own.locator("#action-accept").get_attribute("open") is None:
        own.keyboard.press("Enter")
    tab_to(own, "#action-accept form button.btn-primary")
    enter(own)

    person = User.objects.get(email="moi@example.vn")
    event = Dossier.objects.get(code=code).events.latest("sequence")
    assert (event.action, event.actor) == ("accept", person)
    assert Membership.objects.filter(user=person).count() == 1
    assert [row.outcome for row in SignInRecord.objects.filter(person=person)] == [SignInOutcome.IN]


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_the_administrator_s_pages_are_read_on_a_phone_and_without_scripts(
    new_page: Callable[..., Page], picture: Callable[[Page, str], None], *, javascript: bool
) -> None:
    page = new_page(viewport=PHONE, javascript=javascript)
    admin = Someone(page, picture, has_javascript=javascript).signed_in("admin")
    bob = Membership.objects.get(user__username="bob")
    for name, address in {
        "front": "/van-hanh/quan-tri/",
        "people": "/van-hanh/nguoi/",
        "citizens": "/van-hanh/nguoi/?loai=nguoi-dan",
        "person": f"/van-hanh/nguoi/{bob.user_id}/",
        "correct": f"/van-hanh/nguoi/{bob.user_id}/sua/",
        "give": f"/van-hanh/nguoi/{bob.user_id}/vi-tri/",
        "seat": f"/van-hanh/nguoi/{bob.user_id}/vi-tri/{bob.pk}/",
        "new": "/van-hanh/nguoi/moi/",
        "units": "/van-hanh/don-vi/",
        "unit": f"/van-hanh/don-vi/{bob.unit_id}/",
        "new-unit": "/van-hanh/don-vi/moi/",
        "sign-ins": "/van-hanh/dang-nhap/",
        "history": "/van-hanh/lich-su/",
    }.items():
        admin.visit(address, name)
        width = page.evaluate("document.documentElement.scrollWidth") if javascript else PHONE["width"]
        assert width <= PHONE["width"], name
