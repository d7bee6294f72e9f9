"""Taking back what an act on many dossiers has done, as long as nothing of it has gone out: a job like that act itself.

Each is taken back by the command of the single act: what has gone out meanwhile, or what somebody else acted on, is left.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rights import OFFICERS
from accounts.seats import seats_of
from dossiers import commands, jobs, outbox
from dossiers.bulk import doing
from dossiers.jobs import Kind as KindOfJob
from dossiers.jobs import NotDone
from dossiers.models import Job, OutboxEntry
from dossiers.policy import actors
from dossiers.refusals import undoing
from procedures.time.calendar import local


class Waiting(NamedTuple):
    """The act on one dossier of which nothing has gone out."""

    sequence: int
    leaves_at: datetime


def waiting(job: Job, now: datetime) -> dict[int, Waiting]:
    """Return what can still be taken back of a job, by dossier: one query, and none once its minute is over."""
    if job.kind != doing.KIND.name or not outbox.may_wait(job.finished_at or now, now):
        return {}
    rows = (
        outbox.waiting(now)
        .filter(_done_by(job, now))
        .values_list("event__dossier", "event__sequence")
        .annotate(last=Max("due_at"))
        .order_by("event__sequence")
    )
    return {dossier: Waiting(sequence, leaves_at) for dossier, sequence, leaves_at in rows}


def taken_back(job: Job) -> set[int]:
    """Return the dossiers on which what a job has done was taken back before it went out."""
    mine = OutboxEntry.objects.filter(_done_by(job, timezone.now()), error=outbox.TAKEN_BACK)
    return set(mine.values_list("event__dossier", flat=True))


def _done_by(job: Job, now: datetime) -> Q:
    """Return what goes out of what a job did, and of nothing that its author did by hand before or after it."""
    keys = [pk for pk, _seen, _content in job.arguments["chosen"]]
    span = (job.created_at, job.finished_at or now)
    return Q(event__dossier__in=keys, event__actor=job.by_id, event__at__range=span)


def begin(job: Job, chosen: Mapping[int, Waiting], *, by: User, at: datetime) -> Job:
    """Store a job that takes back what another has done on some dossiers. Raises ``GoneOut`` where nothing is left of it."""
    if not chosen:
        raise undoing.GoneOut(job.finished_at or at)
    rows = [(pk, waits.sequence, "") for pk, waits in sorted(chosen.items())]
    arguments = {"act": job.arguments["act"], "chosen": rows, "list": job.arguments.get("list", "")}
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
            commands.take_back_within(item, self._sequences[item], actors=mine, at=at)
        return {}


KIND = KindOfJob(
    "undo",
    _("Taking back an act on many dossiers"),
    about=doing.about,
    by=OFFICERS,
    doing=Undoing,
    named=doing.KIND.named,
    words=doing.KIND.words,
)
