"""What an applicant's proof of a payment may be, and which payment confirms it."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from dossiers.commands.given import Fee, Given
from dossiers.log import money, proofs
from dossiers.log.facts import Words, facts_of, words_of
from dossiers.models import Dossier, Event, EventPayload, PaidWay
from dossiers.refusals import proof as refused
from procedures.form import paying
from procedures.time.calendar import local


def refuse_settled(log: Sequence[Event], proof: int) -> None:
    """Raise ``ProofSettled`` where a proof that is to be refused does not wait any more, or is none."""
    if proof not in {one.event.sequence for one in proofs.waiting(log)}:
        raise refused.ProofSettled


def refuse_twice(dossier: Dossier, log: Sequence[Event], given: Given, at: datetime) -> None:
    """Raise the refusal of a proof that has come before, of a payment that is recorded, or of a day to come.

    What the desk has refused may come again: the money may have come since.
    """
    fee = given.fee or Fee(0)
    if fee.paid_on and fee.paid_on > local(at).date():
        raise refused.PaidInFuture
    sent = [one.event for one in proofs.proofs_in(log) if one.refusal is None]
    paid, reference = money.standing_payments(log), _plain(fee.reference)
    words = _words([*sent, *paid])
    known = {digest for event in sent for digest in _digests(dossier, event, words[event.pk])}
    if known & {file.sha256 for file in given.files}:
        raise refused.SameProof
    if reference and any(_plain(words[event.pk].fee_reference) == reference for event in sent):
        raise refused.SameReference
    same = next((event for event in paid if reference and _plain(words[event.pk].fee_reference) == reference), None)
    if same is not None:
        raise refused.PaidBefore(receipt=facts_of(same).receipt)


def proven_by(log: Sequence[Event], fee: Fee) -> int:
    """Return which proof a payment confirms: the one that is meant, else a transfer's by its reference, or its amount; 0 for none.

    Its amount alone says it only where the proof names no reference, or the payment has none. What came in another way than by
    a transfer confirms none, whichever is meant: nobody has found the transfer yet.
    """
    waiting = proofs.waiting(log)
    if not waiting or fee.method != PaidWay.TRANSFER:
        return 0
    if any(one.event.sequence == fee.proof for one in waiting):
        return fee.proof
    words, reference = _words([one.event for one in waiting]), _plain(fee.reference)
    named = {one.event.sequence: _plain(words[one.event.pk].fee_reference) for one in waiting}
    by_name = next((sequence for sequence, name in named.items() if name and name == reference), 0)
    amounts = (
        one.event.sequence
        for one in waiting
        if facts_of(one.event).fee == fee.amount and not (named[one.event.sequence] and reference)
    )
    return by_name or next(amounts, 0)


def _words(events: Sequence[Event]) -> dict[int, Words]:
    """Return the words of events by their ids, in one statement; those that are erased are empty."""
    found = EventPayload.objects.filter(event__in=events) if events else ()
    return {payload.event_id: words_of(payload) for payload in found}


def _digests(dossier: Dossier, event: Event, words: Words) -> Iterator[str]:
    """Yield the digests of the files of a proof: of a filing, those that were enclosed as the proof alone."""
    parts = paying.proof_parts(dossier.machine)
    is_filing = event.sequence == 1
    return (file.sha256 for file in words.files or () if not is_filing or file.component in parts)


def _plain(reference: str) -> str:
    """Return a bank's reference as it is compared: without blanks, in capitals."""
    return "".join(reference.split()).upper()
