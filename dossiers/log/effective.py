"""The log as it holds: without what was taken back, as if that had never been done.

The log itself keeps both, the act and its taking back. Whoever asks what holds (columns, clock, decision, papers, hands)
reads it through here; whoever shows or checks what was recorded does not.
"""

from collections.abc import Iterable, Sequence
from copy import copy
from datetime import datetime
from typing import Protocol

from msgspec.structs import replace

from accounts.rights import WITHOUT_SEAT
from dossiers.acts import TAKE_BACK, WITHDRAW_DEMAND, is_beside, label_of
from dossiers.log.facts import HasFacts, facts_of
from dossiers.log.money import CHANGES_OWED
from dossiers.models import Dossier, Event
from procedures.machine import Text

MOVES_MONEY = CHANGES_OWED - {WITHDRAW_DEMAND}
"""The acts about money that move nothing else: each is told at once, whatever waits to be taken back."""


class Happened(HasFacts, Protocol):
    """The part of an event that time is computed from."""

    sequence: int
    source: str
    target: str
    action: str
    at: datetime


class Recorded(Happened, Protocol):
    """An event that has its place in the log."""

    role: str


def is_deed(event: Recorded) -> bool:
    """Say whether an event behind an act is a colleague's deed, after which that is not taken back.

    None is what the system remarks on a deadline, what the applicant does, and what anybody writes beside the procedure: a
    note changes nothing.
    """
    is_written = event.action == TAKE_BACK or is_beside(event.action)
    return event.role not in WITHOUT_SEAT and not is_written


def effective[E: Happened](log: Iterable[E]) -> list[E]:
    """Return the events that hold at the end of a log; of one that is such a log already, the same.

    A taking back stays as an event that moves nothing: its reading is the one in force, and the last of the log is the
    last. So does what the system remarked, or somebody added, between the two; it stands where the dossier had stayed.
    """
    holding: list[E] = []
    for event in log:
        if event.action == TAKE_BACK:
            holding = _without(holding, event)
        else:
            holding.append(event)
    return holding


def taken_back(log: Iterable[Happened]) -> dict[int, Happened]:
    """Return by the sequence of each event that was taken back the event that did it."""
    return {facts_of(event).undoes: event for event in log if event.action == TAKE_BACK}


def as_before[E: Happened](log: Sequence[E], first: int) -> list[E]:
    """Return a log that holds as it was before the event of that sequence; what was written beside the procedure stays.

    So does what happened to money since, but the undoing of a payment that came with an act which is left out.
    """
    before = [event for event in log if event.sequence < first]
    if not before:
        return list(log)
    shown = {event.sequence for event in before}
    for event in log:
        is_money = event.action in MOVES_MONEY and facts_of(event).reverses in {0, *shown}
        if event.sequence > first and (is_beside(event.action) or is_money):
            shown.add(event.sequence)
            before.append(_beside(event, before[-1]))
    return before


def _without[E: Happened](log: Sequence[E], taking: E) -> list[E]:
    """Return a log that goes on with a taking back, without what that undoes."""
    undoes = facts_of(taking).undoes
    place = next((place for place, event in enumerate(log) if event.sequence == undoes), 0)
    if not place:
        return [*log, taking]
    before = log[place - 1]
    return [*log[:place], *(_beside(event, before) for event in log[place + 1 :]), _in_place(taking, before)]


def _beside[E: Happened](event: E, before: E) -> E:
    """Return what was added behind an undone event as it would be without that one."""
    moved = _in_place(event, before)
    moved.reading, moved.facts = before.reading, replace(facts_of(event), unit=facts_of(before).unit)
    return moved


def _in_place[E: Happened](event: E, before: E) -> E:
    moved = copy(event)
    moved.source = moved.target = before.target
    return moved


def called(dossier: Dossier, event: Event) -> Text | None:
    """Return what was done by an event of a dossier, as ``acts.label_of``; of a taking back with what it took back: one query."""
    label = label_of(dossier.machine, event.source, event.action)
    if event.action != TAKE_BACK or label is None:
        return label
    undone = Event.objects.filter(dossier=dossier, sequence=facts_of(event).undoes).first()
    of = label_of(dossier.machine, undone.source, undone.action) if undone else None
    return Text(f"{label.vi}: {of.vi}", f"{label.en}: {of.en}") if of else label
