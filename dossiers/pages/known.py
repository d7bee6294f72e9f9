"""A dossier as everybody outside the office may know it: until an act has gone out, as it was before that act.

Number, paper and message of such an act wait, so that it can be taken back (ADR 0048); what is shown waits with them.
"""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min

from dossiers import outbox
from dossiers.log import columns
from dossiers.log.effective import as_before, effective
from dossiers.log.whole import recorded_log
from dossiers.models import Dossier, Event
from dossiers.models.rows.listed import Row
from procedures.steady import Steady


@dataclass(frozen=True, slots=True)
class Known:
    """A dossier and its log, as they may be known at an instant."""

    dossier: Dossier
    """Not to be saved."""
    events: list[Event]
    """Those that hold."""
    recorded: list[Event]
    """All of them, with what was taken back."""
    steady: Steady
    waits: bool = False
    """Whether the office has acted, and nothing of it has gone out yet."""


def known_of(dossier: Dossier, now: datetime) -> Known:
    """Return what may be known of a dossier at an instant."""
    return _before(dossier, outbox.first_waiting(dossier.pk, now) if outbox.may_wait(dossier.changed_at, now) else None)


def _before(dossier: Dossier, first: int | None) -> Known:
    """Return what may be known of a dossier before the act with a sequence; all of it where none waits."""
    recorded, steady = recorded_log(dossier)
    holding = effective(recorded)
    events = as_before(holding, first) if first else holding
    # What was written beside an act stands where the dossier has stayed, also once that act was taken back.
    stands = {event.sequence: event for event in events}
    until = first or len(recorded) + 1
    shown = [stands.get(one.sequence, one) for one in recorded if one.sequence < until or one.sequence in stands]
    return Known(_at_the_end(dossier, events) if first else dossier, events, shown, steady, first is not None)


def known_dossier(dossier: Dossier, now: datetime) -> Dossier:
    """Return a dossier as it may be known, for a page that does not show its log."""
    return known_of(dossier, now).dossier if outbox.may_wait(dossier.changed_at, now) else dossier


def known_rows(rows: Sequence[Row], now: datetime) -> list[Row]:
    """Return rows of a list as they may be known; asks only where one of them has changed just now."""
    changed = [row.pk for row in rows if outbox.may_wait(row.changed_at, now)]
    waiting = outbox.waiting(now).filter(event__dossier__in=changed)
    first = dict(waiting.values_list("event__dossier").annotate(Min("event__sequence")).order_by()) if changed else {}
    found = Dossier.objects.in_bulk(first) if first else {}
    return [_row(row, _before(found[row.pk], first[row.pk]).dossier) if row.pk in found else row for row in rows]


def _row(row: Row, known: Dossier) -> Row:
    names = set(columns.COLUMN_NAMES) & set(row._fields)
    return row._replace(**{name: getattr(known, name) for name in names})


def _at_the_end(dossier: Dossier, events: Sequence[Event]) -> Dossier:
    """Return a copy of a dossier as it stands at the end of a log."""
    known, end = copy(dossier), columns.project(events, dossier.machine)
    known.__dict__["state"] = end.state
    columns.apply(known, end)
    return known
