"""Work that takes long: when each run of it last ended, and the jobs that a person has started."""

from datetime import timedelta

from django.db import models
from django.db.models import Q

from accounts.models import Unit, User
from accounts.seats import Seats
from dossiers.models.sane import of_our_time


class JobRun(models.Model):
    """The last end of a run that the schedule wakes (``background.running``). One row for each, written by its task."""

    job = models.CharField(max_length=16, primary_key=True)
    ended_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.job} {self.ended_at:%d/%m/%Y %H:%M:%S}"


class JobState(models.TextChoices):
    """How far a job is. The last three are its ends."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    STOPPED = "stopped"
    """By a rule, or because it could not go on: ``why`` says which."""


OPEN = (JobState.WAITING, JobState.RUNNING)


class JobQuerySet(models.QuerySet["Job"]):
    """Ways to narrow jobs."""

    def visible_to(self, seats: Seats) -> "JobQuerySet":
        """Narrow to those of the agencies that somebody administers, and those that were started at a terminal."""
        agencies = seats.administered_agency_ids
        return self.filter(Q(agency__in=agencies) | Q(agency=None)) if agencies else self.none()


class Job(models.Model):
    """A long work that somebody started: on many items, each with an outcome of its own.

    ``kind`` names a row of ``background.jobs``, ``arguments`` are that kind's own. ``role`` and ``unit`` are the seat
    with which it was started, empty for a terminal. Items have numbers and are done in their order, up to ``cursor``
    so far; ``total`` is how many there were when it was begun, and afterwards how many there have been.
    """

    kind = models.CharField(max_length=24)
    arguments = models.JSONField(default=dict)
    by = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    role = models.CharField(max_length=24, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    agency = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=9, choices=JobState, default=JobState.WAITING)
    why = models.JSONField(null=True)
    """Why it was stopped, ``{vi, en}``."""
    created_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    """When a process first took it up, since it was last run again."""
    taken_at = models.DateTimeField(null=True)
    """When a process last took it up."""
    tries = models.PositiveIntegerField(default=0)
    """How often one did since the last item that came to an end."""
    cancel_asked_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", db_index=False)
    """Who asked, if somebody did."""
    finished_at = models.DateTimeField(null=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    cursor = models.BigIntegerField(default=0)

    objects = JobQuerySet.as_manager()

    class Meta:
        """What is open is looked for often and is rare; whoever looks at all of them wants the newest."""

        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=OPEN, finished_at=None) | (~Q(state__in=OPEN) & Q(finished_at__isnull=False)),
                name="job_has_ended_or_not",
            ),
            models.CheckConstraint(
                condition=of_our_time("created_at", "taken_at", "cancel_asked_at", "finished_at"),
                name="job_of_our_time",
            ),
            models.CheckConstraint(condition=of_our_time("begun_at"), name="job_begun_of_our_time"),
        ]
        indexes = [
            models.Index(fields=["taken_at", "id"], name="job_open", condition=Q(finished_at=None)),
            models.Index(fields=["state", "id"], name="job_by_state"),
            models.Index(fields=["finished_at"], name="job_to_forget"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.created_at:%d/%m/%Y %H:%M}"

    @property
    def is_open(self) -> bool:
        """Whether it has not ended."""
        return self.finished_at is None

    @property
    def lasted(self) -> timedelta | None:
        """How long it took to its end, to the ten seconds of a run; None while it is open, or where it never began."""
        return self.finished_at - self.begun_at if self.finished_at and self.begun_at else None

    @property
    def ended_items(self) -> int:
        """How many items have an outcome."""
        return self.done + self.skipped + self.failed


class Outcome(models.TextChoices):
    """What became of an item."""

    DONE = "done"
    SKIPPED = "skipped"
    FAILED = "failed"


class JobOutcome(models.Model):
    """What became of one item of a job, committed with whatever was done: ``why`` is ``{vi, en}``, None where it was done."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="outcomes", db_index=False)
    item = models.BigIntegerField()
    outcome = models.CharField(max_length=7, choices=Outcome)
    why = models.JSONField(null=True)

    class Meta:
        """Nothing is done twice; what was not done is found among the many that were."""

        constraints = [models.UniqueConstraint(fields=["job", "item"], name="job_does_once")]
        indexes = [
            models.Index(fields=["job", "outcome", "item"], name="job_not_done", condition=~Q(outcome=Outcome.DONE))
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.outcome}"
