"""Whom a change gave a new date, or another place to come to, and no mail told of it: the desk phones, or writes.

A date moves with the calendar, a place with a receiving point. Where a place has days off or hours of its own, the date
stays, and whoever was promised a result for then is told when it opens, unless the own paper says so. Who was phoned stands
below the others, with who phoned, as long as nothing newer is to be told.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.core.cache import caches
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accounts.models import Unit
from accounts.roles import Role
from accounts.seats import Seats
from dossiers import outbox
from dossiers.acts import RECOUNT
from dossiers.calendars import reopened
from dossiers.calendars.said import ClosedThen, unsaid
from dossiers.commands.deciding.collecting import Reminded, calls_about
from dossiers.display.agency import places
from dossiers.display.agency.closed import promised
from dossiers.display.agency.reached import Reached, reached
from dossiers.display.formats import localized
from dossiers.log.answers import standing_in
from dossiers.log.facts import facts_of, of_change
from dossiers.models import CounterPerson, Dossier, DossierQuerySet, Event, OutboxEntry, ReturnedMail
from dossiers.notices.addresses import NO_ADDRESS, NOT_CONFIRMED, REFUSED, RETURNED
from dossiers.notices.planned import moved
from dossiers.notices.planned.closed import closed_then
from dossiers.pages.inbox import calls, in_vain
from dossiers.pages.inbox.calls import Earlier, earlier
from procedures import steady
from procedures.form import receiving
from procedures.models import CalendarChange
from procedures.results import Way
from procedures.time.agencies.book import Agencies

DATES = {outbox.RECOUNTED: "due_at", outbox.SUPPLY_RECOUNTED: "applicant_due_at"}
"""Which date a notice tells of."""
LABELS: Mapping[str, Promise] = {
    outbox.RECOUNTED: gettext_lazy("Result"),
    outbox.SUPPLY_RECOUNTED: gettext_lazy("To answer"),
    outbox.PLACE_MOVED: gettext_lazy("Result"),
    outbox.SUPPLY_PLACE_MOVED: gettext_lazy("To answer"),
}
"""What is told of by each notice that has to be phoned where no mail reaches anybody."""
LATELY = timedelta(days=31)
"""So long after a change the desk is reminded of whom it has to tell."""
UNREACHED = (NO_ADDRESS, NOT_CONFIRMED, REFUSED, RETURNED)
MOST_SHOWN = 200
KEPT_SECONDS = 60
"""For so long a work-list, which is opened all day, shows how many it counted."""


@dataclass(frozen=True, slots=True)
class Untold:
    """An open dossier with something new of which no mail told the applicant."""

    dossier: int
    about: str
    """Names what is to be told: once that is another thing, whoever was phoned is to be told again."""
    code: str
    applicant: str
    what: Promise
    """What is new: the result, or the applicant's answer."""
    now: datetime | None
    """None where no time is set for an answer."""
    place: str
    """Where the result is had then, or the answer brought, where that is what is new; "" of a new date."""
    was: datetime | None
    """The date of before."""
    by: Reached
    has_account: bool
    """Whether the notice waits for the person on the site."""
    opens: datetime | None = None
    """When the place opens next that is closed at the date; None where that is not what is to be told."""
    is_open: bool = False
    """Whether the place is open then after all, of which somebody was told that it is closed."""
    asked_at: datetime | None = None
    """When a supplement was asked for by a mail that did not arrive; None where another thing is new."""
    back: ReturnedMail | None = None
    """Which mail about the dossier came back, as far as one did."""
    calls: Sequence[Reminded] = ()
    """Who has phoned about it and what was said, the last first."""
    earlier: Sequence[Earlier] = ()
    """Who has phoned before something more was to be told, the last first."""


def of(
    change: CalendarChange, dossiers: DossierQuerySet, shut: Collection[int], opened: Collection[int]
) -> list[Untold]:
    """Return those of some dossiers whose dates a change has moved, or whose place it closes, or opens again, at them.

    ``shut`` and ``opened`` are those of whom that was to be told, and whom no mail reached.
    """
    now = timezone.now()
    closed = _closed(dossiers.filter(pk__in=shut), now, frozenset(shut)) if shut else []
    again = _reopened(dossiers.filter(pk__in=opened), now, frozenset(opened)) if opened else []
    return _in_order([*_rows(_entries(dossiers, [change])), *closed, *again], now)


