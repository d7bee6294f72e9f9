"""Money that is received, reversed, waived and let pass: one event and one row for each, and sums that agree."""

from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.roles import Role
from dossiers import acts, commands
from dossiers.commands import Fee
from dossiers.commands.given import Correction
from dossiers.log import money
from dossiers.models import Payment
from dossiers.proof import audit
from dossiers.refusals import NotYours
from dossiers.refusals.money import demand, payment
from portal.demo import story
from portal.demo.story import Walk
from tests.dossiers.lifecycle import act, dossier_at, local
from tests.dossiers.officers import officer
from tests.dossiers.owing import owing
from tests.dossiers.proof.records import nothing_written, triggers_off, undone
from tests.dossiers.undoing import take_back

pytestmark = pytest.mark.django_db

OWED = 1_800_000
CASH = Fee(OWED, "cash", "")


def receive(walk: Walk, when: str = "2026-01-06 09:00", fee: Fee = CASH, who: str = "bob") -> Payment:
    event = act(walk, acts.RECEIVE_PAYMENT, who, when, fee=fee)
    return Payment.objects.get(event=event)


def reverse(walk: Walk, row: Payment, who: str = "bob", when: str = "2026-01-06 10:00") -> Payment:
    event = act(walk, acts.REVERSE_PAYMENT, who, when, reverses=row.event.sequence, reason="Ghi nhầm hồ sơ.")
    return Payment.objects.get(event=event)


def sums(walk: Walk) -> tuple[int | None, int, int, int | None]:
    dossier = walk.dossier
    return dossier.charged, dossier.waived, dossier.paid, dossier.owed


@pytest.fixture(autouse=True)
def agrees() -> Any:
    yield
    assert audit.check_all().differences == []


def test_money_that_came_in_is_an_event_and_a_row_with_the_next_receipt_of_the_year() -> None:
    walk = dossier_at("tham-dinh")
    before = walk.dossier.state, walk.dossier.due_at

    row = receive(walk, fee=Fee(800_000, "transfer", "FT26006"))
    other = receive(walk, "2026-01-06 09:05", Fee(1_000_000, "cash"))

    assert (row.amount, row.way, row.receipt, row.at) == (
        800_000,
        "transfer",
        "BL-2026/00001",
        local("2026-01-06 09:00"),
    )
    assert (row.by.username if row.by else "", row.agency, row.dossier) == ("bob", walk.dossier.agency, walk.dossier)
    assert row.purpose == "Tài liệu in trên giấy"
    assert row.event.facts["receipt"] == "BL-2026/00001"
    assert row.event.payload.content == {"fee_method": "transfer", "fee_reference": "FT26006"}
    assert other.receipt == "BL-2026/00002"
    assert sums(walk) == (OWED, 0, OWED, 0)
    assert (walk.dossier.state, walk.dossier.due_at) == before


def test_a_receipt_names_only_what_is_due_by_the_answers_as_they_were_corrected(tmp_path: Path) -> None:
    walk = owing(tmp_path, "acceptance")
    named = {}
    for form in ("printed", "audio-visual"):
        if form != "printed":
            walk.take("ask-supplement", "bob", components={}, questions={"material_form": "Ghi lại dạng tài liệu."})
            walk.take("answer-supplement", "alice", correction=Correction({"material_form": form}), note="")
        walk.take(acts.RECEIVE_PAYMENT, "bob", fee=Fee(1_000, "cash", form))
        named[form] = Payment.objects.latest("pk").purpose

    assert named == {"printed": "Tài liệu in trên giấy", "audio-visual": "Tài liệu điện tử dạng nghe, nhìn"}


def test_the_book_of_another_year_begins_anew() -> None:
    walk = dossier_at("tham-dinh")
    receive(walk, fee=Fee(800_000, "cash"))

    assert receive(walk, "2027-01-04 09:00", Fee(1_000_000, "cash")).receipt == "BL-2027/00001"


def test_a_reversal_is_a_row_of_its_own_after_which_the_money_is_owed_again() -> None:
    walk = dossier_at("returned")
    row = receive(walk, "2026-03-02 09:00")

    undone = reverse(walk, row, "lan", "2026-03-03 09:00")

    assert (undone.reverses, undone.amount, undone.way, undone.receipt, undone.number) == (row, OWED, "cash", "", None)
    assert sums(walk) == (OWED, 0, 0, OWED)
    assert receive(walk, "2026-03-03 10:00").receipt == "BL-2026/00002"
    assert sums(walk) == (OWED, 0, OWED, 0)


