"""A proof of payment: it waits for the desk, pays nothing, comes once, and is confirmed or refused."""

from collections.abc import Iterator
from datetime import date
from importlib import import_module

import pytest
from django.db import connection

from dossiers import acts, policy
from dossiers.commands import Fee
from dossiers.log import proofs
from dossiers.log.facts import facts_of
from dossiers.models import Attachment, Dossier, OutboxEntry
from dossiers.proof import audit
from dossiers.refusals import NotYours, proof
from dossiers.refusals.money.payment import NotAnAmount
from portal.demo import story
from portal.demo.story import Walk
from tests.dossiers.lifecycle import act, dossier_at
from tests.dossiers.proof.records import nothing_written

pytestmark = pytest.mark.django_db

OWED = 1_800_000
NINE = "2026-01-06 09:00"


@pytest.fixture(autouse=True)
def agrees() -> Iterator[None]:
    yield
    assert audit.check_all().differences == []


def prove(
    walk: Walk, when: str = NINE, *, amount: int = OWED, reference: str = "", name: str = "a", on: date | None = None
) -> int:
    """Send a proof as alice; return its sequence. Files of one name are the same."""
    file = story.files.store(story.upload(f"{name}.pdf", story.pdf() + f"\n%{name}".encode()))
    return act(walk, acts.SEND_PROOF, "alice", when, files=(file,), fee=Fee(amount, "", reference, paid_on=on)).sequence


def receive(walk: Walk, when: str, fee: Fee) -> int:
    return facts_of(act(walk, acts.RECEIVE_PAYMENT, "bob", when, fee=fee)).proof


def refuse(walk: Walk, sequence: int, when: str = "2026-01-06 10:00", who: str = "bob") -> None:
    act(walk, acts.REFUSE_PROOF, who, when, proof=sequence, reason="Không thấy tiền về.")


def waiting(walk: Walk) -> list[int]:
    """Return the proofs that wait, by their sequences; the column counts the same."""
    dossier = Dossier.objects.get(pk=walk.dossier.pk)
    found = [one.event.sequence for one in proofs.waiting(dossier.events.order_by("sequence"))]
    assert dossier.proofs == len(found)
    return found


def test_a_proof_waits_for_the_desk_and_pays_nothing() -> None:
    walk = dossier_at("tham-dinh.payment-due")
    before = walk.dossier.state, walk.dossier.due_at, walk.dossier.owed

    sent = prove(walk, reference="FT26006", on=date(2026, 1, 5))

    event = walk.dossier.events.get(sequence=sent)
    assert waiting(walk) == [sent]
    assert (walk.dossier.state, walk.dossier.due_at, walk.dossier.owed) == before
    assert event.facts["fee"] == OWED
    assert {"fee_reference": "FT26006", "paid_on": "2026-01-05"}.items() <= event.payload.content.items()
    assert Attachment.objects.filter(event=event).count() == 1
    assert [one.kind for one in OutboxEntry.objects.filter(event=event)] == ["proven"]


@pytest.mark.parametrize(
    ("sent", "paid", "is_it"),
    [
        (("FT1", OWED), Fee(OWED, "transfer", "ft 1"), True),
        (("FT1", OWED), Fee(5, "transfer", "FT1"), True),
        (("FT1", OWED), Fee(OWED, "transfer", "FT2"), False),
        (("FT1", OWED), Fee(OWED - 1, "transfer", ""), False),
        (("", OWED), Fee(OWED, "transfer", "FT2"), True),
        (("", 5), Fee(5, "cash", ""), False),
    ],
)
def test_a_transfer_confirms_the_proof_of_its_reference_else_of_its_amount(
    sent: tuple[str, int], paid: Fee, is_it: bool
) -> None:
    walk = dossier_at("tham-dinh")
    sequence = prove(walk, reference=sent[0], amount=sent[1])

    assert receive(walk, "2026-01-06 10:00", paid) == (sequence if is_it else 0)
    assert waiting(walk) == ([] if is_it or paid.amount == OWED else [sequence])


def test_the_proof_that_is_meant_is_confirmed_by_a_transfer_whatever_it_says() -> None:
    walk = dossier_at("tham-dinh")
    first, second = prove(walk, amount=5), prove(walk, "2026-01-06 09:10", name="b", amount=7)

    assert receive(walk, "2026-01-06 09:50", Fee(6, "cash", "", proof=second)) == 0
    assert receive(walk, "2026-01-06 09:55", Fee(6, "other", "Séc 123", proof=second)) == 0
    assert receive(walk, "2026-01-06 10:00", Fee(5, "transfer", "", proof=second)) == second
    assert waiting(walk) == [first]
    assert receive(walk, "2026-01-06 10:10", Fee(9, "transfer", "", proof=999)) == 0


def test_a_proof_whose_payment_is_reversed_waits_again() -> None:
    walk = dossier_at("tham-dinh")
    sent = prove(walk, amount=5)
    receive(walk, "2026-01-06 10:00", Fee(5, "transfer", ""))
    paid = walk.dossier.events.latest("sequence").sequence

    act(walk, acts.REVERSE_PAYMENT, "bob", "2026-01-06 10:10", reverses=paid, reason="Nhầm.")

    assert waiting(walk) == [sent]


