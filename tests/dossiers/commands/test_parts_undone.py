"""A part that was recorded as given back by mistake is put right: once, by a row of its own, never on a closed day."""

from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.roles import Role
from dossiers import acts
from dossiers.commands import Fee
from dossiers.commands.money import cash
from dossiers.desk.money.cash import by_way
from dossiers.models import Event, PaidWay, Payment
from dossiers.proof import audit
from dossiers.refusals import MissingAnswer, NotYours
from dossiers.refusals.money import payment
from dossiers.refusals.money.cash import PartOfClosedDay
from dossiers.reports.official.receipts import undoing
from portal.demo import story
from portal.demo.story import Walk
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.commands.test_parts_given_back import MORE, OWED, account, give, overpaid
from tests.dossiers.lifecycle import act, dossier_at, local
from tests.dossiers.officers import officer
from tests.dossiers.proof.records import nothing_written, triggers_off, undone

CASH = Fee(MORE, "cash")
REASON = "Ghi nhầm hồ sơ: tiền chưa trả."


@pytest.fixture
def agrees() -> Any:
    yield
    assert audit.check_all().differences == []


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agrees")]


def undo(walk: Walk, part: Event, who: str = "bob", when: str = "2026-01-06 10:30", **given: Any) -> Event:
    """Undo a part."""
    return act(walk, acts.UNDO_PART, who, when, **{"reverses": part.sequence, "reason": REASON} | given)


def given_part(fee: Fee = CASH) -> tuple[Walk, Payment, Event]:
    """Return a dossier, its payment, and a part of it that is recorded as given back."""
    walk, row = overpaid()
    return walk, row, give(walk, row, fee=fee)


def test_the_book_keeps_both_and_the_receipt_counts_whole_again() -> None:
    walk, row, part = given_part()

    event = undo(walk, part)

    made = Payment.objects.get(event=event)
    assert made.restores is not None
    assert made.restores.event == part
    assert (made.amount, made.way, made.signed, made.receipt, made.of) == (MORE, "cash", MORE, "", row)
    assert (event.facts["fee"], event.facts["receipt"]) == (MORE, row.receipt)
    assert account(walk) == (OWED + MORE, 0, MORE)
    assert undoing(made) == f"{row.receipt}: huỷ lần hoàn trả ghi nhầm"
    # Another part may go back, and all of it as a whole.
    give(walk, row, when="2026-01-06 11:00", fee=CASH)
    given = {"reverses": row.event.sequence, "given_back": True, "back_way": "cash", "reason": "Trả hết."}
    act(walk, acts.REVERSE_PAYMENT, "bob", "2026-01-06 11:10", **given)
    assert account(walk) == (0, OWED, 0)


def test_it_is_undone_once_with_a_reason() -> None:
    walk, row, part = given_part()

    with nothing_written(), pytest.raises(MissingAnswer):
        undo(walk, part, reason="")
    undo(walk, part)
    with nothing_written(), pytest.raises(payment.NoPart):
        undo(walk, part, when="2026-01-06 11:00")
    other = give(walk, row, when="2026-01-06 11:10", fee=Fee(1_000, "cash"))
    with nothing_written(), pytest.raises(payment.UndoneBefore):
        undo(walk, part, when="2026-01-06 11:20")
    undo(walk, other, when="2026-01-06 11:30")


@pytest.mark.at(local("2026-01-06 12:00"))
def test_who_presses_it_in_a_second_window_reads_that_there_is_nothing_to_undo() -> None:
    walk, _row, _part = given_part()
    bob, address = Visitor("bob", language="vi"), f"/mot-cua/{walk.dossier.code}/"
    first, second = bob.get(address), bob.get(address)
    assert "Huỷ lần hoàn trả ghi nhầm" in read(first).words()

    bob.send(first, "/undo-part/", {"reason": REASON})
    with nothing_written():
        answer = bob.send(second, "/undo-part/", {"reason": REASON}, follow=True)

    assert "không có gì để huỷ" in read(answer).words()
    walk.dossier.refresh_from_db()
    assert account(walk) == (OWED + MORE, 0, MORE)


def test_only_a_part_is_undone() -> None:
    (walk, row, _part), other = given_part(), dossier_at("tham-dinh")

    with nothing_written(), pytest.raises(payment.UndoesNoPart):
        undo(walk, row.event)
    with nothing_written(), pytest.raises(payment.UndoesNoPart):
        undo(walk, row.event, reverses=99)
    with nothing_written(), pytest.raises(payment.NoPart):
        undo(other, row.event)


