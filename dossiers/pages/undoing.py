"""What somebody can take back: the row of a page that offers it, and the way from its button to the command."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.signin import SignedIn
from dossiers import acts, commands, outbox
from dossiers.commands import Undoing
from dossiers.commands.given import Given
from dossiers.display.formats import localized, vn_clock
from dossiers.models import Dossier, Event
from dossiers.outbox import Reach
from dossiers.policy import Actor

TAG = "take-back"


@dataclass(frozen=True, slots=True)
class UndoingRow:
    """The last act of a dossier, which whoever looks at it has taken and may take back."""

    label: str
    at: datetime
    leaves_at: datetime | None
    """When its number, paper and message go out; None where nothing does."""
    undoes: int
    url: str
    is_out: bool
    """Whether that has happened, so that the act can only be corrected."""


def undoing_row(dossier: Dossier, undoing: Undoing | None, route: str) -> UndoingRow | None:
    """Return the row of what can be taken back."""
    if undoing is None:
        return None
    event = undoing.event
    label = localized(acts.label_of(dossier.machine, event.source, event.action))
    return UndoingRow(label, event.at, undoing.leaves_at, event.sequence, path_of(dossier, route), undoing.is_out)


def path_of(dossier: Dossier, route: str) -> str:
    """Return the address to which a taking back is sent: that of the actions, under its own name."""
    return reverse(route, args=[dossier.code, acts.TAKE_BACK])


def tell(request: SignedIn, event: Event, given: Given, *, route: str) -> None:
    """Say on the next page, whichever that is, what was recorded and when it goes out, and let it be taken back there."""
    dossier = event.dossier
    action = acts.find(dossier.machine, event.source, event.action)
    if action is None:
        raise LookupError(event.action)
    states = dossier.machine.states
    source, target = states[event.source], states[event.target]
    leaves_at = outbox.waits_until(action, source, target, at=event.at, at_counter=given.is_in_person)
    words = [_("Done: %(action)s.") % {"action": localized(action.label)}]
    if leaves_at:
        words.append(_("Paper and message go out at %(at)s.") % {"at": vn_clock(leaves_at)})
    undoable = leaves_at or outbox.reach_of(action, source, target) is Reach.INSIDE
    tags = f"{TAG} {path_of(dossier, route)} {event.sequence}" if undoable else ""
    messages.success(request, " ".join(words), extra_tags=tags)


def take_back(request: SignedIn, dossier: Dossier, actors: Iterable[Actor], *, at: datetime) -> None:
    """Take back the act that was posted; raises the ``Refusal`` that says why it cannot be."""
    try:
        undoes = int(request.POST.get("undoes", ""))
    except ValueError as error:
        raise BadRequest("undoes: not a number") from error
    event = commands.take_back(dossier.pk, undoes, actors=actors, at=at)
    at_time = {"at": vn_clock(event.at)}
    messages.success(request, _("Taken back at %(at)s. The dossier is as it was before that step.") % at_time)
