"""The reason of what says at each paper and answer what is to be put right: left empty, it points there, and nothing is typed twice.

Form 02 prints a reason below its table (TT 01/2018, form 02; TT 03/2025 has the same); what is wrong with a paper stands in its row.
"""

from collections.abc import Mapping
from typing import Any, TypedDict

from django.utils.translation import gettext as _

from dossiers.display.remarked import ASKED
from procedures.machine import Action


class Asks(TypedDict):
    """How a reason is asked for."""

    required: bool
    help_text: str


def asks(action: Action, hint: str, *, required: bool) -> Asks:
    """Return how the reason of an action is asked for: of a request it may be left empty, and the hint says what stands there then."""
    if not action.requests:
        return Asks(required=required, help_text=hint)
    left = _("Left empty, it says that what is to be put right stands at each item.")
    return Asks(required=False, help_text=f"{hint} {left}".strip())


def reason_of(action: Action, cleaned: Mapping[str, Any]) -> str:
    """Return the reason that was given; of a request that gives none, that it is said at each item: one at least is named."""
    return str(cleaned.get("reason") or "") or (ASKED if action.requests else "")