def test_nothing_is_undone_of_a_payment_that_is_reversed_since() -> None:
    walk, row, part = given_part()
    given = {"reverses": row.event.sequence, "given_back": True, "back_way": "cash", "reason": "Trả hết."}
    act(walk, acts.REVERSE_PAYMENT, "bob", "2026-01-06 11:00", **given)

    with nothing_written(), pytest.raises(payment.NoPart):
        undo(walk, part, when="2026-01-06 11:10")

    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 11:20", fee=Fee(OWED, "cash"))
    again = Payment.objects.get(event=walk.dossier.events.last())
    give(walk, again, when="2026-01-06 11:30", fee=Fee(1_000, "cash", is_meant=True))
    with nothing_written(), pytest.raises(payment.PartOfReversed):
        undo(walk, part, when="2026-01-06 11:40")


def test_what_a_colleague_has_recorded_is_undone_by_a_head_or_a_leader() -> None:
    officer("nam", Role.ONE_STOP_OFFICER, "mot-cua")
    walk, row, part = given_part()

    with nothing_written(), pytest.raises(payment.PartByAnother):
        undo(walk, part, "nam")
    with nothing_written(), pytest.raises(NotYours):
        undo(walk, part, "dung")
    by_head = give(walk, row, "hoa", "2026-01-06 10:10", fee=Fee(1_000, "cash", is_meant=True))
    with nothing_written(), pytest.raises(payment.PartByAnother):
        undo(walk, by_head, "bob")

    undo(walk, part, "lan")


def test_on_a_closed_day_it_waits_for_the_next_and_stands_in_that_book() -> None:
    walk, _row, part = given_part()
    bob, on = story.person("bob"), local("2026-01-06 00:00").date()
    cash.close_day(walk.dossier.agency_id, on, cash.Count(OWED), by=bob, at=walk.at)

    with nothing_written(), pytest.raises(PartOfClosedDay) as refused:
        undo(walk, part)
    assert refused.value.field == "reverses"
    undo(walk, part, when="2026-01-07 09:00")

    rows = list(cash.of_day(walk.dossier.agency_id, local("2026-01-07 00:00").date()))
    [in_cash] = [way for way in by_way(rows) if way.label == str(PaidWay.CASH.label)]
    assert (in_cash.received, in_cash.reversed, in_cash.stays) == (MORE, 0, MORE)
    assert cash.cash_in(rows).amount == MORE


def test_a_part_that_is_undone_on_its_day_is_in_no_sum_of_it() -> None:
    walk, _row, part = given_part()
    undo(walk, part)

    rows = list(cash.of_day(walk.dossier.agency_id, local("2026-01-06 00:00").date()))
    [in_cash] = [way for way in by_way(rows) if way.label == str(PaidWay.CASH.label)]
    assert (in_cash.received, in_cash.reversed, in_cash.stays) == (OWED + MORE, 0, OWED + MORE)
    assert cash.cash_in(rows).amount == in_cash.stays


def test_the_database_refuses_what_undoes_no_part_or_less_than_it() -> None:
    (walk, row, part), other = given_part(), dossier_at("tham-dinh")
    back = Payment.objects.get(event=part)
    note = act(walk, acts.NOTE, "bob", "2026-01-06 12:00")
    foreign = act(other, acts.NOTE, "bob", "2026-01-06 12:00")
    made = partial(Payment, agency=row.agency, at=note.at)

    for wrong in (
        made(dossier=walk.dossier, event=note, way="cash", amount=MORE - 1, restores=back),
        made(dossier=walk.dossier, event=note, way="transfer", amount=MORE, restores=back),
        made(dossier=other.dossier, event=foreign, way="cash", amount=MORE, restores=back),
        made(dossier=walk.dossier, event=note, way="cash", amount=OWED + MORE, restores=row),
        made(dossier=walk.dossier, event=note, way="cash", amount=MORE, restores=back, part_of=row),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong.save()


def test_the_check_names_an_undoing_that_was_changed_or_taken_away() -> None:
    walk, row, part = given_part()
    made = Payment.objects.get(event=undo(walk, part))
    where, taken_off = f"event {made.event.sequence} (undo-part) payment", f"receipt {row.receipt} taken off"

    for change, named in (
        (lambda: Payment.objects.filter(pk=made.pk).update(amount=5), [where, "sum of payments"]),
        (lambda: Payment.objects.filter(pk=made.pk).update(way="transfer"), [where]),
        (lambda: Payment.objects.filter(pk=made.pk).delete(), [where, "sum of payments"]),
        (
            lambda: Payment.objects.filter(pk=made.pk).update(amount=2 * MORE),
            [where, taken_off, "sum of payments"],
        ),
    ):
        with undone():
            with triggers_off():
                change()
            assert [one.what for one in audit.check_all().differences] == named
