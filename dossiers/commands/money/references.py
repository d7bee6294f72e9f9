"""The number of a bank transfer that somebody writes down: whether it stands at a dossier already."""

import re
from collections.abc import Sequence

from dossiers.commands.given import Fee
from dossiers.log import money
from dossiers.log.facts import facts_of, words_of
from dossiers.models import Dossier, Event, EventPayload, PaidWay, Payment
from dossiers.policy import Actor, shows
from dossiers.refusals.proof import GivenBackBefore, KnownElsewhere
from procedures.time.calendar import local

_DAY = re.compile(r"\s*\d{2}/\d{2}/\d{4}$")
"""What a bank statement's number has behind it."""


def plain(reference: str) -> str:
    """Return a number as it is compared: without the day of a statement and without blanks, in capitals."""
    # Looking for a day takes longer than all else, and of a hundred thousand transfers none has one.
    without = _DAY.sub("", reference.strip()) if "/" in reference else reference
    return "".join(without.split()).upper()


def refuse_known(dossier: Dossier, fee: Fee, actor: Actor) -> None:
    """Raise ``KnownElsewhere`` where a transfer is recorded at another dossier too, until the person says that it is meant.

    One transfer may pay for several dossiers; else the same money is counted twice. What was reversed, or a part that was
    undone, stands no more. The row of a statement names its dossier itself.
    """
    reference = _DAY.sub("", fee.reference.strip())
    if fee.is_meant or fee.is_of_statement or fee.method != PaidWay.TRANSFER or not reference:
        return
    named = EventPayload.objects.of_whole_reference(reference).values("event")
    standing = Payment.objects.filter(agency=dossier.agency_id, reversal=None, restored=None, event__in=named)
    other = standing.exclude(dossier=dossier).select_related("dossier").order_by("pk").last()
    if other is None:
        return
    code = other.dossier.code if shows([actor], other.dossier) else ""
    raise KnownElsewhere(code=code, amount=money.vn_dong(other.amount), day=f"{local(other.at):%d/%m/%Y}")


def refuse_given_back(log: Sequence[Event], fee: Fee) -> None:
    """Raise ``GivenBackBefore`` where a transfer was recorded at the same dossier and given back, until it is said to be meant.

    Looking at its proof once more does not bring the money back. A wrong entry may be entered anew: that money did come in.
    """
    reference = plain(fee.reference)
    if fee.is_meant or fee.is_of_statement or fee.method != PaidWay.TRANSFER or not reference:
        return
    reversals = (facts_of(event) for event in log if event.action in money.REVERSALS)
    returned = {facts.reverses for facts in reversals if facts.given_back}
    came = [event for event in money.payments_in(log) if event.sequence in returned]
    words = EventPayload.objects.filter(event__in=came).select_related("event").order_by("event") if came else ()
    same = [one.event for one in words if plain(words_of(one).fee_reference) == reference]
    if same:
        facts, day = facts_of(same[-1]), f"{local(same[-1].at):%d/%m/%Y}"
        raise GivenBackBefore(receipt=facts.receipt, amount=money.vn_dong(facts.fee or 0), day=day)
