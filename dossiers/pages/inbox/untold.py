"""Whom a change of the calendar gave a new date and no mail told of it: the desk phones, or writes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.core.cache import caches
from django.db import connection
from django.db.models import QuerySet

from accounts.roles import Role
from accounts.seats import Seats
from dossiers import outbox
from dossiers.acts import RECOUNT
from dossiers.display.agency.reached import Reached, reached
from dossiers.log.answers import standing_in
from dossiers.log.facts import facts_of, of_change
from dossiers.models import CounterPerson, Dossier, DossierQuerySet, Event, OutboxEntry
from dossiers.notices.addresses import NO_ADDRESS, NOT_CONFIRMED, REFUSED
from procedures.models import CalendarChange

DATES = {outbox.RECOUNTED: "due_at", outbox.SUPPLY_RECOUNTED: "applicant_due_at"}
"""Which date a notice tells of."""
LATELY = timedelta(days=31)
"""So long after a change the desk is reminded of whom it has to tell."""
MOST_SHOWN = 200
KEPT_SECONDS = 60
"""For so long a work-list, which is opened all day, shows how many it counted."""


@dataclass(frozen=True, slots=True)
class Untold:
    """An open dossier with a new date of which no mail told the applicant."""

    code: str
    applicant: str
    is_answer: bool
    """Whether the date is that of the applicant's answer, and not of the result."""
    was: datetime | None
    now: datetime
    by: Reached
    has_account: bool
    """Whether the notice waits for the person on the site."""


def of(change: CalendarChange, dossiers: DossierQuerySet) -> list[Untold]:
    """Return those of some dossiers whose dates a change has moved: four queries at most."""
    return _rows(_entries(dossiers, [change]))


def lately(seats: Seats, at: datetime) -> list[Untold]:
    """Return those of all changes of the last weeks that somebody may see, each by the last of them."""
    changes = CalendarChange.objects.filter(created_at__gt=at - LATELY)
    return _rows(_entries(Dossier.objects.visible_to(seats), list(changes)))


def count(seats: Seats, at: datetime) -> int:
    """Return how many a desk has to tell, as it was within the last minute; nothing for whoever has no seat there."""
    desks = sorted(seat.unit_id for seat in seats if seat.role is Role.ONE_STOP_OFFICER)
    if not desks:
        return 0
    key = f"untold:{connection.settings_dict['NAME']}:{'-'.join(map(str, desks))}"
    return caches["process"].get_or_set(key, lambda: len(lately(seats, at)), KEPT_SECONDS) or 0


def _entries(dossiers: DossierQuerySet, changes: Sequence[CalendarChange]) -> QuerySet[OutboxEntry]:
    if not changes:
        return OutboxEntry.objects.none()
    here, since = dossiers.filter(resolved_at=None).exclude(holder=""), min(one.created_at for one in changes)
    by_change = reduce(or_, (of_change(one.pk) for one in changes))
    moved = Event.objects.filter(by_change, action=RECOUNT, dossier__in=here, at__gte=since)
    tried = OutboxEntry.objects.filter(kind__in=DATES, done_at__isnull=False, event__in=moved)
    # The newest first: of several changes the last one says what was announced before.
    return tried.filter(error__in=(NO_ADDRESS, NOT_CONFIRMED, REFUSED)).order_by("-pk")


def _rows(entries: QuerySet[OutboxEntry]) -> list[Untold]:
    found = {
        (entry.event.dossier_id, entry.kind): entry
        for entry in reversed(list(entries.select_related("event__dossier__applicant")[:MOST_SHOWN]))
    }
    keys = {pk for pk, _kind in found}
    answers = standing_in(keys) if keys else {}
    alone = _without_account(entry.event.dossier for entry in found.values())
    rows = (_row(entry, answers.get(pk, {}), alone) for (pk, _kind), entry in found.items())
    return sorted(filter(None, rows), key=lambda row: (row.now, row.code))


def _without_account(dossiers: Iterable[Dossier]) -> frozenset[int]:
    """Return which applicants are people of the counter whom no account was joined with: one query."""
    applicants = {one.applicant_id for one in dossiers}
    alone = CounterPerson.objects.filter(user__in=applicants, joined=None)
    return frozenset(alone.values_list("user", flat=True) if applicants else ())


def _row(entry: OutboxEntry, answers: Mapping[str, Any], alone: frozenset[int]) -> Untold | None:
    dossier, date = entry.event.dossier, DATES[entry.kind]
    now: datetime | None = getattr(dossier, date)
    if now is None:
        return None
    return Untold(
        code=dossier.code,
        applicant=dossier.applicant_name,
        is_answer=entry.kind == outbox.SUPPLY_RECOUNTED,
        was=facts_of(entry.event).before.get(date),
        now=now,
        by=reached(answers, dossier.applicant),
        has_account=dossier.applicant_id not in alone,
    )
