"""Taking back what an act on many dossiers has done, as long as nothing of it has gone out and nobody else has acted.

That is a job like the act itself. Each is taken back by the command of the single act: what has gone out meanwhile, or
what somebody else acted on, is left.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rights import OFFICERS, WITHOUT_SEAT
from accounts.seats import seats_of
from dossiers import acts, commands, jobs, outbox
from dossiers.bulk import doing
from dossiers.bulk.begun import Writing, begun_on, takes_over
from dossiers.bulk.judging import Judged
from dossiers.commands.taking_back import INSIDE, reach_of
from dossiers.jobs import Kind as KindOfJob
from dossiers.jobs import NotDone
from dossiers.log.facts import still_stands
from dossiers.models import Dossier, Event, Job, UnsentWords
from dossiers.outbox import Reach
from dossiers.policy import Actor, actors
from dossiers.refusals import Stale, undoing
from procedures import steady
from procedures.models import machine_of_version
from procedures.time.calendar import local


class Waiting(NamedTuple):
    """The act on one dossier that can still be taken back."""

    sequence: int
    leaves_at: datetime | None = None
    """When it goes out; None where nothing does, so that it stays open until somebody else acts."""


def waiting(job: Job, now: datetime) -> dict[int, Waiting]:
    """Return what can still be taken back of a job, by dossier: two queries, and one once its minute is over."""
    if job.kind != doing.KIND.name:
        return {}
    return {**_inside(job, now), **_outside(job, now)}


def _outside(job: Job, now: datetime) -> dict[int, Waiting]:
    """Return what has not gone out yet, and was followed by nobody's act, nor by one of the author's own."""
    if not outbox.may_wait(job.finished_at or now, now):
        return {}
    later = _deeds().filter(dossier=OuterRef("event__dossier"), sequence__gt=OuterRef("event__sequence"))
    rows = (
        outbox.waiting(now)
        .filter(~Exists(later), event__in=_done_by(job, now))
        .values_list("event__dossier", "event__sequence")
        .annotate(last=Max("due_at"))
        .order_by("event__sequence")
    )
    return {dossier: Waiting(sequence, leaves_at) for dossier, sequence, leaves_at in rows}


def standing(job: Job, now: datetime) -> dict[int, Waiting]:
    """Return what a job has done and nobody has taken back, by dossier, whatever has happened since."""
    done = _done_by(job, now).filter(still_stands()).order_by("sequence").values_list("dossier", "sequence")
    return {dossier: Waiting(sequence) for dossier, sequence in done}


def _inside(job: Job, now: datetime) -> dict[int, Waiting]:
    """Return what stayed inside the office lately and was followed by nobody's act (``commands.taking_back``)."""
    done = (
        _done_by(job, now)
        .filter(still_stands(), ~Exists(_followed()), at__gte=now - INSIDE)
        .annotate(version=F("dossier__version_id"))
    )
    inside = (event for event in done if reach_of(machine_of_version(event.version), event) is Reach.INSIDE)
    return {event.dossier_id: Waiting(event.sequence) for event in inside}


def _followed() -> QuerySet[Event]:
    """Return what stands behind an event and moves its dossier, or is a colleague's."""
    return _deeds().filter(dossier=OuterRef("dossier"), sequence__gt=OuterRef("sequence"))


def beyond(job: Job, waits: Collection[int], now: datetime) -> dict[int, Reach]:
    """Return what a job has done and can take back no more, though it stands, by dossier: how far it goes; one query."""
    if job.kind != doing.KIND.name:
        return {}
    done = (
        _done_by(job, now).filter(still_stands()).exclude(dossier__in=waits).annotate(version=F("dossier__version_id"))
    )
    return {event.dossier_id: reach_of(machine_of_version(event.version), event) for event in done}


def writing_in(chosen: Mapping[int, Waiting], *, by: User) -> dict[str, list[Writing]]:
    """Return by number in which of some dossiers, that taking back takes from who has them, somebody writes: three queries."""
    dossiers, known = Dossier.objects.in_bulk(chosen), steady.now()
    taken = []
    for event in Event.objects.filter(dossier__in=chosen, sequence__in={one.sequence for one in chosen.values()}):
        dossier = dossiers[event.dossier_id]
        if chosen[dossier.pk].sequence != event.sequence:
            continue
        dossier.rest_on(known)
        action = acts.find(dossier.machine, event.source, event.action)
        if action is not None and takes_over(action, dossier, event.role):
            taken.append(dossier)
    found = begun_on(taken, by=by)
    return {one.code: found[one.pk] for one in taken if one.pk in found}


def since(job: Job, now: datetime) -> dict[int, Event]:
    """Return what was done first after what a job has done, by dossier: that is why it is not taken back any more."""
    done = dict(_done_by(job, now).filter(still_stands()).order_by("sequence").values_list("dossier", "sequence"))
    later = (
        _deeds()
        .filter(dossier__in=done, at__gte=job.created_at)
        .select_related("actor", "on_behalf_of")
        .order_by("-sequence")
    )
    return {event.dossier_id: event for event in later if event.sequence > done[event.dossier_id]}


