"""What leaves the house, and the numbers it carries: counters, letters, notices, the outbox."""

from enum import StrEnum

from django.db import models
from django.db.models import Q

from accounts.models import Unit
from accounts.seats import Seats
from dossiers.models.dossier import Dossier
from dossiers.models.event import Event

MAIL = "mail"
"""The channel of every notice that names none; old ones are all of it."""

BLANK = "……"
"""Stands in a number where the symbol of a paper is not known: nothing is made up."""


class Counter(models.Model):
    """The last number given in a series on a day, taken inside the transaction that uses it."""

    agency = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    series = models.CharField(max_length=16)
    on = models.DateField()
    last = models.PositiveIntegerField()

    class Meta:
        """One row for a series and a day."""

        constraints = [models.UniqueConstraint(fields=["agency", "series", "on"], name="counter_once")]

    def __str__(self) -> str:
        return f"{self.series} {self.on}: {self.last}"


def letter_path(letter: "Letter", _filename: str) -> str:
    """Return where a letter's PDF is stored."""
    return f"letters/{letter.token[:2]}/{letter.token}.pdf"


class OwnPaper(StrEnum):
    """A paper of our own, for which no circular has a form."""

    FILING = "filing"
    """The application as it was filed."""


class Letter(models.Model):
    """An official paper that was issued. ``token`` is what its QR code leads to."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="letters")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=8)
    number = models.CharField(max_length=60)
    token = models.CharField(max_length=43, unique=True)
    file = models.FileField(upload_to=letter_path, max_length=200)
    sha256 = models.CharField(max_length=64)
    issued_at = models.DateTimeField()

    class Meta:
        """One paper of a kind for an event, however often it is tried."""

        constraints = [models.UniqueConstraint(fields=["event", "kind"], name="letter_once")]

    def __str__(self) -> str:
        return self.number

    @property
    def file_name(self) -> str:
        """The name of its file: its number, with the number of its form where that has no symbol of its own."""
        return f"{self.number.replace(BLANK, f'mau-{self.kind}').replace('/', '-')}.pdf"


class Notice(models.Model):
    """A message to a person. ``message_id`` is the same at every attempt to send it."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="notices")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=24)
    channel = models.CharField(max_length=8, default=MAIL, db_default=MAIL)
    """By which way it went (``notices.channels``)."""
    recipient = models.EmailField()
    subject = models.CharField(max_length=255)
    message_id = models.CharField(max_length=120, unique=True)
    sent_at = models.DateTimeField()

    class Meta:
        """One notice of a kind for an event by each channel, however often it is tried."""

        constraints = [models.UniqueConstraint(fields=["event", "kind", "channel"], name="notice_once_by_channel")]

    def __str__(self) -> str:
        return self.subject


class OutboxQuerySet(models.QuerySet["OutboxEntry"]):
    """Ways to narrow what is to be done."""

    def visible_to(self, seats: Seats) -> "OutboxQuerySet":
        """Narrow to the dossiers of the agencies that somebody administers."""
        return self.filter(event__dossier__agency__in=seats.administered_agency_ids)

    def put_off(self) -> "OutboxQuerySet":
        """Narrow to what was tried in vain and waits for its next try."""
        return self.filter(done_at=None, attempts__gt=0)


class OutboxEntry(models.Model):
    """Something to be done after an event was committed. ``unique(event, kind)``: once."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        """The relay asks only for what is not done, the administrator for what was tried in vain."""

        constraints = [models.UniqueConstraint(fields=["event", "kind"], name="outbox_once")]
        indexes = [
            models.Index(fields=["due_at", "id"], name="outbox_open", condition=Q(done_at=None)),
            models.Index(fields=["id"], name="outbox_put_off", condition=Q(done_at=None, attempts__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.event_id}"
