"""What an applicant reads of money that went back: that it did, what is owed by it, and whom to ask before paying again."""

from typing import Any

import pytest

from dossiers import acts
from dossiers.commands import Fee
from portal.demo.story import Walk
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import act, dossier_at, local

OWED = 1_800_000
ASK = "hãy hỏi Bộ phận Một cửa trước khi nộp"
pytestmark = [pytest.mark.django_db, pytest.mark.at(local("2026-01-06 12:00"))]


def paid(state: str, amount: int = OWED) -> tuple[Walk, int]:
    """Return a dossier of which an amount was paid, and the sequence of the payment."""
    walk, fee = dossier_at(state), Fee(amount, "cash", is_meant=True)
    return walk, act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 09:00", fee=fee).sequence


def page(walk: Walk) -> str:
    return read(Visitor("alice", language="vi").get(f"/ho-so/{walk.dossier.code}/")).words()


def give(walk: Walk, payment: int, amount: int, when: str = "2026-01-06 10:00") -> None:
    fee: Any = Fee(amount, "cash", is_meant=True)
    act(walk, acts.GIVE_BACK, "lan", when, reverses=payment, fee=fee, reason="Tính lại.")


def test_what_was_paid_rightly_and_went_back_is_owed_and_the_page_says_whom_to_ask() -> None:
    walk, payment = paid("tham-dinh.payment-due")
    give(walk, payment, 800_000)

    words = page(walk)

    assert "Cơ quan đã hoàn trả 800.000 đ trong số tiền bạn đã nộp. Biên lai vẫn còn hiệu lực" in words
    assert ASK in words


def test_what_was_paid_twice_and_went_back_once_reads_what_still_counts() -> None:
    walk, _payment = paid("tham-dinh")
    fee = Fee(OWED, "transfer", "FT1", is_meant=True)
    twice = act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 09:10", fee=fee).sequence
    before = page(walk)
    given = {"reverses": twice, "given_back": True, "back_way": "cash", "reason": "Nộp hai lần."}
    act(walk, acts.REVERSE_PAYMENT, "bob", "2026-01-06 10:10", **given)

    words = page(walk)

    assert "Còn tính là đã nộp" not in before
    assert "Còn tính là đã nộp, không kể khoản đã hoàn trả: 1.800.000 đ (biên lai BL-2026/00001)" in words


def test_what_was_too_much_and_went_back_is_not_owed() -> None:
    walk, payment = paid("tham-dinh", OWED + 800_000)
    give(walk, payment, 800_000)

    words = page(walk)

    assert "Cơ quan đã hoàn trả 800.000 đ" in words
    assert ASK not in words


def test_of_an_ended_dossier_all_that_went_back_stays_on_the_page() -> None:
    walk, payment = paid("phan-cong")
    act(walk, "stop", "hoa", "2026-01-06 09:30")
    give(walk, payment, 800_000)
    given = {"reverses": payment, "given_back": True, "back_way": "cash", "reason": "Trả hết."}
    act(walk, acts.REVERSE_PAYMENT, "lan", "2026-01-06 10:10", **given)

    words = page(walk)

    assert "Cơ quan đã hoàn trả 1.800.000 đ trong số tiền bạn đã nộp." in words
    assert "Biên lai vẫn còn hiệu lực" not in words


def test_a_wrong_entry_and_a_part_that_never_went_back_are_nothing_that_went_back() -> None:
    walk, payment = paid("tham-dinh")
    give(walk, payment, 800_000)
    part = walk.dossier.events.get(action=acts.GIVE_BACK).sequence
    act(walk, acts.UNDO_PART, "lan", "2026-01-06 10:10", reverses=part, reason="Ghi nhầm.")
    act(walk, acts.REVERSE_PAYMENT, "bob", "2026-01-06 10:20", reverses=payment, reason="Ghi nhầm.")

    assert "Cơ quan đã hoàn trả" not in page(walk)
