"""A demand of which something was waived, or that was withdrawn: nobody reads that money came in that never did."""

from datetime import timedelta

import pytest
import time_machine

from dossiers.commands import Fee
from dossiers.pages.logged.timeline import event_rows
from portal.demo.story import Walk, dossier_in
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.notices import moved_money

pytestmark = pytest.mark.django_db

LABEL = "Phí, lệ phí"


def confirmed_facts(walk: Walk) -> dict[str, str]:
    """Return what the applicant reads in the history beside the confirmation of the payment."""
    rows = event_rows(walk.dossier, walk.dossier.events.select_related("payload", "actor", "unit"), for_applicant=True)
    (row,) = [row for row in rows if row.label == "Xác nhận đã nộp tiền"]
    return dict(row.facts)


@pytest.mark.parametrize(
    ("waived", "words"),
    [
        (1_800_000, "đã được miễn"),
        (800_000, "đã được miễn 800.000\N{NO-BREAK SPACE}đ, đã nộp 1.000.000\N{NO-BREAK SPACE}đ"),
    ],
)
def test_the_history_says_beside_the_confirmation_what_was_waived(waived: int, words: str) -> None:
    assert confirmed_facts(moved_money.waived_of_demand(waived))[LABEL] == words


def test_of_what_was_paid_whole_the_history_says_nothing_of_a_waiver() -> None:
    walk = dossier_in("tham-dinh", at=moved_money.MONDAY).take("ask-payment", "dung")

    assert LABEL not in confirmed_facts(walk.take("confirm-payment", "bob"))


def test_the_page_says_that_a_demand_was_withdrawn_until_something_new_is_asked_for() -> None:
    walk = moved_money.demand_withdrawn()
    sentence = "Yêu cầu nộp 5.000.000 đ đã được thu hồi: bạn không phải nộp khoản này."
    page = f"/ho-so/{walk.dossier.code}/"
    alice = Visitor("alice", language="vi")

    with time_machine.travel(walk.at + timedelta(days=1), tick=False):
        withdrawn = read(alice.get(page)).words()
    walk.take("ask-payment", "dung", fee=Fee(180_000, is_meant=True))
    with time_machine.travel(walk.at + timedelta(days=1), tick=False):
        asked_anew = read(alice.get(page)).words()

    assert sentence in withdrawn
    assert "đã được thu hồi" not in asked_anew
