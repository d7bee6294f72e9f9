"""A part of a payment goes back to the payer: the receipt stays for the rest, and never more goes back than came in."""

from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.roles import Role
from dossiers import acts
from dossiers.commands import Fee
from dossiers.commands.money import cash
from dossiers.log import money
from dossiers.log.facts import words_of
from dossiers.models import Event, Payment
from dossiers.proof import audit
from dossiers.refusals import NotYours
from dossiers.refusals.money import payment
from dossiers.refusals.money.cash import CashClosed
from portal.demo import story
from portal.demo.story import Walk
from tests.dossiers.lifecycle import act, dossier_at, local
from tests.dossiers.officers import officer
from tests.dossiers.proof.records import nothing_written, triggers_off, undone

OWED, MORE = 1_800_000, 400_000
TRANSFER = Fee(MORE, "transfer", "UNC-77")


@pytest.fixture
def agrees() -> Any:
    yield
    assert audit.check_all().differences == []


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agrees")]


def overpaid(way: str = "cash") -> tuple[Walk, Payment]:
    """Return a dossier of which 400,000 were paid too much, and its payment."""
    walk = dossier_at("tham-dinh")
    fee = Fee(OWED + MORE, way, "FT1" if way == "transfer" else "", is_meant=True)
    event = act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 09:00", fee=fee)
    return walk, Payment.objects.get(event=event)


def give(walk: Walk, row: Payment, who: str = "bob", when: str = "2026-01-06 10:00", **given: Any) -> Event:
    """Give a part of a payment back."""
    usual = {"fee": TRANSFER, "reason": "Nộp thừa do nhầm số trang."}
    return act(walk, acts.GIVE_BACK, who, when, reverses=row.event.sequence, **usual | given)


def account(walk: Walk) -> tuple[int, int | None, int]:
    """Return what is paid, owed and too much."""
    found = money.account_of(walk.dossier.events.all())
    assert walk.dossier.paid == found.paid
    return found.paid, found.owed, found.overpaid


def test_just_what_is_too_much_goes_back_and_the_receipt_stays_for_the_rest() -> None:
    walk, row = overpaid()

    event = give(walk, row)

    part = Payment.objects.get(event=event)
    assert (part.part_of, part.reverses, part.amount, part.way, part.number) == (row, None, MORE, "transfer", None)
    assert part.by is not None
    assert part.by.username == "bob"
    words = words_of(event.payload)
    assert (words.fee_reference, words.reason) == ("UNC-77", "Nộp thừa do nhầm số trang.")
    assert event.facts["receipt"] == row.receipt
    assert account(walk) == (OWED, 0, 0)
    assert [one.sequence for one in money.standing_payments(walk.dossier.events.all())] == [row.event.sequence]


def test_a_reversal_after_a_part_went_back_takes_off_the_rest_alone() -> None:
    walk, row = overpaid()
    give(walk, row)

    given = {"reverses": row.event.sequence, "given_back": True, "reason": "Trả hết."}
    event = act(walk, acts.REVERSE_PAYMENT, "bob", "2026-01-06 11:00", **given)

    undone_row = Payment.objects.get(event=event)
    assert (undone_row.reverses, undone_row.amount, undone_row.way) == (row, OWED, "cash")
    assert account(walk) == (0, OWED, 0)
    with nothing_written(), pytest.raises(payment.NoPayment):
        give(walk, row, when="2026-01-06 12:00")


def test_what_went_back_in_part_is_no_wrong_entry() -> None:
    walk, row = overpaid()
    give(walk, row)

    with nothing_written(), pytest.raises(payment.PartsWentBack) as refused:
        act(walk, acts.REVERSE_PAYMENT, "bob", "2026-01-06 11:00", reverses=row.event.sequence, reason="Ghi nhầm.")

    assert refused.value.field == "reversal"
    assert "400.000 đ" in str(refused.value)


@pytest.mark.parametrize("amount", [OWED + MORE, OWED + MORE + 1])
def test_as_a_part_never_goes_back_as_much_as_there_is(amount: int) -> None:
    walk, row = overpaid()

    with nothing_written(), pytest.raises(payment.PartTooMuch):
        give(walk, row, fee=Fee(amount, "cash", is_meant=True))

    give(walk, row)
    with nothing_written(), pytest.raises(payment.PartTooMuch):
        give(walk, row, when="2026-01-06 11:00", fee=Fee(OWED, "cash", is_meant=True))


