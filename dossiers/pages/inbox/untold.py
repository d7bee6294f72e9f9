"""Whom a change gave a new date, or another place to come to, and no mail told of it: the desk phones, or writes.

A date moves with the calendar, a place with a receiving point. Where a place has days off or hours of its own, the date
stays, and whoever was promised a result for then is told when it opens, unless the own paper says so. Who was phoned stands
below the others, with who phoned, as long as nothing else is to be told, or was told since.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.core.cache import caches
from django.db import connection
from django.db.models import Q, QuerySet

from accounts.roles import Role
from accounts.seats import Seats
from dossiers import outbox
from dossiers.acts import RECOUNT
from dossiers.calendars import reopened
from dossiers.calendars.said import Before, Knowledge, unsaid
from dossiers.log.appointments import APOLOGISING
from dossiers.log.facts import of_change
from dossiers.models import Dossier, DossierQuerySet, Event, OutboxEntry
from dossiers.notices.addresses import NO_ADDRESS, NOT_CONFIRMED, REFUSED, RETURNED
from dossiers.notices.planned import moved
from dossiers.notices.planned.closed import closed_then
from dossiers.pages.inbox import in_vain
from dossiers.pages.inbox.rows import DATES, Found, Known, Untold, answers_of, rows_of, with_calls
from procedures import steady
from procedures.models import CalendarChange
from procedures.steady import Steady

LATELY = timedelta(days=31)
"""So long after a change the desk is reminded of whom it has to tell."""
UNREACHED = (NO_ADDRESS, NOT_CONFIRMED, REFUSED, RETURNED)
OF_RESULTS = (outbox.RECOUNTED, outbox.REAPPOINTED, outbox.PLACE_MOVED)
"""The notices about which whoever waits for a result is phoned anyway."""
OVERTAKEN_BY: Mapping[str, Collection[str]] = {
    outbox.RECOUNTED: (outbox.RECOUNTED, outbox.REAPPOINTED),
    outbox.REAPPOINTED: (outbox.REAPPOINTED,),
    outbox.SUPPLY_RECOUNTED: (outbox.SUPPLY_RECOUNTED,),
    outbox.PLACE_MOVED: (outbox.PLACE_MOVED, outbox.PLACE_CLOSED, outbox.PLACE_OPEN),
    outbox.SUPPLY_PLACE_MOVED: (outbox.SUPPLY_PLACE_MOVED,),
}
"""By a notice that reached nobody: which later ones say all of it."""
MOST_SHOWN = 200
KEPT_SECONDS = 60
"""For so long a work-list, which is opened all day, shows how many it counted."""


@dataclass(frozen=True, slots=True)
class Lately:
    """Whom a desk has to tell, and who is still to be written to."""

    rows: Sequence[Untold]
    unwritten: frozenset[int]
    """Of whom a notice that the place is closed, or open after all, is still to be written down, by dossier."""
    known: Steady
    """What was known of units, places and versions when they were looked for."""
    dossiers: Mapping[int, Dossier] = field(default_factory=dict)
    """Theirs, with their applicants."""
    answers: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    """What was answered in them, as it stands."""


def lately(seats: Seats, at: datetime) -> Lately:
    """Return those of all changes of the last weeks that somebody may see, each by the last of them: some thirteen statements."""
    before, here = Before(steady.now()), Dossier.objects.visible_to(seats)
    tried = [*_dated(here, since=at - LATELY), *_moved(here, at, before, of_answers=True)]
    shut = closed_then(here, at, known=before.steady)
    opened = reopened.thinking_it_closed(here, at, sent=True, known=before)
    all_ = Found(tried, shut, opened, in_vain.asked(here, at))
    knowledge = Knowledge.of(all_.dossiers)
    entries = standing(tried, knowledge)
    # Whoever is phoned anyway is told all that holds by then, and not called again for a notice that is still to go out.
    phoned = {one.event.dossier_id for one in entries if one.kind in OF_RESULTS}
    found = replace(
        all_,
        entries=entries,
        shut=[
            one
            for one in unsaid(shut, sent=True, known=before, knowledge=knowledge)
            if one.dossier.pk in phoned or knowledge.has_failed(one.dossier.pk, outbox.PLACE_CLOSED, UNREACHED)
        ],
        opened=[
            one for one in opened if one.pk in phoned or knowledge.has_failed(one.pk, outbox.PLACE_OPEN, UNREACHED)
        ],
    )
    closing = (one.dossier.pk for one in unsaid(shut, sent=False, known=before, knowledge=knowledge))
    opening = (one.pk for one in opened if not reopened.is_written_down(one, knowledge))
    answers = answers_of(found.dossiers)
    rows = listed(found, Known.of(found, before, knowledge, answers), at)
    return Lately(rows, frozenset((*closing, *opening)), before.steady, found.dossiers, answers)


def tried_by(change: CalendarChange, dossiers: DossierQuerySet) -> list[OutboxEntry]:
    """Return the notices of the dates that a change has moved, of some dossiers, that reached nobody, the newest first: one statement."""
    return _dated(dossiers, of_change(change.pk), since=change.created_at)


def phoned_anyway(dossiers: DossierQuerySet, at: datetime, before: Before, knowledge: Knowledge) -> frozenset[int]:
    """Return those of some dossiers whose applicants are phoned about the date or the place of a result: two statements."""
    tried = [*_dated(dossiers, since=at - LATELY), *_moved(dossiers, at, before, of_answers=False)]
    return frozenset(one.event.dossier_id for one in standing(tried, knowledge) if one.kind in OF_RESULTS)


def standing(tried: Sequence[OutboxEntry], knowledge: Knowledge) -> list[OutboxEntry]:
    """Keep the notices of which no later one that arrived says all."""
    return [one for one in tried if not _is_overtaken(one, knowledge)]


def _is_overtaken(entry: OutboxEntry, knowledge: Knowledge) -> bool:
    arrived = knowledge.last_arrived(entry.event.dossier_id, OVERTAKEN_BY[entry.kind])
    return bool(arrived and entry.done_at and arrived > entry.done_at)


def listed(found: Found, known: Known, at: datetime) -> list[Untold]:
    """Return the rows with what came back and who was phoned of them, those behind the others, by their dates: one statement."""
    dossiers, rows = found.dossiers, rows_of(found, known)
    back = in_vain.came_back({row.dossier for row in rows if not row.asked_at}, at)
    found_calls = (with_calls(row, dossiers[row.dossier], known) for row in rows)
    full = (replace(row, back=row.back or back.get(row.dossier)) for row in found_calls)
    return sorted(full, key=lambda row: (bool(row.calls), row.now is None, row.now and row.now.timestamp(), row.code))


def count(seats: Seats, at: datetime) -> int:
    """Return how many a desk has to tell, as it was within the last minute; nothing for whoever has no seat there."""
    if not seats.has(Role.ONE_STOP_OFFICER):
        return 0
    key = _kept_at(seats)
    left = caches["process"].get_or_set(key, lambda: _left(lately(seats, at).rows), KEPT_SECONDS)
    return left or 0


def forget(seats: Seats) -> None:
    """Have a desk's number counted anew: somebody was phoned."""
    caches["process"].delete(_kept_at(seats))


