"""What the desk reads of money that was let pass, went back, or goes back: no reason that is none, no label against its hint."""

import re
from pathlib import Path

import pytest
from django.utils.translation import override

from dossiers import acts
from dossiers.commands import Fee
from dossiers.display.balance import balance
from dossiers.log.facts import Facts
from dossiers.log.money import account_of
from dossiers.models import Event
from dossiers.refusals.money.cash import CashClosed
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import dossier_at, local
from tests.dossiers.owing import give_back, owing

pytestmark = [pytest.mark.django_db, pytest.mark.at(local("2026-01-08 12:00"))]


def test_what_a_leader_let_pass_is_said_beside_what_is_owed_by_now(tmp_path: Path) -> None:
    walk = owing(tmp_path, "processing").take(acts.RECEIVE_PAYMENT, "bob", fee=Fee(1_000_000, "cash"))
    walk.take(acts.LET_PASS, "lan", reason="Hồ sơ gấp.")
    address, bob = f"/mot-cua/{walk.dossier.code}/", Visitor("bob", language="vi")
    before = read(bob.get(address)).words()
    give_back(walk.dossier)

    words = read(bob.get(address)).words()

    said = "Lãnh đạo đã cho giải quyết khi chưa nộp 800.000 đ. Nay hồ sơ còn nợ 1.800.000 đ, nhiều hơn mức đó"
    assert said not in before
    assert said in words
    assert "khoản nợ vẫn còn" not in words


def test_what_is_lacking_as_money_went_back_is_not_put_on_corrected_answers_alone() -> None:
    def event(sequence: int, action: str, facts: Facts) -> Event:
        return Event(sequence=sequence, action=action, facts=facts)

    log = [
        event(1, acts.SUBMIT, Facts(unit=None, due=1_300_000)),
        event(2, acts.RECEIVE_PAYMENT, Facts(unit=None, fee=500_000, receipt="BL-2026/00001")),
        event(3, acts.RECEIVE_PAYMENT, Facts(unit=None, fee=800_000, receipt="BL-2026/00002")),
        event(4, "supplement", Facts(unit=None, due=1_750_000)),
        event(5, acts.REVERSE_PAYMENT, Facts(unit=None, fee=800_000, reverses=3, given_back=True)),
    ]

    with override("vi"):
        before, after = (balance(account_of(part), part).replace("\xa0", " ") for part in (log[:4], log))

    assert "Khoản đã hoàn trả" not in before
    assert "Còn thiếu 1.250.000 đ" in after
    assert "Khoản đã hoàn trả tính là chưa nộp: 800.000 đ." in after


def test_the_number_of_a_transfer_by_which_money_goes_back_is_not_called_optional() -> None:
    walk = dossier_at("tham-dinh").take(acts.RECEIVE_PAYMENT, "bob", fee=Fee(1_800_000, "cash"))

    page = Visitor("bob", language="vi").get(f"/mot-cua/{walk.dossier.code}/").content.decode()

    labels = re.findall(r'<label[^>]*for="id_(?:give-back|reverse-payment)_fee_reference".*?</label>', page, re.DOTALL)
    assert len(labels) == 2
    assert not any("không bắt buộc" in label for label in labels)


def test_a_wrong_entry_on_a_closed_day_is_refused_without_a_word_of_giving_back() -> None:
    closed = CashClosed(on="06/01/2026", who="Trần Văn Bình", at="17:00 06/01/2026", is_back=True)

    with override("vi"):
        words = closed.sentence()

    assert "huỷ khoản thu này vào một ngày sau" in words
    assert "trả lại" not in words
