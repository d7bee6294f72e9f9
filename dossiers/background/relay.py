"""The relay: does what committed events have left to be done outside the log.

It may be woken at any time, in any number of processes, and may be killed at any point:

- An entry is pushed back before it is tried. So one that kills the process, or fails in a way that
  nobody foresaw, does not come first again and again, and what lies behind it gets its turn.
- It is then tried in one transaction, with its row locked: what the reaction records and that it is
  done are committed together, and no other process does it at the same time.
- Entries of one event are done in the order in which they were written.
"""

import time
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef

from dossiers.background import reactions
from dossiers.models import OutboxEntry
from procedures.time.calendar import CalendarError, CalendarExhausted

log = structlog.get_logger()

BATCH = 50
RUN_SECONDS = 30.0
"""After so long a run takes up nothing new; the time limit of a task is far beyond it."""
FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(hours=1)
UNFINISHED = "begun and not finished: the worker's log says why"

FORESEEN = (OSError, CalendarError, CalendarExhausted)
"""Failures that pass: of the network, a mail server (``smtplib`` derives its own from ``OSError``), the
storage; and a calendar that is yet to be prolonged. Any other is a defect and is raised."""


def run(now: datetime) -> int:
    """Do what is due and return how many entries were done.

    An error that is not ``FORESEEN`` is raised once the others of its batch have had their turn.
    """
    stop_at = time.monotonic() + RUN_SECONDS
    done = 0
    # A batch of which nothing was ours to try is in the hands of other processes.
    while (batch := _due(now)) and (tried := _take_turns(batch, now, stop_at)):
        done += sum(tried)
    return done


def _due(now: datetime) -> Sequence[int]:
    """Return entries that are due and wait for no earlier one of their event, the longest due first."""
    earlier = OutboxEntry.objects.filter(event=OuterRef("event"), id__lt=OuterRef("id"), done_at=None)
    due = OutboxEntry.objects.filter(~Exists(earlier), done_at=None, due_at__lte=now)
    return list(due.order_by("due_at", "id").values_list("id", flat=True)[:BATCH])


def _take_turns(batch: Sequence[int], now: datetime, stop_at: float) -> Sequence[bool]:
    """Try each entry; return for each that was ours to try whether it was done."""
    tried: list[bool] = []
    # The stack calls every one of them, whatever another raises, and then raises that.
    with ExitStack() as turns:
        for entry in reversed(batch):
            turns.callback(_take_turn, entry, now, stop_at, tried)
    return tried


def _take_turn(pk: int, now: datetime, stop_at: float, tried: list[bool]) -> None:
    if time.monotonic() >= stop_at or not _push_back(pk, now):
        return
    try:
        tried.append(_do(pk, now))
    except FORESEEN as failure:
        tried.append(False)
        OutboxEntry.objects.filter(pk=pk).update(error=f"{type(failure).__name__}: {failure}"[:500])
        log.warning("relay.put_off", entry=pk, failure=type(failure).__name__)


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
        entry.error = reactions.react(entry.event_id, entry.kind, at=now)
        entry.done_at = now
        entry.save(update_fields=["done_at", "error"])
    return True


def _locked(pk: int, **more: datetime) -> OutboxEntry | None:
    """Return an open entry with its row locked; None where another process has it or has done it."""
    return OutboxEntry.objects.select_for_update(skip_locked=True).filter(pk=pk, done_at=None, **more).first()


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: 2 seconds, twice as long each time, at most an hour."""
    return min(FIRST_PAUSE * (1 << min(attempts - 1, 20)), LONGEST_PAUSE)
