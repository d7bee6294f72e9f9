"""What an act about money asks for: an amount, how it came, the law by which it is waived, which payment or proof is meant."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from django import forms
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.rights import WAIVING
from accounts.seats import seats_of
from dossiers import acts
from dossiers.commands.given import Fee
from dossiers.commands.money.payments import coming_receipt
from dossiers.display.formats import vn_clock, vn_date, vn_money
from dossiers.filing import dues
from dossiers.log import proofs
from dossiers.log.facts import facts_of, words_of
from dossiers.log.money import (
    ASK_PAYMENT,
    account_of,
    brings_money,
    left_of_standing,
    parts_in,
    standing_payments,
    undoable_parts,
)
from dossiers.models import BY_HAND, CashDay, Dossier, Event, PaidWay
from dossiers.pages.forms import Amount, Day, NeededText, PlainText
from dossiers.refusals.proof import PaidInFuture
from procedures.machine import Action, Machine
from procedures.time.calendar import local

UNPAID = "unpaid"
"""The field of the reason why a result is handed over unpaid, once somebody has read that something is owed."""
MEANT = "fee_meant"
"""The box that is ticked once somebody has looked again at an amount that seemed wrong."""

UNASKED = "left_unasked"
"""The box that is ticked by who goes on without asking for what the decision will wait for."""

CHECKED = "waiver_checked"
"""The box that is ticked once somebody has looked again at a waiver, which nothing undoes."""

OVER_UNPAID = "over_unpaid"
"""The box that is ticked by who hands over a result against which something is owed still."""

DRAWER = "drawer_meant"
"""The box that is ticked by who reverses as wrong what was counted in the drawer of a counter that is closed."""

BACK, WRONG = "back", "wrong"
"""What a reversal is: by which money goes back to the payer, or of what did not come in like that."""


def boxes(
    action: Action, machine: Machine, log: Sequence[Event], sent: Mapping[str, Any]
) -> Iterator[tuple[str, forms.Field]]:
    """Give what a waiver, a proposal and a return of what is not paid are asked before any press, and what an earlier press was asked.

    ``log``: what holds of it.
    """
    if DRAWER in sent:
        yield DRAWER, off_the_drawer()
    if action.name == acts.WAIVE_FEE:
        yield CHECKED, checked()
    if left := dues.left_unasked(machine, action, log):
        yield UNASKED, left_unasked(left)
    if owed := dues.returned_against(machine, action, log):
        yield OVER_UNPAID, hands_over_unpaid(owed)


def fee_fields(
    action: Action, data: Mapping[str, Any], agency: int, at: datetime, *, required: bool
) -> dict[str, forms.Field]:
    """Return the fields of an amount; of money that comes in, also how, and by which transfer or paper.

    Of cash it says which receipt the payer is given: that of the agency's book, by its number.

    Of a proof that its applicant sends, the day and the bank's reference, as far as they are known.
    """
    fields: dict[str, forms.Field] = {
        "fee_amount": Amount(label=_("Amount (đồng)"), least=int(required), required=required)
    }
    if brings_money(action.name) or action.name == acts.GIVE_BACK:
        how = _("Given back how") if action.name == acts.GIVE_BACK else _("Paid how")
        fields["fee_method"] = _how(how, required=required)
        label = _("Number of the transfer or paper")
        if action.name == acts.GIVE_BACK:
            fields["fee_reference"] = _number_back()
        else:
            hint = _handed_to_payer(coming_receipt(agency, at))
            fields["fee_reference"] = PlainText(label=label, max_length=60, required=False, help_text=hint)
    if MEANT in data and (brings_money(action.name) or action.name in {ASK_PAYMENT, acts.GIVE_BACK}):
        fields[MEANT] = meant(action)
    if action.name == acts.RECEIVE_PAYMENT:
        fields["proof"] = forms.IntegerField(widget=forms.HiddenInput, required=False)
    if action.name == acts.SEND_PROOF:
        fields["paid_on"] = Day(label=_("Paid on"), required=False)
        hint = _("The number of the transaction on the proof, if there is one.")
        label = _("Reference of the bank")
        fields["fee_reference"] = PlainText(label=label, max_length=60, required=False, help_text=hint)
    return fields


def _handed_to_payer(number: str) -> str:
    """Say which receipt is handed to whoever pays in cash, before it is recorded."""
    words = _(
        "Cash: write a paper receipt for the payer with number %(number)s; if the paper has a number of its own, type it here."
    )
    return words % {"number": number}


def _how(label: str, *, required: bool, help_text: str = "") -> forms.Field:
    """Return the choice among the ways that an officer may record."""
    return forms.ChoiceField(label=label, choices=_ways(BY_HAND), required=required, help_text=help_text)


def _number_back() -> forms.Field:
    """Return the number by which money went back: the command needs it of a transfer."""
    hint = _("It is needed where the money goes back by bank transfer.")
    return NeededText(label=_("Number of the transfer or paper"), max_length=60, help_text=hint)


def _ways(ways: Iterable[PaidWay]) -> list[tuple[str, Any]]:
    return [("", _("— choose —")), *((way.value, way.label) for way in ways)]


def closed_words(closed: CashDay) -> str:
    """Say who has closed the cash of today, before anybody counts out money."""
    words = _("The cash of today was closed by %(who)s at %(at)s: no more cash is taken or given back today.")
    return words % {"who": closed.by.get_full_name(), "at": vn_clock(closed.at)}


def without_cash(form: forms.Form, closed: CashDay) -> None:
    """Offer every other way but cash in the choice of a way, and say why: what is taken in cash is cash on a later day too.

    A form that came back is shown like a new one: its bound field keeps the hint that it had when it was judged.
    """
    way = form.fields["fee_method"]
    if isinstance(way, forms.ChoiceField):
        way.choices = _ways(each for each in BY_HAND if each is not PaidWay.CASH)
    warning = _("Cash is never recorded as another way of payment.")
    way.help_text = " ".join(filter(None, (str(way.help_text), closed_words(closed), warning)))
    form["fee_method"].help_text = way.help_text


def amount_of(action: Action, dossier: Dossier, log: Sequence[Event], answers: Mapping[str, Any]) -> int | None:
    """Return the amount that an act begins with: where it is asked for, what is still to be paid by the answers; what was paid too much; else what is owed."""
    machine = dossier.machine
    if action.name == acts.GIVE_BACK:
        over = account_of(log).overpaid
        # A part is less than its payment.
        return over if any(left > over for left in left_of_standing(log).values()) else None
    if action.name == ASK_PAYMENT:
        left = dues.left(machine, answers, log)
        return left.amount if left else None
    return dues.account(machine, answers, log).owed


def of_proof(action: Action, log: Sequence[Event]) -> dict[str, Any]:
    """Return what the receiving form begins with where a proof waits: the oldest first, one after the other."""
    waiting = proofs.waiting(log) if action.name == acts.RECEIVE_PAYMENT else []
    if not waiting:
        return {}
    event = waiting[0].event
    stated = {"fee_amount": in_groups(facts_of(event).fee)} if facts_of(event).fee else {}
    reference = words_of(event.payload).fee_reference
    return {**stated, "fee_method": PaidWay.TRANSFER.value, "fee_reference": reference, "proof": event.sequence}


def in_groups(amount: int | None) -> str:
    """Return an amount as it is typed: ``1.800.000``."""
    return f"{amount:,}".replace(",", ".") if amount else ""


def meant(action: Action) -> forms.Field:
    """Return the box, in the words of what is done: money that is asked for, or that came in."""
    asked = _("I have looked again: this much is to be asked for")
    label = asked if action.name == ASK_PAYMENT else _("I have looked again: it was paid like this")
    if action.name in {acts.GIVE_BACK, acts.REVERSE_PAYMENT}:
        label = _("I have looked again: this much went back to the payer")
    return forms.BooleanField(label=label, required=False)


def checked() -> forms.Field:
    """Return the box without which no waiver is recorded."""
    label = _("I have checked the amount and the law; what is waived cannot be taken back")
    needed = _("Nothing was recorded. Look at the amount and the law once more, then tick this box and press again.")
    return forms.BooleanField(label=label, error_messages={"required": needed})


def off_the_drawer() -> forms.Field:
    """Return the box without which what a closed counter was closed with is not said to have never come in."""
    return forms.BooleanField(
        label=_("I have looked again: this money never came in, and the closing is corrected"), required=False
    )


def left_unasked(amount: int) -> forms.Field:
    """Return the box without which nobody goes on where the decision will wait for money that nobody has asked for."""
    label = _("Go on without asking: %(amount)s are asked for when the dossier waits for the decision")
    needed = _(
        "Nothing was recorded. Ask for the payment first; or tick this box to go on all the same, and press again."
    )
    return forms.BooleanField(label=label % {"amount": vn_money(amount)}, error_messages={"required": needed})


def hands_over_unpaid(amount: int) -> forms.Field:
    """Return the box without which nothing is handed over that is not paid, although a leader has let that pass."""
    label = _("Hand it over although %(amount)s are not paid; they stay owed")
    needed = _(
        "Nothing was recorded. A leader has let the dossier go on although %(amount)s are not paid: tick this box to hand the "
        "result over, and press again."
    )
    shown = {"amount": vn_money(amount)}
    return forms.BooleanField(label=label % shown, error_messages={"required": needed % shown})


def unpaid(readers: str) -> forms.Field:
    """Return the field of the reason why a result is handed over unpaid; ``readers`` says who reads it."""
    label, area = _("Why it is handed over all the same, unpaid"), forms.Textarea(attrs={"rows": 3})
    return NeededText(label=label, max_length=1000, help_text=readers, widget=area)


def ground(action: Action, *, required: bool) -> forms.Field:
    """Return the field of the law by which a fee is waived, or by which money is not given back, where one says so."""
    hint = _("The article and the text, such as: article 10 of the Law on fees and charges 2015.")
    if action.name == acts.KEEP_MONEY:
        hint = _(
            "Neither the procedure nor the rules in this system say it. Where a text does, the article and the text; else empty."
        )
    return PlainText(label=_("By which law"), max_length=200, required=required, help_text=hint)


class Reader(Protocol):
    """Who looks at a form, of which action and when."""

    @property
    def action(self) -> Action:
        """What the form is of."""

    @property
    def person(self) -> User | None:
        """Who looks at it."""

    @property
    def today(self) -> date:
        """The local day."""

    @property
    def sent(self) -> Mapping[str, Any]:
        """What was posted; nothing before that."""


def payments(reader: Reader, log: Sequence[Event], *, required: bool) -> forms.Field:
    """Return the choice among the payments that stand and that somebody may undo, the newest first, each with who received it."""
    parts = parts_in(log)
    found = [
        (
            str(event.sequence),
            f"{facts.receipt} · {_left(facts.fee or 0, parts[event.sequence])} · {when} · {event.by_whom}",
        )
        for event in reversed(_undone_by(reader, standing_payments(log)))
        for facts, when in ((facts_of(event), vn_date(event.at)),)
    ]
    choices = found if len(found) == 1 else [("", _("— choose —")), *found]
    hint = _("An officer of the desk undoes what that officer has received; all else a division head or a leader.")
    return forms.ChoiceField(label=_("Payment"), choices=choices, required=required, help_text=hint)


def given_parts(reader: Reader, log: Sequence[Event], *, required: bool) -> forms.Field:
    """Return the choice among the parts that are recorded by hand as given back and that somebody may undo, the newest first."""
    parts = reversed(_undone_by(reader, undoable_parts(log)))
    found = [(str(event.sequence), _part(event)) for event in parts]
    choices = found if len(found) == 1 else [("", _("— choose —")), *found]
    hint = _("An officer of the desk undoes what that officer has recorded; all else a division head or a leader.")
    label = _("Part that is recorded as given back")
    return forms.ChoiceField(label=label, choices=choices, required=required, help_text=hint)


def _part(event: Event) -> str:
    facts, reference = facts_of(event), words_of(event.payload).fee_reference
    way = str(PaidWay(facts.paid_way).label)
    named = (facts.receipt, vn_money(facts.fee), way, reference, vn_date(event.at), event.by_whom)
    return " · ".join(filter(None, named))


def _undone_by(reader: Reader, standing: list[Event]) -> list[Event]:
    """Return those of some payments that somebody may undo: of the desk those that the person has received."""
    person = reader.person
    if person is None or seats_of(person, reader.today).has(*WAIVING):
        return standing
    return [event for event in standing if event.actor_id == person.pk]


def _left(amount: int, part: int) -> str:
    """Return the amount of a payment; of which a part went back, with what is left."""
    words = _("%(left)s left of %(amount)s") if part else "%(amount)s"
    return words % {"left": vn_money(amount - part), "amount": vn_money(amount)}


def reversal_fields(reader: Reader, log: Sequence[Event], *, required: bool) -> dict[str, forms.Field]:
    """Return which payment is reversed, and what that is: a receipt that was written wrongly, or money that went back.

    Of a part that goes back, of which payment alone; of what undoes a part, which part.
    """
    if reader.action.name == acts.UNDO_PART:
        return {"reverses": given_parts(reader, log, required=required)}
    if reader.action.name == acts.GIVE_BACK:
        return {"reverses": payments(reader, log, required=required)}
    whats = [
        ("", _("— choose —")),
        (WRONG, _("A wrong entry: the money did not come in like this")),
        (BACK, _("The money was given back to the payer")),
    ]
    hint = _("Only where the money was given back.")
    fields: dict[str, forms.Field] = {
        "reverses": payments(reader, log, required=required),
        "reversal": forms.ChoiceField(label=_("Kind of reversal"), choices=whats, required=required),
        "fee_method": _how(_("Given back how"), required=False, help_text=hint),
        "fee_reference": _number_back(),
    }
    return fields | ({MEANT: meant(reader.action)} if MEANT in reader.sent else {})


def sent_proofs(log: Sequence[Event], *, required: bool) -> forms.Field:
    """Return the choice among the proofs that wait, the oldest first."""
    found = [
        (str(event.sequence), " · ".join(filter(None, (vn_date(event.at), _amount_and_reference(event)))))
        for event in (one.event for one in proofs.waiting(log))
    ]
    choices = found if len(found) == 1 else [("", _("— choose —")), *found]
    return forms.ChoiceField(label=_("Proof"), choices=choices, required=required)


def _amount_and_reference(event: Event) -> str:
    amount = facts_of(event).fee
    return " · ".join(filter(None, (vn_money(amount) if amount else "", words_of(event.payload).fee_reference)))


def faults(cleaned: Mapping[str, Any], at: datetime) -> dict[str, str]:
    """Return what is wrong with several fields together: money that came in came somehow, and what went back went somehow.

    Of a payment that is proven also a day to come, which the command refuses too: here it stands beside all other faults.
    """
    if (paid_on := cleaned.get("paid_on")) and paid_on > local(at).date():
        return {"paid_on": str(PaidInFuture())}
    is_paid, way = cleaned.get("fee_amount"), cleaned.get("fee_method")
    if cleaned.get("reversal") == BACK and way == "":
        return {"fee_method": _("Choose how it was given back.")}
    if cleaned.get("reversal") == WRONG:
        filled = [name for name in ("fee_method", "fee_reference") if cleaned.get(name)]
        either = _("A wrong entry gives nothing back: leave this empty, or choose that the money was given back.")
        return dict.fromkeys(filled, either)
    return {"fee_method": _("Choose how it was paid.")} if is_paid and way == "" else {}


def given_of(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was given, as ``Given`` has it."""
    amount = cleaned.get("fee_amount")
    said = cleaned.get("fee_method", ""), cleaned.get("fee_reference", ""), bool(cleaned.get(MEANT))
    proof, is_back = int(cleaned.get("proof") or 0), cleaned.get("reversal") == BACK
    return {
        "fee": Fee(amount, *said, proof, cleaned.get("paid_on"), is_typed=True) if amount else None,
        "proof": 0 if amount else proof,
        "ground": cleaned.get("ground", ""),
        "reverses": int(cleaned.get("reverses") or 0),
        "given_back": is_back,
        "back_way": said[0] if is_back else "",
        "back_reference": said[1] if is_back else "",
        "back_is_meant": said[2] and is_back,
    }
