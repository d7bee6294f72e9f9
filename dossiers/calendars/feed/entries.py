"""Which dates stand in somebody's calendar: of what one has as an officer, or heads, and of what one has filed.

Each is narrowed as the pages narrow it. Of a dossier an entry holds its number and its procedure, and no word of anybody.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.rights import HEADING
from accounts.roles import Role
from accounts.seats import Seats
from dossiers import outbox
from dossiers.display.agency.closed import closed_when_due
from dossiers.display.promises import standing_day
from dossiers.filing.counter import joining
from dossiers.log.answers import standing_in
from dossiers.models import Dossier, DossierQuerySet
from dossiers.models.standing import PAUSED, had_by
from procedures import steady
from procedures.form import receiving
from procedures.machine import Text
from procedures.models import machine_of_version
from procedures.results import Way

MOST = 500
"""Entries of a feed, the nearest ones."""


class Kind(StrEnum):
    """What an entry is of; a part of its identifier, so never to be renamed."""

    ANSWER = "answer"
    STEP = "step"
    WHOLE = "whole"
    EVENT = "event"
    RETURN = "return"
    PROMISE = "promise"
    SUPPLY = "supply"
    ANNOUNCED = "announced"


@dataclass(frozen=True, slots=True)
class Entry:
    """A date of a dossier; ``sequence`` and ``changed_at`` are those of the last event of its log."""

    kind: Kind
    code: str
    procedure: Text
    at: datetime
    sequence: int
    changed_at: datetime
    page: str
    """The name of the page that it leads to."""
    lawful_at: datetime | None = None
    """By which instant on time or late is judged, for the office where that is another: a new appointment or promise does not move it."""
    closed: Text | None = None
    """Of a result that is had at the desk: that this is closed by then, and when it opens."""


def heading(seats: Seats) -> Seats:
    """Return the seats by which somebody answers for a unit."""
    return replace(seats, seats=tuple(seat for seat in seats if seat.role in HEADING))


def of_officer(seats: Seats, *, of_unit: bool) -> list[Entry]:
    """Return the dates of what waits for an officer; of a head who wants it so, of all that is in the unit's hands."""
    if not seats.see_dossiers:
        return []
    lists = [Dossier.objects.on_desk_of(seats, had_by(seats))]
    if of_unit and (heads := heading(seats)):
        lists.append(Dossier.objects.visible_to(heads))
    found = {dossier.pk: dossier for dossiers in lists for dossier in _running(dossiers)}
    return [entry for dossier in found.values() for entry in _of_office(dossier)]


def _running(dossiers: DossierQuerySet) -> DossierQuerySet:
    """Narrow to what somebody of the office has and is not resolved."""
    waiting = dossiers.filter(resolved_at=None).exclude(holder__in=("", Role.CITIZEN))
    return waiting.order_by("nearest_at", "id")[:MOST]


def _of_office(dossier: Dossier) -> Iterator[Entry]:
    if dossier.owes_answer:
        yield _entry(dossier, Kind.ANSWER, dossier.deadline_at)
    elif dossier.status not in PAUSED:
        # The day that was promised stands for the one that has passed, which it names.
        day = standing_day(dossier)
        kind, at = (Kind.PROMISE, day) if day else (Kind.WHOLE, dossier.deadline_at)
        yield _entry(dossier, kind, at, lawful_at=dossier.lawful_due_at)
        if dossier.step_due_at and dossier.step_due_at < dossier.deadline_at:
            yield _entry(dossier, Kind.STEP, dossier.step_due_at)
        if dossier.inform_by:
            yield _entry(dossier, Kind.EVENT, dossier.inform_by)


def own(user: User, now: datetime) -> DossierQuerySet:
    """Narrow to what somebody does the applicant's part of and has not ended; an end that has not gone out is none yet."""
    ended = Q(holder="", changed_at__lte=outbox.waiting_since(now))
    filed = joining.all_of(user).exclude(ended).select_related("version")
    filed = filed.defer("version__text")
    return filed.order_by("deadline_at", "id")[:MOST]


def of_applicant(dossiers: Iterable[Dossier], announced: Mapping[int, datetime]) -> list[Entry]:
    """Return the dates of dossiers for who filed them; ``announced`` is by dossier when what was announced takes place."""
    mine = [dossier for dossier in dossiers if dossier.is_open]
    shut = _closed(mine)
    return [
        replace(entry, closed=shut.get(dossier.pk)) if entry.kind in (Kind.RETURN, Kind.PROMISE) else entry
        for dossier in mine
        for entry in _of_own(dossier, announced.get(dossier.pk))
    ]


def _closed(dossiers: Sequence[Dossier]) -> Mapping[int, Text]:
    """Return by dossier that its place is closed when its result is promised, of what is had there: two queries where any is."""
    now, known = timezone.now(), steady.now()
    for one in dossiers:
        one.steady = known
    found = {one.pk: shut.words for one in dossiers if (shut := closed_when_due(one, now))}
    answers = standing_in(found) if found else {}
    elsewhere = (Way.BY_POST, Way.ONLINE)
    return {pk: words for pk, words in found.items() if receiving.chosen(answers.get(pk, {})) not in elsewhere}


def _of_own(dossier: Dossier, announced: datetime | None) -> Iterator[Entry]:
    day = standing_day(dossier)
    dates = {
        # In a pause no return date is in force, nor where another day was promised behind it.
        Kind.RETURN: None if dossier.status in PAUSED or day else dossier.due_at,
        Kind.PROMISE: day,
        Kind.SUPPLY: dossier.applicant_due_at,
        Kind.ANNOUNCED: announced,
    }
    return (_entry(dossier, kind, at, page="dossier") for kind, at in dates.items() if at)


def _entry(
    dossier: Dossier, kind: Kind, at: datetime, *, page: str = "desk_file", lawful_at: datetime | None = None
) -> Entry:
    name = machine_of_version(dossier.version_id).name
    judged_at = lawful_at if lawful_at != at else None
    return Entry(kind, dossier.code, name, at, dossier.sequence, dossier.changed_at, page, judged_at)
