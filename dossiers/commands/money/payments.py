"""What an act about money adds to its event, and the row that goes with it: a receipt of the book, or what is taken off one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from msgspec import structs

from dossiers import acts, numbers, outbox
from dossiers.commands.deciding.deeds import Recording, first_of_year
from dossiers.commands.given import Fee, Given
from dossiers.commands.money import grounds, proving, references
from dossiers.commands.money.taking_off import TakingOff, reversal_of
from dossiers.filing import dues
from dossiers.log import money
from dossiers.log.answers import standing_of
from dossiers.log.facts import Facts, facts_of, words_of
from dossiers.models import BY_HAND, Dossier, Event, EventPayload, PaidWay, Payment, receipt_number
from dossiers.policy import Actor
from dossiers.refusals.money import demand
from dossiers.refusals.money import payment as refused
from procedures.form import fees
from procedures.machine import Action, Guard
from procedures.time.calendar import local

RETURN = "return"
"""The action by which a result is handed over, in each edition of the lifecycle."""
BOOK = "receipts"
"""The series of the counter of the receipt book."""


def series_of(at: datetime) -> str:
    """Return the series of the receipt book of a local year."""
    return f"BL-{local(at).year}"


def coming_receipt(agency: int, at: datetime) -> str:
    """Return the number that the next payment would get in the receipt book; somebody else may be first."""
    return receipt_number(series_of(at), numbers.coming(agency, BOOK, first_of_year(local(at).date())))


@dataclass(frozen=True, slots=True)
class Paying:
    """An act on its way: on which dossier, what was given, by whom and when."""

    dossier: Dossier
    log: Sequence[Event]
    given: Given
    actor: Actor
    at: datetime
    seen: int
    """The sequence that the actor's page was made from."""

    def recording(self, name: str, made: Recording) -> tuple[Recording, list[Payment]]:
        """Return what an act of that name records with what it does about money, and its row, not stored.

        Money that comes in takes the next number of the receipt book. Raises the refusal of money that cannot be received,
        reversed, given back or waived.
        """
        off = TakingOff(self.dossier, self.log, self.given, self.actor, self.at)
        makers = dict.fromkeys(money.REVERSALS, off.reversal) | dict.fromkeys(money.PARTS, off.part)
        makers |= {acts.UNDO_PART: off.undoing, acts.KEEP_MONEY: self._keeping}
        if name in makers:
            return makers[name](made)
        if name == acts.WAIVE_FEE:
            self._refuse_waiving()
        if name == acts.WITHDRAW_DEMAND:
            found = self._withdrawn()
            return replace(made, facts=structs.replace(made.facts, fee=found.fee, due=found.due, dues=found.dues)), []
        if name == acts.SEND_PROOF:
            proving.refuse_twice(self.dossier, self.log, self.given, self.at)
        if name == acts.REFUSE_PROOF:
            proving.refuse_settled(self.log, self.given.proof)
        if name == acts.LET_PASS:
            owed = money.account_of(self.log).owed or 0
            return replace(made, facts=structs.replace(made.facts, fee=owed)), []
        fee = self.given.fee
        if fee is not None and name == money.ASK_PAYMENT:
            refuse_asking(self.dossier, self.log, fee)
        return (made, []) if fee is None or not money.brings_money(name) else self._receiving(name, fee, made)

    def _withdrawn(self) -> Facts:
        """Return what the withdrawal of the last demand says, once that has gone out: until then it is taken back instead."""
        if leaves_at := demand_leaves_at(self.dossier, self.log, self.at):
            raise demand.DemandNotOut(at=f"{local(leaves_at):%H:%M:%S}")
        return money.withdrawn(self.log)

    def _keeping(self, made: Recording) -> tuple[Recording, list[Payment]]:
        """Return that all stays of which nobody has decided, once the end of the dossier has gone out."""
        if waiting := outbox.first_waiting(self.dossier.pk, self.at):
            ended = next(event for event in self.log if event.sequence == waiting)
            raise refused.EndNotOut(at=f"{local(outbox.goes_out_at(ended.at)):%H:%M:%S}")
        kept = money.account_of(self.log).undecided
        return replace(made, facts=structs.replace(made.facts, fee=kept)), []

    def _receiving(self, name: str, fee: Fee, made: Recording) -> tuple[Recording, list[Payment]]:
        refuse_doubtful(self.log, fee, self.at)
        references.refuse_known(self.dossier, fee, self.actor)
        references.refuse_given_back(self.log, fee)
        refuse_moved(self.log, fee, self.seen)
        if name.startswith(money.CONFIRMS):
            refuse_part(self.log, fee)
        proof = proving.proven_by(self.log, fee)
        if name == acts.RECEIVE_PAYMENT and fee.is_typed and not proof:
            refuse_rest(self.dossier, self.log, fee)
        dossier, at = self.dossier, self.at
        way = _way(name, fee)
        series, number = series_of(at), numbers.take(dossier.agency_id, BOOK, first_of_year(local(at).date()))
        row = Payment(
            dossier=dossier,
            agency_id=dossier.agency_id,
            amount=fee.amount,
            way=way,
            series=series,
            number=number,
            purpose=_purpose(dossier, self.log),
            at=at,
            by=self.actor.user,
        )
        facts = structs.replace(made.facts, paid_way=way, receipt=receipt_number(series, number), proof=proof)
        return replace(made, facts=facts), [row]

    def _refuse_waiving(self) -> None:
        """Refuse what cannot be undone afterwards: a waiver whose ground names no law, or one to come, or of more than is owed."""
        ground, year = self.given.ground, local(self.at).year
        if not grounds.names_law(ground):
            raise demand.WaivesByNoLaw
        if (to_come := grounds.year_to_come(ground, year)) is not None:
            raise demand.WaivesByLawToCome(year=to_come)
        owed = money.account_of(self.log).owed or 0
        if self.given.fee is not None and self.given.fee.amount > owed:
            raise demand.WaivesTooMuch(owed=money.vn_dong(owed))


