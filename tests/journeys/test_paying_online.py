"""A fee is paid on line in a browser: to the bank and back, by whoever has scripts and whoever has none."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from dossiers.models import Dossier, Payment, PaymentOrder
from dossiers.proof.audit import check_all
from tests.dossiers.owing import OWED, owing
from tests.journeys.conftest import PHONE
from tests.journeys.people import Someone, go

type Meet = Callable[[str], Someone]
AMOUNT = "1.800.000 đ"


@pytest.fixture
def dossier(site: str, settings: Settings, tmp_path: Path) -> Dossier:
    """A dossier that is accepted once its fee is paid, at a site that its bank finds."""
    settings.PUBLIC_URL, settings.BANK_DIR = site, tmp_path / "bank"
    yield owing(tmp_path, "filing").dossier
    assert check_all().differences == []


def to_the_bank(page: Page, dossier: Dossier) -> None:
    page.goto(f"/ho-so/{dossier.code}/")
    page.get_by_role("button", name=f"Thanh toán trực tuyến {AMOUNT}").click()
    expect(page).to_have_url(re.compile("/demo/ngan-hang/[0-9A-F]{24}/$"))


def choose(page: Page, label: str) -> None:
    go(page.get_by_role("button", name=label, exact=True))
    expect(page).to_have_url(re.compile(r"/thanh-toan/[0-9A-F]{24}/\?ve=1$"))


def test_the_applicant_pays_and_the_desk_accepts_without_a_press_for_the_money(meet: Meet, dossier: Dossier) -> None:
    alice, bob = meet("alice"), meet("bob")
    alice.visit(f"/ho-so/{dossier.code}/", "to-pay")
    to_the_bank(alice.page, dossier)
    alice.look("bank")

    choose(alice.page, "Trả")
    expect(alice.page.locator("#payment")).to_contain_text("Đang chờ ngân hàng xác nhận.")
    alice.look("waiting")

    # The page renews itself.
    expect(alice.page.locator("main")).to_contain_text("Đã nhận được tiền và ghi vào sổ biên lai.")
    alice.look("paid")
    row = Payment.objects.get()
    expect(alice.page.locator("main")).to_contain_text(row.receipt)
    assert (row.amount, row.by) == (OWED, None)
    bob.visit(f"/mot-cua/{dossier.code}/", "file")
    expect(bob.page.locator("#fees")).to_contain_text(f"{row.receipt} · {AMOUNT} · Trực tuyến (FT")
    bob.act(f"/mot-cua/{dossier.code}/", "accept")
    assert Dossier.objects.get(pk=dossier.pk).state == "accepted"
    bob.visit("/mot-cua/so-bien-lai/", "book")
    expect(bob.page.locator("main")).to_contain_text(row.receipt)


def test_without_scripts_on_a_phone_a_refusal_is_said_and_another_order_pays(
    new_page: Callable[..., Page], picture: Callable[[Page, str], None], dossier: Dossier
) -> None:
    alice = Someone(new_page(javascript=False, viewport=PHONE), picture, has_javascript=False).signed_in("alice")
    page = alice.page
    to_the_bank(page, dossier)
    choose(page, "Không trả")

    expect(page.locator("main")).to_contain_text("giao dịch không thành công", timeout=20_000)
    alice.look("failed")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert not Payment.objects.exists()

    to_the_bank(page, dossier)
    choose(page, "Trả, và báo hai lần")
    expect(page.locator("main")).to_contain_text("Đã nhận được tiền", timeout=20_000)
    assert list(PaymentOrder.objects.values_list("state", flat=True)) == ["failed", "paid"]
    assert Payment.objects.count() == 1


def test_what_somebody_else_reports_is_believed_nowhere_and_the_same_order_pays_still(
    meet: Meet, dossier: Dossier
) -> None:
    page = meet("alice").page
    to_the_bank(page, dossier)
    choose(page, "Báo với chữ ký sai")
    page.wait_for_timeout(3_500)
    expect(page.locator("#payment")).to_contain_text("Đang chờ ngân hàng xác nhận.")
    assert not Payment.objects.exists()

    go(page.get_by_role("link", name="Sang trang của ngân hàng"))
    choose(page, "Lỗi trước, trả sau")

    expect(page.locator("main")).to_contain_text("Đã nhận được tiền")
    assert PaymentOrder.objects.get().state == "paid"
