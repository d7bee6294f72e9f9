"""The applicant pays on line: the button, the order, the way to the bank and back, and what is said of it."""

import re
from datetime import timedelta
from typing import Any

import pytest

from dossiers import acts
from dossiers.commands import Fee
from dossiers.models import OrderState, PaymentOrder
from dossiers.payments.gateway import orders
from portal.demo.bank.gateway import Bank
from tests.dossiers.browsing import Visitor, buttons_of, read
from tests.dossiers.desk.money.test_cash_day import PAGE as BOOK
from tests.dossiers.lifecycle import act, dossier_at, local
from tests.dossiers.payments.gateway.made import message, order_of, refund, send
from tests.dossiers.proof.records import nothing_written

NOW = local("2026-01-06 12:00")

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


class Unreachable(Bank):
    """A gateway that does not answer."""

    def page_of(self, order: PaymentOrder, *, back: str) -> str:
        raise OSError(back)


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Any) -> None:
    settings.BANK_DIR = tmp_path


def pressed(code: str) -> Any:
    return Visitor("alice", language="vi").post(f"/ho-so/{code}/thanh-toan/")


def words(address: str, who: str = "alice") -> str:
    page = Visitor(who, language="vi").get(address)
    assert who != "alice" or len(page.content) <= 60_000
    return read(page).words()


def test_what_is_to_be_paid_now_has_a_button_that_leads_to_the_page_of_the_bank() -> None:
    dossier = dossier_at("result-ready").dossier
    assert "Thanh toán trực tuyến 1.800.000 đ" in words(f"/ho-so/{dossier.code}/")

    address = pressed(dossier.code).url

    order = PaymentOrder.objects.get()
    assert (order.amount, order.by.username, order.expires_at) == (1_800_000, "alice", NOW + orders.LASTS)
    page = Visitor("alice").get(address).content.decode()
    assert f'<meta http-equiv="refresh" content="0; url=/demo/ngan-hang/{order.reference}/">' in page
    assert f'href="/demo/ngan-hang/{order.reference}/"' in page


def test_two_presses_are_one_order_and_another_amount_is_another() -> None:
    walk = dossier_at("result-ready")
    first, second = pressed(walk.dossier.code).url, pressed(walk.dossier.code).url
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 12:00", fee=Fee(800_000, "cash", ""))

    third = pressed(walk.dossier.code).url

    assert first == second != third
    assert list(PaymentOrder.objects.values_list("amount", flat=True)) == [1_800_000, 1_000_000]


@pytest.mark.parametrize("amount", [1_800_000, 800_000])
def test_an_order_of_more_than_is_owed_by_now_leads_to_no_bank(amount: int) -> None:
    walk = dossier_at("result-ready")
    address = pressed(walk.dossier.code).url
    before = Visitor("alice", language="vi").get(address).content.decode()
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 12:00", fee=Fee(amount, "cash", ""))

    after = [Visitor("alice", language="vi").get(f"{address}{query}").content.decode() for query in ("", "?ve=1")]

    assert "Sang trang của ngân hàng" in before
    assert not any("Sang trang của ngân hàng" in page or "0; url=" in page for page in after)
    assert "đừng thanh toán lượt này" in words(address)
    assert "Đang chờ ngân hàng xác nhận." in words(f"{address}?ve=1")


def test_cash_is_taken_beside_an_open_order_only_where_that_is_meant_and_the_way_back_says_what_is_too_much() -> None:
    walk = dossier_at("result-ready")
    code = walk.dossier.code
    address, order = pressed(code).url, PaymentOrder.objects.get()
    bob, cash = Visitor("bob", language="vi"), {"fee_method": "cash"}

    asked = bob.send(bob.get(f"/mot-cua/{code}/"), "/receive-payment/", cash)

    assert asked.status_code == 422
    error = read(asked).errors["id_receive-payment_fee_amount"].replace("\xa0", " ")
    assert "đã mở thanh toán trực tuyến 1.800.000 đ lúc 12:00" in error
    assert not walk.dossier.events.filter(action=acts.RECEIVE_PAYMENT).exists()

    assert bob.send(asked, "/receive-payment/", {"fee_meant": "on"}).status_code == 302
    send(message(order))

    assert "Tính cả khoản này, hồ sơ đã nộp thừa 1.800.000 đ." in words(f"{address}?ve=1")


def test_an_order_whose_time_is_over_is_followed_by_another(clock: Any) -> None:
    code = dossier_at("result-ready").dossier.code
    first = pressed(code).url
    clock.move_to(NOW + timedelta(minutes=31))
    assert "Lượt thanh toán này đã hết hạn" in words(first)

    second = pressed(code).url

    assert first != second
    assert list(PaymentOrder.objects.values_list("state", flat=True)) == [OrderState.EXPIRED, OrderState.OPEN]


def test_whoever_comes_back_reads_that_the_bank_has_not_confirmed_until_it_has() -> None:
    dossier = dossier_at("result-ready").dossier
    back = f"{pressed(dossier.code).url}?ve=1"
    order = PaymentOrder.objects.get()
    waiting = words(back)

    send(message(order))

    assert "Đang chờ ngân hàng xác nhận." in waiting
    assert "Đã nhận được tiền" not in waiting
    assert "Đã nhận được tiền" in words(back)
    assert "BL-2026/00001" in words(back)
    assert "Thanh toán trực tuyến" not in words(f"/ho-so/{dossier.code}/")