def demand_leaves_at(dossier: Dossier, log: Sequence[Event], at: datetime) -> datetime | None:
    """Return when the last demand to pay goes out that can be taken back still; None where it has gone out, or there is none."""
    asked = money.demand_in(log)
    if asked is None or not outbox.may_wait(asked.at, at) or not outbox.is_waiting(dossier.pk, asked.sequence, at):
        return None
    return outbox.goes_out_at(asked.at)


def offered(actions: list[Action], dossier: Dossier, log: Sequence[Event], at: datetime) -> list[Action]:
    """Return actions without a demand to pay where there is no fee, and without the withdrawal of one that has not gone out.

    Taking that back stops both letters.
    """
    if not money.records_fee(dossier.machine):
        actions = [action for action in actions if action.name != money.ASK_PAYMENT]
    left = [action for action in actions if action.name != acts.WITHDRAW_DEMAND]
    return left if len(left) < len(actions) and demand_leaves_at(dossier, log, at) else actions


def undoing(dossier: Dossier, log: Sequence[Event], undone: Event, actor: Actor, at: datetime) -> list[Payment]:
    """Return the row that goes with the taking back of an act: the reversal of what came in with it, if anything did."""
    return [reversal_of(dossier, log, undone, actor, at)] if facts_of(undone).receipt else []


def refuse_doubtful(log: Sequence[Event], fee: Fee, at: datetime) -> None:
    """Raise ``PaidTwice`` or ``MoreThanOwed`` where money is perhaps recorded wrongly, until the person says that it is meant."""
    if fee.is_meant:
        return
    same = [
        event
        for event in money.standing_payments(log)
        if facts_of(event).fee == fee.amount and local(event.at).date() == local(at).date()
    ]
    words = EventPayload.objects.filter(event__in=same).select_related("event") if same else ()
    twin = next((one for one in words if words_of(one).fee_reference.split() == fee.reference.split()), None)
    if twin is not None:
        raise refused.PaidTwice(receipt=facts_of(twin.event).receipt, has_reference=bool(fee.reference.split()))
    owed = money.account_of(log).owed
    if owed is not None and fee.amount > owed:
        raise refused.MoreThanOwed(owed=money.vn_dong(owed)) if owed else refused.NothingOwedAnyMore


