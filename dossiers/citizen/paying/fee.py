"""What an applicant reads of the fee: how much it is by the answers, what of it is paid, and when it is to be paid."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from dossiers.display.balance import balance, demanded
from dossiers.display.cases import is_due_with_result
from dossiers.display.formats import vn_money
from dossiers.filing import dues, rules
from dossiers.log import money, proofs
from dossiers.log.answers import standing
from dossiers.log.facts import facts_of
from dossiers.log.parts.deposits import result_lies
from dossiers.models import Dossier, Event, PaymentOrder
from dossiers.models.standing import WITHOUT_DEBT
from dossiers.pages.answers import FeesDue, fees_due
from dossiers.payments.gateway import orders
from dossiers.payments.ways import Ways, ways_of, ways_of_filing
from procedures.form import fees, paying, receiving
from procedures.machine import DueBy, Machine, Pause, Status, Text
from procedures.results import Way


@dataclass(frozen=True, slots=True)
class Fee:
    """The fee of a dossier; ``sentence`` says when it is to be paid, or that it was."""

    due: FeesDue | None
    paid: int
    sentence: str
    ways: Ways | None
    """How what is owed can be paid; None where there is nothing to pay now."""
    receipts: tuple[str, ...] = ()
    """The numbers of what was paid and stays, in the receipt book."""
    waived: int = 0
    overpaid: int = 0
    balance: str = ""
    """What is lacking, or was paid too much, after something was paid."""
    order: PaymentOrder | None = None
    """What may have been paid on line already: the bank has not answered."""
    is_proven: bool = False
    """Whether a proof of all that is to be paid now waits for the desk: nobody is asked to pay it again."""
    given_back: int = 0
    """What went back of all that was paid."""
    is_owed_again: bool = False
    """Whether some of that is owed for it: it was not paid too much."""
    leaves_receipts: bool = False
    """Whether of a receipt that stands a part went back."""
    withdrawn: str = ""
    """That what was asked for last was withdrawn, and what becomes of what was paid since."""
    waits: bool = False
    """Whether the office has acted, and nothing of it has gone out yet."""
    early: Ways | None = None
    """How what is due before the result can be paid before anybody waits for it; None where nothing is, or it is not accepted."""

    doubts: tuple[Text, ...] = ()
    """What the form has remarked on, and is to be looked at again before it is paid; nothing once the office has accepted."""

    @property
    def payable(self) -> Ways | None:
        """How it can be paid, asked for or not."""
        return self.ways or self.early

    @property
    def is_paid_online(self) -> bool:
        """Say whether it can be paid on line now."""
        return self.payable is not None and self.payable.is_online and not self.waits


@dataclass(frozen=True, slots=True)
class Paying:
    """What is to be paid with a filing by the answers so far; ``ways`` are None while nobody knows how much that is."""

    fees: FeesDue
    ways: Ways | None
    code_url: str
    """Where the code of the transfer is drawn; empty where there is none, or no draft is kept yet that says how much."""
    proof: Text | None = None
    """The paper that proves a transfer, where it is attached among the papers and not asked for here."""


def fee_of(dossier: Dossier, events: Sequence[Event], at: datetime, *, waits: bool = False) -> Fee | None:
    """Return what the applicant may know of the fee; None where there is none, or it ended before anything was paid.

    While something that the office did ``waits`` to go out, nothing is paid on line: it may not be due any more.
    """
    values, paid = standing(events), dues.paid(events)
    due = fees_due(dossier.machine, values) if values else None
    is_known = bool(due and due.lines) or bool(dossier.owed)
    account, now = money.account_of(events), dues.now(dossier, events)
    given_back, withdrawn = _given_back(events), _withdrawn(dossier, events, now) if dossier.is_open else ""
    if not (paid or given_back or withdrawn) and not (is_known and (dossier.is_open or dossier.debt)):
        return None
    proven = _proven(dossier, events, now)
    left = 0 if dossier.is_leaving else now - proven
    early = 0 if now or dossier.is_leaving or proofs.waiting(events) else _early(dossier, values)
    doubts = _doubts(dossier, values) if left and not dossier.accepted_at else ()
    is_just_due = bool(doubts) and not proven and dues.demanded(dossier, events) != now
    return Fee(
        due,
        paid,
        _with_care(now) if is_just_due else _when(dossier, events, account, now=now, proven=proven),
        ways_of(dossier, left) if left else None,
        tuple(facts_of(event).receipt for event in money.standing_payments(events)),
        account.waived,
        account.overpaid,
        balance(account, events) if (dossier.debt and not dossier.is_leaving) or account.overpaid else "",
        order=orders.unanswered(dossier, at) if left + early and settings.PAYMENT_GATEWAY else None,
        is_proven=bool(now) and now == proven,
        given_back=given_back,
        is_owed_again=money.owed_again(events) > 0,
        leaves_receipts=_leaves_receipts(events),
        withdrawn=withdrawn,
        waits=waits,
        early=ways_of(dossier, early) if early else None,
        doubts=doubts,
    )


def _doubts(dossier: Dossier, values: Mapping[str, Any]) -> tuple[Text, ...]:
    found = rules.doubtful(dossier.machine, values, dossier.filed_at)
    return tuple(dict.fromkeys(sentence for _name, sentence in found))


def paying_of(machine: Machine, values: Mapping[str, Any], draft: UUID, *, is_kept: bool = True) -> Paying | None:
    """Return what is to be paid with a filing by typed answers so far; None where nothing is due by then."""
    due = fees_due(machine, values, by=DueBy.FILING)
    if due is None:
        return None
    ways = ways_of_filing(draft, due.total) if due.total else None
    has_code = is_kept and ways is not None and ways.transfer is not None
    code = f"{reverse('filing_code', args=[machine.slug])}?{urlencode({'draft': str(draft)})}" if has_code else ""
    papers = paying.proof_parts(machine)
    proof = next((paper.title for paper in machine.components if paper.name in papers), None)
    return Paying(due, ways, code, proof)


def _early(dossier: Dossier, values: Mapping[str, Any]) -> int:
    """Return how many đồng are owed that are due before the result and can be paid already: of what is accepted."""
    is_going_on = dossier.is_open and dossier.accepted_at
    return (dossier.debt or 0) if is_going_on and _is_due_with_result(dossier.machine, values) else 0


def _is_due_with_result(machine: Machine, values: Mapping[str, Any]) -> bool:
    return is_due_with_result([each.fee for each in fees.due(machine.fees, values)])


def _given_back(events: Sequence[Event]) -> int:
    """Return how many đồng went back of all that was paid: in parts, and with payments that went back as a whole."""
    reversals = ((event, facts_of(event)) for event in events if event.action in money.REVERSALS)
    whole = sum(facts.fee or 0 for event, facts in reversals if money.goes_back(event.action, facts))
    return whole + sum(money.parts_in(events).values())


def _withdrawn(dossier: Dossier, events: Sequence[Event], now: int) -> str:
    """Say that the last demand was withdrawn, and what becomes of what came in since; nothing where it was not.

    What it asked for may be owed all the same, and be asked for again; ``now`` of it is to be paid at once.
    """
    event = money.withdrawn_last(events)
    if event is None:
        return ""
    came, account = money.came_since(events, event), money.account_of(events)
    if not came and now and not dossier.is_leaving:
        words = _("The demand to pay %(amount)s was withdrawn: do not pay by it. What is to be paid now stands below.")
    elif not came and dossier.owed == 0:
        words = _("The demand to pay %(amount)s was withdrawn: you need not pay it.")
    elif not came:
        words = _("The demand to pay %(amount)s was withdrawn: you need not pay it now.")
    elif account.charged is None:
        words = _(
            "The demand to pay %(amount)s was withdrawn. The %(came)s that you paid since count towards the fee that is to be "
            "paid; if none is, they are given back to you."
        )
    elif account.overpaid < came:
        words = _(
            "The demand to pay %(amount)s was withdrawn. The %(came)s that you paid since count towards the fee of the dossier."
        )
    else:
        words = _("The demand to pay %(amount)s was withdrawn. The %(came)s that you paid since are given back to you.")
    return words % {"amount": vn_money(facts_of(event).fee or 0), "came": vn_money(came)}


def _leaves_receipts(events: Sequence[Event]) -> bool:
    """Say whether of a payment that stands a part went back."""
    parts = money.parts_in(events)
    return any(parts[event.sequence] for event in money.standing_payments(events))


def _proven(dossier: Dossier, events: Sequence[Event], now: int) -> int:
    """Return how much of what is to be paid now is proven already, as proofs that wait say; one without an amount, all of it."""
    waiting = proofs.waiting(events) if now and dossier.is_open else []
    return min(now, sum(facts_of(one.event).fee or now for one in waiting))


def _when(dossier: Dossier, events: Sequence[Event], account: money.Account, *, now: int, proven: int) -> str:
    """Say when the fee is to be paid, or what becomes of what was; nothing where nobody knows."""
    if dossier.status in WITHOUT_DEBT:
        # Of what is too much the page says that it is given back.
        return _ended(account, money.decided(events))
    if dossier.owed == 0:
        return _("All of it is paid.") if account.paid else ""
    if proven:
        return _waiting(0 if dossier.is_leaving else now - proven)
    if dossier.owed and dossier.is_leaving:
        words = _(
            "You have asked to withdraw the dossier: you need not pay these %(amount)s now. Once it is withdrawn, they are owed "
            "no more."
        )
        return words % {"amount": vn_money(dossier.owed)}
    if now:
        return _due_now(dossier, events, now)
    return _later(dossier, events, account)


def _due_now(dossier: Dossier, events: Sequence[Event], now: int) -> str:
    """Say why so many đồng are to be paid at once."""
    if not dossier.is_open:
        return _handed_over(events) % {"amount": vn_money(now)}
    is_collected, allowed = receiving.chosen(standing(events)) in {None, Way.IN_PERSON}, money.let_pass(events) or 0
    words = _to_pay_now(dossier, now, allowed, is_collected=is_collected) % {"amount": vn_money(now)}
    return demanded(now, events) if dues.demanded(dossier, events) == now > allowed else words


def _with_care(amount: int) -> str:
    """Say what is to be paid, though not at once: what the form has remarked on, which stands below, may make it needless."""
    words = _(
        "%(amount)s are to be paid before your dossier is accepted. Do not pay before you have looked at what is said below."
    )
    return words % {"amount": vn_money(amount)}


def _later(dossier: Dossier, events: Sequence[Event], account: money.Account) -> str:
    """Say when what nobody waits for yet is to be paid; nothing once the dossier has ended."""
    if dossier.is_open and _is_due_with_result(dossier.machine, standing(events)):
        return _waiting(0) if proofs.waiting(events) else _before_result(dossier)
    if dossier.owed and (account.paid or account.waived):
        words = _(
            "%(amount)s are left. They are to be paid when the office asks for them; there is nothing to pay now."
        )
        return words % {"amount": vn_money(dossier.owed)}
    return _("It is to be paid when the office asks for it; there is nothing to pay now.") if dossier.is_open else ""


def _before_result(dossier: Dossier) -> str:
    """Say of what nobody asks for before the result that it is paid before that, and from when on it can be."""
    if dossier.owed is None:
        return _("It is to be paid before the result is handed over.")
    if not dossier.accepted_at:
        words = _(
            "%(amount)s are to be paid before the result is handed over. Once the dossier is accepted, you can pay here."
        )
    else:
        words = _("%(amount)s are to be paid before the result is handed over. You can pay it here already.")
    return words % {"amount": vn_money(dossier.owed)}


def _ended(account: money.Account, decided: int) -> str:
    """Say of a dossier that ended without a result what was decided, and that the rest is not given back by itself.

    ``decided``: what the office has decided not to give back, some of which may have gone back since.
    """
    sentences = []
    if account.kept:
        words = _(
            "The office has decided not to give back %(amount)s of what you paid. Its reason stands below, in what happened."
        )
        sentences.append(words % {"amount": vn_money(decided)})
        if decided > account.kept:
            sentences.append(_("Some of that went back since; %(kept)s stay.") % {"kept": vn_money(account.kept)})
    if account.undecided:
        left = _(
            "The dossier has ended. The %(amount)s that were paid are not given back by themselves: ask the one-stop desk."
        )
        sentences.append(left % {"amount": vn_money(account.undecided)})
    return " ".join(sentences)


def _waiting(left: int) -> str:
    """Say that a proof waits for the desk, and what is not proven by it."""
    waits = _("The desk has your proof of payment and compares it with the account. You need not pay again meanwhile.")
    if not left:
        return waits
    return f"{waits} {_('%(amount)s more are to be paid now.') % {'amount': vn_money(left)}}"


def _handed_over(events: Sequence[Event]) -> str:
    """Say what is owed of a result, for which there is a place: it was handed over, or lies at the desk since the post sent it back."""
    if result_lies(events):
        return _("The dossier has a result; %(amount)s are owed still. Please pay them.")
    return _("The result was handed over; %(amount)s are owed still. Please pay them.")


def _to_pay_now(dossier: Dossier, now: int, allowed: int, *, is_collected: bool) -> str:
    """Say why so many đồng, for which there is a place, are to be paid; ``allowed`` is what a leader has let pass."""
    if now <= allowed:
        words = _(
            "The office goes on with your dossier although %(amount)s are not paid, and its result does not wait for them. "
            "They stay owed; you can pay them at once."
        )
    elif dossier.place.pause is Pause.PAYMENT:
        words = _("The office asks you to pay %(amount)s now.")
    elif dossier.status == Status.RESULT_READY:
        words = (
            _("%(amount)s are to be paid when you collect the result.")
            if is_collected
            else _("%(amount)s are to be paid before the result is sent or handed over to you.")
        )
    elif money.decision_waiting_in(dossier.machine, dossier.place):
        words = _("%(amount)s are to be paid now: the decision on your dossier waits for them.")
    elif dossier.accepted_at:
        words = _("%(amount)s are to be paid now.")
    else:
        words = _("%(amount)s are to be paid now: your dossier is accepted once they are.")
    return words
