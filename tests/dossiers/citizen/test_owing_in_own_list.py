"""A dossier that goes on and owes something now says so in its applicant's own list, with the way to pay it."""

from pathlib import Path

import pytest

from dossiers import acts
from dossiers.commands import Fee
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.citizen.test_fee_by_answer import OWED as DUE
from tests.dossiers.citizen.test_fee_by_answer import paid
from tests.dossiers.desk.money.test_demanded_rows import given_back
from tests.dossiers.lifecycle import MONDAY, act, dossier_at
from tests.dossiers.owing import OWED, owing

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]

HOW = "Xem cách nộp 1.800.000 đ"


def own(code: str = "") -> str:
    """Return the words of the list, and of the dossier's page where it is named."""
    return read(Visitor("alice", language="vi").get(f"/ho-so/{code}/" if code else "/ho-so/")).words()


def test_what_was_given_back_is_to_be_paid_there_too(tmp_path: Path) -> None:
    walk = given_back(tmp_path)

    assert "phải nộp ngay" in own(walk.dossier.code)
    assert HOW in own()


def test_what_a_leader_let_go_on_is_owed_there_until_it_is_paid(tmp_path: Path) -> None:
    walk = owing(tmp_path, "processing")
    act(walk, acts.LET_PASS, "lan", f"{walk.at:%Y-%m-%d} 17:00", reason="Hồ sơ gấp.")
    before = own()
    act(walk, acts.RECEIVE_PAYMENT, "bob", f"{walk.at:%Y-%m-%d} 17:01", fee=Fee(OWED, "cash"))

    assert HOW in before
    assert HOW not in own()


def test_what_nobody_has_asked_for_is_not() -> None:
    assert dossier_at("tham-dinh").dossier.owed
    assert "Xem cách nộp" not in own()


def test_what_was_paid_too_much_is_said_there_until_it_has_gone_back() -> None:
    walk = paid(DUE + 1_000)
    before = own()
    given = {"fee": Fee(1_000, "cash", is_meant=True), "reason": "Nộp thừa."}
    paid_with = walk.dossier.events.get(action="confirm-payment").sequence
    act(walk, acts.GIVE_BACK, "bob", "2026-01-06 11:00", reverses=paid_with, **given)

    assert "nộp thừa 1.000 đ" in before
    assert "thừa" not in own()
