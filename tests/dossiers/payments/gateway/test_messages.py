"""What a gateway says: each message is kept, each transfer recorded once, whatever comes when."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from dossiers import acts
from dossiers.commands import Fee
from dossiers.log.facts import facts_of, words_of
from dossiers.models import (
    Dossier,
    Event,
    GatewayCase,
    GatewayMessage,
    GatewayTransfer,
    OrderState,
    PaidWay,
    Payment,
    PaymentOrder,
)
from dossiers.payments.gateway import seam
from dossiers.proof import audit
from portal.demo import story
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import act, dossier_at, local
from tests.dossiers.payments.gateway.made import SENT_TO, message, order_of, refund, send, states
from tests.dossiers.proof.records import nothing_written, triggers_off

NOW = local("2026-01-06 12:00")
OWED = 1_800_000

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


@pytest.fixture
def agrees() -> Iterator[None]:
    yield
    assert audit.check_all().differences == []


def fresh(dossier: Dossier) -> Dossier:
    return Dossier.objects.get(pk=dossier.pk)


def state_of(order: PaymentOrder) -> str:
    return PaymentOrder.objects.get(pk=order.pk).state


@pytest.mark.usefixtures("agrees")
def test_a_payment_is_recorded_as_the_system_with_the_next_receipt_and_the_number_of_the_transaction() -> None:
    dossier = dossier_at("tham-dinh").dossier
    order = order_of(dossier)

    answer = send(message(order))

    assert (answer.status_code, answer.json()) == (200, {"received": True})
    row, event = Payment.objects.get(), Event.objects.latest("pk")
    assert (row.amount, row.way, row.receipt, row.by) == (OWED, PaidWay.ONLINE, "BL-2026/00001", None)
    assert (event.action, event.role, event.actor) == (acts.RECEIVE_ONLINE, "system", None)
    assert (facts_of(event).receipt, words_of(event.payload).fee_reference) == ("BL-2026/00001", "FT1")
    assert (fresh(dossier).owed, state_of(order)) == (0, OrderState.PAID)
    assert GatewayTransfer.objects.get().event == event


@pytest.mark.usefixtures("agrees")
def test_a_message_that_comes_three_times_is_kept_three_times_and_counted_once() -> None:
    order = order_of(dossier_at("tham-dinh").dossier)
    body = message(order)

    assert [send(body).status_code for _n in range(3)] == [200, 200, 200]

    assert (GatewayMessage.objects.count(), Payment.objects.count()) == (3, 1)


@pytest.mark.usefixtures("agrees")
@pytest.mark.parametrize("amount", [1, OWED - 1, OWED + 1])
def test_another_amount_is_recorded_as_it_was_paid(amount: int) -> None:
    dossier = dossier_at("tham-dinh").dossier

    send(message(order_of(dossier), amount=amount))

    assert (fresh(dossier).paid, fresh(dossier).owed) == (amount, max(0, OWED - amount))


@pytest.mark.usefixtures("agrees")
def test_what_was_paid_in_cash_meanwhile_is_paid_too_much_and_shown() -> None:
    walk = dossier_at("tham-dinh")
    order = order_of(walk.dossier)
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 09:00", fee=Fee(OWED, "cash", ""))

    send(message(order))

    assert (fresh(walk.dossier).paid, fresh(walk.dossier).owed) == (2 * OWED, 0)


@pytest.mark.usefixtures("agrees")
@pytest.mark.parametrize("state", ["rejected", "returned", "withdrawn", "stopped"])
def test_what_comes_after_the_end_is_not_lost(state: str) -> None:
    dossier = dossier_at(state).dossier
    order = order_of(dossier, OWED)

    send(message(order))

    assert fresh(dossier).paid == OWED
    assert (fresh(dossier).state, state_of(order)) == (state, OrderState.PAID)


@pytest.mark.usefixtures("agrees")
def test_an_order_whose_time_is_over_is_paid_still(clock: Any) -> None:
    dossier = dossier_at("tham-dinh").dossier
    order = order_of(dossier)
    clock.move_to(NOW + timedelta(hours=2))
    later = order_of(dossier)

    send(message(order))

    assert (later.pk, state_of(order)) != (order.pk, OrderState.EXPIRED)
    assert (fresh(dossier).owed, state_of(order), state_of(later)) == (0, OrderState.PAID, OrderState.OPEN)


@pytest.mark.usefixtures("agrees")
@pytest.mark.parametrize("first", ["failed", "paid"])
def test_failed_then_paid_is_paid_in_whatever_order_it_is_reported(first: str) -> None:
    order = order_of(dossier_at("tham-dinh").dossier)
    bodies = {"failed": message(order, "failed", ""), "paid": message(order)}

    for kind in (first, *(bodies.keys() - {first})):
        assert send(bodies[kind]).status_code == 200

    assert (state_of(order), Payment.objects.count()) == (OrderState.PAID, 1)


def test_an_order_that_failed_is_no_payment() -> None:
    dossier = dossier_at("tham-dinh").dossier
    order = order_of(dossier)

    send(message(order, "failed", ""))

    assert (state_of(order), fresh(dossier).owed) == (OrderState.FAILED, OWED)


@pytest.mark.usefixtures("agrees")
@pytest.mark.parametrize("is_first", [True, False])
def test_what_is_given_back_is_reversed_with_its_reason_also_where_that_comes_first(is_first: bool) -> None:
    dossier = dossier_at("tham-dinh").dossier
    order = order_of(dossier)
    bodies = [message(order), refund(order)]

    for body in reversed(bodies) if is_first else bodies:
        send(body)

    last = Event.objects.latest("pk")
    assert (last.action, words_of(last.payload).reason) == (acts.REVERSE_ONLINE, "Khách yêu cầu hoàn.")
    assert (fresh(dossier).owed, state_of(order)) == (OWED, OrderState.REFUNDED)
    assert Payment.objects.filter(reverses__isnull=False).count() == 1


@pytest.mark.usefixtures("agrees")
def test_what_somebody_has_reversed_by_hand_is_not_reversed_again() -> None:
    walk = dossier_at("tham-dinh")
    order = order_of(walk.dossier)
    send(message(order))
    paid = walk.dossier.events.get(action=acts.RECEIVE_ONLINE)
    act(walk, acts.REVERSE_PAYMENT, "lan", "2026-01-06 12:00", reverses=paid.sequence, reason="Hoàn ngoài cổng.")

    send(refund(order))

    assert states() == [("FT1", "recorded"), ("FT2", "nothing")]
    assert fresh(walk.dossier).owed == OWED


@pytest.mark.usefixtures("agrees")
def test_parts_that_are_given_back_are_recorded_and_the_last_reverses_what_is_left() -> None:
    dossier = dossier_at("tham-dinh").dossier
    order = order_of(dossier)
    send(message(order))

    send(refund(order, amount=300_000))
    first = Event.objects.latest("pk")
    left, state = fresh(dossier).paid, state_of(order)
    address = f"/ho-so/{dossier.code}/thanh-toan/{order.reference}/"
    told = read(Visitor("alice", language="vi").get(address)).words()
    send(refund(order, number="FT3", amount=OWED - 300_000))

    assert (first.action, first.facts["paid_way"], first.facts["fee"]) == (acts.GIVE_BACK_ONLINE, "online", 300_000)
    assert (left, state) == (OWED - 300_000, OrderState.PAID)
    assert "Số tiền đã nhận1.800.000 đ Đã hoàn trả300.000 đ" in told
    assert "Biên laiBL-2026/00001 " in told
    assert Event.objects.latest("pk").action == acts.REVERSE_ONLINE
    assert (fresh(dossier).paid, state_of(order)) == (0, OrderState.REFUNDED)
    assert states() == [("FT1", "recorded"), ("FT2", "recorded"), ("FT3", "recorded")]


@pytest.mark.usefixtures("agrees")
def test_more_than_is_left_of_a_payment_is_left_to_people_and_remarked() -> None:
    dossier = dossier_at("tham-dinh").dossier
    order = order_of(dossier)
    send(message(order))
    send(refund(order, amount=300_000))

    send(refund(order, number="FT3", amount=OWED))

    assert states() == [("FT1", "recorded"), ("FT2", "recorded"), ("FT3", "by-hand")]
    assert fresh(dossier).paid == OWED - 300_000
    assert any(f"{OWED} đ" in remark.what for remark in audit.check_all().remarks)


@pytest.mark.usefixtures("agrees")
def test_a_part_that_the_desk_has_given_back_and_the_gateway_too_is_looked_at() -> None:
    walk = dossier_at("tham-dinh")
    order = order_of(walk.dossier, OWED + 5_000)
    send(message(order))
    paid = walk.dossier.events.get(action=acts.RECEIVE_ONLINE)
    fee = Fee(5_000, "transfer", "UNC-77")
    act(walk, acts.GIVE_BACK, "lan", "2026-01-06 12:00", reverses=paid.sequence, reason="Nộp thừa.", fee=fee)

    send(refund(order, amount=5_000))
    send(refund(order, number="FT3", amount=5_000))

    assert states() == [("FT1", "recorded"), ("FT2", "nothing"), ("FT3", "recorded")]
    assert [one.kind for one in GatewayCase.objects.order_by("pk")] == ["too-much", "back-twice"]
    assert fresh(walk.dossier).paid == OWED - 5_000


@pytest.mark.usefixtures("agrees")
def test_an_order_that_nobody_knows_is_kept_and_remarked() -> None:
    assert send(message("KHONGCO")).status_code == 200

    assert (GatewayMessage.objects.get().order, states()) == (None, [("FT1", "by-hand")])
    assert not Payment.objects.exists()
    assert any("no order" in remark.what for remark in audit.check_all().remarks)


@pytest.mark.usefixtures("agrees")
def test_a_number_that_is_reported_again_with_another_amount_changes_nothing_and_is_remarked() -> None:
    dossier = dossier_at("tham-dinh").dossier
    order = order_of(dossier)
    send(message(order))

    assert send(message(order, amount=5)).status_code == 200

    assert fresh(dossier).paid == OWED
    assert any("also reported with 5 đ" in remark.what for remark in audit.check_all().remarks)


@pytest.mark.usefixtures("agrees")
def test_what_is_given_back_of_another_dossier_s_payment_reverses_nothing() -> None:
    mine, other = dossier_at("tham-dinh").dossier, dossier_at("tham-dinh").dossier
    send(message(order_of(mine)))

    send(refund(order_of(other)))

    assert states() == [("FT1", "recorded"), ("FT2", "by-hand")]
    assert (fresh(mine).paid, fresh(other).paid) == (OWED, 0)


def test_two_payments_of_an_order_are_both_recorded_and_one_given_back_leaves_it_paid() -> None:
    dossier = dossier_at("tham-dinh").dossier
    order = order_of(dossier)
    for body in (message(order), message(order, number="FT9"), refund(order)):
        send(body)

    assert (fresh(dossier).paid, state_of(order)) == (OWED, OrderState.PAID)
    assert audit.check_all().differences == []


FORGED = (
    {"key": "another"},
    {"X-Gateway-Signature": ""},
    {"X-Gateway-Signature": "ữ" * 64},
    {"X-Gateway-Time": "2026-01-06T05:00:01+00:00"},
    {"X-Gateway-Time": "today"},
    {"at": NOW + timedelta(hours=1)},
)


@pytest.mark.parametrize("forged", FORGED)
def test_a_wrong_signature_is_refused_and_leaves_nothing(forged: dict[str, Any], caplog: Any) -> None:
    order = order_of(dossier_at("tham-dinh").dossier)

    with nothing_written():
        answer = send(message(order), **forged)

    assert (answer.status_code, answer.json()) == (403, {"received": False})


def test_a_signature_is_of_the_very_bytes() -> None:
    order = order_of(dossier_at("tham-dinh").dossier)
    body = message(order)
    signed = send(body).wsgi_request.headers

    changed = Client().post(
        SENT_TO,
        body.replace(b"1800000", b"9800000"),
        content_type="application/json",
        headers={name: signed[name] for name in ("X-Gateway-Signature", "X-Gateway-Time")},
    )

    assert changed.status_code == 403


NOT_UNDERSTOOD = (
    b"",
    b"not json",
    b"[]",
    b'{"kind": "paid"}',
    message("X", "other kind", dated="2026-01-06T12:00:00+07:00"),
    message("X", amount=-1_800_000, dated="2026-01-06T12:00:00+07:00"),
    message("X", amount=0, dated="2026-01-06T12:00:00+07:00"),
    message("X", amount=10**15, dated="2026-01-06T12:00:00+07:00"),
    message("X", amount=1.5, dated="2026-01-06T12:00:00+07:00"),
    message("X", amount="1800000", dated="2026-01-06T12:00:00+07:00"),
    message("X", amount=True, dated="2026-01-06T12:00:00+07:00"),
    message("X", number="", dated="2026-01-06T12:00:00+07:00"),
    message("X", number="a\x00b", dated="2026-01-06T12:00:00+07:00"),
    message("X", number="F" * 65, dated="2026-01-06T12:00:00+07:00"),
    message("X", dated="2026-01-06T12:00:00"),
    message("X", dated="0999-01-06T12:00:00+07:00"),
)


@pytest.mark.usefixtures("agrees")
@pytest.mark.parametrize("body", NOT_UNDERSTOOD)
def test_what_is_rightly_signed_and_not_understood_is_kept_and_not_sent_again(body: bytes) -> None:
    assert send(body).status_code == 200

    kept = GatewayMessage.objects.get()
    assert (kept.kind, bytes(kept.body)) == ("other", body)
    assert not GatewayTransfer.objects.exists()


def test_what_is_too_long_is_refused_before_it_is_read() -> None:
    assert send(b" " * (seam.MOST_BYTES + 1)).status_code == 413
    assert not GatewayMessage.objects.exists()


def test_only_a_post_is_a_message_and_without_a_gateway_there_is_no_such_page(settings: Any) -> None:
    assert Client().get(SENT_TO).status_code == 404

    settings.PAYMENT_GATEWAY = ""

    assert send(b"{}").status_code == 404


def test_what_was_received_and_what_was_recorded_of_it_is_changed_by_nobody() -> None:
    send(message(order_of(dossier_at("tham-dinh").dossier)))

    changes = (
        "UPDATE dossiers_gatewaymessage SET amount = 1",
        "DELETE FROM dossiers_gatewaymessage",
        "UPDATE dossiers_gatewaytransfer SET amount = 1",
        "UPDATE dossiers_gatewaytransfer SET state = 'waiting', event_id = NULL",
        "DELETE FROM dossiers_gatewaytransfer",
    )
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)


FORGERIES = (
    ("UPDATE dossiers_paymentorder SET state = 'open'", "order"),
    ("UPDATE dossiers_gatewaytransfer SET amount = amount + 1", "transfer"),
    ("DELETE FROM dossiers_gatewaytransfer", "transfer"),
    ("DELETE FROM dossiers_gatewaymessage", "transfer paid FT1"),
    ("UPDATE dossiers_gatewaytransfer SET number = 'FT8'", "message paid FT1"),
)


@pytest.mark.parametrize(("forgery", "named"), FORGERIES)
def test_the_check_names_what_is_not_of_one_another(forgery: str, named: str) -> None:
    send(message(order_of(dossier_at("tham-dinh").dossier)))
    assert audit.check_all().differences == []

    with triggers_off(), connection.cursor() as cursor:
        cursor.execute(forgery)

    assert any(named in difference.what for difference in audit.check_all().differences)


def test_an_officer_does_not_say_that_money_came_on_line() -> None:
    walk = dossier_at("tham-dinh")

    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 09:00", fee=Fee(OWED, "online", ""))

    assert Payment.objects.get().way == PaidWay.OTHER
    actor = story.actor("bob", walk.dossier, acts.RECEIVE_PAYMENT, walk.at)
    assert actor.role not in acts.ACTS[acts.RECEIVE_ONLINE].by
