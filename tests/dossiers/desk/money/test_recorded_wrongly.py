"""A row of a statement whose receipt was a wrong entry is open work again; one that pays what is owed after the return is sure."""

import re
from pathlib import Path

import pytest

from dossiers import acts
from dossiers.commands import Fee
from dossiers.models import StatementRow
from dossiers.proof import audit
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.desk.money.test_statements import PAGE, take_in
from tests.dossiers.lifecycle import act, dossier_at, local
from tests.dossiers.owing import OWED, STEPS, give_back, owing
from tests.dossiers.payments.statement import made

pytestmark = [pytest.mark.django_db, pytest.mark.at(local("2026-01-06 12:00"))]


def test_a_row_that_was_recorded_at_a_wrong_dossier_is_open_again_until_it_is_recorded_at_the_right_one() -> None:
    wrong, right = dossier_at("tham-dinh"), dossier_at("tham-dinh")
    text = made.vietcombank([("FT1", "1.800.000", wrong.dossier.code)])
    statement, bob = take_in(text), Visitor("bob", language="vi")
    address = f"{PAGE}{statement.pk}/"
    bob.post(address, {"record": "1"})
    paid = wrong.dossier.events.get(action=acts.RECEIVE_PAYMENT)
    assert re.search(r"sao-ke.csv .* 1 0 0\b", read(bob.get(PAGE)).words())
    act(wrong, acts.REVERSE_PAYMENT, "bob", "2026-01-06 12:00", reverses=paid.sequence, reason="Nhầm hồ sơ.")

    page = read(bob.get(address)).words()

    assert "Biên lai BL-2026/00001 đã huỷ do ghi nhầm: khoản tiền này chưa nằm trong biên lai nào." in page
    assert "Nêu đúng một hồ sơ còn nợ đúng số tiền này: 1" in page
    assert "Ghi nhận 1 khoản" not in page
    assert re.search(r"sao-ke.csv .* 1 0 1\b", read(bob.get(PAGE)).words())

    fee = Fee(1_800_000, "transfer", "FT1")
    act(right, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 12:10", fee=fee)

    assert re.search(r"sao-ke.csv .* 1 0 0\b", read(bob.get(PAGE)).words())
    row = statement.transfers.get()
    assert (row.match, row.dossier_id) == ("recorded", right.dossier.pk)
    assert audit.check_all().differences == []


def test_a_row_that_was_recorded_wrongly_can_be_put_aside_and_taken_back() -> None:
    walk = dossier_at("tham-dinh")
    statement, bob = take_in(made.vietcombank([("FT1", "1.800.000", walk.dossier.code)])), Visitor("bob", language="vi")
    address = f"{PAGE}{statement.pk}/"
    bob.post(address, {"record": "1"})
    row, paid = statement.transfers.get(), walk.dossier.events.get(action=acts.RECEIVE_PAYMENT)
    act(walk, acts.REVERSE_PAYMENT, "bob", "2026-01-06 12:00", reverses=paid.sequence, reason="Nhầm hồ sơ.")

    bob.post(address, {"settle": row.pk})
    aside = read(bob.get(f"{address}?loai=sure")).words()
    closed = StatementRow.objects.open().count()
    bob.post(address, {"take-back": row.pk})
    back = StatementRow.objects.open().count()

    assert "đánh dấu đã xử lý lúc" in aside
    assert (closed, back) == (0, 1)


def test_a_transfer_of_what_is_owed_after_the_return_is_sure_and_of_anything_else_has_ended(tmp_path: Path) -> None:
    owes, paid = owing(tmp_path, "return"), owing(tmp_path, "return")
    for walk in (owes, paid):
        for action, who in STEPS.items():
            if action == "return":
                walk.take(acts.RECEIVE_PAYMENT, "bob", fee=Fee(OWED, "cash"))
            walk.take(action, who)
    give_back(owes.dossier)

    statement = take_in(made.vietcombank([("FT1", "1.800.000", owes.dossier.code), ("FT2", "5", paid.dossier.code)]))

    assert [row.match for row in statement.transfers.order_by("pk")] == ["sure", "ended"]
    Visitor("bob").post(f"{PAGE}{statement.pk}/", {"record": "1"})
    owes.dossier.refresh_from_db()
    assert owes.dossier.owed == 0
    assert audit.check_all().differences == []
