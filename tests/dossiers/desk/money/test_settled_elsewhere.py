"""A dossier that waits for a payment, and the money comes by another act than the confirmation: it goes on all the same."""

from collections.abc import Callable

import pytest

from dossiers import acts
from dossiers.commands import Fee
from dossiers.models import Dossier, Event, Payment
from dossiers.proof import audit
from dossiers.refusals import MissingAnswer
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.desk.money.test_fee_journeys import by_cash, by_transfer, on_line, waived
from tests.dossiers.lifecycle import act, dossier_at, local
from tests.dossiers.owing import OWED
from tests.dossiers.proof.records import nothing_written

pytestmark = [pytest.mark.django_db, pytest.mark.at(local("2026-01-08 09:00"))]

CONFIRM = "/confirm-payment/"
WAYS: dict[str, Callable[[Dossier], None]] = {
    "cash": by_cash,
    "transfer": by_transfer,
    "online": on_line,
    "waived": waived,
}


def waiting(way: str = "cash") -> Dossier:
    """Return a dossier of the first edition that is paused for a payment, whose debt was settled in a way."""
    dossier = dossier_at("tham-dinh.payment-due").dossier
    WAYS[way](dossier)
    return Dossier.objects.get(pk=dossier.pk)


@pytest.mark.parametrize("way", WAYS)
def test_what_was_settled_by_another_act_is_confirmed_without_an_amount(way: str) -> None:
    dossier, bob = waiting(way), Visitor("bob", language="vi")
    before = dossier.paid, Payment.objects.count()

    page = bob.get(f"/mot-cua/{dossier.code}/")
    (form,) = [form for form in read(page).forms if form.action.endswith(CONFIRM)]
    answer = bob.send(page, CONFIRM)

    assert "fee_amount" not in form.values
    assert "Không còn khoản nào phải nộp: xác nhận để tính tiếp thời hạn." in read(page).words()
    assert answer.status_code == 302
    dossier.refresh_from_db()
    assert (dossier.state, dossier.paid, Payment.objects.count()) == ("tham-dinh", *before)
    assert "fee" not in Event.objects.filter(dossier=dossier).latest("sequence").facts
    assert audit.check_all().differences == []


def test_an_amount_that_was_typed_before_the_money_came_is_kept_and_recorded_no_second_time() -> None:
    walk, bob = dossier_at("tham-dinh.payment-due"), Visitor("bob", language="vi")
    page = bob.get(f"/mot-cua/{walk.dossier.code}/")
    by_cash(walk.dossier)

    with nothing_written():
        answer = read(bob.send(page, CONFIRM, {"fee_method": "transfer", "fee_reference": "FT9"}))

    assert "0 đ" in answer.errors["id_confirm-payment_fee_amount"]
    (form,) = [form for form in answer.forms if form.action.endswith(CONFIRM)]
    assert form.values["fee_amount"] == "1.800.000"
    assert bob.post(form.action, {**form.values, "fee_amount": ""}).status_code == 302
    walk.dossier.refresh_from_db()
    assert (walk.dossier.state, walk.dossier.paid) == ("tham-dinh", OWED)


def test_while_a_dong_is_owed_the_amount_must_be_given() -> None:
    walk = dossier_at("tham-dinh.payment-due")
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-08 08:00", fee=Fee(OWED - 1, "cash"))

    with nothing_written(), pytest.raises(MissingAnswer):
        act(walk, "confirm-payment", "bob", "2026-01-08 08:30", fee=None)
