"""Proofs of payment that applicants sent, as the log tells them: which wait for the desk, and what became of the others.

A proof is no payment: what is owed stays what it is until the desk records the money (ADR 0067).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from dossiers import acts
from dossiers.log.facts import Facts, facts_of
from dossiers.log.money import Account, Happened, brings_money


@dataclass(frozen=True, slots=True)
class Proof[E]:
    """A proof by the event that brought it, and what became of it."""

    event: E
    waits: bool = True
    """Whether the desk has still to look at it."""
    payment: E | None = None
    """The payment that confirms it, as long as that stands."""
    refusal: E | None = None
    """The act by which the desk refused it, if it was the last word."""
    returned: E | None = None
    """The reversal by which the money that it proves went back to the payer: there is nothing to look for any more."""


def is_proof(action: str, facts: Facts) -> bool:
    """Say whether an event brings a proof: the act of that name, or a filing that encloses one."""
    return action == acts.SEND_PROOF or (action == acts.SUBMIT and bool(facts.proof))


def waiting_after(before: int, action: str, facts: Facts, account: Account) -> int:
    """Return how many proofs wait after one more event, from how many did; ``account`` is that after the event.

    None waits where nothing is owed: whatever they prove, there is nothing to look for.
    """
    if account.owed == 0:
        return 0
    if is_proof(action, facts) or (action == acts.REVERSE_PAYMENT and facts.proof and not facts.given_back):
        return before + 1
    return max(0, before - 1) if _answers(action, facts) else before


def proofs_in[E: Happened](log: Iterable[E]) -> list[Proof[E]]:
    """Return the proofs of a log that holds, the oldest first."""
    found: dict[int, Proof[E]] = {}
    account = Account()
    for event in log:
        facts = facts_of(event)
        account = account.after(event.action, facts)
        if is_proof(event.action, facts):
            found[event.sequence] = Proof(event)
        elif facts.proof in found:
            found[facts.proof] = _after(found[facts.proof], event, facts)
        if account.owed == 0:
            found = {sequence: replace(proof, waits=False) for sequence, proof in found.items()}
    return list(found.values())


def waiting[E: Happened](log: Iterable[E]) -> list[Proof[E]]:
    """Return the proofs that wait for the desk, the oldest first."""
    return [proof for proof in proofs_in(log) if proof.waits]


def _answers(action: str, facts: Facts) -> bool:
    """Say whether an event settles one proof: a payment that confirms it, or a refusal."""
    return bool(facts.proof) and (action == acts.REFUSE_PROOF or brings_money(action))


def _after[E: Happened](proof: Proof[E], event: E, facts: Facts) -> Proof[E]:
    if event.action == acts.REVERSE_PAYMENT:
        return replace(proof, waits=not facts.given_back, payment=None, returned=event if facts.given_back else None)
    if event.action == acts.REFUSE_PROOF:
        return replace(proof, waits=False, refusal=event)
    return replace(proof, waits=False, payment=event) if _answers(event.action, facts) else proof
