"""Taking an action on a dossier: lock, look, ask the policy, move, write one event."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dossiers import outbox, policy, refusals
from dossiers.commands.given import Given
from dossiers.commands.record import Happening, write_event
from dossiers.models import Attachment, Dossier, Event
from dossiers.policy import Actor
from procedures.calendars import current_calendar
from procedures.machine import Action


def advance(dossier: Dossier, action: str, *, actor: Actor, given: Given, seen: int, at: datetime) -> Event:
    """Take an action on a dossier and return its event.

    ``seen`` is the sequence that the actor's page was made from. Raises a ``refusals.Refusal``;
    then nothing is written.
    """
    with transaction.atomic(durable=True):
        # The row lock serialises everything that happens to one dossier, its numbers included.
        rows = Dossier.objects.select_for_update(of=("self",)).select_related("version", "agency")
        locked = rows.defer("version__text").get(pk=dossier.pk)
        log = list(locked.events.order_by("sequence").select_related("actor"))
        calendar = current_calendar()
        chosen = _choose(locked, action, log, actor=actor, seen=seen, at=at)
        given.check(chosen, locked, calendar, at)
        locked.take(chosen)
        happening = Happening(chosen.source, chosen.target, at, given.facts(calendar), chosen.name)
        event = write_event(locked, log, happening, actor=actor, words=given.payload(), calendar=calendar)
        _keep_files(event, given, actor, at)
        states = locked.machine.states
        outbox.enqueue(event, outbox.effects_of(chosen, states[chosen.source], states[chosen.target]), at=at)
    return event


def _choose(dossier: Dossier, name: str, log: list[Event], *, actor: Actor, seen: int, at: datetime) -> Action:
    last = log[-1]
    if seen != dossier.sequence:
        raise stale(dossier, last)
    action = dossier.machine.action(dossier.state, name)
    if action is None:
        raise refusals.UnknownAction
    if not policy.may(actor, action, dossier):
        raise refusals.NotYours
    if at < last.at:
        raise refusals.ReceivedBefore(last.at)
    refusal = policy.unmet_guard(actor, action, dossier, last=last, at=at)
    if refusal is not None:
        raise refusal
    return action


def stale(dossier: Dossier, last: Event) -> refusals.Stale:
    """Return the refusal that tells what happened meanwhile, by whom and when."""
    taken = dossier.machine.action(last.source, last.action)
    label = taken.label.of(translation.get_language()) if taken else last.action
    who = last.actor.get_full_name() if last.actor else _("the system")
    when = timezone.localtime(last.at)
    return refusals.Stale(label, who, date_format(when, "H:i d/m/Y"))


def _keep_files(event: Event, given: Given, actor: Actor, at: datetime) -> None:
    if actor.user is None:
        return
    named = [("", file) for file in given.files]
    named += [(name, file) for name, files in given.component_files.items() for file in files]
    rows = [file.row(by=actor.user, at=at, component=component) for component, file in named]
    for row in rows:
        row.dossier, row.event = event.dossier, event
    Attachment.objects.bulk_create(rows)
