"""What an officer is shown of the money of a dossier: what is owed, what was paid, and which step waits for it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from dossiers import acts
from dossiers.desk.money.waiting import Waiting, waiting_of
from dossiers.display.balance import balance, demanded
from dossiers.display.cases import is_due_with_result
from dossiers.display.formats import localized, vn_datetime, vn_money
from dossiers.display.labels import FEE_METHODS
from dossiers.filing import dues
from dossiers.filing.counter import people
from dossiers.log import money
from dossiers.log.answers import standing
from dossiers.log.facts import facts_of, words_of
from dossiers.log.money import Account
from dossiers.models.standing import WITHOUT_DEBT
from dossiers.pages.acting.money.fields import closed_words
from dossiers.pages.opened import Opened
from dossiers.payments.gateway import cases, orders
from procedures.form import DueBy, fees
from procedures.machine import Guard, Status
from procedures.time.calendar import local

MOVES_CASH = frozenset({acts.RECEIVE_PAYMENT, acts.REVERSE_PAYMENT, acts.GIVE_BACK})
"""What officers do by which cash can come or go."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A payment of the receipt book."""

    number: str
    amount: int
    way: str
    at: datetime
    who: str
    is_reversed: bool
    back: int = 0
    """How many đồng of it went back in parts."""
    reference: str = ""
    """The number of the transfer or paper, or the gateway's of the transaction."""
    later: tuple[str, ...] = ()
    """In words, what was done about it later: parts that went back or were undone, its reversal."""


@dataclass(frozen=True, slots=True)
class Money:
    """Sums in words, each with its label, the receipts, and which steps wait for a payment."""

    sums: list[tuple[str, str]]
    receipts: list[Receipt]
    waiting: list[Waiting]
    let_pass: str = ""
    """Of the newest override that was given: that the debt stays, and why is in the log."""
    lapsed: str = ""
    """Where it ended without a result and something was not paid: that nothing is to be paid any more."""
    is_owed: bool = False
    balance: str = ""
    """What is lacking, or was paid too much, and what can be done about that."""
    closed: str = ""
    """That today's cash is closed, to whoever could take cash or give it back."""
    when: str = ""
    """That nothing of what is owed is to be paid yet, or that the rest of what was asked for is; as the applicant reads."""
    at_return: str = ""
    """While a result waits: how much is owed, and that it comes first, or that a leader has let it go on without."""
    is_waited_for: bool = True
    """Whether the result waits for it."""
    online: str = ""
    """That the applicant may have paid on line, and the bank has not answered yet."""


def money_of(opened: Opened) -> Money | None:
    """Return what there is to say; None of a dossier of which nothing is due, paid or waived."""
    machine, events = opened.dossier.machine, opened.events
    account = dues.account(machine, standing(events), events)
    receipts = _receipts(opened)
    if not (account.charged or account.paid or receipts or machine.fees):
        return None
    is_lapsed = bool(account.owed) and opened.dossier.status in WITHOUT_DEBT
    sums = [
        (
            _("To be paid in all"),
            vn_money(account.charged) if account.charged is not None else _("not known by the answers"),
        ),
        (_("Paid"), vn_money(account.paid) if account.paid else ""),
        (_("Waived"), vn_money(account.waived) if account.waived else ""),
        (_still_owed(opened), vn_money(account.owed) if account.owed and not is_lapsed else ""),
        (_("Paid too much"), vn_money(account.overpaid) if account.overpaid else ""),
    ]
    passed = any(event.action == acts.LET_PASS for event in events) and account.owed and not is_lapsed
    return Money(
        [(label, value) for label, value in sums if value],
        receipts,
        waiting_of(opened),
        _let_pass(opened, account.owed or 0) if passed else "",
        lapsed=_lapsed(opened, account),
        is_owed=bool(account.owed) and not is_lapsed,
        balance="" if is_lapsed else _balance(opened, account),
        closed=_closed(opened),
        online=_online(opened) if account.owed and not is_lapsed else "",
        when=_when(opened),
        at_return=_at_return(opened),
        is_waited_for=not money.goes_on_without(opened.events),
    )


def _is_later(opened: Opened) -> bool:
    """Say whether something is owed and nothing of it is to be paid yet."""
    dossier = opened.dossier
    return bool(dossier.debt and dossier.is_open) and not dues.now(dossier, opened.events)


def _is_never(opened: Opened) -> bool:
    """Say whether nobody waits for what is owed later any more: the dossier is about to end without a result."""
    return _is_later(opened) and dues.ends_without(opened.dossier.machine, opened.dossier.place)