def refuse_moved(log: Sequence[Event], fee: Fee, seen: int) -> None:
    """Raise ``MoneyMoved`` where money came or went, or was waived, since the page was made, and something else is owed by now.

    Acts that move nothing make no page old: who takes money reads what has changed.
    """
    later = [event for event in log if event.sequence > seen and event.action in money.CHANGES_OWED]
    before = money.account_of(event for event in log if event.sequence <= seen).owed
    owed = money.account_of(log).owed
    if fee.is_meant or not later or owed in {before, fee.amount}:
        return
    raise refused.MoneyMoved(owed=money.vn_dong(owed or 0), who=later[-1].by_whom)


def refuse_part(log: Sequence[Event], fee: Fee) -> None:
    """Raise ``LessThanAsked`` where a pause is ended by less than is still owed, until the person says that it is meant."""
    owed = money.account_of(log).owed or 0
    if fee.amount < owed and not fee.is_meant:
        raise demand.LessThanAsked(less=money.vn_dong(owed - fee.amount))


def refuse_rest(dossier: Dossier, log: Sequence[Event], fee: Fee) -> None:
    """Raise ``LessThanOwed`` where less is received than is owed, until the person says that it is meant.

    What is to be paid by now may be a part of all that is owed, whose rest falls due later: that is no doubt.
    """
    machine, owed = dossier.machine, money.account_of(log).owed or 0
    due = {
        dues.now_in(machine, dossier.place, log, owed=owed),
        dues.before_acceptance(machine, log),
        money.rest_of_demand(machine, log),
    }
    if fee.amount < owed and fee.amount not in due and not fee.is_meant:
        raise demand.LessThanOwed(owed=money.vn_dong(owed), less=money.vn_dong(owed - fee.amount))


def reason_unpaid(dossier: Dossier, action: Action, log: Sequence[Event], given: Given) -> str:
    """Return why a result is handed over unpaid, as it is recorded; "" where nothing is owed, or the action waits itself.

    Raises ``ReturnsUnpaid`` where something is owed and no reason is given: in the first three editions of the lifecycle no
    step waits for a payment, and whoever hands over is asked (ADR 0063).
    """
    if action.name != RETURN or Guard.FEE_SETTLED in action.guards:
        return ""
    paid = given.fee.amount if given.fee else 0
    owed = dues.unpaid(dossier.machine, standing_of(dossier), log) - paid
    if owed <= 0:
        return ""
    if not given.unpaid.strip():
        raise refused.ReturnsUnpaid(owed=money.vn_dong(owed))
    return given.unpaid


def refuse_asking(dossier: Dossier, log: Sequence[Event], fee: Fee) -> None:
    """Raise ``AsksForMore`` or ``AsksForLess`` for what is not still to be paid by the answers, until it is said to be meant.

    Raises ``AsksUnlisted`` without any fee.
    """
    if not money.records_fee(dossier.machine):
        raise demand.AsksUnlisted
    if fee.is_meant:
        return
    left = dues.left(dossier.machine, standing_of(dossier), log)
    if left is None or fee.amount == left.amount:
        return
    if fee.amount < left.amount:
        raise demand.AsksForLess(left=money.vn_dong(left.amount), less=money.vn_dong(left.amount - fee.amount))
    sums = {"due": left.due, "paid": left.paid, "waived": left.waived, "left": left.amount}
    raise demand.AsksForMore(**{name: money.vn_dong(amount) for name, amount in sums.items()})


def _way(name: str, fee: Fee) -> str:
    """Return how money came: on line by what a gateway says alone."""
    if name == acts.RECEIVE_ONLINE:
        return PaidWay.ONLINE.value
    return fee.method if fee.method in BY_HAND else PaidWay.OTHER.value


def _purpose(dossier: Dossier, log: Sequence[Event]) -> str:
    """Return what money is for: the fees that the answers make due, by name; where they make none due, the procedure.

    The answers are read where no event says what each fee comes to.
    """
    machine = dossier.machine
    amounts = next((found for event in reversed(log) if (found := facts_of(event).dues)), ())
    if amounts:
        due = [fee for fee, amount in zip(machine.fees, amounts, strict=False) if amount]
    else:
        due = [each.fee for each in fees.due(machine.fees, standing_of(dossier)) if each.amount != 0]
    return "; ".join([fee.name.vi for fee in due] or [machine.name.vi])[:255]
