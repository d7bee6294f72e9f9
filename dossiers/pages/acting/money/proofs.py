"""Proofs of payment as both sides read them, and the forms by which one is sent, or refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext as _

from dossiers import acts
from dossiers.display.formats import vn_date, vn_money
from dossiers.log import proofs
from dossiers.log.facts import Words, facts_of, words_of
from dossiers.log.proofs import Proof
from dossiers.models import Attachment, Event
from dossiers.pages.acting.action_form import ActionForm
from dossiers.pages.logged.conversation import row_beside
from dossiers.pages.opened import ActionRow, Opened
from procedures.form import paying
from procedures.machine import Machine


class ProofState(StrEnum):
    """What became of a proof."""

    WAITS = "waits"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    RETURNED = "returned"
    """The money that it proves was given back."""
    NEEDLESS = "needless"
    """What is owed was settled otherwise."""


@dataclass(frozen=True, slots=True)
class SentProof:
    """A proof as it is shown."""

    sequence: int
    """Of the event that brought it: by it the desk begins to record the payment."""
    at: datetime
    says: str
    """What its applicant says: the amount, the day, the bank's reference, as far as they were given."""
    note: str
    files: list[Attachment]
    state: ProofState
    receipt: str
    """Of the payment that confirms it, or that was given back."""
    came: str
    """What that payment is of, where the proof says another amount; else ""."""
    reason: str
    """Why it was refused."""


@dataclass(frozen=True, slots=True)
class Proofs:
    """The proofs of a dossier, the oldest first, and the form by which this person sends or refuses one now."""

    sent: Sequence[SentProof]
    form: ActionRow | None

    @property
    def waiting(self) -> list[SentProof]:
        """Those that nobody has looked at."""
        return [one for one in self.sent if one.state is ProofState.WAITS]

    @property
    def refused_last(self) -> SentProof | None:
        """The last one, where it was not taken and another may be sent."""
        last = self.sent[-1] if self.sent and self.form else None
        return last if last and last.state is ProofState.REFUSED else None


def proofs_of(opened: Opened, *, route: str, refused: ActionForm | None, for_applicant: bool) -> Proofs:
    """Return the proofs of an opened dossier; ``refused`` is a form that came back with errors."""
    form = row_beside(opened, acts.SEND_PROOF if for_applicant else acts.REFUSE_PROOF, route, refused)
    machine = opened.dossier.machine
    return Proofs([_shown(machine, proof) for proof in proofs.proofs_in(opened.events)], form)


def _shown(machine: Machine, proof: Proof[Event]) -> SentProof:
    words, said = words_of(proof.event.payload), facts_of(proof.event).fee
    came = facts_of(proof.payment).fee if proof.payment else None
    return SentProof(
        sequence=proof.event.sequence,
        at=proof.event.at,
        says=_says(said, words),
        note=words.note,
        files=_files(machine, proof.event),
        state=_state(proof),
        receipt=facts_of(paid).receipt if (paid := proof.payment or proof.returned) else "",
        came=vn_money(came) if came and said and came != said else "",
        reason=words_of(proof.refusal.payload).reason if proof.refusal else "",
    )


def _says(amount: int | None, words: Words) -> str:
    parts = [
        _("%(amount)s transferred") % {"amount": vn_money(amount)} if amount else "",
        _("on %(day)s") % {"day": vn_date(words.paid_on)} if words.paid_on else "",
        _("reference %(reference)s") % {"reference": words.fee_reference} if words.fee_reference else "",
    ]
    return ", ".join(filter(None, parts)) or _("transferred, sent with the application")


def _state(proof: Proof[Event]) -> ProofState:
    if proof.waits:
        return ProofState.WAITS
    if proof.payment:
        return ProofState.CONFIRMED
    if proof.refusal:
        return ProofState.REFUSED
    return ProofState.RETURNED if proof.returned else ProofState.NEEDLESS


def _files(machine: Machine, event: Event) -> list[Attachment]:
    """Return the files of a proof: of a filing, those that were enclosed as one."""
    parts = paying.proof_parts(machine) if event.action == acts.SUBMIT else {""}
    return [file for file in event.attachments.all() if file.component in parts]