def _still_owed(opened: Opened) -> str:
    """Return what the sum is called that was not paid: what nobody has to pay yet is no debt."""
    if _is_never(opened):
        return _("Not paid so far")
    return _("To be paid later") if _is_later(opened) else _("Still owed")


def _at_return(opened: Opened) -> str:
    """Say above the form by which a result is handed over how much is owed; "" where nothing is, or no result waits.

    What a leader has let pass is not asked for first: the applicant was told that the result does not wait for it.
    """
    dossier = opened.dossier
    if not dossier.debt or dossier.status != Status.RESULT_READY:
        return ""
    if money.goes_on_without(opened.events):
        return _let_pass(opened, dossier.debt)
    words = _("%(amount)s are owed: ask for them before you hand the result over.")
    return words % {"amount": vn_money(dossier.debt)}


def _let_pass(opened: Opened, owed: int) -> str:
    """Say that a leader has let a dossier go on without what is owed, or without less than that."""
    allowed = money.let_pass(opened.events)
    if not money.goes_on_without(opened.events) and allowed:
        more = _(
            "A leader has let the dossier go on although %(allowed)s were not paid. %(amount)s are owed by now, more than that: "
            "they are paid first, or a leader lets the whole amount pass anew."
        )
        return more % {"allowed": vn_money(allowed), "amount": vn_money(owed)}
    if not money.goes_on_without(opened.events):
        return _("A leader has let the dossier go on unpaid; the debt stays.")
    words = _(
        "A leader has let the dossier go on although %(amount)s are not paid, and its result does not wait for them. They stay "
        "owed, and the applicant can pay them at once."
    )
    return words % {"amount": vn_money(owed)}


def _lapsed(opened: Opened, account: Account) -> str:
    """Say of what ended without a result that no more is to be paid, and that what was paid is not given back by itself."""
    if opened.dossier.status not in WITHOUT_DEBT:
        return ""
    if not account.paid:
        return _("It ended without a result: what was not paid is not to be paid any more.") if account.owed else ""
    decided = _decided(account, money.decided(opened.events))
    if not account.undecided:
        return decided
    kept = _(
        "It ended without a result: what was paid is not given back by itself. If it is given back, reverse the payment."
    )
    kept = " ".join(filter(None, (decided, kept)))
    return f"{kept} {_who_else(opened, acts.REVERSE_PAYMENT)}".strip()


def _who_else(opened: Opened, action: str) -> str:
    """Say who can reverse payments, or give a part back, where the reader cannot; "" where the reader can, or nobody is known."""
    may = any(one.name == action for one in opened.chosen)
    names = [] if may else cases.reversers(opened.dossier, local(opened.now).date())
    return _("Who can do that: %(who)s.") % {"who": ", ".join(names)} if names else ""


def _decided(account: Account, decided: int) -> str:
    """Say how much the office has decided not to give back, and how much of that is left; "" where nobody has decided it."""
    if not account.kept:
        return ""
    words = _("The office has decided not to give back %(amount)s; they can be given back all the same later.")
    if decided > account.kept:
        words = _(
            "The office has decided not to give back %(amount)s. Some of that went back since; %(kept)s stay, and can be given "
            "back all the same later."
        )
    return words % {"amount": vn_money(decided), "kept": vn_money(account.kept)}


def _closed(opened: Opened) -> str:
    """Say who has closed the cash of today, before anybody counts out money; "" while it is open, and to who handles none."""
    if not any(action.name in MOVES_CASH for action in opened.chosen):
        return ""
    return closed_words(opened.cash_closed) if opened.cash_closed else ""


def _when(opened: Opened) -> str:
    """Say of what is owed that the rest of a demand is, or that nothing is to be paid yet; "" for all else."""
    dossier = opened.dossier
    if dossier.debt and (rest := dues.demanded(dossier, opened.events)):
        # Of what a leader has let pass another sentence says so.
        return "" if money.goes_on_without(opened.events) else demanded(rest, opened.events)
    if not _is_later(opened):
        return ""
    if _is_never(opened):
        return _("The dossier is about to end without a result: unless that is taken back, this is not to be paid.")
    due = fees.due(dossier.machine.fees, standing(opened.events))
    if is_due_with_result([each.fee for each in due]):
        said = [_("It is to be paid before the result is handed over.")]
    else:
        said = [_("It is to be paid when the office asks for it."), _at_the_latest(opened)]
    said.append(
        _("Nobody without an account reads that: please tell the applicant.")
        if people.is_alone(dossier)
        else _("The applicant reads that on the dossier’s page.")
    )
    takes = next((one for one in opened.chosen if one.name == acts.RECEIVE_PAYMENT), None)
    if takes and not opened.cash_closed:
        words = _("Whoever wants to pay now may: the desk takes it by “%(act)s” in the file.")
        said.append(words % {"act": localized(takes.label)})
    return " ".join(filter(None, said))


