"""Who initials or signs what the same person has put up in another's place is asked first, and does it once that is ticked.

No rule forbids it: a small unit could not do without (ADR 0086). The record names that person at both steps.
"""

from collections.abc import Iterator, Sequence

from django import forms
from django.utils.translation import gettext as _

from accounts.models import User
from dossiers import acts, policy
from dossiers.display.formats import localized
from dossiers.models import Dossier, Event
from procedures.machine import Action

MEANT = "same_person_meant"
"""The box that is ticked by whoever means it."""


def sentence(action: Action, dossier: Dossier, log: Sequence[Event], person: User | None) -> str:
    """Say which step that person has done in whose place, and what doing this one too means; "" where there is none."""
    before = policy.put_up_in_place(person, action, dossier, log) if person else None
    if before is None:
        return ""
    words = _(
        "You have done the step “%(step)s” in the place of %(absent)s: whoever puts it up and whoever approves it are one person."
    )
    step = localized(acts.label_of(dossier.machine, before.source, before.action))
    return words % {"step": step, "absent": before.absent_name}


def boxes(
    action: Action, dossier: Dossier, log: Sequence[Event], person: User | None
) -> Iterator[tuple[str, forms.Field]]:
    """Give the box without which it is not done, where it is asked."""
    if not (said := sentence(action, dossier, log, person)):
        return
    todo = _("Nothing was recorded. If it is meant, tick this box and press again.")
    label = f"{said} {_('I mean it so.')}"
    yield MEANT, forms.BooleanField(label=label, error_messages={"required": f"{said} {todo}"})


def of_many(action: Action, dossier: Dossier, log: Sequence[Event], person: User) -> str:
    """Say the same before an act on many: such a dossier is done with the rest only if it is ticked; "" where it is not asked."""
    said = sentence(action, dossier, log, person)
    return f"{said} {_('It is not done with the others unless you tick it.')}" if said else ""
