"""Deadlines that pass by themselves: found by an index, recorded through the commands as the system.

A run may be missed, repeated, killed at any point, and made by any number of processes at once: what is open
is read from the dossiers, each remark has a guard that its own event closes, and the row lock of the command
serialises what happens to one dossier.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import F, Q

from accounts.roles import Role
from dossiers import acts, commands, policy, turns
from dossiers.commands import Given
from dossiers.models import Dossier
from dossiers.policy import Actor
from dossiers.refusals import LaterEdition, Refusal
from dossiers.turns import Place, Run, Work
from procedures.machine import Action

BATCH = 100


class Watched(NamedTuple):
    """A place in the order of the sweep: the next instant of a dossier, and its id."""

    watch_at: datetime
    pk: int

    def __str__(self) -> str:
        return str(self.pk)


class Sweeping(Work[Watched]):
    """One run: events written, dossiers that could not be read, the last one that was looked at."""

    def __init__(self, now: datetime, place: Place = ()) -> None:
        """Begin behind a place that a run has left."""
        super().__init__(now, place)
        self.events = 0
        self.stopped_at: Watched | None = None
        self.after = Watched(datetime.fromisoformat(str(place[0])), int(place[1])) if place else None

    def batch(self, size: int) -> list[Watched]:
        """Return the next dossiers behind the last one."""
        return due(self.now, self.after, size=size)

    def turn(self, item: Watched) -> None:
        """Record what has passed on one dossier."""
        self.after = item
        # The next run goes on behind those that take long, or fail each time.
        self.place = (item.watch_at.isoformat(), item.pk)
        for _event in act(item.pk, self.now):
            self.events += 1


RUN = Run("sweep", Sweeping, every=timedelta(minutes=1), batch=BATCH, seconds=30)


def run(now: datetime, *, after: Watched | None = None) -> Sweeping:
    """Record every deadline that has passed by an instant, from a place in the order on."""
    sweeping = Sweeping(now)
    sweeping.after = after
    if turns.take(RUN, sweeping):
        sweeping.stopped_at = sweeping.after
    return sweeping


def due(now: datetime, after: Watched | None = None, *, size: int = BATCH) -> list[Watched]:
    """Return the first dossiers behind a place for which time has done something, the longest due first."""
    watched = Dossier.objects.filter(watch_at__lte=now)
    if after is not None:
        behind = Q(watch_at__gt=after.watch_at) | Q(watch_at=after.watch_at, id__gt=after.pk)
        watched = watched.filter(behind, watch_at__gte=after.watch_at)
    rows = watched.order_by(F("watch_at").asc(), "id").values_list("watch_at", "id")
    return [Watched(watch_at, pk) for watch_at, pk in rows[:size] if watch_at]


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
