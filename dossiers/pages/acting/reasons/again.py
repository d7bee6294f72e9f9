"""What is asked about once at the reason of an act, and goes out at the next press.

What is short, what is beyond the rule, and what a database has.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dossiers import policy
from dossiers.models import Dossier, Event
from dossiers.pages.acting.reasons import looked_up, printed
from procedures.machine import Action

BEYOND_MEANT = "round_meant"
"""The box that is ticked once somebody has read that a request for a supplement is beyond the rule."""
REASON = "reason"


def boxes(fields: Mapping[str, forms.Field], data: Mapping[str, Any]) -> Iterator[tuple[str, forms.Field]]:
    """Give the boxes that an earlier press was asked to tick."""
    for name, box in _boxes():
        if name in data and REASON in fields:
            yield name, box()


def faults(
    action: Action,
    dossier: Dossier,
    cleaned: Mapping[str, Any],
    *,
    before: Event | None,
    log: Sequence[Event],
    at: datetime,
) -> Iterator[tuple[str, forms.ValidationError]]:
    """Give what is asked; ``before`` has given the reason that is offered, in a ``log`` that holds."""
    yield from printed.fault(action, dossier.machine, cleaned, before, at)
    yield from _beyond(action, dossier, cleaned)
    yield from looked_up.fault(action, dossier, cleaned, log, at)


def _beyond(
    action: Action, dossier: Dossier, cleaned: Mapping[str, Any]
) -> Iterator[tuple[str, forms.ValidationError]]:
    """Ask before a supplement is asked for once more than the rule of the dossier allows; not who passes on what was asked about."""
    if action.passes_on or not policy.is_beyond_rounds(action, dossier) or cleaned.get(BEYOND_MEANT):
        return
    allowed = dossier.machine.supplement.rounds
    words = ngettext(
        "The rule allows %(rounds)s request for a supplement, and this is no. %(number)s. If it is to go out beyond the rule, tick "
        "the box below and press again; else the dossier is decided on as it is, or refused with the reason.",
        "The rule allows %(rounds)s requests for a supplement, and this is no. %(number)s. If it is to go out beyond the rule, tick "
        "the box below and press again; else the dossier is decided on as it is, or refused with the reason.",
        allowed,
    )
    told = words % {"rounds": allowed, "number": dossier.supplement_rounds + 1}
    yield REASON, forms.ValidationError(told, BEYOND_MEANT)


def ticks(form: forms.Form) -> Iterator[tuple[str, str, forms.Field]]:
    """Give each box by which what was asked is meant after all, behind the reason."""
    for name, box in _boxes():
        if form.has_error(REASON, name):
            yield REASON, name, box()


def _boxes() -> tuple[tuple[str, Callable[[], forms.Field]], ...]:
    return (printed.MEANT, printed.box), (BEYOND_MEANT, beyond_box), (looked_up.MEANT, looked_up.box)


def beyond_box() -> forms.Field:
    """Return the box by which a request beyond the rule is meant."""
    return forms.BooleanField(label=_("I have read this: it goes out beyond the rule"), required=False)
