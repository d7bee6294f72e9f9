"""Going on with jobs: what kinds there are, and the run that does what a person has started.

A job is gone on with by one process at a time, which holds a lock of that job. Each item is done in one transaction
together with its outcome, how far the job is, and the question whether it was cancelled; so a process that is killed
at any point has done an item wholly or not at all. Jobs take turns: the one that waited longest is next, so that
neither a long one nor one that kills its worker keeps the others waiting.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import batched
from typing import NamedTuple

import structlog
from django.db import transaction
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from dossiers import jobs, turns
from dossiers.bulk import doing, undoing
from dossiers.calendars import previews
from dossiers.jobs import Doing, Kind, NotDone, Stop
from dossiers.models import Job, JobOutcome, JobState, Outcome
from dossiers.notices.planned import declared, downtimes, in_place, standing_in
from dossiers.papers.books import letters, results, volumes
from dossiers.payments.statement import recording
from dossiers.refusals import Refusal
from dossiers.reports import export
from dossiers.reports.official import issued
from dossiers.turns import Place, Run, Work
from procedures import locks
from procedures.locks import Lock
from procedures.machine import Text

log = structlog.get_logger()

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        previews.KIND,
        export.KIND,
        volumes.KIND,
        letters.KIND,
        results.KIND,
        issued.KIND,
        doing.KIND,
        undoing.KIND,
        recording.KIND,
        downtimes.KIND,
        standing_in.KIND,
        declared.KIND,
        standing_in.AWAY_KIND,
        in_place.CLOSED_KIND,
        in_place.TAKEN_KIND,
    )
}

TOLD_AGAIN = timedelta(minutes=10)
TOLD_FOR = timedelta(days=1)
"""Whoever a message of a job did not reach is tried again so much later, each time after twice as long, for so long."""
MOST_TRIES = 10
"""So often a job is taken up without an item coming to its end: it would kill one worker after the other."""


class _Over(Exception):  # noqa: N818 - no error: somebody has ended it meanwhile
    """The job was cancelled, or ended by another process, while an item was being done."""


@dataclass(slots=True)
class Taken:
    """A job in the hands of this process."""

    job: Job
    at: datetime
    doing: Doing | None = None
    is_over: bool = False

    def end(self, state: JobState, why: Text | None = None) -> None:
        """Note that it has come to an end, and why."""
        self.is_over = True
        # Its items may have instants of their own, later than that at which the run began.
        at = max(self.at, self.doing.done_at or self.at) if self.doing else self.at
        ended: dict[str, object] = {"state": state, "why": jobs.as_json(why), "finished_at": at}
        if state is JobState.DONE:
            ended["total"] = F("done") + F("skipped") + F("failed")
        Job.objects.filter(pk=self.job.pk, finished_at=None).update(**ended)
        if state is JobState.CANCELLED and self.job.kind in KINDS:
            KINDS[self.job.kind].drop(self.job)
        log.info("job.ended", job=self.job.pk, kind=self.job.kind, state=state.value, why=why.en if why else "")

    def items(self, kind: Kind, size: int) -> Sequence[int]:
        """Return the next items that have no outcome; none at the end."""
        if self.doing is None:
            self.doing = kind.doing(self.job)
            Job.objects.filter(pk=self.job.pk).update(total=self.doing.count())
        after = self.job.cursor
        while items := self.doing.after(after, size):
            ended = self.job.outcomes.filter(item__gte=items[0], item__lte=items[-1])
            known = set(ended.values_list("item", flat=True))
            if new := [item for item in items if item not in known]:
                return new
            after = items[-1]
        return ()


class Together(NamedTuple):
    """Items of a job that are done in one transaction."""

    taken: Taken
    doing: Doing
    items: Sequence[int]

    def __str__(self) -> str:
        return f"job {self.taken.job.pk}, {'-'.join(map(str, dict.fromkeys((self.items[0], self.items[-1]))))}"


class Going(Work[Together]):
    """One run over the open jobs, or over one of them."""

    def __init__(
        self,
        now: datetime,
        place: Place = (),
        *,
        only: int | None = None,
        doing: Callable[[Job], Doing] | None = None,
    ) -> None:
        """Begin with no job."""
        super().__init__(now, place)
        self._taken: Taken | None = None
        self._only, self._doing, self._seen = only, doing, set[int]()

    def batch(self, size: int) -> Sequence[Together]:
        """Return the next items of a job, as many together as its kind does at once."""
        if self._only is None and not self._seen:
            jobs.forget(self.now)
        while taken := self._taken or self._take_up():
            self._taken = taken
            if found := self._next(taken, size):
                return found
            self._taken = None
            self.held.close()
        return ()

    def _take_up(self) -> Taken | None:
        """Take up the job that has waited longest, of those that no other process has and this one has not had."""
        waiting = Job.objects.filter(finished_at=None).order_by(F("taken_at").asc(nulls_first=True), "pk")
        if self._only is not None:
            waiting = waiting.filter(pk=self._only)
        elif not self._seen:
            _tell_again(self.now)
        while job := waiting.exclude(pk__in=self._seen).first():
            self._seen.add(job.pk)
            if self.held.enter_context(locks.alone(Lock.JOB, job.pk % 2**31)):
                # Before anything is done: one that kills its worker waits behind the others.
                own = Job.objects.filter(pk=job.pk, finished_at=None)
                own.update(
                    state=JobState.RUNNING,
                    begun_at=Coalesce("begun_at", Value(self.now)),
                    taken_at=self.now,
                    tries=F("tries") + 1,
                )
                return Taken(job, self.now)
            self.held.close()
        return None

    def _next(self, taken: Taken, size: int) -> list[Together]:
        """Return what comes next of a job; nothing where it has come to an end, which is noted."""
        found: list[Together] = []

        def look() -> None:
            try:
                found.extend(self._looked_up(taken, size))
            except Stop as stop:
                taken.end(JobState.STOPPED, stop.text)

        if failure := turns.failure_of(look, run=RUN.name, item=f"job {taken.job.pk}"):
            taken.end(JobState.STOPPED, jobs.why_of(failure))
        return found

    def _looked_up(self, taken: Taken, size: int) -> Iterator[Together]:
        """Ask whether the job may go on, then what comes next. Raises ``Stop``."""
        job = taken.job
        job.refresh_from_db()
        if not job.is_open:
            return
        if job.cancel_asked_at is not None:
            taken.end(JobState.CANCELLED)
            return
        kind = KINDS.get(job.kind)
        if kind is None:
            raise Stop(jobs.UNKNOWN_KIND)
        if not jobs.has_right(job, kind, timezone.localdate(self.now)):
            raise Stop(jobs.LOST_RIGHT)
        if job.tries > MOST_TRIES:
            raise Stop(jobs.KILLS)
        kind = replace(kind, doing=self._doing or kind.doing)
        items = taken.items(kind, max(size, kind.together))
        if not items or taken.doing is None:
            taken.end(JobState.DONE)
        else:
            yield from (Together(taken, taken.doing, some) for some in batched(items, kind.together))

    def turn(self, item: Together) -> None:
        """Do some items and write down what became of each, all of it or nothing."""
        taken, doing, items = item
        if taken.is_over:
            return
        try:
            with transaction.atomic(durable=True):
                _note(taken.job, items, doing.do(items, self.now))
        except _Over:
            taken.is_over = True
        except Stop as stop:
            taken.end(JobState.STOPPED, stop.text)
        except Refusal as refusal:
            self._not_done(item, Outcome.SKIPPED, refusal)

    def failed(self, item: Together, failure: Exception) -> None:
        """Note that an item has failed."""
        self.broken += 1
        self._not_done(item, Outcome.FAILED, failure)

    def _not_done(self, item: Together, outcome: Outcome, why: Exception) -> None:
        """Note what became of an item. Where several were done together, each is tried by itself."""
        taken, doing, items = item
        if len(items) > 1:
            for one in (Together(taken, doing, (number,)) for number in items):
                if failure := turns.failure_of(partial(self.turn, one), run=RUN.name, item=str(one)):
                    self.failed(one, failure)
        elif not taken.job.outcomes.filter(item=items[0]).exists():
            # Where there is one, another process was faster.
            with suppress(_Over), transaction.atomic(durable=True):
                _note(taken.job, items, {items[0]: NotDone(outcome, jobs.why_of(why))})


def untold() -> QuerySet[Job]:
    """Narrow to the jobs that have told people something and have not reached each of them by mail, the oldest first."""
    telling = [kind.name for kind in KINDS.values() if kind.is_telling]
    return Job.objects.filter(kind__in=telling, state=JobState.DONE, failed__gt=0).order_by("created_at", "pk")


def tried_again_at(job: Job, now: datetime) -> datetime | None:
    """Return when a job takes up again by itself whom it did not reach; None where it did, and where it gives up."""
    kind = KINDS.get(job.kind)
    if kind is None or not kind.is_telling or job.state != JobState.DONE or not job.failed or job.finished_at is None:
        return None
    at = job.finished_at + max(TOLD_AGAIN, job.finished_at - job.created_at)
    return at if max(at, now) < job.created_at + TOLD_FOR else None


def _tell_again(now: datetime) -> None:
    """Begin again the jobs that did not reach everybody they tell something: a mail server that is away comes back."""
    for job in untold().filter(created_at__gt=now - TOLD_FOR, finished_at__lte=now - TOLD_AGAIN):
        if (at := tried_again_at(job, now)) and at <= now:
            jobs.again(job.pk)


def _note(job: Job, items: Sequence[int], not_done: Mapping[int, NotDone]) -> None:
    """Write down what became of items, and how far the job is. Raises ``_Over`` where no more of it may be done."""
    outcomes = [_outcome(job, item, not_done.get(item)) for item in items]
    JobOutcome.objects.bulk_create(outcomes)
    counts = Counter(outcome.outcome for outcome in outcomes)
    going_on = Job.objects.filter(pk=job.pk, finished_at=None, cancel_asked_at=None)
    if not going_on.update(
        cursor=items[-1],
        tries=0,
        done=F("done") + counts[Outcome.DONE],
        skipped=F("skipped") + counts[Outcome.SKIPPED],
        failed=F("failed") + counts[Outcome.FAILED],
    ):
        raise _Over


def _outcome(job: Job, item: int, not_done: NotDone | None) -> JobOutcome:
    if not_done is None:
        return JobOutcome(job=job, item=item, outcome=Outcome.DONE)
    return JobOutcome(job=job, item=item, outcome=not_done.outcome, why=jobs.as_json(not_done.why))


# Its time is short: one worker does everything, and mail waits behind it.
RUN = Run(jobs.RUN, Going, every=timedelta(minutes=1), batch=200, seconds=10)


def run(now: datetime, *, seconds: float | None = None) -> bool:
    """Go on with what is open and forget what is old; say whether something is left."""
    return turns.take(RUN, Going(now), seconds=seconds)


def go_on(pk: int, *, now: datetime, seconds: float | None = None, doing: Callable[[Job], Doing] | None = None) -> bool:
    """Go on with one job; say whether some of it is left. One that another process has is left to that one.

    ``doing`` makes what does it, in place of the one of its kind.
    """
    return turns.take(RUN, Going(now, only=pk, doing=doing), seconds=seconds)
