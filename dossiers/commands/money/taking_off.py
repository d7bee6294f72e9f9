"""What takes money off a payment: its reversal, and a part of it that goes back while its receipt stays; and what undoes a part (ADR 0063)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from msgspec import structs

from accounts.roles import Role
from dossiers import acts
from dossiers.commands.deciding.deeds import Recording
from dossiers.commands.given import Fee, Given
from dossiers.commands.money import references
from dossiers.log import money
from dossiers.log.facts import facts_of, words_of
from dossiers.models import (
    BY_HAND,
    CaseEnd,
    CaseKind,
    Dossier,
    Event,
    EventPayload,
    GatewayCase,
    PaidWay,
    Payment,
)
from dossiers.models.standing import WITHOUT_DEBT
from dossiers.policy import Actor, undoes
from dossiers.refusals.money import payment as refused
from procedures.time.calendar import local


@dataclass(frozen=True, slots=True)
class TakingOff:
    """An act on its way by which a payment is reversed, or a part of it goes back: on which dossier, by whom and when."""

    dossier: Dossier
    log: Sequence[Event]
    given: Given
    actor: Actor
    at: datetime

    def reversal(self, made: Recording) -> tuple[Recording, list[Payment]]:
        """Return what a reversal records: all that is left of the payment, in the way in which it went back, else its own.

        Raises its refusal.
        """
        paid = self._payment()
        facts, parts = facts_of(paid), money.parts_in(self.log)[paid.sequence]
        # What the system reverses went back by a gateway.
        if parts and not self.given.given_back and self.actor.role is not Role.SYSTEM:
            raise refused.PartsWentBack(receipt=facts.receipt, back=money.vn_dong(parts))
        way = self._way_back() or facts.paid_way
        if self.given.given_back and not self.given.back_is_meant:
            self._refuse_against_decision()
        given = {"fee": left_of(paid, self.log), "paid_way": way, "receipt": facts.receipt}
        given |= {"reverses": paid.sequence, "proof": facts.proof, "given_back": self.given.given_back}
        row = reversal_of(self.dossier, self.log, paid, self.actor, self.at)
        row.way = way
        return replace(made, facts=structs.replace(made.facts, **given)), [row]

    def _way_back(self) -> str:
        """Return how all that is left of a payment went back; "" where nobody says it, and of a wrong entry."""
        way = self.given.back_way if self.given.given_back else ""
        if way == PaidWay.TRANSFER and not self.given.back_reference.strip():
            raise refused.PartNeedsReference
        return way if way in BY_HAND else ""

    def part(self, made: Recording) -> tuple[Recording, list[Payment]]:
        """Return what a part that goes back records: less than what is left of the payment. Raises its refusal."""
        paid, fee = self._payment(), self.given.fee or Fee(0)
        facts, left = facts_of(paid), left_of(paid, self.log)
        if fee.amount >= left:
            raise refused.PartTooMuch(receipt=facts.receipt, left=money.vn_dong(left))
        way = PaidWay.ONLINE.value if self.actor.role is Role.SYSTEM else fee.method
        if way not in {*BY_HAND, PaidWay.ONLINE}:
            way = PaidWay.OTHER.value
        if way == PaidWay.TRANSFER and not fee.reference.strip():
            raise refused.PartNeedsReference
        self._refuse_doubtful(paid, fee)
        references.refuse_known(self.dossier, fee, self.actor)
        if not fee.is_meant and self.actor.role is not Role.SYSTEM:
            self._refuse_against_decision()
        given = {"fee": fee.amount, "paid_way": way, "receipt": facts.receipt, "reverses": paid.sequence}
        row = self._row(paid, fee.amount, way)
        return replace(made, facts=structs.replace(made.facts, **given, given_back=True)), [row]

    def undoing(self, made: Recording) -> tuple[Recording, list[Payment]]:
        """Return what the undoing of a part records that never went back: all of the part, in its way. Raises its refusal."""
        part = self._part()
        facts, row = facts_of(part), Payment.objects.get(event=part.pk)
        undone = Payment(
            dossier=self.dossier,
            agency_id=row.agency_id,
            amount=row.amount,
            way=row.way,
            at=self.at,
            by=self.actor.user,
            restores=row,
        )
        given = {"fee": facts.fee, "paid_way": facts.paid_way, "receipt": facts.receipt, "reverses": part.sequence}
        given |= {"kept_again": money.kept_before(self.log, part)}
        return replace(made, facts=structs.replace(made.facts, **given)), [undone]

    def _refuse_against_decision(self) -> None:
        """Raise ``AgainstDecision`` where somebody has decided that the money of the dossier stays."""
        decision = next((event for event in reversed(self.log) if event.action == acts.KEEP_MONEY), None)
        kept = money.account_of(self.log).kept
        if decision is not None and kept:
            day = f"{local(decision.at):%d/%m/%Y}"
            raise refused.AgainstDecision(kept=money.vn_dong(kept), who=decision.by_whom, day=day)

    def _part(self) -> Event:
        """Return the part that is meant.

        Raises the refusal of what is none, is undone, moved by a gateway, of a reversed payment, or not this actor's to undo.
        """
        part = self._meant()
        if part is None or part.action not in money.PARTS:
            raise refused.UndoesNoPart
        facts = facts_of(part)
        if part.sequence in money.undone_in(self.log):
            raise refused.UndoneBefore(receipt=facts.receipt)
        if part.action == acts.GIVE_BACK_ONLINE:
            raise refused.GatewayGaveBack
        if facts.reverses in money.reversed_in(self.log):
            raise refused.PartOfReversed(receipt=facts.receipt)
        if not undoes(self.actor, part):
            raise refused.PartByAnother(who=part.by_whom)
        return part

    def _row(self, paid: Event, amount: int, way: str) -> Payment:
        whole = Payment.objects.get(event=paid.pk)
        return Payment(
            dossier=self.dossier,
            agency_id=whole.agency_id,
            amount=amount,
            way=way,
            at=self.at,
            by=self.actor.user,
            part_of=whole,
        )

    def _payment(self) -> Event:
        """Return the payment that is meant. Raises the refusal of what is none, is reversed, or is not this actor's to undo."""
        paid = self._meant()
        facts = facts_of(paid) if paid else None
        if paid is None or facts is None or not facts.receipt or not money.brings_money(paid.action):
            raise refused.ReversesNoPayment
        if paid.sequence in money.reversed_in(self.log):
            raise refused.ReversedBefore(receipt=facts.receipt)
        if not undoes(self.actor, paid):
            raise refused.ReceivedByAnother(receipt=facts.receipt, who=paid.by_whom)
        return paid

    def _meant(self) -> Event | None:
        """Return the event that is named; None where there is none."""
        return next((event for event in self.log if event.sequence == self.given.reverses), None)

    def _refuse_doubtful(self, paid: Event, fee: Fee) -> None:
        """Raise ``PartTwice`` or ``NotTooMuch`` where it is perhaps a mistake, until the person says that it is meant."""
        if fee.is_meant:
            return
        same = [
            event
            for event in money.standing_parts(self.log)
            if (facts_of(event).reverses, facts_of(event).fee) == (paid.sequence, fee.amount)
            and local(event.at).date() == local(self.at).date()
        ]
        words = EventPayload.objects.filter(event__in=same) if same else ()
        if any(words_of(one).fee_reference.split() == fee.reference.split() for one in words):
            raise refused.PartTwice(receipt=facts_of(paid).receipt, amount=money.vn_dong(fee.amount))
        over = money.account_of(self.log).overpaid
        if fee.amount > over and self.dossier.status not in WITHOUT_DEBT:
            raise refused.NotTooMuch(over=money.vn_dong(over))


