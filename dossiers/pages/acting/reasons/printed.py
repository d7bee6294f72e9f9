"""A reason that is printed in a paper and says next to nothing is asked about once; whoever means it presses again."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from dossiers.display.labels import paper_label
from procedures.machine import Action, Paper

MEANT = "reason_meant"
"""The box that is ticked once somebody has looked again at a short reason."""
PRINTED_IN = (Paper.REFUSAL, Paper.STOP_NOTICE, Paper.APOLOGY)
"""The papers whose reason stands alone: a request for a supplement says it paper by paper."""
LEAST = 20
"""Signs of a reason about which nothing is asked: a care of ours, and no rule of any law."""


def fault(action: Action, cleaned: Mapping[str, Any]) -> Iterator[tuple[str, forms.ValidationError]]:
    """Ask whether a reason is to go out as short as it is, until the box is ticked."""
    reason = " ".join(str(cleaned.get("reason", "")).split())
    if not reason or len(reason) >= LEAST or action.paper not in PRINTED_IN or cleaned.get(MEANT):
        return
    words = _(
        "“%(reason)s” would be all that the applicant reads as the reason in the paper “%(paper)s”. Say which paper or which rule it is "
        "about; or, if it is to go out as it is, tick the box below and press again."
    )
    yield "reason", forms.ValidationError(words % {"reason": reason, "paper": paper_label(action.paper)}, MEANT)


def box() -> forms.Field:
    """Return the box by which a short reason is meant."""
    return forms.BooleanField(label=_("I have looked again: the reason goes out as it is"), required=False)
