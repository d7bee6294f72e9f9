"""The relay: does what committed events have left to be done outside the log.

It may be woken at any time, in any number of processes, and may be killed at any point:

- An entry is pushed back before it is tried. So one that kills the process, or fails in a way that
  nobody foresaw, does not come first again and again, and what lies behind it gets its turn.
- It is then tried in one transaction, with its row locked: what the reaction records and that it is
  done are committed together, and no other process does it at the same time.
- A reaction of which a part is done (a notice by one channel of two) leaves its entry open for the rest.
- Entries of one event are done in the order in which they were written.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import CharField, Exists, F, Func, OuterRef, Q, QuerySet, Value
from django.utils.timezone import localdate

from accounts.models import Membership
from dossiers import outbox, turns
from dossiers.background import reactions
from dossiers.models import OutboxEntry
from dossiers.outbox import Unfinished
from dossiers.papers.signed.errors import PaperKeyError, RevokedKeyError
from dossiers.papers.signed.keys import OFFICE, unusable_leader_keys
from dossiers.turns import Failing, Place, Run, Work
from procedures.time.calendar import CalendarError, CalendarExhausted

log = structlog.get_logger()

FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(hours=1)
UNFINISHED = "begun and not finished: the worker's log says why"

FORESEEN = (OSError, CalendarError, CalendarExhausted, PaperKeyError)
"""Failures that pass: of the network, a mail server (``smtplib`` derives its own from ``OSError``), the
storage; a calendar that is yet to be prolonged, a key that is yet to be renewed. Any other is a defect and is raised."""


class Relaying(Work[int]):
    """One run of the relay over entries by their ids, and how many of them it has done."""

    def __init__(self, now: datetime, place: Place = ()) -> None:
        """Begin with nothing done."""
        super().__init__(now, place)
        self.done = 0
        self._tried: int | None = None

    def batch(self, size: int) -> Sequence[int]:
        """Return entries that are due and wait for no earlier one of their event, the longest due first.

        A batch of which nothing was ours to try is in the hands of other processes.
        """
        if self._tried == 0:
            return ()
        self._tried = 0
        return list(due(self.now).order_by("due_at", "id").values_list("id", flat=True)[:size])

    def turn(self, item: int) -> None:
        """Push an entry back, then try it."""
        if not _push_back(item, self.now):
            return
        self._tried = (self._tried or 0) + 1
        try:
            self.done += _do(item, self.now)
        except FORESEEN as failure:
            OutboxEntry.objects.filter(pk=item).update(error=f"{type(failure).__name__}: {failure}"[:500])
            log.warning("relay.put_off", entry=item, failure=type(failure).__name__)


# Patient: a receipt's number may wait for that of another. A small batch: what waits for an earlier entry of its event, as a mail for
# its paper, comes with the next one.
RUN = Run("relay", Relaying, every=timedelta(seconds=10), batch=10, seconds=30, failing=Failing.RAISED, is_patient=True)


def due(now: datetime) -> QuerySet[OutboxEntry]:
    """Narrow to the entries whose time has come and that wait for no earlier one of their event."""
    earlier = OutboxEntry.objects.filter(event=OuterRef("event"), id__lt=OuterRef("id"), done_at=None)
    free = ~Exists(earlier) | Q(kind__in=outbox.WAITS_FOR_NONE)
    return OutboxEntry.objects.filter(free, done_at=None, due_at__lte=now)


def run(now: datetime, *, seconds: float | None = None) -> int:
    """Do what is due and return how many entries were done.

    An error that is not ``FORESEEN`` is raised once the others of its batch have had their turn.
    """
    relaying = Relaying(now)
    turns.take(RUN, relaying, seconds=seconds)
    return relaying.done


def keys_waited_for() -> dict[str, bool]:
    """Return the names of the keys for which papers wait, each with whether it was revoked, as was found out when those were to be signed.

    Nobody is asked for this; a key that signs nothing is not known to be revoked.
    """
    revoked, other = RevokedKeyError.__name__, PaperKeyError.__name__
    waiting = OutboxEntry.objects.put_off().filter(
        Q(error__startswith=f"{revoked}: ") | Q(error__startswith=f"{other}: ")
    )
    parts = (
        Func(F("error"), Value(": "), Value(part), function="split_part", output_field=CharField()) for part in (1, 2)
    )
    found = waiting.order_by().values_list(*parts).distinct()
    return {name: failure == revoked for failure, name in sorted(found)}


def revoked_among(waited_for: Mapping[str, bool]) -> set[str]:
    """Return which keys for which papers wait were revoked."""
    return {name for name, is_revoked in waited_for.items() if is_revoked}


def keys_in_the_way(waited_for: Mapping[str, bool], now: datetime) -> set[str]:
    """Return the names of the keys of leaders that cannot sign and that somebody needs: of whoever holds a seat, and those waited for.

    The file of somebody who has left the office is no trouble, whatever has become of it.
    """
    unusable = unusable_leader_keys(now)
    seated = Membership.objects.in_force(localdate(now)).filter(user__is_active=True, user__username__in=unusable)
    own = set(seated.values_list("user__username", flat=True)) if unusable else set()
    of_files = {name for username, name in unusable.items() if username in own or name in waited_for}
    return of_files | (revoked_among(waited_for) - {OFFICE})


def _push_back(pk: int, now: datetime) -> bool:
    """Count an attempt and put the next one off, longer each time; say whether it is ours to make."""
    with transaction.atomic(durable=True):
        entry = _locked(pk, due_at__lte=now)
        if entry is None:
            return False
        entry.attempts += 1
        entry.due_at = now + pause_after(entry.attempts)
        entry.error = UNFINISHED
        entry.save(update_fields=["attempts", "due_at", "error"])
    return True


def _do(pk: int, now: datetime) -> bool:
    with transaction.atomic(durable=True):
        entry = _locked(pk)
        if entry is None:
            return False
        came_of_it = reactions.react(entry.event_id, entry.kind, at=now)
        if isinstance(came_of_it, Unfinished):
            entry.error = came_of_it.why[:500]
            log.warning("relay.put_off", entry=pk, failure=came_of_it.why)
        else:
            entry.error, entry.done_at = came_of_it, now
        entry.save(update_fields=["done_at", "error"])
    return entry.done_at is not None


def _locked(pk: int, **more: datetime) -> OutboxEntry | None:
    """Return an open entry with its row locked; None where another process has it or has done it."""
    return OutboxEntry.objects.select_for_update(skip_locked=True).filter(pk=pk, done_at=None, **more).first()


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: 2 seconds, twice as long each time, at most an hour."""
    return min(FIRST_PAUSE * (1 << min(attempts - 1, 20)), LONGEST_PAUSE)
