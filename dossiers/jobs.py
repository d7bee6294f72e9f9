"""Jobs: long works that a person starts. What can be said of one, and done with one, whatever its kind.

The rows of the table of kinds, and the process that does them, are ``background.jobs``'.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from accounts.seats import seats_of
from dossiers import turns
from dossiers.models import Job, JobState, Outcome
from dossiers.refusals import NotYours, Refusal
from procedures.machine import Text
from procedures.time.calendar import CalendarError, CalendarExhausted

KEPT = timedelta(days=30)
"""So long after its end a job can be read."""
RUN = "job"
"""The name of the run that goes on with jobs."""

LOST_RIGHT = Text(
    "người tạo tác vụ không còn giữ vai trò đã dùng khi tạo",
    "whoever started it no longer holds the role with which it was started",
)
UNKNOWN_KIND = Text(
    "phiên bản đang chạy không có loại tác vụ này",
    "the release that is running knows no such kind of job",
)
KILLS = Text(
    "tiến trình nền bị ngắt nhiều lần liên tiếp ở cùng một mục",
    "several times in a row the process ended while it was at the same item",
)
HELD = Text("đang có người khác ghi vào mục này", "somebody else was writing to it")


class Stop(Exception):  # noqa: N818 - no error: a job comes to its end
    """Raised by a kind whose job as a whole cannot go on, with the reason."""

    def __init__(self, text: Text) -> None:
        super().__init__(text)
        self.text = text


@dataclass(frozen=True, slots=True)
class NotDone:
    """How an item ended that was not done, and why."""

    outcome: Outcome
    why: Text


class Doing(ABC):
    """One process at one job, from taking it up to leaving it. Any of this may raise ``Stop``."""

    def __init__(self, job: Job) -> None:
        """Take a job up."""
        self.job = job
        self.done_at: datetime | None = None
        """The instant of the last item, where items are of instants of their own."""

    @abstractmethod
    def count(self) -> int:
        """Return how many items there are."""

    @abstractmethod
    def after(self, item: int, size: int) -> Sequence[int]:
        """Return the next items behind one, in the order of their numbers, at most so many."""

    @abstractmethod
    def do(self, items: Sequence[int], at: datetime) -> Mapping[int, NotDone]:
        """Do some items in a transaction that is there already; return what was not done of them.

        A ``Refusal`` skips the item, anything else that is raised fails it; what it has written is taken back.
        """


@dataclass(frozen=True, slots=True)
class Words:
    """What is said of a kind's jobs where people cancel them: ``at``, ``done`` and ``total`` stand in the sentences."""

    cancel: Promise
    cancelled: Promise
    cancelled_unbegun: Promise


WORDS = Words(
    cancel=_("Cancel this job"),
    cancelled=_("Cancelled at %(at)s, after %(done)s of %(total)s. What was done stays done."),
    cancelled_unbegun=_("Cancelled at %(at)s, before it had begun."),
)


def never(_job: Job) -> None:
    """Find nothing that keeps a job from being run again, and nothing to throw away."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A row of the table of kinds."""

    name: str
    label: Promise
    about: Callable[[Job], str]
    """What one job of it is on, in a few words for whoever reads a list of them."""
    by: frozenset[Role]
    """Who may start it; asked again as each batch begins."""
    doing: Callable[[Job], Doing]
    named: Callable[[Sequence[int]], Mapping[int, str]]
    """What items are called, as far as they still are there."""
    together: int = 1
    """So many items are done in one transaction: more than one only where nobody else waits for what they write."""
    words: Words = WORDS
    spent: Callable[[Job], Text | None] = never
    """Why one that has ended would come to nothing if it were run again; None where it can be."""
    drop: Callable[[Job], None] = never
    """Throws away what one that was cancelled has made so far."""
    is_telling: bool = False
    """Whether its items are people who are told something: those whom it did not reach are tried again by itself."""


def start(kind: Kind, *, arguments: dict[str, object] | None = None, by: User | None, at: datetime) -> Job:
    """Store a job, by a person or at a terminal; ``turns.wake(RUN)`` has it begun. Raises ``NotYours``."""
    job = Job(kind=kind.name, arguments=arguments or {}, by=by, created_at=at)
    if by is not None:
        seat = next((seat for seat in seats_of(by, timezone.localdate(at)) if seat.role in kind.by), None)
        if seat is None:
            raise NotYours
        job.role, job.unit_id, job.agency_id = seat.role, seat.unit_id, seat.agency_id
    job.save()
    return job


def has_right(job: Job, kind: Kind, on: date) -> bool:
    """Say whether its author could start it on a day, with the seat of then."""
    if job.by_id is None:
        return True
    author = User.objects.filter(pk=job.by_id, is_active=True).first()
    held = seats_of(author, on) if author else ()
    return any((seat.role, seat.unit_id) == (job.role, job.unit_id) for seat in held) and Role(job.role) in kind.by


def cancel(pk: int, *, by: User, at: datetime) -> bool:
    """Ask that no further item of a job is done; say whether that was new. What is done stays done."""
    going_on = Job.objects.filter(pk=pk, finished_at=None, cancel_asked_at=None)
    is_new = going_on.update(cancel_asked_at=at, cancelled_by=by) == 1
    if is_new:
        turns.wake(RUN)
    return is_new


def again(pk: int) -> bool:
    """Have a job that has ended go on with whatever is not done or failed; say whether there was one to begin again."""
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(pk=pk, finished_at__isnull=False).first()
        if job is None:
            return False
        job.outcomes.filter(outcome=Outcome.FAILED).delete()
        job.state, job.finished_at, job.cancel_asked_at, job.why = JobState.WAITING, None, None, None
        job.failed, job.cursor, job.tries = 0, 0, 0
        job.begun_at, job.taken_at, job.cancelled_by = None, None, None
        job.save()
    turns.wake(RUN)
    return True


def why_of(failure: Exception) -> Text:
    """Return what is told of a failure to whoever looks at the job; the log of the process has the rest."""
    if isinstance(failure, CalendarError | CalendarExhausted):
        return failure.text
    if isinstance(failure, Refusal):
        return Text(*(_in(language, failure) for language in ("vi", "en")))
    if turns.is_locked(failure):
        return HELD
    name = type(failure).__name__
    return Text(
        f"lỗi ngoài dự kiến ({name}); xem nhật ký của tiến trình nền",
        f"an error that nobody foresaw ({name}); see the log of the worker",
    )


def _in(language: str, refusal: Refusal) -> str:
    with translation.override(language):
        return str(refusal)


def as_json(text: Text | None) -> dict[str, str] | None:
    """Return a reason as it is stored."""
    return {"vi": text.vi, "en": text.en} if text else None


def forget(now: datetime) -> None:
    """Delete the jobs that ended long ago, with all that was made of them alone."""
    Job.objects.filter(finished_at__lt=now - KEPT).delete()