def last_over(chosen: Collection[tuple[int, int]]) -> dict[tuple[int, int], Event]:
    """Return of acts, by dossier and sequence, that still stand what was done last on their dossiers: itself, or what lies over it.

    What lies over an act has to be taken back before that. One query; none for nothing.
    """
    if not chosen:
        return {}
    since = (Q(dossier=dossier, sequence__gte=sequence) for dossier, sequence in chosen)
    found = _deeds().filter(reduce(or_, since)).select_related("dossier").order_by("sequence")
    deeds = {(event.dossier_id, event.sequence): event for event in found}
    last = {event.dossier_id: event for event in deeds.values()}
    return {act: last[act[0]] for act in chosen if act in deeds}


def _deeds() -> QuerySet[Event]:
    """Return what stands and was done by somebody, neither written beside the procedure nor remarked by the system."""
    beside = [name for name in acts.ACTS if acts.is_beside(name)]
    by_itself = Q(action__in=acts.ACTS.keys(), role__in=WITHOUT_SEAT)
    return Event.objects.filter(still_stands()).exclude(action__in=[acts.TAKE_BACK, *beside]).exclude(by_itself)


def taken_back(job: Job) -> dict[int, str]:
    """Return the dossiers on which what a job has done was taken back, with the state to which that led back."""
    mine = _done_by(job, timezone.now()).filter(~still_stands())
    return dict(mine.order_by("-sequence").values_list("dossier", "source"))


def words_before(found: Sequence[Judged], by: User) -> str:
    """Return the note that somebody gave with the same act to most of what can be done, and took back; "" for none."""
    acting = {one.dossier.pk: (one.ready.action.name, one.dossier.state) for one in found if one.ready and one.dossier}
    standing = Event.objects.filter(still_stands(), dossier=OuterRef("dossier"), sequence=OuterRef("sent"))
    rows = UnsentWords.objects.filter(~Exists(standing), person=by, dossier__in=acting, sent__gt=0)
    notes = Counter(row.fields.get("note", "") for row in rows if acting[row.dossier_id] == (row.action, row.state))
    [(note, count)] = notes.most_common(1) or [("", 0)]
    return note if count * 2 > len(acting) else ""


def _done_by(job: Job, now: datetime) -> QuerySet[Event]:
    """Return what a job did, and nothing that its author did by hand before or after it."""
    keys = [pk for pk, _seen, _content in job.arguments["chosen"]]
    span = (job.created_at, job.finished_at or now)
    return Event.objects.filter(dossier__in=keys, actor=job.by_id, at__range=span)


def origin(job: Job) -> Job:
    """Return the job that one takes back; itself, where it takes nothing back."""
    return Job.objects.filter(pk=job.arguments.get("of", 0), by=job.by_id).first() or job


def begin(job: Job, chosen: Mapping[int, Waiting], *, by: User, at: datetime) -> Job:
    """Store a job that takes back what another has done on some dossiers. Raises ``GoneOut`` where nothing is left of it."""
    if not chosen:
        raise undoing.GoneOut(job.finished_at or at)
    rows = [(pk, waits.sequence, "") for pk, waits in sorted(chosen.items())]
    arguments = {"act": job.arguments["act"], "chosen": rows, "list": job.arguments.get("list", ""), "of": job.pk}
    if called := job.arguments.get("called"):
        arguments["called"] = called
    return jobs.start(KIND, arguments=arguments, by=by, at=at)


class Undoing(doing.OnChosen):
    """Takes one after the other back, in the order of their keys."""

    def __init__(self, job: Job) -> None:
        """Take it up."""
        super().__init__(job)
        self._sequences = {pk: sequence for pk, sequence, _content in job.arguments["chosen"]}

    def do(self, items: Sequence[int], at: datetime) -> Mapping[int, NotDone]:
        """Take each back. Raises the refusal of the first that cannot be, and ``Stop`` without an author."""
        self.done_at = at = max(at, timezone.now())
        author = self.author()
        mine = actors(author, seats_of(author, local(at).date()))
        for item in items:
            self._take_back(item, mine, at)
        return {}

    def _take_back(self, item: int, mine: Sequence[Actor], at: datetime) -> None:
        """Take one back; of what a colleague acted on meanwhile, say that and not that a page is old: nobody looks at one."""
        try:
            commands.take_back_within(item, self._sequences[item], actors=mine, at=at)
        except Stale as stale:
            raise undoing.ActedSince(stale.action, stale.who, stale.at) from stale


KIND = KindOfJob(
    "undo",
    _("Taking back an act on many dossiers"),
    about=doing.about,
    by=OFFICERS,
    doing=Undoing,
    named=doing.KIND.named,
    words=doing.KIND.words,
)
