"""Money that comes in while an act of the office waits for its minute: nobody is asked for it again, and it is said what becomes of it."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from dossiers import acts
from dossiers.commands import Fee
from portal.demo import story
from portal.demo.story import Walk, dossier_in
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.commands.test_fee_guards import do
from tests.dossiers.notices.moved_money import MONDAY
from tests.dossiers.owing import STEPS, owing
from tests.dossiers.payments.gateway.made import message, order_of, send
from tests.dossiers.undoing import take_back

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
WHY = "Ghi nhầm số trang của hồ sơ khác."


def words(walk: Walk) -> str:
    return read(Visitor("alice", language="vi").get(f"/ho-so/{walk.dossier.code}/")).words()


def asked(amount: int = 500_000) -> Walk:
    return dossier_in("tham-dinh", at=MONDAY).take("ask-payment", "dung", fee=Fee(amount, is_meant=True))


def test_what_is_paid_while_the_withdrawal_of_its_demand_waits_is_not_asked_for(clock: time_machine.Traveller) -> None:
    walk = asked()
    event = story.take(walk.dossier, acts.WITHDRAW_DEMAND, "dung", at=walk.at + 30 * MINUTE, reason=WHY)
    clock.move_to(event.at + 10 * SECOND)
    before = words(walk)

    send(message(order_of(walk.dossier, 500_000)))

    clock.move_to(event.at + 20 * SECOND)
    within = words(walk)
    assert "Cơ quan đang chờ bạn nộp 500.000 đ" in before
    assert "Số tài khoản" in before
    assert "Cơ quan đang chờ bạn nộp" not in within
    assert "Số tài khoản" not in within
    assert "Cơ quan yêu cầu bạn nộp" not in within
    assert "Đã nhận đủ tiền bạn nộp" in within
    assert "Đã nộp: 500.000 đ" in within
    assert "thu hồi" not in within


def test_what_undoes_a_payment_that_waits_itself_is_not_shown_before_that(clock: time_machine.Traveller) -> None:
    walk = asked().take("confirm-payment", "bob", fee=Fee(500_000, "cash", is_meant=True))
    paid = walk.dossier.events.get(action="confirm-payment").sequence
    at = walk.at + 10 * SECOND
    walk.dossier.refresh_from_db()
    story.take(walk.dossier, acts.REVERSE_PAYMENT, "bob", at=at, reverses=paid, reason="Thu nhầm hồ sơ.")
    clock.move_to(at + SECOND)

    found = words(walk)

    assert "Cơ quan đang chờ bạn nộp 500.000 đ" in found
    assert "Thu nhầm hồ sơ" not in found


@pytest.mark.parametrize(
    ("paid", "given", "sentence"),
    [
        ({}, {}, "đã được thu hồi: lúc này bạn chưa phải nộp khoản này."),
        (
            {},
            {"fee": Fee(1_800_000), "ground": "Điều 10 Luật Phí và lệ phí", "reason": "Hộ nghèo."},
            "đã được thu hồi: bạn không phải nộp khoản này.",
        ),
        (
            {"fee": Fee(500_000, "cash", is_meant=True)},
            {},
            "500.000 đ bạn nộp từ đó được tính vào phí, lệ phí của hồ sơ.",
        ),
        (
            {"fee": Fee(500_000, "cash", is_meant=True)},
            {"fee": Fee(1_800_000), "ground": "Điều 10 Luật Phí và lệ phí", "reason": "Hộ nghèo."},
            "500.000 đ bạn nộp từ đó được hoàn lại cho bạn.",
        ),
    ],
)
def test_the_page_says_what_becomes_of_money_that_came_after_the_withdrawal(
    paid: dict[str, Any], given: dict[str, Any], sentence: str, clock: time_machine.Traveller
) -> None:
    walk = asked().take(acts.WITHDRAW_DEMAND, "dung", reason=WHY)
    if given:
        walk.take(acts.WAIVE_FEE, "lan", **given)
    if paid:
        walk.take(acts.RECEIVE_PAYMENT, "bob", **paid)
    clock.move_to(walk.at + MINUTE)

    found = words(walk)

    assert "Yêu cầu nộp 500.000 đ đã được thu hồi" in found
    assert sentence in found
    assert ("bạn không phải nộp khoản này" in found) is bool(given and not paid)


def test_what_was_asked_for_in_error_and_is_due_all_the_same_is_said_to_be_due(
    tmp_path: Path, clock: time_machine.Traveller
) -> None:
    walk = owing(tmp_path, "processing").until("tham-dinh").take("ask-payment", "dung", fee=Fee(1_800_000))
    walk.take(acts.WITHDRAW_DEMAND, "dung", reason=WHY)
    for action in ("propose-granted", "finish-xem-xet"):
        do(walk, action, STEPS[action])
    clock.move_to(walk.at + MINUTE)

    found = words(walk)

    assert "đã được thu hồi: đừng nộp theo yêu cầu đó. Khoản phải nộp ngay ghi ở bên dưới." in found
    assert "bạn không phải nộp khoản này" not in found
    assert "chưa phải nộp khoản này" not in found


def test_a_withdrawal_that_is_taken_back_leaves_the_payment(clock: time_machine.Traveller) -> None:
    walk = asked()
    order = order_of(walk.dossier)
    event = story.take(walk.dossier, acts.WITHDRAW_DEMAND, "dung", at=walk.at + 30 * MINUTE, reason=WHY)
    clock.move_to(event.at + 10 * SECOND)
    send(message(order))
    take_back(walk.dossier, "dung", at=event.at + 20 * SECOND, undoes=event.sequence)
    clock.move_to(event.at + MINUTE)

    found = words(walk)

    assert "Đã nhận đủ tiền bạn nộp" in found
    assert "Số tài khoản" not in found
