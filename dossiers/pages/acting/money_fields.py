"""What an act about money asks for: an amount, how it came, the law by which it is waived, the payment that is reversed."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from dossiers.commands.given import Fee
from dossiers.display.formats import vn_date, vn_money
from dossiers.log.facts import facts_of
from dossiers.log.money import brings_money, standing_payments
from dossiers.models import Event, PaidWay
from dossiers.pages.forms import Amount, PlainText
from procedures.machine import Action

MEANT = "fee_meant"
"""The box that is ticked once somebody has looked again at a payment that seemed wrong."""


def fee_fields(action: Action, data: Mapping[str, Any], *, required: bool) -> dict[str, forms.Field]:
    """Return the fields of an amount; of money that comes in, also how, and by which transfer or paper."""
    fields: dict[str, forms.Field] = {
        "fee_amount": Amount(label=_("Amount (đồng)"), least=int(required), required=required)
    }
    if brings_money(action.name):
        ways = [("", _("— choose —")), *PaidWay.choices]
        fields["fee_method"] = forms.ChoiceField(label=_("Paid how"), choices=ways, required=required)
        label = _("Number of the transfer or paper")
        fields["fee_reference"] = PlainText(label=label, max_length=60, required=False)
        if MEANT in data:
            fields[MEANT] = meant()
    return fields


def meant() -> forms.Field:
    """Return the box."""
    return forms.BooleanField(label=_("I have looked again: it was paid like this"), required=False)


def ground(*, required: bool) -> forms.Field:
    """Return the field of the law by which a fee is waived."""
    hint = _("The article and the text, such as: article 10 of the Law on fees and charges 2015.")
    return PlainText(label=_("By which law"), max_length=200, required=required, help_text=hint)


def payments(log: Sequence[Event], *, required: bool) -> forms.Field:
    """Return the choice among the payments that stand, the newest first."""
    found = [
        (str(event.sequence), f"{facts.receipt} · {vn_money(facts.fee)} · {vn_date(event.at)}")
        for event in reversed(standing_payments(log))
        for facts in (facts_of(event),)
    ]
    choices = found if len(found) == 1 else [("", _("— choose —")), *found]
    return forms.ChoiceField(label=_("Payment"), choices=choices, required=required)


def faults(cleaned: Mapping[str, Any]) -> dict[str, str]:
    """Return what is wrong with several fields together: money that came in came somehow."""
    is_paid, way = cleaned.get("fee_amount"), cleaned.get("fee_method")
    return {"fee_method": _("Choose how it was paid.")} if is_paid and way == "" else {}


def given_of(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was given, as ``Given`` has it."""
    amount = cleaned.get("fee_amount")
    said = cleaned.get("fee_method", ""), cleaned.get("fee_reference", ""), bool(cleaned.get(MEANT))
    return {
        "fee": Fee(amount, *said) if amount else None,
        "ground": cleaned.get("ground", ""),
        "reverses": int(cleaned.get("reverses") or 0),
    }
