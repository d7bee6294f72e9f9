"""Who initials or signs what the same person has put up in another's place, or numbers what that one has signed, is asked first.

It is done once that is ticked. No rule forbids it: a small unit could not do without (ADR 0086). The record names that
person at both steps.
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
    """Say which step before that person has done, in whose place, and what doing this one too means; "" where there is none."""
    if person is None:
        return ""
    if (signed := policy.signed_by_own(person, action, dossier, log)) is not None:
        return _of_signed(signed, dossier)
    before = policy.put_up_in_place(person, action, dossier, log)
    if before is None:
        return ""
    words = _(
        "You have done the step “%(step)s” in the place of %(absent)s: whoever puts it up and whoever approves it are one person."
    )
    return words % {"step": _step(before, dossier), "absent": before.absent_name}


def _of_signed(signed: Event, dossier: Dossier) -> str:
    """Say that who signed it is who would number and seal it: no second person has seen the paper before it goes out."""
    own = _("You have done the step “%(step)s”: whoever signs it and whoever numbers and seals it are one person.")
    in_place = _(
        "You have done the step “%(step)s” in the place of %(absent)s: whoever signs it and whoever numbers and seals it are "
        "one person."
    )
    words = in_place if signed.is_in_place else own
    return words % {"step": _step(signed, dossier), "absent": signed.absent_name}


def _step(event: Event, dossier: Dossier) -> str:
    return localized(acts.label_of(dossier.machine, event.source, event.action))


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
