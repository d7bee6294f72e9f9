"""What an applicant sends or says beside the procedure, and when that is not taken."""

from collections.abc import Sequence

from dossiers import refusals
from dossiers.acts.receiving import has_choice
from dossiers.log import money, proofs
from dossiers.log.parts.deposits import RESULT, lying
from dossiers.models import Dossier, Event
from dossiers.refusals import proof
from dossiers.refusals.receiving import NoOtherWay, ReceivingOfEnded
from procedures.machine import Guard

OF_THE_APPLICANT = frozenset({Guard.PROOF_TAKEN, Guard.PROOF_WAITS, Guard.RECEIVING_OPEN})
PROOFS_AT_ONCE = 5
"""Proofs of payment of one dossier that may wait for the desk."""


def _received_otherwise(dossier: Dossier, log: Sequence[Event]) -> refusals.Refusal | None:
    """Return why the result of a dossier cannot be received in another way than was asked for.

    Once it was handed over it can while it lies at the desk again, sent back by the post.
    """
    if not dossier.is_open and RESULT.name not in lying(dossier.machine, log):
        return ReceivingOfEnded()
    return None if has_choice(dossier.machine) else NoOtherWay()


def of_the_applicant(guard: Guard, dossier: Dossier, log: Sequence[Event]) -> refusals.Refusal | None:
    """Return why what an applicant sends or says beside the procedure is not taken now, or why a proof is not refused."""
    if guard is Guard.RECEIVING_OPEN:
        return _received_otherwise(dossier, log)
    waiting = len(proofs.waiting(log))
    if guard is Guard.PROOF_WAITS:
        return None if waiting else proof.NoProofWaits()
    if not dossier.is_open:
        return proof.ProofOfEnded()
    if not money.account_of(log).owed:
        return proof.NothingToProve()
    return proof.TooManyProofs() if waiting >= PROOFS_AT_ONCE else None
