"""Taking an action from a page: the one way from a posted form to a command."""

from collections.abc import Iterable, Sequence

from django.core.exceptions import BadRequest
from django.utils import timezone

from accounts.signin import SignedIn
from dossiers import acts, commands, policy, refusals
from dossiers.commands import Given
from dossiers.log.whole import log_of
from dossiers.models import Dossier, Event
from dossiers.pages import undoing
from dossiers.pages.action_form import ActionForm
from dossiers.policy import Actor
from procedures.machine import Action

AT_A_FIELD = (
    refusals.MissingAnswer,
    refusals.InvalidAnswer,
    refusals.ForApplicant,
    refusals.NotLater,
    refusals.NotCovered,
    refusals.NothingSupplied,
    refusals.AtAField,
)
"""What belongs to a field of the form, and is shown there with all that was typed."""


def take_action(
    request: SignedIn, dossier: Dossier, name: str, actors: Sequence[Actor], *, route: str
) -> ActionForm | None:
    """Take an action with what was posted, or take the last one back.

    Returns None when it was taken, or the form with its errors. Raises a ``Refusal`` for what no
    field can mend: an action that is not open or not this person's.
    """
    now = timezone.now()
    if name == acts.TAKE_BACK:
        undoing.take_back(request, dossier, actors, at=now)
        return None
    log, known = log_of(dossier)
    # A page that is out of date is told so before anything else; what the command then finds stands.
    commands.refuse_old_page(dossier, log, seen=_seen(request), action=name)
    action, actor = _open(dossier, name, actors)
    form = ActionForm(
        action, dossier, at=now, known=known, log=log, person=actor.user, data=request.POST, files=request.FILES
    )
    taken = _taken(form, dossier, action, actor) if form.is_valid() else None
    if taken is None:
        return form
    undoing.tell(request, *taken, route=route)
    return None


def continue_form(
    request: SignedIn, dossier: Dossier, name: str, actors: Iterable[Actor], *, reason: str
) -> ActionForm:
    """Return the form of an action as it was typed so far, with a text put into its reason: nothing is taken or judged."""
    log, known = log_of(dossier)
    action, actor = _open(dossier, name, actors)
    form = ActionForm(action, dossier, at=timezone.now(), known=known, log=log, person=actor.user)
    typed = {field: request.POST[field] for field in form.fields if field in request.POST}
    words = "\n".join(filter(None, (typed.get("reason", "").strip(), reason)))
    form.initial = {**(form.initial or {}), **typed, "reason": words}
    return form


def _open(dossier: Dossier, name: str, actors: Iterable[Actor]) -> tuple[Action, Actor]:
    """Return an action of a dossier's state and who of these takes it; raises its ``Refusal``."""
    action = acts.find(dossier.machine, dossier.state, name)
    if action is None:
        raise refusals.UnknownAction
    actor = next((actor for actor in actors if policy.may(actor, action, dossier)), None)
    if actor is None:
        raise refusals.NotYours
    return action, actor


def _seen(request: SignedIn) -> int:
    """Return the sequence that the page was made from; no page of ours leaves it out."""
    try:
        return int(request.POST.get("seen", ""))
    except ValueError as error:
        raise BadRequest("seen: not a number") from error


def _taken(form: ActionForm, dossier: Dossier, action: Action, actor: Actor) -> tuple[Event, Given] | None:
    """Run the command and return its event with what was given; a refusal that belongs to a field is shown there."""
    seen = form.cleaned_data["seen"]
    try:
        given = form.given()
        return commands.advance(dossier, action.name, actor=actor, given=given, seen=seen, at=form.at), given
    except refusals.BadFile:
        return None
    except AT_A_FIELD as refusal:
        form.refuse(refusal.field, str(refusal))
        return None
