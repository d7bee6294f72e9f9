"""Whom to tell that the desk moves before the result is had: whose receipt was printed before that was entered, or taken back.

That is who was promised the day of the move or a later one, and who comes late: whose day has passed, and nothing was handed over,
or whose dossier is behind at a step. What is not late was promised for a day on which the desk is still where the receipt says.

What is entered is told some minutes later, as it stands then: a row that is put right at once is told as the right one alone.
Each is told by an entry of the outbox at the acceptance, or, where that has one, at a later event.

So is whoever holds a form 02 of before and brings, or sends, what it asks for: on which day, until its time is over, nobody knows.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from operator import attrgetter

from django.db.models import Exists, Max, OuterRef, Q

from accounts.models import UnitKind
from accounts.roles import Role
from dossiers import outbox
from dossiers.models import Channel, Dossier, DossierQuerySet, OutboxEntry, standing
from procedures import steady
from procedures.machine import Status
from procedures.models import machine_of_version
from procedures.steady import Steady
from procedures.time.agencies.stored import ever_added, is_planned
from procedures.time.calendar import LOCAL, local

LATELY = timedelta(days=31)
"""So long after its first day a row is looked at: a worker that was away catches up."""
AHEAD = timedelta(days=14)
"""So long before the day those who come late begin to be told: until then they may still come to the old place."""
WAITS = Q(status=Status.SUPPLEMENT_REQUESTED, holder=Role.CITIZEN)
"""Waits for what the applicant was asked for."""


@dataclass(frozen=True, slots=True)
class Change:
    """That a row of a receiving point was entered, or taken back: from which day it would have held, and when that was done."""

    key: str
    since: date
    at: datetime


def changes(now: datetime, known: Steady | None = None) -> Iterator[Change]:
    """Return what was entered of days to come, or taken back, the first first; what is some minutes old alone.

    One statement, none where ``known`` is there.
    """
    rows, first = (known or steady.now()).once(ever_added), local(now).date() - LATELY
    found = [
        Change(row.key, row.since, at)
        for row in sorted(rows, key=attrgetter("pk"))
        if row.since > first and is_planned(row)
        for at in (row.added_at, row.taken_back_at)
        if at is not None and at <= now - outbox.GATHERING
    ]
    yield from sorted(found, key=lambda change: change.at)


def holders(change: Change, known: Steady | None = None) -> DossierQuerySet:
    """Return the open dossiers that were accepted at the place of a change before it: their papers do not know it."""
    return _there(change, known or steady.now()).filter(accepted_at__lt=change.at).exclude(holder="")


def touched(change: Change, now: datetime) -> DossierQuerySet:
    """Return those of the holders who are promised the day of a change or a later one, or come late."""
    start = datetime.combine(change.since, time.min, LOCAL)
    told = Q(due_at__gte=start) | Q(promised_for__gte=start)
    if now >= start - AHEAD:
        passed = Q(due_at__lt=now) & (Q(promised_for=None) | Q(promised_for__lt=now))
        told |= passed | standing.past_step(now)
    return holders(change).filter(told)


def asked(change: Change, known: Steady | None = None, bring: Collection[int] | None = None) -> DossierQuerySet:
    """Return whose last form 02 was made before a change at its place, and is still to be answered there.

    ``bring`` spares of several changes the statement that ``bringing`` asks.
    """
    forms = OutboxEntry.objects.filter(kind=outbox.FORM_02, event__dossier=OuterRef("pk"))
    waits = _there(change, known or steady.now()).filter(WAITS)
    start = datetime.combine(change.since, time.min, LOCAL)
    here = waits.filter(Q(applicant_due_at=None) | Q(applicant_due_at__gte=start))
    bring = bringing() if bring is None else bring
    of_before = Exists(forms.filter(event__at__lt=change.at)) & ~Exists(forms.filter(event__at__gte=change.at))
    return here.filter(~Q(channel=Channel.ONLINE) | Q(version__in=bring)).filter(of_before)


def bringing() -> list[int]:
    """Return the versions of which somebody who filed on line is asked for something that has to be brought: one statement."""
    on_line = Dossier.objects.filter(WAITS, channel=Channel.ONLINE).order_by()
    versions = on_line.values_list("version", flat=True).distinct()
    return [pk for pk in versions if any(one.handed_in for one in machine_of_version(pk).components)]


CONCERNED: Mapping[str, Callable[[Change, datetime], DossierQuerySet]] = {
    outbox.PLACE_MOVED: touched,
    outbox.SUPPLY_PLACE_MOVED: lambda change, _now: asked(change),
}
"""By the notice that tells of a change: who is told."""


def concerned(change: Change, now: datetime) -> int:
    """Return how many a change concerns, each once."""
    return len({pk for who in CONCERNED.values() for pk in who(change, now).values_list("pk", flat=True)})


def untold(change: Change, kind: str, now: datetime, after: int, size: int) -> list[int]:
    """Return the next dossiers that a change concerns and nobody was to tell since by a notice."""
    told = OutboxEntry.objects.filter(kind=kind, event__dossier=OuterRef("pk"), due_at__gte=change.at)
    found = CONCERNED[kind](change, now).filter(~Exists(told), pk__gt=after).order_by("pk")
    return list(found.values_list("pk", flat=True)[:size])


def announce(pk: int, kind: str, now: datetime) -> bool:
    """Write down that somebody is to be told; False where each event of the dossier has told of such already.

    Of an answer that is waited for no event may have followed: then one of before carries it.
    """
    dossier = Dossier.objects.get(pk=pk)
    used = OutboxEntry.objects.filter(kind=kind, event=OuterRef("pk"))
    free = dossier.events.filter(~Exists(used)).order_by("sequence")
    since = _paper_at(dossier, kind)
    event = free.filter(at__gte=since).first() or (free.last() if kind == outbox.SUPPLY_PLACE_MOVED else None)
    if event is not None:
        # What closes a place, or opens it again, is told some minutes later, as it stands then; of a move the change is as old already.
        wait = outbox.GATHERING if kind in (outbox.PLACE_CLOSED, outbox.PLACE_OPEN) else timedelta()
        OutboxEntry.objects.create(event=event, kind=kind, due_at=now + wait)
    return event is not None


def _paper_at(dossier: Dossier, kind: str) -> datetime:
    """Return since when the applicant holds the paper that a change overtakes."""
    if kind != outbox.SUPPLY_PLACE_MOVED and dossier.accepted_at:
        return dossier.accepted_at
    made = OutboxEntry.objects.filter(kind=outbox.FORM_02, event__dossier=dossier).aggregate(at=Max("event__at"))["at"]
    return made or dossier.filed_at


def _there(change: Change, known: Steady) -> DossierQuerySet:
    """Return the dossiers that come to the place of a change."""
    units = known.units.values()
    desk = next((unit for unit in units if unit.kind == UnitKind.DESK and unit.slug == change.key), None)
    # A receiving point that closes sends to the desk: who was sent there is asked too.
    return Dossier.objects.filter(Q(agency=desk.parent_id) if desk else Q(point=change.key))
