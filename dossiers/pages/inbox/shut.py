"""Who is told that a change closes the place of a result, how far that has gone, and how many notices are still to go out."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, auto

from accounts.seats import Seats
from dossiers import outbox
from dossiers.background.moving import RUN
from dossiers.log.answers import standing_in
from dossiers.models import Dossier, DossierQuerySet, OutboxEntry
from dossiers.notices.planned.closed import ClosedThen, closed_then, unsaid
from dossiers.pages.inbox.untold import UNREACHED
from procedures.form import receiving
from procedures.models import CalendarChange
from procedures.results import Way

WITHIN = RUN.every + outbox.GATHERING
"""So long after an entry its notices have gone out at the latest, where the workers are at work."""
MINUTES = int(WITHIN / timedelta(minutes=1))


class State(StrEnum):
    """How far the telling of one applicant is."""

    WAITS = auto()
    """A notice goes out in some minutes."""
    INFORMED = auto()
    """A notice has gone out, or the paper says it."""
    PHONED = auto()
    """No notice reaches anybody: the desk phones."""


@dataclass(frozen=True, slots=True)
class Shut:
    """A dossier whose result is promised for when a change closes its place."""

    one: ClosedThen
    state: State
    at: datetime | None
    """When the notice goes out at the latest; None of all that do not wait."""

    @property
    def code(self) -> str:
        """Its number."""
        return self.one.dossier.code


def of(change: CalendarChange, dossiers: DossierQuerySet, at: datetime) -> list[Shut]:
    """Return whom a change of a place's own calendar concerns, by their days; none of a change of the common one alone."""
    days = (change.first_on, change.last_on) if change.first_on and change.last_on else None
    if days is None or not change.versions.exclude(unit=None).exists():
        return []
    found = closed_then(dossiers, at, days)
    left = {one.dossier.pk for one in unsaid(found, sent=True)}
    pks = [one.dossier.pk for one in found]
    entries = OutboxEntry.objects.filter(kind=outbox.PLACE_CLOSED, event__dossier__in=pks).order_by("pk")
    last = {entry.event.dossier_id: entry for entry in entries.select_related("event")}
    answers = standing_in(pks) if pks else {}
    rows = []
    for one in found:
        if receiving.chosen(answers.get(one.dossier.pk, {})) in (Way.BY_POST, Way.ONLINE):
            continue
        entry = last.get(one.dossier.pk)
        state = _state(entry, is_left=one.dossier.pk in left)
        by = entry.due_at if entry and entry.done_at is None else max(change.created_at + WITHIN, at)
        rows.append(Shut(one, state, by if state is State.WAITS else None))
    return rows


def _state(entry: OutboxEntry | None, *, is_left: bool) -> State:
    if not is_left:
        return State.INFORMED
    return State.PHONED if entry and entry.done_at and entry.error in UNREACHED else State.WAITS


def coming(seats: Seats, at: datetime) -> int:
    """Return to how many of those that somebody sees a notice of a place is still to go out: what follows may be to phone."""
    here = Dossier.objects.visible_to(seats)
    kinds = (outbox.PLACE_CLOSED, outbox.PLACE_MOVED, outbox.SUPPLY_PLACE_MOVED)
    waits = OutboxEntry.objects.filter(kind__in=kinds, done_at=None, event__dossier__in=here)
    unwritten = unsaid(closed_then(here, at), sent=False)
    return len({*waits.values_list("event__dossier", flat=True), *(one.dossier.pk for one in unwritten)})
