"""A transfer whose number stands at another dossier already: whoever records it is asked once."""

import pytest
from django.http import HttpResponse

from dossiers import acts
from dossiers.commands import Fee
from dossiers.models import Payment
from portal.demo.story import Walk
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import act, dossier_at, local

pytestmark = [pytest.mark.django_db, pytest.mark.at(local("2026-01-06 12:00"))]
TRANSFER = "FT26332ABC1234"


def paid(reference: str = TRANSFER, amount: int = 1_800_000) -> Walk:
    walk = dossier_at("tham-dinh")
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 09:00", fee=Fee(amount, "transfer", reference, is_meant=True))
    return walk


def press(walk: Walk, reference: str, **typed: str) -> HttpResponse:
    bob = Visitor("bob", language="vi")
    page = bob.get(f"/mot-cua/{walk.dossier.code}/")
    said = {"fee_amount": "1.800.000", "fee_method": "transfer", "fee_reference": reference, "note": "đã đối chiếu"}
    return bob.send(page, "/receive-payment/", said | typed)


@pytest.mark.parametrize("stored", [TRANSFER, f"{TRANSFER} 05/01/2026"])
def test_the_same_transfer_is_recorded_at_a_second_dossier_only_where_that_is_meant(stored: str) -> None:
    first, second = paid(stored), dossier_at("tham-dinh")

    asked = press(second, "ft26332 abc1234")

    assert asked.status_code == 422
    words = read(asked).words()
    assert f"hồ sơ {first.dossier.code}" in words
    assert "1.800.000 đ, 06/01/2026" in words
    assert "đã đối chiếu" in asked.content.decode()
    assert not Payment.objects.filter(dossier=second.dossier).exists()

    assert press(second, "ft26332 abc1234", fee_meant="on").status_code == 302
    assert Payment.objects.get(dossier=second.dossier).amount == 1_800_000


@pytest.mark.parametrize(("reference", "method"), [("FT26332ABC123", "transfer"), (TRANSFER, "cash"), ("", "transfer")])
def test_another_number_another_way_and_no_number_ask_nothing(reference: str, method: str) -> None:
    paid()

    assert press(dossier_at("tham-dinh"), reference, fee_method=method).status_code == 302


@pytest.mark.parametrize("stored", [TRANSFER, f"{TRANSFER} 05/01/2026"])
def test_a_transfer_whose_money_was_given_back_is_recorded_again_only_where_that_is_meant(stored: str) -> None:
    walk = paid(stored, amount=250_000)
    receipt = walk.dossier.events.get(action=acts.RECEIVE_PAYMENT)
    back = {"given_back": True, "back_way": "cash", "reason": "Trả theo đề nghị."}
    act(walk, acts.REVERSE_PAYMENT, "bob", "2026-01-06 10:00", reverses=receipt.sequence, **back)

    asked = press(walk, "ft26332 abc1234", fee_amount="1.550.000")

    assert asked.status_code == 422
    said = "đã được ghi ở hồ sơ này ngày 06/01/2026, biên lai BL-2026/00001, 250.000 đ, và tiền đã trả lại"
    assert said in read(asked).words()
    assert Payment.objects.exclude(number=None).count() == 1

    assert press(walk, "ft26332 abc1234", fee_amount="1.550.000", fee_meant="on").status_code == 302
    assert Payment.objects.exclude(number=None).count() == 2


def test_a_wrong_entry_is_entered_anew_at_its_dossier_without_being_asked() -> None:
    walk = paid(amount=250_000)
    receipt = walk.dossier.events.get(action=acts.RECEIVE_PAYMENT)
    act(walk, acts.REVERSE_PAYMENT, "bob", "2026-01-06 10:00", reverses=receipt.sequence, reason="Sai số tiền.")

    assert press(walk, TRANSFER).status_code == 302


def test_what_was_recorded_at_the_wrong_dossier_and_reversed_is_recorded_at_the_right_one() -> None:
    wrong = paid()
    receipt = wrong.dossier.events.get(action=acts.RECEIVE_PAYMENT)
    act(wrong, acts.REVERSE_PAYMENT, "bob", "2026-01-06 10:00", reverses=receipt.sequence, reason="Nhầm hồ sơ.")

    assert press(dossier_at("tham-dinh"), TRANSFER).status_code == 302


def test_what_goes_back_by_a_transfer_that_came_in_for_another_dossier_is_asked_about() -> None:
    paid()
    walk, bob = paid("FT-2", 1_900_000), Visitor("bob", language="vi")
    page = bob.get(f"/mot-cua/{walk.dossier.code}/")
    said = {"fee_amount": "100.000", "fee_method": "transfer", "fee_reference": TRANSFER, "reason": "Nộp thừa."}

    asked = bob.send(page, "/give-back/", said)

    assert asked.status_code == 422
    assert "đã ghi ở hồ sơ" in read(asked).words()
    assert not Payment.objects.filter(part_of__isnull=False).exists()
