"""A fee is paid on a telephone: with the filing by a proof, at the desk, and by a proof that is sent afterwards."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from dossiers import acts
from dossiers.models import Dossier, Payment
from portal.demo import story
from tests.dossiers import owing
from tests.journeys.conftest import PHONE
from tests.journeys.people import Someone, come_to, go, pdf

type Open = Callable[..., Page]
type Keep = Callable[[Page, str], None]

WITH_AND_WITHOUT = pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])


@pytest.fixture
def slug(site: str, tmp_path: Path) -> str:
    """Publish a procedure whose fee is due with the filing."""
    return owing.published(tmp_path, "filing")


def someone(page: Page, picture: Keep, javascript: bool) -> Someone:
    return Someone(page, picture, has_javascript=javascript)


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def filed(alice: Someone, slug: str, way: str) -> Dossier:
    """Choose how the fee is paid in a draft that has all else, and file it."""
    draft, page = story.draft_of("alice", timezone.now(), slug=slug), alice.page
    part = "section-fee_payment"
    page.goto(f"/ho-so/nop/{slug}/{draft.number}/?muc={part}#{part}")
    come_to(page, "fee_payment")
    page.check(f"[name=fee_payment][value={way}]")
    if way == "transferred":
        page.set_input_files("input[name=fee_proof]", pdf("Uỷ nhiệm chi.pdf"))
        page.fill("[name=fee_reference]", "FT2612345")
    alice.look(f"money-{way}")
    assert fits(page)
    go(page.locator("button[name=do]:visible[value^=next], button[name=do]:visible[value^=check]").first)
    page.goto(f"/ho-so/nop/{slug}/{draft.number}/kiem-tra/")
    alice.look(f"money-{way}-check")
    assert fits(page)
    go(page.locator("main button[name=do][value=submit]"))
    return Dossier.objects.get(draft_key=draft.key)


@WITH_AND_WITHOUT
def test_a_filing_with_its_proof_is_confirmed_by_one_press_and_accepted(
    new_page: Open, picture: Keep, slug: str, *, javascript: bool
) -> None:
    alice = someone(new_page(javascript=javascript, viewport=PHONE), picture, javascript).signed_in("alice")
    bob = someone(new_page(javascript=javascript), picture, javascript).signed_in("bob")

    dossier = filed(alice, slug, "transferred")
    bob.visit("/mot-cua/?list=proven")
    expect(bob.page.locator("main")).to_contain_text("chờ đối chiếu chứng từ")
    bob.visit(f"/mot-cua/{dossier.code}/", "money-desk")
    expect(bob.page.locator("#fees")).to_contain_text("số tham chiếu FT2612345")
    go(bob.page.get_by_role("link", name="Ghi thu khoản này"))
    amount = bob.page.locator("#action-receive-payment [name=fee_amount]")
    expect(amount).to_be_in_viewport()
    if javascript:
        expect(amount).to_be_focused()
    go(bob.page.locator("#action-receive-payment form button.btn-primary"))

    assert Payment.objects.get(dossier=dossier).way == "transfer"
    bob.press(f"/mot-cua/{dossier.code}/", "accept")
    alice.visit(f"/ho-so/{dossier.code}/", "money-confirmed")
    expect(alice.page.locator("#proofs")).to_contain_text("Đã xác nhận: biên lai")


@WITH_AND_WITHOUT
def test_a_fee_is_paid_at_the_desk_and_the_book_of_the_day_is_a_file(
    new_page: Open, picture: Keep, slug: str, *, javascript: bool
) -> None:
    alice = someone(new_page(javascript=javascript, viewport=PHONE), picture, javascript).signed_in("alice")
    bob = someone(new_page(javascript=javascript, viewport=PHONE), picture, javascript).signed_in("bob")

    dossier = filed(alice, slug, "at-the-desk")
    bob.act(f"/mot-cua/{dossier.code}/", acts.RECEIVE_PAYMENT, fee_method="Tiền mặt tại Bộ phận Một cửa")
    bob.press(f"/mot-cua/{dossier.code}/", "accept")
    bob.visit("/mot-cua/so-bien-lai/", "money-book")
    assert fits(bob.page)
    with bob.page.expect_download() as coming:
        bob.page.click("a[href*='/so-bien-lai/xlsx/']")

    assert coming.value.suggested_filename.endswith(".xlsx")
    alice.visit(f"/ho-so/{dossier.code}/")
    expect(alice.page.locator("main")).to_contain_text("Bạn đã nộp đủ.")


@WITH_AND_WITHOUT
def test_a_proof_that_is_sent_afterwards_is_refused_and_another_is_taken(
    new_page: Open, picture: Keep, slug: str, *, javascript: bool
) -> None:
    alice = someone(new_page(javascript=javascript, viewport=PHONE), picture, javascript).signed_in("alice")
    bob = someone(new_page(javascript=javascript, viewport=PHONE), picture, javascript).signed_in("bob")
    dossier = filed(alice, slug, "at-the-desk")
    address = f"/ho-so/{dossier.code}/"

    alice.visit(address, "money-owed")
    form = alice.open_action("send-proof")
    form.locator("[name=files]").set_input_files(pdf("Ảnh chụp.pdf"))
    form.locator("[name=fee_amount]").fill("-5")
    form.locator("[name=note]").fill("Chuyển lúc sáng.")
    go(form.locator("button.btn-primary"))
    alice.look("money-wrong")
    assert fits(alice.page)
    expect(alice.page.locator("#id_send-proof_note")).to_have_value("Chuyển lúc sáng.")
    alice.page.fill("#id_send-proof_fee_amount", "1.800.000")
    # A browser that nobody has signed in at keeps no files.
    alice.page.set_input_files("#id_send-proof_files", pdf("Ảnh chụp.pdf"))
    go(alice.page.locator("#action-send-proof button.btn-primary"))
    expect(alice.page.locator("#proofs")).to_contain_text("Bộ phận Một cửa chưa đối chiếu")
    bob.act(f"/mot-cua/{dossier.code}/", acts.REFUSE_PROOF, "money-to-refuse", reason="Không thấy tiền về.")
    assert fits(bob.page)

    alice.visit(address, "money-refused")
    expect(alice.page.locator("#proofs")).to_contain_text("Không thấy tiền về.")
    alice.act(address, acts.SEND_PROOF, files=pdf("Ảnh khác.pdf"))
    assert Dossier.objects.get(pk=dossier.pk).proofs == 1


def test_where_a_result_is_posted_to_is_asked_as_the_post_is_chosen(new_page: Open, picture: Keep, slug: str) -> None:
    alice = someone(new_page(viewport=PHONE), picture, javascript=True).signed_in("alice")
    page = alice.page
    page.goto(f"/ho-so/nop/{slug}/?muc=section-applicant#section-applicant")
    come_to(page, "result_way")
    expect(page.locator("#div_id_result_address")).to_have_count(0)

    page.check("[name=result_way][value=by_post]")

    expect(page.locator("#div_id_result_address")).to_be_visible()
    alice.look("way-posted")
    assert fits(page)
    page.check("[name=result_way][value=in_person]")
    expect(page.locator("#div_id_result_address")).to_be_hidden()
