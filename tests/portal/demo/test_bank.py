"""The stand-in of a payment gateway: what it sends for each choice, and that its page is the demo's alone."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as site

from dossiers.models import Dossier, OrderState, Payment, PaymentOrder
from dossiers.payments.gateway import signing
from dossiers.payments.gateway.seam import NotSigned
from portal.demo.bank import ledger, page
from portal.demo.bank.answering import SOON, Choice, Sending, answer
from portal.demo.bank.gateway import Bank
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import dossier_at
from tests.dossiers.payments.gateway.made import SENT_TO, order_of

NOW = datetime(2026, 1, 6, 12, 0, tzinfo=LOCAL)

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


@pytest.fixture
def order(settings: Any, tmp_path: Any) -> PaymentOrder:
    settings.BANK_DIR = tmp_path / "bank"
    found = order_of(dossier_at("tham-dinh").dossier)
    Bank().page_of(found, back=f"http://127.0.0.1:8000/ho-so/{found.dossier.code}/?ve=1")
    return found


def entry_of(order: PaymentOrder) -> ledger.Entry:
    found = ledger.find(order.reference)
    assert found
    return found


def deliver(sendings: list[Sending]) -> list[int]:
    """Send the messages in the order of their time."""
    return [
        Visitor().post(SENT_TO, one.body, content_type="application/json", headers=one.headers).status_code
        for one in sorted(sendings, key=lambda one: one.after)
    ]


@pytest.mark.parametrize(
    ("choice", "statuses", "state", "paid"),
    [
        (Choice.PAY, [200], OrderState.PAID, 1_800_000),
        (Choice.REFUSE, [200], OrderState.FAILED, 0),
        (Choice.LATE, [200], OrderState.PAID, 1_800_000),
        (Choice.TWICE, [200, 200], OrderState.PAID, 1_800_000),
        (Choice.DISORDER, [200, 200], OrderState.PAID, 1_800_000),
        (Choice.LESS, [200], OrderState.PAID, 1_799_000),
        (Choice.SILENT, [], OrderState.OPEN, 0),
        (Choice.FORGED, [403], OrderState.OPEN, 0),
        (Choice.REFUND, [], OrderState.OPEN, 0),
    ],
)
def test_each_choice_is_reported_as_it_says(
    order: PaymentOrder, choice: Choice, statuses: list[int], state: OrderState, paid: int
) -> None:
    sent = deliver(answer(entry_of(order), choice, NOW))

    order.refresh_from_db()
    assert (sent, order.state, Dossier.objects.get(pk=order.dossier_id).paid) == (statuses, state, paid)


def test_one_that_is_paid_is_paid_once_and_may_be_given_back(order: PaymentOrder) -> None:
    for choice in (Choice.SILENT, Choice.PAY, Choice.LESS, Choice.REFUND):
        deliver(answer(entry_of(order), choice, NOW))

    assert [one.kind for one in entry_of(order).happened] == ["paid", "refunded"]
    order.refresh_from_db()
    assert (order.state, Payment.objects.count()) == (OrderState.REFUNDED, 2)


def test_what_comes_late_comes_half_a_minute_later(order: PaymentOrder) -> None:
    [late] = answer(entry_of(order), Choice.LATE, NOW)

    assert late.after == timedelta(seconds=30) > SOON


def test_its_page_shows_the_order_does_what_is_chosen_and_leads_back(
    order: PaymentOrder, monkeypatch: pytest.MonkeyPatch
) -> None:
    left: list[Sending] = []
    monkeypatch.setattr(page, "send_later", left.extend)
    alice, address = Visitor("alice", language="vi"), f"/demo/ngan-hang/{order.reference}/"

    shown = read(alice.get(address)).words()
    answered = alice.post(address, {"choice": "pay"})

    assert "1.800.000 đ" in shown
    assert "Ngân hàng này không có thật" in shown
    assert answered.url == f"/ho-so/{order.dossier.code}/?ve=1"
    assert json.loads(left[0].body)["order"] == order.reference
    assert "Hoàn tiền" in read(alice.get(address)).words()


@pytest.mark.parametrize("choice", ["", "rob", "PAY"])
def test_what_it_does_not_offer_is_not_done(order: PaymentOrder, choice: str) -> None:
    assert Visitor().post(f"/demo/ngan-hang/{order.reference}/", {"choice": choice}).status_code == 404
    assert not entry_of(order).happened


def test_there_is_no_such_page_outside_the_demo(order: PaymentOrder, settings: Any) -> None:
    settings.IS_DEMO = False

    assert Visitor().get(f"/demo/ngan-hang/{order.reference}/").status_code == 404


def test_a_message_of_another_key_is_none_of_its(order: PaymentOrder) -> None:
    [sent] = answer(entry_of(order), Choice.PAY, NOW)
    Bank().verify(sent.body, sent.headers)

    with pytest.raises(NotSigned):
        Bank().verify(sent.body, signing.headers(b"x" * 32, sent.body, NOW))
    assert site.PAYMENT_GATEWAY_KEY