def lately(seats: Seats, at: datetime) -> list[Untold]:
    """Return those of all changes of the last weeks that somebody may see, each by the last of them."""
    changes = CalendarChange.objects.filter(created_at__gt=at - LATELY)
    here = Dossier.objects.visible_to(seats)
    rows = _rows(_entries(here, list(changes)), _moved(here, at))
    # Whoever is phoned anyway is told all that holds by then, and not called again for a notice that is still to go out.
    phoned = frozenset(row.dossier for row in rows if row.what == LABELS[outbox.PLACE_MOVED])
    rows += [*_closed(here, at, phoned=phoned), *_reopened(here, at, phoned)]
    return _in_order([*rows, *_asked(here, at)], at)


def phoned_anyway(dossiers: DossierQuerySet, at: datetime) -> frozenset[int]:
    """Return those of some dossiers whose applicants are phoned about the date or the place of a result.

    Four statements, and some for each place that moves.
    """
    changes = CalendarChange.objects.filter(created_at__gt=at - LATELY)
    of_results = Q(kind__in=(outbox.RECOUNTED, outbox.PLACE_MOVED))
    tried = (_entries(dossiers, list(changes)), _moved(dossiers, at))
    return frozenset(pk for some in tried for pk in some.filter(of_results).values_list("event__dossier", flat=True))


def _asked(dossiers: DossierQuerySet, at: datetime) -> list[Untold]:
    """Return who is to bring a supplement and was asked by a mail that did not arrive: four queries at most."""
    found = in_vain.asked(dossiers, at)
    if not found:
        return []
    rows = [one.dossier for one in found]
    answers, alone = standing_in([one.pk for one in rows]), _without_account(rows)
    return [
        Untold(
            dossier=one.dossier.pk,
            about=one.about,
            code=one.dossier.code,
            applicant=one.dossier.applicant_name,
            what=gettext_lazy("Supplement of the dossier"),
            now=one.dossier.applicant_due_at,
            place="",
            was=None,
            by=reached(answers.get(one.dossier.pk, {}), one.dossier.applicant),
            has_account=one.dossier.applicant_id not in alone,
            back=one.back,
            asked_at=one.asked_at,
        )
        for one in found
    ]


def count(seats: Seats, at: datetime) -> int:
    """Return how many a desk has to tell, as it was within the last minute; nothing for whoever has no seat there."""
    if not seats.has(Role.ONE_STOP_OFFICER):
        return 0
    key = _kept_at(seats)
    left = caches["process"].get_or_set(key, lambda: _left(lately(seats, at)), KEPT_SECONDS)
    return left or 0


def forget(seats: Seats) -> None:
    """Have a desk's number counted anew: somebody was phoned."""
    caches["process"].delete(_kept_at(seats))


def _kept_at(seats: Seats) -> str:
    desks = sorted(seat.unit_id for seat in seats if seat.role is Role.ONE_STOP_OFFICER)
    return f"untold:{connection.settings_dict['NAME']}:{'-'.join(map(str, desks))}"


def _left(rows: Sequence[Untold]) -> int:
    return sum(not row.calls for row in rows)


def _entries(dossiers: DossierQuerySet, changes: Sequence[CalendarChange]) -> QuerySet[OutboxEntry]:
    if not changes:
        return OutboxEntry.objects.none()
    here, since = dossiers.filter(resolved_at=None).exclude(holder=""), min(one.created_at for one in changes)
    by_change = reduce(or_, (of_change(one.pk) for one in changes))
    events = Event.objects.filter(by_change, action=RECOUNT, dossier__in=here, at__gte=since)
    tried = OutboxEntry.objects.filter(kind__in=DATES, done_at__isnull=False, event__in=events)
    return tried.filter(error__in=UNREACHED)


def _moved(dossiers: DossierQuerySet, at: datetime) -> QuerySet[OutboxEntry]:
    """Return what told of another place, of results that are still to be had: as long as one moves, or has lately."""
    changes = list(moved.changes(at))
    if not changes:
        return OutboxEntry.objects.none()
    holders, asked = (reduce(or_, map(who, changes)) for who in (moved.holders, moved.asked))
    result = Q(kind=outbox.PLACE_MOVED, event__dossier__in=dossiers & holders)
    answer = Q(kind=outbox.SUPPLY_PLACE_MOVED, event__dossier__in=dossiers & asked)
    tried = OutboxEntry.objects.filter(result | answer, done_at__isnull=False)
    return tried.filter(error__in=UNREACHED)


