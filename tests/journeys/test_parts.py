"""The filing form part by part on a phone, with and without scripts; what it says while somebody writes on a wide screen."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from dossiers.models import Dossier, Draft
from portal.demo import story
from tests.dossiers import every_kind
from tests.dossiers.every_kind import CHECK, FORM
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.people import FILING, Someone, come_to, go, pdf

Opener = Callable[..., Page]
Look = Callable[[Page, str], None]
MOST_TAPS = 12
SMALL = {"width": 320, "height": 740}


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def alice(request: pytest.FixtureRequest, new_page: Opener, picture: Look) -> Someone:
    page = new_page(javascript=request.param, viewport=PHONE)
    return Someone(page, picture, has_javascript=request.param).signed_in("alice")


def shown_parts(page: Page) -> list[str]:
    """Return which parts of the form are to be seen."""
    return [part.get_attribute("id") or "" for part in page.locator(".form-section").all() if part.is_visible()]


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


class Taps:
    """What a finger does beyond the content of a dossier."""

    def __init__(self) -> None:
        self.count = 0

    def on(self, place: Locator) -> None:
        """Tap what leads to another page."""
        self.count += 1
        go(place.locator("visible=true").first)


def test_a_newcomer_files_a_plain_dossier_in_twelve_taps_beyond_its_content(alice: Someone) -> None:
    page, taps = alice.page, Taps()
    alice.visit(f"/thu-tuc/{story.SLUG}/")
    taps.on(page.locator(f"main a[href^='{FILING}']"))
    assert shown_parts(page) == []
    alice.look("list")
    taps.on(page.locator("#task-on"))
    while not page.url.endswith("/kiem-tra/"):
        [part] = shown_parts(page)
        alice.look(part)
        assert fits(page)
        fill_in(page, part)
        taps.on(page.locator(".part-end .btn-primary"))
    assert "da-nop" not in page.url
    taps.on(page.locator("main button[value=submit]"))

    expect(page).to_have_url(re.compile("/da-nop/$"))
    assert taps.count <= MOST_TAPS
    assert Dossier.objects.count() == 1
    assert not Draft.objects.exists()


def fill_in(page: Page, part: str) -> None:
    """Give the content of a part, as one types and chooses it."""
    for name, value in story.ANSWERS.items():
        field = page.locator(f"#{part} [name='{name}']")
        if not field.count() or not field.first.is_visible():
            continue
        if field.first.evaluate("node => node.tagName") == "SELECT":
            field.select_option(value)
        elif field.first.get_attribute("type") == "radio":
            page.check(f"#{part} [name='{name}'][value='{value}']")
        else:
            field.fill(value)
    if part == "section-documents":
        page.set_input_files("[name=component-ban-thao]", pdf("Bản thảo.pdf"))
        page.locator(".files li").or_(page.locator("body:not(:has(.sending))")).first.wait_for()


def test_what_a_check_found_leads_from_part_to_part_until_all_is_there(alice: Someone) -> None:
    page = alice.page
    alice.visit(FILING)
    go(page.locator("#task-check"))
    seen = []

    while not page.url.endswith("/kiem-tra/"):
        [part] = shown_parts(page)
        assert page.locator(f"#{part} .invalid-feedback").first.is_visible()
        seen.append(part)
        alice.look()
        fill_in(page, part)
        go(page.locator(".part-end .btn-primary").locator("visible=true").first)

    assert len(seen) == len(set(seen)) > 1


def test_one_part_is_shown_and_all_is_sent_from_it(alice: Someone) -> None:
    page = alice.page
    alice.visit(FILING)
    come_to(page, "material_name")
    assert shown_parts(page) == ["section-material_name"]
    expect(page.locator("#tasks")).to_be_hidden()
    page.fill("[name=material_name]", "Một")
    go(page.locator("#section-material_name .part-end .btn-primary"))

    [after] = shown_parts(page)
    assert page.url.endswith(f"?muc={after}&tu=section-material_name#{after}")
    page.go_back()
    assert shown_parts(page) == ["section-material_name"]
    expect(page.locator("[name=material_name]")).to_have_value("Một")
    go(page.locator("#section-material_name button[value='save:list']"))
    assert shown_parts(page) == []
    # The part of who applies is begun too: what is known of the person stands there, but not for which organisation.
    expect(page.locator("#tasks .task--started")).to_have_count(2)
    page.set_viewport_size(SMALL)
    assert fits(page)
    page.set_viewport_size(DESK)
    assert len(shown_parts(page)) == 6


def test_a_failed_check_opens_the_first_fault_and_its_links_the_others(alice: Someone) -> None:
    page = alice.page
    alice.visit(FILING)
    go(page.locator("#task-check"))

    alice.look("faults")
    assert shown_parts(page) == ["section-applicant"]
    page.locator(".error-summary a[href='#id_material_name']").click()
    assert shown_parts(page) == ["section-material_name"]
    expect(page.locator("#id_material_name")).to_be_in_viewport()
    expect(page.locator("#id_material_name")).to_be_focused()
    page.locator(".error-summary a[href='#id_component-ban-thao']").click()
    assert shown_parts(page) == ["section-documents"]
    page.set_viewport_size(SMALL)
    assert fits(page)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_an_answer_is_changed_from_the_check_and_one_press_leads_back(alice: Someone, size: dict[str, int]) -> None:
    page = alice.page
    story.draft_of("alice", timezone.now())
    page.set_viewport_size(size)
    alice.visit(f"{FILING}kiem-tra/", "check")
    assert fits(page)
    go(page.locator("a.change[href$='div_id_material_name']"))

    expect(page.locator("#id_material_name")).to_be_in_viewport()
    page.fill("#id_material_name", "Tên khác")
    alice.look("changed")
    assert "section-material_name" in shown_parts(page)
    go(page.locator("#section-material_name .part-end .btn-primary"))

    expect(page).to_have_url(re.compile("/kiem-tra/#answer-"))
    expect(page.locator("main")).to_contain_text("Tên khác")


def test_a_keyboard_opens_a_part_and_goes_on_from_it(new_page: Opener, picture: Look) -> None:
    page = new_page(viewport=PHONE)
    Someone(page, picture).signed_in("alice").visit(FILING)
    page.locator("#task-section-material_name").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#id_material_name")).to_be_focused()
    page.keyboard.type("Một")
    page.locator("#section-material_name .part-end .btn-primary").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert shown_parts(page) == ["section-language"]
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.form-section')?.id") == "section-language"


def test_while_somebody_writes_the_list_and_what_is_understood_follow_and_the_hand_stays(
    page: Page, picture: Look, tmp_path: Path
) -> None:
    every_kind.published(tmp_path)
    alice = Someone(page, picture).signed_in("alice")
    alice.visit(FORM)
    state = page.locator("#task-section-place + .task-state")
    expect(state).to_have_text("chưa làm")

    page.fill("[name=title]", "Một")
    page.fill("[name=signed_on]", "05/01/2026")

    expect(state).to_have_text("đang làm")
    expect(page.locator("#understood_signed_on")).to_contain_text("Thứ hai, ngày 5 tháng 1 năm 2026")
    expect(page.locator("[name=signed_on]")).to_be_focused()
    page.keyboard.type("x")
    expect(page.locator("#understood_signed_on")).to_be_hidden()
    page.fill("[name='machines.0.price']", "2 tỷ")
    expect(page.locator("[id='understood_machines.0.price']")).to_contain_text("2.000.000.000")
    page.locator("[name='machines.0.price']").press("End")
    page.keyboard.type("x")
    expect(page.locator("[id='understood_machines.0.price']")).to_contain_text("Chưa đúng")
    alice.look("followed")
    page.locator("#task-check").focus()
    page.evaluate("document.querySelector('[name=title]').dispatchEvent(new Event('input', { bubbles: true }))")
    page.locator("[name=title]").evaluate("node => { node.value = ''; }")
    expect(page.locator("#task-section-form + .task-state")).to_have_text("cần sửa")
    expect(page.locator("#task-check")).to_be_focused()
    page.set_input_files("[name=component-ban-do]", pdf("bản đồ.pdf"))
    expect(page.locator("#task-section-documents + .task-state")).to_have_text("đã đủ")
    assert not page.url.startswith(CHECK)


def test_a_fault_that_the_check_has_found_goes_once_what_is_right_is_saved(page: Page, picture: Look) -> None:
    alice = Someone(page, picture).signed_in("alice")
    alice.visit(FILING)
    alice.fill_in({**story.ANSWERS, "applicant_phone": "12"})
    go(page.locator(".buttons button[value=check]"))
    field, link = page.locator("#div_id_applicant_phone"), page.locator("#error-summary a[href='#id_applicant_phone']")
    expect(link).to_have_count(1)

    page.fill("[name=applicant_phone]", "0912 345 678")

    expect(field.locator(".invalid-feedback")).to_have_count(0)
    expect(link).to_have_count(0)
    assert "is-invalid" not in (page.locator("[name=applicant_phone]").get_attribute("class") or "")
    # The paper that is missing is so still.
    expect(page.locator("#error-summary")).to_contain_text("Cần đính kèm giấy tờ này.")