def test_a_proof_whose_money_was_given_back_waits_for_nobody() -> None:
    walk = dossier_at("tham-dinh")
    prove(walk, amount=5, reference="FT1")
    receive(walk, "2026-01-06 10:00", Fee(5, "transfer", "FT1"))
    paid = walk.dossier.events.latest("sequence").sequence

    back = {"given_back": True, "back_way": "transfer", "back_reference": "UNC1", "reason": "Trả lại."}
    act(walk, acts.REVERSE_PAYMENT, "bob", "2026-01-06 10:10", reverses=paid, **back)

    assert waiting(walk) == []
    with nothing_written(), pytest.raises(proof.NoProofWaits):
        refuse(walk, paid - 1, "2026-01-06 10:20")
    with nothing_written(), pytest.raises(proof.GivenBackBefore) as asked:
        receive(walk, "2026-01-06 10:20", Fee(5, "transfer", "ft 1"))
    assert "BL-2026/00001" in str(asked.value)
    second = prove(walk, "2026-01-06 10:30", amount=6, name="b", reference="FT2")
    assert waiting(walk) == [second]


def test_dossiers_of_before_count_no_proof_whose_money_was_given_back() -> None:
    given_back, wrong = dossier_at("tham-dinh"), dossier_at("tham-dinh")
    for walk, is_back in ((given_back, True), (wrong, False)):
        prove(walk, amount=5)
        receive(walk, "2026-01-06 10:00", Fee(5, "transfer", ""))
        paid = walk.dossier.events.latest("sequence").sequence
        back = {"given_back": is_back, "back_way": "cash" if is_back else "", "reason": "Nhầm."}
        act(walk, acts.REVERSE_PAYMENT, "bob", "2026-01-06 10:10", reverses=paid, **back)
    Dossier.objects.update(proofs=1)

    with connection.cursor() as cursor:
        cursor.execute(import_module("dossiers.migrations.0132_what_went_back_proves_nothing").RECOUNT)

    assert waiting(given_back) == []
    assert len(waiting(wrong)) == 1


def test_no_proof_waits_once_nothing_is_owed_and_none_is_taken_then() -> None:
    walk = dossier_at("tham-dinh")
    prove(walk)
    act(walk, acts.WAIVE_FEE, "hoa", "2026-01-06 10:00", fee=Fee(OWED), ground="Điều 10", reason="Miễn.")

    assert waiting(walk) == []
    with nothing_written(), pytest.raises(proof.NothingToProve):
        prove(walk, "2026-01-06 11:00", name="b")


def test_a_refused_proof_is_told_to_its_applicant_and_may_come_again() -> None:
    walk = dossier_at("tham-dinh")
    sent = prove(walk, reference="FT1")

    refuse(walk, sent)

    assert waiting(walk) == []
    assert [one.kind for one in OutboxEntry.objects.filter(event__action=acts.REFUSE_PROOF)] == ["not-proven"]
    assert waiting(walk) == []
    assert prove(walk, "2026-01-06 11:00", reference="FT1") in waiting(walk)


@pytest.mark.parametrize(
    ("again", "refusal"),
    [
        ({"name": "a"}, proof.SameProof),
        ({"name": "b", "reference": " ft1 "}, proof.SameReference),
        ({"name": "b", "on": date(2026, 1, 7)}, proof.PaidInFuture),
        ({"name": "b", "amount": -5}, NotAnAmount),
        ({"name": "b", "amount": 10**12 + 1}, NotAnAmount),
    ],
)
def test_a_proof_that_came_before_or_cannot_be_is_refused(again: dict[str, object], refusal: type[Exception]) -> None:
    walk = dossier_at("tham-dinh")
    prove(walk, reference="FT1")

    with nothing_written(), pytest.raises(refusal):
        prove(walk, "2026-01-06 10:00", **again)


def test_the_reference_of_a_recorded_payment_is_refused_with_its_receipt() -> None:
    walk = dossier_at("tham-dinh")
    receive(walk, NINE, Fee(5, "transfer", "FT1"))

    with nothing_written(), pytest.raises(proof.PaidBefore) as refused:
        prove(walk, "2026-01-06 10:00", reference="FT1")
    assert "BL-2026/00001" in str(refused.value)


def test_five_proofs_wait_at_most() -> None:
    walk = dossier_at("tham-dinh")
    for number in range(policy.PROOFS_AT_ONCE):
        prove(walk, f"2026-01-06 09:0{number}", name=str(number))

    with nothing_written(), pytest.raises(proof.TooManyProofs):
        prove(walk, "2026-01-06 10:00", name="x")


@pytest.mark.parametrize("state", ["rejected", "withdrawn", "stopped", "returned"])
def test_what_has_ended_takes_no_proof(state: str) -> None:
    walk = dossier_at(state)

    with nothing_written(), pytest.raises(proof.ProofOfEnded):
        prove(walk, "2026-06-01 09:00")


def test_a_proof_is_refused_once_by_the_desk_alone_and_no_other_event_is() -> None:
    walk = dossier_at("tham-dinh")
    with nothing_written(), pytest.raises(proof.NoProofWaits):
        refuse(walk, 1)
    sent = prove(walk)

    with nothing_written(), pytest.raises(NotYours):
        refuse(walk, sent, who="hoa")
    with nothing_written(), pytest.raises(proof.ProofSettled):
        refuse(walk, 1)
    prove(walk, "2026-01-06 09:30", name="b")
    refuse(walk, sent)
    with nothing_written(), pytest.raises(proof.ProofSettled):
        refuse(walk, sent, "2026-01-06 10:10")


def test_nobody_sends_a_proof_of_another_s() -> None:
    walk = dossier_at("tham-dinh")

    with nothing_written(), pytest.raises(NotYours):
        act(walk, acts.SEND_PROOF, "bob", NINE, files=(story.files.store(story.upload("x.pdf")),), fee=Fee(5))