def _rows(*tried: QuerySet[OutboxEntry]) -> list[Untold]:
    # The newest first: of several changes the last one says what was announced before.
    found = {
        (entry.event.dossier_id, entry.kind): entry
        for entries in tried
        for entry in reversed(list(entries.select_related("event__dossier__applicant").order_by("-pk")[:MOST_SHOWN]))
    }
    keys = {pk for pk, _kind in found}
    answers = standing_in(keys) if keys else {}
    alone = _without_account(entry.event.dossier for entry in found.values())
    there = _places([entry for entry in found.values() if entry.kind != outbox.SUPPLY_RECOUNTED])
    rows = (_row(entry, answers.get(pk, {}), alone, there) for (pk, _kind), entry in found.items())
    return [row for row in rows if row]


def _in_order(rows: Iterable[Untold], at: datetime) -> list[Untold]:
    """Return them with what came back and who was phoned of them, those behind the others, by their dates: two queries."""
    found = _once(rows)
    back = in_vain.came_back({row.dossier for row in found if not row.asked_at}, at)
    told = calls_about({row.dossier for row in found}) if found else {}
    by_dossier = defaultdict[int, dict[str, Sequence[Reminded]]](dict)
    for (pk, about), made in told.items():
        by_dossier[pk][about] = made
    known = (
        replace(
            row, calls=own.get(row.about, ()), earlier=earlier(row.about, own), back=row.back or back.get(row.dossier)
        )
        for row in found
        for own in (by_dossier.get(row.dossier, {}),)
    )
    return sorted(known, key=lambda row: (bool(row.calls), row.now is None, row.now and row.now.timestamp(), row.code))


def _closed(dossiers: DossierQuerySet, at: datetime, phoned: frozenset[int] = frozenset()) -> list[Untold]:
    """Return whose result is promised for when its place is closed, but for what is not had there: three queries at most.

    Of those who are ``phoned`` about another thing, too, whose notice of it is still to go out.
    """
    found = _unreached(unsaid(closed_then(dossiers, at), sent=True), phoned)
    if not found:
        return []
    answers, there = standing_in([one.dossier.pk for one in found]), calls.places_of(one.dossier for one in found)
    alone = _without_account(one.dossier for one in found)
    return [
        Untold(
            dossier=one.dossier.pk,
            about=_about(there[one.dossier.pk] if there[one.dossier.pk].is_new else None, one),
            code=one.dossier.code,
            applicant=one.dossier.applicant_name,
            what=LABELS[outbox.PLACE_MOVED],
            now=one.promised,
            # A move that was entered meanwhile is told with it: nobody is phoned twice.
            place=there[one.dossier.pk].words if there[one.dossier.pk].is_new else "",
            was=None,
            by=reached(said, one.dossier.applicant),
            has_account=one.dossier.applicant_id not in alone,
            opens=one.opens,
        )
        for one in found
        if _is_had_there(said := answers.get(one.dossier.pk, {}))
    ]


def _is_had_there(answers: Mapping[str, Any]) -> bool:
    return receiving.chosen(answers) not in (Way.BY_POST, Way.ONLINE)


def _reopened(dossiers: DossierQuerySet, at: datetime, phoned: frozenset[int] = frozenset()) -> list[Untold]:
    """Return who was phoned of a closed place that is open then after all, and whom no notice of that reached: six queries at most.

    Of those who are ``phoned`` about another thing, too, whose notice of it is still to go out.
    """
    told = reopened.thinking_it_closed(dossiers, at, sent=True)
    if not told:
        return []
    tried = OutboxEntry.objects.filter(kind=outbox.PLACE_OPEN, done_at__isnull=False, error__in=UNREACHED)
    kept = set(tried.filter(event__dossier__in=told).values_list("event__dossier", flat=True))
    found = [one for one in told if one.pk in kept | phoned]
    answers, alone = standing_in([one.pk for one in found]), _without_account(found)
    return [
        Untold(
            dossier=one.pk,
            about=calls.open_key(due),
            code=one.code,
            applicant=one.applicant_name,
            what=LABELS[outbox.PLACE_MOVED],
            now=due,
            place="",
            was=None,
            by=reached(answers.get(one.pk, {}), one.applicant),
            has_account=one.applicant_id not in alone,
            is_open=True,
        )
        for one in found
        if (due := promised(one))
    ]


