"""Tables like ours, as anybody would declare them; they begin empty, where ours hold the whole background."""

import uuid

from django.conf import settings
from django.db import models


class Draft(models.Model):
    """What a person has typed."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    answers = models.JSONField(default=dict)
    saved_at = models.DateTimeField(auto_now=True)


class Counter(models.Model):
    """The last number of a day."""

    on = models.DateField(unique=True)
    last = models.PositiveIntegerField(default=0)


class Dossier(models.Model):
    """A filing, with the columns that lists sort and count by."""

    code = models.CharField(max_length=60, unique=True)
    draft_key = models.UUIDField(unique=True)
    procedure = models.ForeignKey("procedures.Procedure", models.PROTECT, related_name="+")
    applicant = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    applicant_name = models.CharField(max_length=255)
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, related_name="+")
    state = models.CharField(max_length=80, default="filed")
    status = models.PositiveSmallIntegerField(default=1)
    holder = models.CharField(max_length=24, default="one_stop_officer")
    filed_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    deadline_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=8, blank=True)

    class Meta:
        """The indexes of a work-list and of an applicant's list."""

        indexes = [
            models.Index(fields=["unit", "holder", "deadline_at", "id"], name="naive_on_desk"),
            models.Index(fields=["applicant", "-filed_at"], name="naive_of_applicant"),
            models.Index(fields=["deadline_at", "id"], name="naive_open"),
            models.Index(fields=["resolved_at", "verdict"], name="naive_resolved"),
        ]


class Event(models.Model):
    """What happened, with the digest of the one before."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="events")
    sequence = models.PositiveIntegerField()
    action = models.CharField(max_length=80)
    target = models.CharField(max_length=80)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    facts = models.JSONField(default=dict)
    reading = models.JSONField(default=dict)
    payload_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        """A list without gaps."""

        constraints = [models.UniqueConstraint(fields=["dossier", "sequence"], name="naive_event_sequence")]


class Payload(models.Model):
    """The personal words of an event."""

    event = models.OneToOneField(Event, models.PROTECT, primary_key=True)
    salt = models.CharField(max_length=32)
    content = models.JSONField()


class OutboxEntry(models.Model):
    """What is to be done afterwards."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        """Once for each event."""

        constraints = [models.UniqueConstraint(fields=["event", "kind"], name="naive_outbox_once")]


class Paper(models.Model):
    """A file of a draft, then of a dossier; its bytes are stored before."""

    draft = models.ForeignKey(Draft, models.SET_NULL, null=True, related_name="papers")
    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, related_name="papers")
    event = models.ForeignKey(Event, models.PROTECT, null=True, related_name="+")
    component = models.CharField(max_length=60)
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    uploaded_at = models.DateTimeField()
