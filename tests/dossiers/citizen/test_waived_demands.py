"""A demand of which something was waived, or that was withdrawn: nobody reads that money came in that never did."""

from datetime import datetime, timedelta

import pytest
import time_machine

from dossiers.commands import Fee
from dossiers.pages.logged.timeline import event_rows
from portal.demo.story import Walk, dossier_in
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.bulk.choosing import NOW
from tests.dossiers.notices import moved_money

pytestmark = pytest.mark.django_db

LABEL = "Phí, lệ phí"


def confirmed_facts(walk: Walk, *, for_applicant: bool = True) -> dict[str, str]:
    """Return what a reader finds in the history beside the confirmation of the payment."""
    events = walk.dossier.events.select_related("payload", "actor", "unit")
    rows = event_rows(walk.dossier, events, for_applicant=for_applicant)
    (row,) = [row for row in rows if row.label.startswith("Xác nhận")]
    return dict(row.facts)


def labels(walk: Walk) -> list[str]:
    """Return what the applicant reads of what happened."""
    events = walk.dossier.events.select_related("payload", "actor", "unit")
    return [row.label for row in event_rows(walk.dossier, events, for_applicant=True)]


@pytest.mark.parametrize(
    ("waived", "words"),
    [
        (1_800_000, "đã được miễn"),
        (800_000, "đã được miễn 800.000\N{NO-BREAK SPACE}đ, đã nộp 1.000.000\N{NO-BREAK SPACE}đ"),
    ],
)
def test_the_history_says_beside_the_confirmation_what_was_waived(waived: int, words: str) -> None:
    assert confirmed_facts(moved_money.waived_of_demand(waived))[LABEL] == words


def test_the_history_calls_the_confirmation_of_a_waiver_in_full_no_payment() -> None:
    whole, part = (labels(moved_money.waived_of_demand(waived)) for waived in (1_800_000, 800_000))

    assert ("Xác nhận được miễn, giải quyết tiếp" in whole, "Xác nhận đã nộp tiền" in whole) == (True, False)
    assert ("Xác nhận được miễn, giải quyết tiếp" in part, "Xác nhận đã nộp tiền" in part) == (False, True)


@pytest.mark.parametrize("for_applicant", [True, False])
@pytest.mark.parametrize("at", [moved_money.MONDAY, NOW], ids=["with the confirmation", "before it"])
def test_the_history_says_beside_the_confirmation_how_much_came_in_and_by_which_receipt(
    at: datetime, *, for_applicant: bool
) -> None:
    walk = dossier_in("tham-dinh", at=at).take("ask-payment", "dung").take("confirm-payment", "bob")

    facts = confirmed_facts(walk, for_applicant=for_applicant)

    assert (facts["Số tiền"], facts["Biên lai"]) == ("1.800.000\N{NO-BREAK SPACE}đ", f"BL-{at.year}/00001")


def test_of_several_payments_the_history_says_each_as_far_as_it_stood_when_they_were_confirmed() -> None:
    walk = dossier_in("tham-dinh", at=NOW).take("ask-payment", "dung")
    for amount in (700_000, 200_000, 1_100_000):
        walk.take("receive-payment", "bob", fee=Fee(amount, "cash", is_meant=True))
    walk.take("reverse-payment", "bob", reverses=walk.events[-2].sequence, reason="Ghi nhầm.")
    walk.take("confirm-payment", "bob")
    walk.take("reverse-payment", "bob", reverses=walk.events[-3].sequence, reason="Ghi nhầm.")
    events = walk.dossier.events.select_related("payload", "actor", "unit")

    (row,) = [one for one in event_rows(walk.dossier, events, for_applicant=True) if "Xác nhận" in one.label]

    assert [value.replace("\N{NO-BREAK SPACE}", " ") for _label, value in row.facts] == [
        *("700.000 đ", "BL-2026/00001"),
        *("1.100.000 đ", "BL-2026/00003"),
    ]


def test_of_what_was_paid_whole_the_history_says_nothing_of_a_waiver() -> None:
    walk = dossier_in("tham-dinh", at=moved_money.MONDAY).take("ask-payment", "dung")

    assert LABEL not in confirmed_facts(walk.take("confirm-payment", "bob"))


def test_while_a_waiver_in_full_waits_for_the_desk_the_page_waits_for_no_payment() -> None:
    walk = dossier_in("tham-dinh", at=moved_money.MONDAY).take("ask-payment", "dung")
    page, alice = f"/ho-so/{walk.dossier.code}/", Visitor("alice", language="vi")
    with time_machine.travel(walk.at + timedelta(days=1), tick=False):
        asked = read(alice.get(page)).words()
    walk.take("waive-fee", "lan", fee=Fee(1_800_000), ground="Điều 10 Luật Phí và lệ phí", reason="Hộ nghèo.")

    with time_machine.travel(walk.at + timedelta(days=1), tick=False):
        waived = read(alice.get(page)).words()

    paused, settled = (
        "Tạm dừng chờ nộp phí, lệ phí: ",
        "Không còn phải nộp phí, lệ phí, chờ cơ quan xác nhận: thời hạn được tính tiếp",
    )
    assert (paused in asked, settled in asked) == (True, False)
    assert (paused in waived, settled in waived) == (False, True)
    assert "Bộ phận Một cửa còn xác nhận là không phải nộp gì" in waived


def test_who_confirms_a_waiver_in_full_presses_no_button_that_says_that_money_was_paid() -> None:
    walk = dossier_in("tham-dinh", at=moved_money.MONDAY).take("ask-payment", "dung")
    page, bob = f"/mot-cua/{walk.dossier.code}/", Visitor("bob", language="vi")
    with time_machine.travel(walk.at + timedelta(days=1), tick=False):
        before = read(bob.get(page)).words()
    walk.take("waive-fee", "lan", fee=Fee(1_800_000), ground="Điều 10 Luật Phí và lệ phí", reason="Hộ nghèo.")

    with time_machine.travel(walk.at + timedelta(days=1), tick=False):
        waived = bob.get(page)
        after = read(bob.send(waived, "/confirm-payment/", follow=True)).words()

    assert "Xác nhận đã nộp tiền" in before
    assert "Xác nhận được miễn" not in before
    assert "Xác nhận đã nộp tiền" not in read(waived).words()
    assert "Xác nhận được miễn, giải quyết tiếp" in read(waived).words()
    assert f"Xác nhận được miễn, giải quyết tiếp – {walk.dossier.code}" in after
    assert "Xác nhận đã nộp tiền" not in after


def test_the_page_says_that_a_demand_was_withdrawn_until_something_new_is_asked_for() -> None:
    walk = moved_money.demand_withdrawn()
    sentence = "Yêu cầu nộp 5.000.000 đ đã được thu hồi: lúc này bạn chưa phải nộp khoản này."
    page = f"/ho-so/{walk.dossier.code}/"
    alice = Visitor("alice", language="vi")

    with time_machine.travel(walk.at + timedelta(days=1), tick=False):
        withdrawn = read(alice.get(page)).words()
    walk.take("ask-payment", "dung", fee=Fee(180_000, is_meant=True))
    with time_machine.travel(walk.at + timedelta(days=1), tick=False):
        asked_anew = read(alice.get(page)).words()

    assert sentence in withdrawn
    assert "đã được thu hồi" not in asked_anew