def _unreached(found: Sequence[ClosedThen], phoned: frozenset[int]) -> list[ClosedThen]:
    """Keep those whom no notice of it reached when it was tried last, and who are phoned anyway: one query."""
    tried = OutboxEntry.objects.filter(kind=outbox.PLACE_CLOSED, done_at__isnull=False)
    here = tried.filter(event__dossier__in=[one.dossier.pk for one in found], error__in=UNREACHED)
    kept = frozenset(here.values_list("event__dossier", flat=True)) if found else frozenset()
    return [one for one in found if one.dossier.pk in kept | phoned]


def _about(there: calls.There | None, one: ClosedThen) -> str:
    shut = calls.closed_key(one.promised, one.opens)
    return f"{there.key} {shut}" if there else shut


def _once(rows: Iterable[Untold]) -> list[Untold]:
    """Return them with all that is new of one result as one row: a date, a place that has moved, that it is closed."""
    found = dict[tuple[object, ...], Untold]()
    for row in rows:
        is_result = row.what == LABELS[outbox.PLACE_MOVED]
        key = (row.dossier, row.now) if is_result else (row.dossier, row.about)
        found[key] = _both(found[key], row) if key in found else row
    return list(found.values())


def _both(one: Untold, other: Untold) -> Untold:
    """Return two rows of one result as one; what both say is said once."""
    parts = [part for row in (one, other) for part in calls.parts(row.about).values()]
    return replace(
        one,
        about=" ".join(dict.fromkeys(parts)),
        place=one.place or other.place,
        was=one.was or other.was,
        opens=one.opens or other.opens,
        is_open=one.is_open or other.is_open,
    )


def _without_account(dossiers: Iterable[Dossier]) -> frozenset[int]:
    """Return which applicants are people of the counter whom no account was joined with: one query."""
    applicants = {one.applicant_id for one in dossiers}
    alone = CounterPerson.objects.filter(user__in=applicants, joined=None)
    return frozenset(alone.values_list("user", flat=True) if applicants else ())


def _places(entries: Sequence[OutboxEntry]) -> Mapping[int, calls.There]:
    """Return by entry where to come, and where before; on which day an answer comes nobody knows: three queries at most."""
    of_results = [one for one in entries if one.kind in calls.RESULT]
    results = calls.places_of(one.event.dossier for one in of_results)
    found = {one.pk: results[one.event.dossier_id] for one in of_results}
    answers = [one for one in entries if one.kind not in calls.RESULT]
    known, today = steady.now().agencies if answers else Agencies(()), timezone.localdate()
    agencies = {entry.event.dossier.agency_id for entry in answers}
    desks = {agency: Unit.objects.of_role(Role.ONE_STOP_OFFICER, agency) for agency in agencies}
    for entry in answers:
        one = entry.event.dossier
        there = localized(places.had_on(known, one.point, desks[one.agency_id], today, today))
        found[entry.pk] = calls.There(there, f"{entry.kind} {entry.pk}", is_new=True)
    return found


def _row(
    entry: OutboxEntry, answers: Mapping[str, Any], alone: frozenset[int], there: Mapping[int, calls.There]
) -> Untold | None:
    dossier, date = entry.event.dossier, DATES.get(entry.kind)
    is_answer = entry.kind == outbox.SUPPLY_PLACE_MOVED
    now: datetime | None = getattr(dossier, date or "applicant_due_at") if date or is_answer else promised(dossier)
    if now is None and not is_answer:
        return None
    place = there.get(entry.pk)
    if date and place and not (place.is_new and _is_had_there(answers)):
        place = None
    names = (f"{entry.kind} {entry.pk}" if date else "", place.key if place else "")
    return Untold(
        dossier=dossier.pk,
        about=" ".join(filter(None, names)),
        code=dossier.code,
        applicant=dossier.applicant_name,
        what=LABELS[entry.kind],
        now=now,
        place=place.words if place else "",
        was=facts_of(entry.event).before.get(date) if date else None,
        by=reached(answers, dossier.applicant),
        has_account=dossier.applicant_id not in alone,
    )
