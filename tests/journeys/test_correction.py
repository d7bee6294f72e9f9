"""A correction from the specialist's wish to the officer's eyes: two officers, and a citizen with a phone and a keyboard."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from dossiers.log.answers import standing_of
from dossiers.models import Dossier
from dossiers.proof.audit import check_all
from portal.demo import story
from tests.journeys.conftest import PHONE
from tests.journeys.people import Someone, pdf

Opener = Callable[..., Page]
Look = Callable[[Page, str], None]
TITLE, WRONG, RIGHT = "material_name", "Tên ghi sai so với bản thảo.", "Kỷ yếu 25 năm khuyến học Đống Đa"
MOST_TABS = 120


def tab_to(page: Page, selector: str) -> None:
    """Go on with the Tab key until a control has the focus; fail where none of the page's stops is it."""
    for _stop in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{page.url}: no Tab leads to {selector}")


def is_narrow(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_what_a_specialist_proposes_is_corrected_on_a_phone_by_keyboard(new_page: Opener, picture: Look) -> None:
    dossier = story.dossier_in("tham-dinh", at=timezone.now() - timedelta(days=1)).dossier
    dung, bob = (Someone(new_page(), picture).signed_in(name) for name in ("dung", "bob"))
    alice = Someone(new_page(viewport=PHONE), picture).signed_in("alice")
    desk, own = f"/mot-cua/{dossier.code}/", f"/ho-so/{dossier.code}/"

    faults = {f"question__{TITLE}": WRONG, "component__ban__thao": "Đóng dấu giáp lai."}
    dung.act(desk, "propose-supplement", reason="Hồ sơ chưa thống nhất.", **faults)
    alice.visit(own, "correction-proposed")
    for words in (WRONG, "Chuyên viên đề nghị yêu cầu bổ sung", "Hồ sơ chưa thống nhất."):
        expect(alice.page.locator("main")).not_to_contain_text(words)
    bob.visit(desk, "correction-to-issue")
    expect(bob.open_action("issue-supplement").locator(f"[name=question-{TITLE}]")).to_have_value(WRONG)
    bob.act(desk, "issue-supplement")

    # The applicant is asked once the request has gone out: until then it can be taken back.
    alice.page.wait_for_timeout(1500)
    page = alice.visit(own, "correction-asked")
    assert is_narrow(page)
    tab_to(page, "main a[href$='/bo-sung/']")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text(WRONG)
    alice.look("correction-form")
    assert is_narrow(page)
    with page.expect_navigation():
        page.locator("button[name=do][value=check]").press("Enter")
    assert page.locator(".has-error").count() == 2
    alice.look("correction-errors")
    tab_to(page, f"[name={TITLE}]")
    page.keyboard.press("Control+A")
    page.keyboard.type(RIGHT)
    page.set_input_files("[name=component-ban-thao]", pdf("Bản thảo có dấu.pdf"))
    expect(page.locator(".files").last).to_contain_text("Bản thảo có dấu.pdf")
    tab_to(page, "button[name=do][value=check]")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text(RIGHT)
    alice.look("correction-check")
    assert is_narrow(page)
    tab_to(page, "button[name=do][value=send]")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Đã gửi nội dung bổ sung")
    alice.look("correction-sent")

    bob.visit(desk, "correction-answered")
    expect(bob.page.locator("main")).to_contain_text(RIGHT)
    expect(bob.page.locator("del").first).to_contain_text(story.ANSWERS[TITLE])
    dossier = Dossier.objects.get(pk=dossier.pk)
    assert dossier.supplement_rounds == 1
    assert standing_of(dossier)[TITLE] == RIGHT
    assert check_all().differences == []


def test_a_correction_works_without_javascript(new_page: Opener, picture: Look) -> None:
    dossier = story.dossier_in("tham-dinh", at=timezone.now() - timedelta(days=1)).take(
        "propose-supplement", "dung", components={}, questions={TITLE: WRONG}
    )
    dossier.take("issue-supplement", "bob", components={}, questions={TITLE: WRONG})
    alice = Someone(new_page(javascript=False), picture, has_javascript=False).signed_in("alice")

    alice.answer(dossier.dossier.code, **{TITLE: RIGHT})

    assert standing_of(dossier.dossier)[TITLE] == RIGHT
