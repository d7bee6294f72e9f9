"""Whether the day that is printed on a form still stands: by this one rule files, lists and letters say so."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.roles import Role
from dossiers.display.agency.closed import promised
from dossiers.log.facts import facts_of, reading_of
from dossiers.models import Dossier, Event
from dossiers.models.standing import PAUSED
from procedures.machine import Paper, Status
from procedures.time.calendar import local

OF_RESULT = frozenset({Paper.RECEIPT.value, Paper.APOLOGY.value})
"""The forms on which a day for the result is printed."""


@dataclass(frozen=True, slots=True)
class Printed:
    """The day that is printed on a form, and the one that holds."""

    day: datetime
    now: datetime | None
    """None where none is in force: the dossier stands still."""

    @property
    def stands(self) -> bool:
        """Whether it is the day that holds."""
        return self.day == self.now


def printed_on(kind: str, event: Event, dossier: Dossier) -> Printed | None:
    """Return how the day stands on a form of a kind that an act has issued; None of a form without one, and once nobody waits for it.

    A form prints what held when its act was done.
    """
    reading = reading_of(event)
    if kind == Paper.SUPPLEMENT_REQUEST:
        until, asked = dossier.applicant_due_at, reading.applicant_due_at
        return Printed(local(asked), local(until)) if until and asked and is_asked(dossier) else None
    day = facts_of(event).promised or reading.due_at if kind == Paper.APOLOGY else reading.due_at
    if kind not in OF_RESULT or day is None or not dossier.holder or dossier.resolved_at:
        return None
    return Printed(local(day), None if dossier.status in PAUSED else promised(dossier))


def is_asked(dossier: Dossier) -> bool:
    """Say whether an applicant is to supply something."""
    return dossier.holder == Role.CITIZEN and dossier.status == Status.SUPPLEMENT_REQUESTED


def why_no_day(dossier: Dossier) -> str:
    """Say that no day is in force for the result of a dossier that stands still, and what it waits for; "" of one that goes on."""
    if dossier.status not in PAUSED:
        return ""
    is_money, is_theirs = dossier.status == Status.FINANCIAL_OBLIGATION, dossier.holder == Role.CITIZEN
    if is_money and (dossier.payment_settled or not is_theirs):
        return _("no date is in force now: the payment is to be confirmed")
    if is_money:
        return _("no date is in force now: the dossier waits for a payment")
    if is_theirs:
        return _("no date is in force now: the dossier waits for a supplement")
    return _("no date is in force now: the supplement is looked at")