def test_what_is_no_amount_is_refused() -> None:
    walk = dossier_at("tham-dinh")
    for amount in (0, -5, 10**12 + 1):
        with nothing_written(), pytest.raises(payment.NotAnAmount):
            receive(walk, fee=Fee(amount, "cash"))


def test_a_dong_less_than_owed_is_recorded_and_leaves_a_dong_owed() -> None:
    walk = dossier_at("tham-dinh")
    receive(walk, fee=Fee(OWED - 1, "cash"))

    assert sums(walk) == (OWED, 0, OWED - 1, 1)


def test_the_same_amount_with_the_same_reference_on_one_day_needs_a_second_press() -> None:
    walk = dossier_at("tham-dinh")
    half = Fee(OWED // 2, "transfer", "FT1")
    receive(walk, fee=half)

    with nothing_written(), pytest.raises(payment.PaidTwice) as refused:
        receive(walk, "2026-01-06 16:00", Fee(OWED // 2, "transfer", " FT1 "))
    assert "BL-2026/00001" in str(refused.value)

    assert receive(walk, "2026-01-06 16:10", Fee(OWED // 2, "transfer", "FT1", is_meant=True)).number == 2


def test_of_cash_without_a_reference_no_same_reference_is_spoken_of() -> None:
    walk = dossier_at("tham-dinh")
    receive(walk, fee=Fee(OWED, "cash"))

    with nothing_written(), pytest.raises(payment.PaidTwice) as refused:
        receive(walk, "2026-01-06 16:00", Fee(OWED, "cash"))

    assert "số giao dịch này" not in str(refused.value)
    assert "cũng không có số giao dịch" in str(refused.value)


def test_another_reference_or_another_day_is_another_payment() -> None:
    walk = dossier_at("tham-dinh")
    receive(walk, fee=Fee(100, "transfer", "FT1"))

    receive(walk, "2026-01-06 09:30", Fee(100, "transfer", "FT2"))
    receive(walk, "2026-01-07 09:00", Fee(100, "transfer", "FT1"))

    assert walk.dossier.paid == 300


def test_more_than_is_owed_needs_a_second_press_and_shows_as_overpaid() -> None:
    walk = dossier_at("tham-dinh")
    with nothing_written(), pytest.raises(payment.MoreThanOwed):
        receive(walk, fee=Fee(OWED + 1, "cash"))

    receive(walk, fee=Fee(OWED + 1, "cash", is_meant=True))

    account = money.account_of(walk.dossier.events.all())
    assert (account.owed, account.overpaid) == (0, 1)


def test_where_nothing_is_owed_any_more_that_is_said_without_a_sum() -> None:
    walk = dossier_at("tham-dinh")
    receive(walk)

    with nothing_written(), pytest.raises(payment.NothingOwedAnyMore) as refused:
        receive(walk, "2026-01-06 11:00", Fee(100_000, "cash"))

    assert str(refused.value).startswith("Hồ sơ không còn nợ phí, lệ phí.")


def test_a_dossier_that_ended_and_owes_nothing_takes_no_money() -> None:
    walk = dossier_at("returned")
    receive(walk, "2026-03-02 09:00")

    with nothing_written(), pytest.raises(payment.NothingToReceive):
        receive(walk, "2026-03-03 09:00", Fee(5, "cash"))


def test_a_payment_is_reversed_once_and_a_reversal_never() -> None:
    walk = dossier_at("tham-dinh")
    row, other = receive(walk, fee=Fee(100, "cash")), receive(walk, "2026-01-06 09:10", Fee(200, "cash"))
    undone = reverse(walk, row)

    with nothing_written(), pytest.raises(payment.ReversedBefore):
        reverse(walk, row, when="2026-01-06 11:00")
    with nothing_written(), pytest.raises(payment.ReversesNoPayment):
        reverse(walk, undone, when="2026-01-06 11:00")
    reverse(walk, other, when="2026-01-06 11:00")
    with nothing_written(), pytest.raises(payment.NoPayment):
        reverse(walk, undone, when="2026-01-06 12:00")


def test_a_payment_of_another_dossier_is_not_reversed_here() -> None:
    mine, other = dossier_at("tham-dinh"), dossier_at("tham-dinh")
    own, _first = receive(mine, fee=Fee(600_000, "cash")), receive(other, fee=Fee(700_000, "cash"))
    foreign = receive(other, "2026-01-06 09:10", Fee(800_000, "cash"))

    with nothing_written(), pytest.raises(payment.ReversesNoPayment):
        reverse(mine, foreign)

    assert reverse(mine, own).amount == 600_000
    assert Payment.objects.filter(dossier=other.dossier, reverses__isnull=False).count() == 0


def test_what_a_colleague_has_received_is_reversed_by_a_head_or_a_leader() -> None:
    officer("nam", Role.ONE_STOP_OFFICER, "mot-cua")
    walk = dossier_at("tham-dinh")
    row = receive(walk)

    with nothing_written(), pytest.raises(payment.ReceivedByAnother) as refused:
        reverse(walk, row, "nam")
    assert "Trần Văn Bình" in str(refused.value)

    reverse(walk, row, "hoa")


def test_a_fee_is_waived_by_a_head_or_leader_with_its_ground_and_no_more_than_is_owed() -> None:
    walk = dossier_at("tham-dinh")
    with nothing_written(), pytest.raises(NotYours):
        act(walk, acts.WAIVE_FEE, "bob", "2026-01-06 09:00")
    with nothing_written(), pytest.raises(demand.WaivesTooMuch):
        act(walk, acts.WAIVE_FEE, "hoa", "2026-01-06 09:00", fee=Fee(OWED + 1))

    event = act(walk, acts.WAIVE_FEE, "hoa", "2026-01-06 09:00", fee=Fee(800_000), ground="Điều 10")

    assert sums(walk) == (OWED, 800_000, 0, 1_000_000)
    assert event.payload.content["ground"] == "Điều 10"
    assert not Payment.objects.exists()


def test_nothing_is_waived_or_let_pass_where_nothing_is_owed() -> None:
    walk = dossier_at("tham-dinh")
    receive(walk)

    for action in (acts.WAIVE_FEE, acts.LET_PASS):
        with nothing_written(), pytest.raises(payment.NothingOwed):
            act(walk, action, "lan", "2026-01-06 10:00")


def test_where_nothing_waits_for_money_nothing_is_let_pass() -> None:
    walk = dossier_at("tham-dinh")

    with nothing_written(), pytest.raises(payment.NothingWaiting):
        act(walk, acts.LET_PASS, "lan", "2026-01-06 10:00")


def test_the_confirmation_of_an_earlier_lifecycle_is_a_row_and_taking_it_back_is_its_reversal() -> None:
    walk = dossier_at("tham-dinh.payment-due")
    event = act(walk, "confirm-payment", "bob", "2026-01-06 09:00")
    row = Payment.objects.get(event=event)
    assert (row.amount, row.way, row.receipt) == (OWED, "transfer", "BL-2026/00001")

    take_back(walk.dossier, "bob", at=local("2026-01-06 09:00") + (walk.pace / 60))

    walk.dossier.refresh_from_db()
    assert Payment.objects.get(reverses=row).event.action == acts.TAKE_BACK
    assert sums(walk) == (OWED, 0, 0, OWED)


def test_an_act_about_money_takes_few_statements(django_assert_max_num_queries: Any) -> None:
    walk = dossier_at("tham-dinh")
    receive(walk, fee=Fee(100, "cash"))
    actor = story.actor("bob", walk.dossier, acts.RECEIVE_PAYMENT, walk.at)
    with django_assert_max_num_queries(5 + 3):  # the answers too, of a filing that did not say what was due
        commands.advance(
            walk.dossier, acts.RECEIVE_PAYMENT, actor=actor, given=commands.Given(fee=Fee(100, "cash", "x")),
            seen=walk.dossier.sequence, at=walk.at,
        )  # fmt: skip


def test_the_database_refuses_to_change_a_payment_and_to_reverse_what_is_none() -> None:
    walk = dossier_at("tham-dinh")
    row = receive(walk, fee=Fee(100, "cash"))
    undone = reverse(walk, row)
    note = act(walk, acts.NOTE, "bob", "2026-01-06 12:00")
    again = Payment(
        dossier=walk.dossier, event=note, agency=row.agency, amount=100, way="cash", at=note.at, reverses=undone
    )

    for change in (
        lambda: Payment.objects.filter(pk=row.pk).update(amount=5),
        lambda: Payment.objects.filter(pk=row.pk).delete(),
        lambda: connection.cursor().execute("TRUNCATE dossiers_payment CASCADE"),
        again.save,
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_the_check_names_a_row_that_was_changed_taken_away_or_put_in() -> None:
    walk = dossier_at("tham-dinh")
    row = receive(walk, fee=Fee(100, "cash"))
    where = f"event {row.event.sequence} (receive-payment) payment"

    for change, named in (
        (lambda: Payment.objects.filter(pk=row.pk).update(amount=5), [where, "sum of payments"]),
        (lambda: Payment.objects.filter(pk=row.pk).update(way="other"), [where]),
        (lambda: Payment.objects.filter(pk=row.pk).delete(), [where, "sum of payments"]),
    ):
        with undone():
            with triggers_off():
                change()
            assert [one.what for one in audit.check_all().differences] == named
