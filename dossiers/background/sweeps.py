"""Deadlines that pass by themselves: found by an index, recorded through the commands as the system.

A run may be missed, repeated, killed at any point, and made by any number of processes at once: what is open
is read from the dossiers, each remark has a guard that its own event closes, and the row lock of the command
serialises what happens to one dossier.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import F, Q

from accounts.roles import Role
from dossiers import acts, commands, policy, turns
from dossiers.commands import Given
from dossiers.models import Dossier
from dossiers.policy import Actor
from dossiers.refusals import LaterEdition, Refusal
from procedures.machine import Action

BATCH = 100
RUN_SECONDS = 30.0
"""After so long a run takes up no other dossier; the time limit of a task is far beyond it."""


class Place(NamedTuple):
    """A place in the order of the sweep: the next instant of a dossier, and its id."""

    watch_at: datetime
    pk: int


@dataclass(slots=True)
class Swept:
    """What a run did: events written, dossiers that could not be read, and where time ran out (None: nowhere)."""

    events: int = 0
    broken: int = 0
    stopped_at: Place | None = None


def run(now: datetime, *, after: Place | None = None) -> Swept:
    """Record every deadline that has passed by an instant, from a place in the order on.

    A dossier that fails is logged and passed by. A run whose time is up says where it stopped, so that the
    next one can go on behind those that take long, or fail each time.
    """
    stop_at = time.monotonic() + RUN_SECONDS
    swept = Swept()
    with turns.short_locks():
        while batch := due(now, after):
            for place in batch:
                if time.monotonic() >= stop_at:
                    swept.stopped_at = after
                    return swept
                _sweep(place, now, swept)
                after = place
    return swept


def due(now: datetime, after: Place | None = None) -> list[Place]:
    """Return the first dossiers behind a place for which time has done something, the longest due first."""
    watched = Dossier.objects.filter(watch_at__lte=now)
    if after is not None:
        behind = Q(watch_at__gt=after.watch_at) | Q(watch_at=after.watch_at, id__gt=after.pk)
        watched = watched.filter(behind, watch_at__gte=after.watch_at)
    rows = watched.order_by(F("watch_at").asc(), "id").values_list("watch_at", "id")
    return [Place(watch_at, pk) for watch_at, pk in rows[:BATCH] if watch_at]


def _sweep(place: Place, now: datetime, swept: Swept) -> None:
    def turn() -> None:
        for _event in act(place.pk, now):
            swept.events += 1

    if turns.failure_of(turn, run="sweep", dossier=place.pk):
        swept.broken += 1


def act(pk: int, now: datetime) -> Iterator[str]:
    """Take what is open to the system on a dossier, one action after the other; yield their names.

    Raises whatever an unreadable dossier raises; what was committed before that stays.
    """
    actor = Actor.system()
    while action := open_action(dossier := _load(pk), now):
        try:
            commands.advance(dossier, action.name, actor=actor, given=Given(), seen=dossier.sequence, at=now)
        except LaterEdition:
            raise
        except Refusal:
            # Somebody else was faster: another sweep, or the applicant at the last moment.
            return
        yield action.name


def open_action(dossier: Dossier, at: datetime) -> Action | None:
    """Return what time alone opens to the system: acts first, since after a lapse there is nothing to note."""
    found = [
        action
        for action in acts.open_in(dossier.machine, dossier.state)
        if Role.SYSTEM in action.by and action.guards and policy.has_come(action, dossier, at)
    ]
    return min(found, key=lambda action: action.name not in acts.ACTS, default=None)


def _load(pk: int) -> Dossier:
    return Dossier.objects.select_related("version").defer("version__text").get(pk=pk)
