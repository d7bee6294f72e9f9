"""Taking an action on a dossier: lock, look, ask the policy, move, write one event."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dossiers import acts, outbox, policy, refusals
from dossiers.commands.given import Given
from dossiers.commands.record import Happening, write_event
from dossiers.log import columns
from dossiers.log.facts import later_edition
from dossiers.models import Attachment, Dossier, Event
from dossiers.policy import Actor
from procedures.machine import Action
from procedures.time.calendars import Calendars, hold


def advance(dossier: Dossier, action: str, *, actor: Actor, given: Given, seen: int, at: datetime) -> Event:
    """Take an action on a dossier and return its event.

    ``seen`` is the sequence that the actor's page was made from. Raises a ``refusals.Refusal``; then nothing is written.
    """
    with transaction.atomic(durable=True):
        locked, log, calendars = lock(dossier.pk)
        calendar = calendars.of(locked.agency_id)
        refuse_old_page(locked, log, seen=seen)
        chosen = choose(locked, action, log, actor=actor, at=at)
        given.check(chosen, locked, calendar, at)
        locked.take(chosen)
        happening = Happening(chosen.source, chosen.target, at, given.facts(calendar), chosen.name)
        event = write_event(locked, log, happening, actor=actor, words=given.words(), calendars=calendars)
        _keep_files(event, given, actor, at)
        states = locked.machine.states
        outbox.enqueue(event, outbox.effects_of(chosen, states[chosen.source], states[chosen.target]), at=at)
    return event


def refuse_old_page(dossier: Dossier, log: Sequence[Event], *, seen: int) -> None:
    """Raise ``refusals.Stale`` if somebody acted on the dossier after the page of that sequence was made.

    What was only told since then (``acts``: deadlines, dates counted again) moves nothing and makes no page old.
    """
    last = columns.last_move(log)
    if not last.sequence <= seen <= dossier.sequence:
        raise stale(dossier, last)


def lock(pk: int) -> tuple[Dossier, list[Event], Calendars]:
    """Return a dossier with its row locked, its log, and the calendars that hold until the transaction ends.

    Raises ``refusals.LaterEdition`` where a later program has written the log.
    """
    hold()
    # The row lock serialises everything that happens to one dossier, its numbers included.
    rows = Dossier.objects.select_for_update(of=("self",)).select_related("version", "agency")
    locked = rows.defer("version__text").get(pk=pk)
    log = list(locked.events.order_by("sequence").select_related("actor"))
    if later_edition(log[-1]) is not None:
        raise refusals.LaterEdition
    return locked, log, Calendars.in_force()


def choose(dossier: Dossier, name: str, log: Sequence[Event], *, actor: Actor, at: datetime) -> Action:
    """Return the action of that name if this actor may take it now; raise the refusal if not."""
    action = acts.find(dossier.machine, dossier.state, name)
    if action is None:
        raise refusals.UnknownAction
    if not policy.may(actor, action, dossier):
        raise refusals.NotYours
    if at < log[-1].at:
        raise refusals.ReceivedBefore(log[-1].at)
    refusal = policy.unmet_guard(actor, action, dossier, last=columns.last_move(log), at=at)
    if refusal is not None:
        raise refusal
    return action


def stale(dossier: Dossier, last: Event) -> refusals.Stale:
    """Return the refusal that tells what happened meanwhile, by whom and when."""
    taken = acts.find(dossier.machine, last.source, last.action)
    label = taken.label.of(translation.get_language()) if taken else last.action
    who = last.actor.get_full_name() if last.actor else _("the system")
    when = timezone.localtime(last.at)
    return refusals.Stale(label, who, date_format(when, "H:i d/m/Y"))


def rows_of(given: Given, actor: Actor, at: datetime) -> list[Attachment]:
    """Return unsaved rows for the files that somebody gave; the system gives none."""
    if actor.user is None:
        return []
    return [file.row(by=actor.user, at=at, component=component) for component, file in given.files_by_component()]


def _keep_files(event: Event, given: Given, actor: Actor, at: datetime) -> None:
    rows = rows_of(given, actor, at)
    for row in rows:
        row.dossier, row.event = event.dossier, event
    Attachment.objects.bulk_create(rows)