@pytest.mark.parametrize("amount", [0, -5, 10**12 + 1])
def test_what_is_no_amount_does_not_go_back(amount: int) -> None:
    walk, row = overpaid()

    with nothing_written(), pytest.raises(payment.NotAnAmount):
        give(walk, row, fee=Fee(amount, "cash", is_meant=True))


def test_a_second_press_gives_nothing_back_again() -> None:
    walk, row = overpaid()
    give(walk, row)

    with nothing_written(), pytest.raises(payment.PartTwice):
        give(walk, row)

    with nothing_written(), pytest.raises(payment.NotTooMuch):
        give(walk, row, fee=Fee(MORE, "transfer", "UNC-78"))
    give(walk, row, when="2026-01-06 11:00", fee=Fee(MORE, "transfer", "UNC-78", is_meant=True))
    assert account(walk) == (OWED - MORE, MORE, 0)


def test_a_transfer_needs_its_number() -> None:
    walk, row = overpaid()

    with nothing_written(), pytest.raises(payment.PartNeedsReference):
        give(walk, row, fee=Fee(MORE, "transfer", " "))


def test_what_a_colleague_has_received_is_given_back_by_a_head_or_a_leader() -> None:
    officer("nam", Role.ONE_STOP_OFFICER, "mot-cua")
    walk, row = overpaid()

    with nothing_written(), pytest.raises(payment.ReceivedByAnother):
        give(walk, row, "nam")
    with nothing_written(), pytest.raises(NotYours):
        give(walk, row, "dung")

    give(walk, row, "hoa")


def test_of_a_dossier_that_ended_without_a_result_any_part_goes_back() -> None:
    walk = dossier_at("phan-cong")
    event = act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 09:00", fee=Fee(OWED, "cash"))
    act(walk, "stop", "hoa", "2026-01-06 10:00")

    give(walk, Payment.objects.get(event=event), when="2026-01-06 11:00")

    assert walk.dossier.paid == OWED - MORE


def test_cash_goes_back_on_no_day_that_is_closed_and_a_transfer_does() -> None:
    walk, row = overpaid()
    bob = story.person("bob")
    cash.close_day(
        walk.dossier.agency_id, local("2026-01-06 00:00").date(), cash.Count(OWED + MORE), by=bob, at=walk.at
    )

    with nothing_written(), pytest.raises(CashClosed) as refused:
        give(walk, row, fee=Fee(MORE, "cash"))

    assert refused.value.field == "fee_method"
    give(walk, row, when="2026-01-06 11:00")
    assert account(walk) == (OWED, 0, 0)


def test_the_database_refuses_a_part_that_is_too_much_a_part_of_a_part_and_another_dossier_s() -> None:
    (walk, row), other = overpaid(), dossier_at("tham-dinh")
    part = Payment.objects.get(event=give(walk, row))
    note = act(walk, acts.NOTE, "bob", "2026-01-06 12:00")
    foreign = act(other, acts.NOTE, "bob", "2026-01-06 12:00")
    made = partial(Payment, agency=row.agency, way="cash", at=note.at)

    for wrong in (
        made(dossier=walk.dossier, event=note, amount=OWED, part_of=row),
        made(dossier=walk.dossier, event=note, amount=1, part_of=part),
        made(dossier=other.dossier, event=foreign, amount=1, part_of=row),
        made(dossier=walk.dossier, event=note, amount=OWED + MORE, reverses=row),
        made(dossier=walk.dossier, event=note, amount=OWED, reverses=row, part_of=row),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong.save()


def test_the_check_names_a_part_that_was_changed_or_taken_away() -> None:
    walk, row = overpaid()
    part = Payment.objects.get(event=give(walk, row))
    where = f"event {part.event.sequence} (give-back) payment"
    taken_off = f"receipt {row.receipt} taken off"

    for change, named in (
        (lambda: Payment.objects.filter(pk=part.pk).update(amount=5), [where, "sum of payments"]),
        (lambda: Payment.objects.filter(pk=part.pk).update(way="cash"), [where]),
        (lambda: Payment.objects.filter(pk=part.pk).delete(), [where, "sum of payments"]),
        (lambda: Payment.objects.filter(pk=part.pk).update(amount=OWED + MORE), [where, taken_off, "sum of payments"]),
        (lambda: Payment.objects.filter(pk=part.pk).update(part_of=None, reverses=row), [where, taken_off]),
    ):
        with undone():
            with triggers_off():
                change()
            assert [one.what for one in audit.check_all().differences] == named
