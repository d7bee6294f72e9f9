"""Whom to tell that the desk moves before the result is had: whose receipt was printed before that was entered, or taken back.

That is who was promised the day of the move or a later one, and who comes late: whose day has passed, and nothing was handed over,
or whose dossier is behind at a step. What is not late was promised for a day on which the desk is still where the receipt says.

What is entered is told some minutes later, as it stands then: a row that is put right at once is told as the right one alone.
Each is told by an entry of the outbox at the acceptance, or, where that has one, at a later event.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q

from accounts.models import Unit, UnitKind
from dossiers import outbox
from dossiers.models import Dossier, DossierQuerySet, OutboxEntry, standing
from procedures.time.agencies.row import AgencyVersion
from procedures.time.agencies.stored import is_planned
from procedures.time.calendar import LOCAL, local

LATELY = timedelta(days=31)
"""So long after its first day a row is looked at: a worker that was away catches up."""
AHEAD = timedelta(days=14)
"""So long before the day those who come late begin to be told: until then they may still come to the old place."""


@dataclass(frozen=True, slots=True)
class Change:
    """That a row of a receiving point was entered, or taken back: from which day it would have held, and when that was done."""

    key: str
    since: date
    at: datetime


def changes(now: datetime) -> Iterator[Change]:
    """Return what was entered of days to come, or taken back, the first first; what is some minutes old alone."""
    rows = AgencyVersion.objects.filter(since__gt=local(now).date() - LATELY).order_by("pk")
    found = [
        Change(row.key, row.since, at)
        for row in rows
        if is_planned(row)
        for at in (row.added_at, row.taken_back_at)
        if at is not None and at <= now - outbox.GATHERING
    ]
    yield from sorted(found, key=lambda change: change.at)


def holders(change: Change) -> DossierQuerySet:
    """Return the open dossiers that were accepted at the place of a change before it: their papers do not know it."""
    desk = Unit.objects.filter(kind=UnitKind.DESK, slug=change.key).first()
    # A receiving point that closes sends to the desk: who was sent there is asked too.
    there = Q(agency=desk.parent_id) if desk else Q(point=change.key)
    return Dossier.objects.filter(there, accepted_at__lt=change.at).exclude(holder="")


def touched(change: Change, now: datetime) -> DossierQuerySet:
    """Return those of the holders who are promised the day of a change or a later one, or come late."""
    start = datetime.combine(change.since, time.min, LOCAL)
    told = Q(due_at__gte=start) | Q(promised_for__gte=start)
    if now >= start - AHEAD:
        passed = Q(promised_for__lt=now) | Q(promised_for=None, due_at__lt=now)
        told |= passed | standing.past_step(now)
    return holders(change).filter(told)


def untold(change: Change, now: datetime, after: int, size: int) -> list[int]:
    """Return the next dossiers that a change touches and nobody was to tell since."""
    told = OutboxEntry.objects.filter(kind=outbox.PLACE_MOVED, event__dossier=OuterRef("pk"), due_at__gte=change.at)
    found = touched(change, now).filter(~Exists(told), pk__gt=after).order_by("pk")
    return list(found.values_list("pk", flat=True)[:size])


def announce(pk: int, now: datetime) -> bool:
    """Write down that somebody is to be told; False where each event of the dossier has told of such already."""
    dossier = Dossier.objects.get(pk=pk)
    used = OutboxEntry.objects.filter(kind=outbox.PLACE_MOVED, event=OuterRef("pk"))
    events = dossier.events.filter(~Exists(used), at__gte=dossier.accepted_at).order_by("sequence")
    event = events.first()
    if event is not None:
        OutboxEntry.objects.create(event=event, kind=outbox.PLACE_MOVED, due_at=now)
    return event is not None