def _kept_at(seats: Seats) -> str:
    desks = sorted(seat.unit_id for seat in seats if seat.role is Role.ONE_STOP_OFFICER)
    return f"untold:{connection.settings_dict['NAME']}:{'-'.join(map(str, desks))}"


def _left(rows: Iterable[Untold]) -> int:
    return sum(not row.calls for row in rows)


def _dated(dossiers: DossierQuerySet, which: Q | None = None, *, since: datetime) -> list[OutboxEntry]:
    """Return what told of a date that moved with a calendar, or by a letter of apology, of results to come: one statement."""
    here = dossiers.filter(resolved_at=None).exclude(holder="")
    events = Event.objects.filter(which or Q(), action__in={RECOUNT, *APOLOGISING}, dossier__in=here, at__gte=since)
    return _in_vain(OutboxEntry.objects.filter(kind__in=DATES, event__in=events))


def _moved(dossiers: DossierQuerySet, at: datetime, before: Before, *, of_answers: bool) -> list[OutboxEntry]:
    """Return what told of another place, of what is still to be had, or brought: as long as one moves, or has lately; two statements."""
    known = before.steady
    changes = list(moved.changes(at, known))
    if not changes:
        return []
    there = reduce(or_, (moved.holders(one, known) for one in changes))
    wanted = Q(kind=outbox.PLACE_MOVED, event__dossier__in=dossiers & there)
    if of_answers:
        bring = moved.bringing()
        asked = reduce(or_, (moved.asked(one, known, bring) for one in changes))
        wanted |= Q(kind=outbox.SUPPLY_PLACE_MOVED, event__dossier__in=dossiers & asked)
    return _in_vain(OutboxEntry.objects.filter(wanted))


def _in_vain(entries: QuerySet[OutboxEntry]) -> list[OutboxEntry]:
    tried = entries.filter(done_at__isnull=False, error__in=UNREACHED)
    return list(tried.select_related("event__dossier__applicant").order_by("-pk")[:MOST_SHOWN])