def left_of(paid: Event, log: Sequence[Event]) -> int:
    """Return how many đồng of a payment did not go back in parts."""
    return (facts_of(paid).fee or 0) - money.parts_in(log)[paid.sequence]


def reversal_of(dossier: Dossier, log: Sequence[Event], paid: Event, actor: Actor, at: datetime) -> Payment:
    """Return the row, not stored, that takes all that is left of a payment off."""
    row, amount = Payment.objects.get(event=paid.pk), left_of(paid, log)
    return Payment(
        dossier=dossier, agency_id=row.agency_id, amount=amount, way=row.way, at=at, by=actor.user, reverses=row
    )  # fmt: skip


def settle_cases(made: Event, log: Sequence[Event], given: Given, actor: Actor) -> None:
    """Close what a gateway reported as too much, once acts by which money went back leave nothing too much of the dossier.

    Whichever payment it went back of: what was paid in cash and on line may go back in cash. Of what the system gives back
    nobody has looked at anything, and a wrong entry gives nothing back: that stays open.
    """
    if (
        actor.user is None
        or not money.goes_back(made.action, facts_of(made))
        or money.account_of([*log, made]).overpaid
    ):
        return
    GatewayCase.objects.filter(kind=CaseKind.TOO_MUCH, dossier=made.dossier_id, end="").update(
        end=CaseEnd.GIVEN_BACK,
        by=actor.user,
        done_at=made.at,
        reference=given.fee.reference if given.fee else given.back_reference,
        reason=given.reason,
    )