def _at_the_latest(opened: Opened) -> str:
    """Say before which step what is owed has to be paid, asked for or not; "" where no step waits, or nobody knows how much."""
    machine, owed = opened.dossier.machine, opened.dossier.debt or 0
    account = dues.account(machine, standing(opened.events), opened.events)
    due = money.required(machine, opened.events, account, DueBy.PROCESSING)
    if due is None or not any(Guard.FEE_SETTLED in action.guards for action in machine.actions):
        return ""
    first = min(owed, max(0, due - account.paid - account.waived))
    if not first:
        return _("At the latest it is to be paid before the result is handed over.")
    if first == owed:
        return _("At the latest it is to be paid before the decision.")
    words = _("At the latest %(first)s are to be paid before the decision, the rest before the result is handed over.")
    return words % {"first": vn_money(first)}


def _online(opened: Opened) -> str:
    order = orders.unanswered(opened.dossier, opened.now) if settings.PAYMENT_GATEWAY else None
    if order is None:
        return ""
    return _("The payer began to pay %(amount)s on line at %(at)s; the bank has not answered yet.") % {
        "amount": vn_money(order.amount),
        "at": vn_datetime(order.at),
    }


def without_debt(opened: Opened) -> Opened:
    """Return a dossier without what asks for money, or waives it, where it ended without a result: nobody waits for it."""
    if opened.dossier.status not in WITHOUT_DEBT:
        return opened
    asking = {acts.RECEIVE_PAYMENT, acts.WAIVE_FEE}
    return replace(opened, chosen=[action for action in opened.chosen if action.name not in asking])


def _balance(opened: Opened, account: Account) -> str:
    sentence = balance(account, opened.events)
    if not account.overpaid:
        return sentence
    action, how = _mend(money.left_of_standing(opened.events), account.overpaid)
    return f"{sentence} {how} {_who_else(opened, action)}".strip()


def _mend(left: Mapping[str, int], over: int) -> tuple[str, str]:
    """Return by which act what is too much goes back, of receipts of which so much is left, and the words for that.

    It goes back as a part, or as a whole receipt.
    """
    whole = [receipt for receipt, amount in left.items() if amount == over]
    if whole:
        words = _("Just that much is receipt %(receipts)s: reverse it, and choose that the money was given back.")
        return acts.REVERSE_PAYMENT, words % {"receipts": _(" or ").join(whole)}
    if any(amount > over for amount in left.values()):
        return acts.GIVE_BACK, _("Give back just that part: the receipt stays for the rest.")
    words = _(
        "That is more than each of the receipts: reverse one, choose that the money was given back, then look again."
    )
    return acts.REVERSE_PAYMENT, words


def _receipts(opened: Opened) -> list[Receipt]:
    """Return the payments with a receipt, the oldest first, with those that were reversed."""
    gone, parts = money.reversed_in(opened.events), money.parts_in(opened.events)
    return [
        Receipt(
            facts.receipt,
            facts.fee or 0,
            str(FEE_METHODS.get(facts.paid_way, "")),
            event.at,
            event.by_whom,
            event.sequence in gone,
            parts[event.sequence],
            words_of(event.payload).fee_reference,
            _later(opened, event.sequence),
        )
        for event in money.payments_in(opened.events)
        for facts in (facts_of(event),)
        if facts.receipt
    ]


def _later(opened: Opened, sequence: int) -> tuple[str, ...]:
    """Say what was done about a payment after it came: each part, and what undid one, and the reversal."""
    part_of = {one.sequence: facts_of(one).reverses for one in opened.events if one.action in money.PARTS}
    found = []
    for event in opened.events:
        facts, is_undoing = facts_of(event), event.action == acts.UNDO_PART
        if not (event.action in money.TAKES_OFF or is_undoing):
            continue
        if (part_of.get(facts.reverses) if is_undoing else facts.reverses) != sequence:
            continue
        label = acts.label_of(opened.dossier.machine, event.source, event.action)
        way = str(FEE_METHODS.get(facts.paid_way, ""))
        said = (localized(label), vn_money(facts.fee), way, words_of(event.payload).fee_reference)
        who = event.by_whom
        found.append(" · ".join(filter(None, (*said, f"{vn_datetime(event.at)}, {who}"))))
    return tuple(found)
