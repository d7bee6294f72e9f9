"""The leave of a leader: entered by keys alone, and what waits is decided in that place by whoever stands in."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Substitution
from dossiers.models import Event
from dossiers.proof.audit import check_all
from portal.demo import story
from tests.dossiers.owing import pay
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.people import Someone
from tests.journeys.test_decision import desk_of, walked_to

pytestmark = pytest.mark.usefixtures("site")

type Meet = Callable[[str], Someone]
OWN = "/tai-khoan/vang-mat/"


def tab_to(page: Page, selector: str, most: int = 80) -> None:
    """Go on by Tab until a place has the focus."""
    for _press in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    pytest.fail(f"Tab does not come to {selector}")


def enter_by_keys(page: Page, name: str) -> None:
    """Be away from today on for a day, with somebody who is chosen by the arrows."""
    today = page.evaluate("() => { const d = new Date(); return [d.getDate(), d.getMonth() + 1, d.getFullYear()] }")
    # The control of this browser has the order of its own language, whatever the page's is.
    day = f"{today[1]:02}{today[0]:02}{today[2]}"
    for field in ("since", "until"):
        tab_to(page, f"[name={field}]")
        page.keyboard.type(day)
        expect(page.locator(f"[name={field}]")).to_have_value(f"{today[2]}-{today[1]:02}-{today[0]:02}")
    tab_to(page, "[name=substitute]")
    chosen = "document.activeElement.selectedOptions[0].textContent"
    while name not in page.evaluate(chosen):
        before = page.evaluate(chosen)
        page.keyboard.press("ArrowDown")
        assert page.evaluate(chosen) != before, f"{name} is not offered"
    tab_to(page, "main form button.btn-primary")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_leader_goes_on_leave_and_what_waits_is_decided_in_that_place(meet: Meet) -> None:
    lan, carol = meet("lan"), meet("carol")
    dossier = walked_to("tham-dinh")
    desk = desk_of(dossier)
    pay(dossier)
    meet("dung").press(desk, "propose-granted")
    meet("hoa").press(desk, "finish-xem-xet")
    lan.visit(OWN, "before")

    enter_by_keys(lan.page, "Ngô")

    row = Substitution.objects.get()
    assert (row.absent, row.substitute) == (story.person("lan"), story.person("carol"))
    expect(lan.page.locator("main")).to_contain_text("Đang vắng")
    lan.look("entered")
    carol.visit("/mot-cua/?list=mine", "list")
    expect(carol.page.locator("tbody")).to_contain_text("thay cho Vũ Ngọc Lan")
    carol.visit(desk, "file")
    expect(carol.page.locator(".badges")).to_contain_text("Bạn làm thay cho Vũ Ngọc Lan")
    page = carol.page
    if page.locator("#action-decide").get_attribute("open") is None:
        tab_to(page, "#action-decide > summary", most=300)
        page.keyboard.press("Enter")
    # Who stands in and has no title below the name signs in no capacity, and is told so.
    expect(carol.page.locator("main")).to_contain_text("Chỉ ký như vậy khi có văn bản uỷ quyền.")
    tab_to(page, "#action-decide [name=capacity]", most=300)
    page.keyboard.press("ArrowDown")
    tab_to(page, "#action-decide form button.btn:not(.btn-plain)")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    refused = carol.page.locator("[role=alert], .has-error").all_inner_texts()
    assert not refused, refused
    event = Event.objects.get(dossier=dossier, action="decide")
    assert (event.actor, event.on_behalf_of) == (story.person("carol"), story.person("lan"))
    lan.page.goto(desk)
    expect(lan.page.locator("main")).to_contain_text("Ngô Cẩm Châu (thay cho Vũ Ngọc Lan)")
    carol.visit(OWN, "why")
    expect(carol.page.locator("main")).to_contain_text("Vì sao có quyền này")
    assert check_all().differences == []


def test_the_leave_is_ended_by_keys_and_gives_nothing_any_more(meet: Meet) -> None:
    lan, carol = meet("lan"), meet("carol")
    lan.page.goto(OWN)
    enter_by_keys(lan.page, "Ngô")
    tab_to(lan.page, "[name=end]")
    with lan.page.expect_navigation():
        lan.page.keyboard.press("Enter")

    expect(lan.page.locator("main")).to_contain_text("Vũ Ngọc Lan kết thúc từ")
    carol.page.goto(OWN)
    why = carol.page.locator("table", has=carol.page.locator("caption", has_text="Vì sao có quyền này"))
    expect(why.locator("tbody tr")).to_have_count(1)
    expect(why).to_contain_text("Người quản lý")


@pytest.mark.parametrize("has_javascript", [True, False])
def test_the_page_fits_a_phone_and_works_without_scripts(
    new_page: Callable[..., Page],
    picture: Callable[[Page, str], None],
    *,
    has_javascript: bool,
) -> None:
    page = new_page(javascript=has_javascript, viewport=PHONE)
    carol = Someone(page, picture, has_javascript).signed_in("carol")
    carol.visit(OWN)
    for name in ("since", "until"):
        page.locator(f"[name={name}]").fill("2027-01-0" + ("4" if name == "since" else "5"))
    page.locator("main form button.btn-primary").click()
    expect(page.locator("main")).to_contain_text("Không có người thay")
    carol.look("phone")
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth") or not has_javascript