@pytest.mark.parametrize(
    ("bodies", "expected"),
    [(("failed",), "giao dịch không thành công"), (("paid", "refunded"), "Khoản tiền đã được hoàn lại")],
)
def test_it_says_what_became_of_it(bodies: tuple[str, ...], expected: str) -> None:
    address = f"{pressed(dossier_at('result-ready').dossier.code).url}?ve=1"
    order = PaymentOrder.objects.get()

    for kind in bodies:
        send(refund(order) if kind == "refunded" else message(order, kind))

    assert expected in words(address)


@pytest.mark.parametrize(
    ("amount", "expected"), [(1_799_000, "ít hơn 1.000 đ so với"), (1_801_000, "nhiều hơn 1.000 đ so với")]
)
def test_it_says_what_came_in_where_that_is_not_the_amount_of_the_order(amount: int, expected: str) -> None:
    address = f"{pressed(dossier_at('result-ready').dossier.code).url}?ve=1"

    send(message(PaymentOrder.objects.get(), amount=amount))

    found = words(address)
    assert f"Số tiền đã nhận{amount:,} đ".replace(",", ".") in found
    assert expected in found
    assert "BL-2026/00001" in found
    assert "Đã nhận được tiền và ghi vào sổ biên lai" not in found


def test_it_says_that_the_receipt_was_cancelled() -> None:
    walk = dossier_at("result-ready")
    address = f"{pressed(walk.dossier.code).url}?ve=1"
    send(message(PaymentOrder.objects.get()))
    paid = walk.dossier.events.get(action=acts.RECEIVE_ONLINE)
    act(walk, acts.REVERSE_PAYMENT, "lan", "2026-01-06 12:00", reverses=paid.sequence, reason="Hoàn.", given_back=True)

    found = words(address)

    assert "Cơ quan đã huỷ biên lai BL-2026/00001" in found
    assert "Đã nhận được tiền" not in found


def test_a_gateway_that_does_not_answer_is_said_so_and_the_order_stays(settings: Any) -> None:
    settings.PAYMENT_GATEWAY = f"{__name__}.{Unreachable.__name__}"

    address = pressed(dossier_at("result-ready").dossier.code).url

    assert "Cổng thanh toán không trả lời" in words(address)
    assert PaymentOrder.objects.get().state == OrderState.OPEN


def test_without_a_gateway_nothing_is_offered_and_nothing_opens(settings: Any) -> None:
    settings.PAYMENT_GATEWAY = ""
    code = dossier_at("result-ready").dossier.code

    assert "Thanh toán trực tuyến" not in words(f"/ho-so/{code}/")
    assert pressed(code).status_code == 404
    assert not PaymentOrder.objects.exists()


def test_where_nothing_is_to_be_paid_no_order_is_opened() -> None:
    walk = dossier_at("result-ready")
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 12:00", fee=Fee(1_800_000, "cash", ""))

    with nothing_written():
        answer = pressed(walk.dossier.code)

    assert answer.url == f"/ho-so/{walk.dossier.code}/"
    assert not buttons_of(answer, f"/ho-so/{walk.dossier.code}/")


@pytest.mark.parametrize("who", ["viet-an", "mallory", "bob", "lan"])
def test_nobody_else_pays_or_reads_it(who: str) -> None:
    dossier = dossier_at("result-ready").dossier
    order = order_of(dossier)

    assert Visitor(who).post(f"/ho-so/{dossier.code}/thanh-toan/").status_code == 404
    assert Visitor(who).get(f"/ho-so/{dossier.code}/thanh-toan/{order.reference}/").status_code == 404


def test_the_order_of_another_dossier_is_not_found() -> None:
    order = order_of(dossier_at("result-ready").dossier)
    other = dossier_at("result-ready").dossier

    assert Visitor("alice").get(f"/ho-so/{other.code}/thanh-toan/{order.reference}/").status_code == 404


def test_the_office_sees_the_transaction_in_the_file_and_in_the_receipt_book() -> None:
    dossier = dossier_at("tham-dinh").dossier
    send(message(order_of(dossier), number="FT260106"))

    file, book = words(f"/mot-cua/{dossier.code}/", "bob"), words(BOOK, "bob")

    assert "BL-2026/00001 · 1.800.000 đ · Trực tuyến (FT260106)" in file
    assert "hệ thống" in file
    assert "BL-2026/00001" in book
    assert re.search(r"Trực tuyến\s*1\.800\.000 đ\s*0 đ", book)


def test_the_applicant_reads_it_in_the_log_of_the_dossier() -> None:
    dossier = dossier_at("tham-dinh").dossier
    order = order_of(dossier)
    send(message(order, number="FT260106"))
    send(refund(order, of="FT260106"))

    found = words(f"/ho-so/{dossier.code}/")

    assert "Đã nộp trực tuyến" in found
    assert "FT260106" in found
    assert "Cổng thanh toán đã hoàn tiền" in found
    assert "Khách yêu cầu hoàn." in found
