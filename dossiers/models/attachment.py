"""Files that people added to drafts and dossiers, and those that are on their way there."""

import uuid
from enum import StrEnum
from pathlib import Path, PurePath

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import User
from dossiers.models.dossier import Dossier
from dossiers.models.draft import Draft
from dossiers.models.event import Event

IN_ORDER = ("uploaded_at", "place", "id")
"""The columns by which files stand in the order in which somebody chose them, everywhere."""


def attachment_path(attachment: "Attachment", _filename: str) -> str:
    """Return where an upload is stored: by a random id, never by a name that somebody typed."""
    return f"attachments/{attachment.id.hex[:2]}/{attachment.id.hex}"


def readable_path(attachment: "Attachment", _filename: str) -> str:
    """Return where the readable copy of an upload is stored: beside it."""
    return f"{attachment_path(attachment, '')}.pdf"


class Awaits(StrEnum):
    """What a worker has yet to do about a file."""

    NOTHING = ""
    JUDGING = "judging"
    COPYING = "copying"
    """It is a picture, of which a copy is made that is read more easily."""
    SIGNATURES = "signatures"
    """It is a PDF that may be signed: by whom is read."""


class Attachment(models.Model):
    """A file of a draft or a dossier. SHA-256 is its identity."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft = models.ForeignKey(Draft, models.CASCADE, null=True, related_name="attachments")
    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, related_name="attachments")
    event = models.ForeignKey(Event, models.PROTECT, null=True, related_name="attachments")
    component = models.CharField(max_length=60, blank=True)
    """The component it is, or empty for a file that an officer added."""
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    pages = models.PositiveIntegerField(null=True)
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to=attachment_path, max_length=200)
    readable = models.FileField(upload_to=readable_path, max_length=200, blank=True, default="", db_default="")
    """A PDF of the same pages, upright and straight, where the file is a picture: no part of the record."""
    awaits = models.CharField(max_length=10, blank=True, default=Awaits.NOTHING, db_default="")
    problem = models.CharField(max_length=20, blank=True, default="", db_default="")
    """Why the judge has refused it (``viewing.asking.Problem``): then its bytes are gone, and nothing counts it."""
    is_blank = models.BooleanField(default=False, db_default=False)
    """Whether it is a picture of one colour: told, never refused."""
    signatures = models.JSONField(null=True, default=None)
    """What was found of its signatures (``viewing.asking.SignaturesRead``), no part of the record; None where it has none, or
    nobody has looked."""
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    place = models.PositiveSmallIntegerField(default=0, db_default=0)
    """Its place among the files that came with it, from 0."""

    class Meta:
        """A file has one place."""

        ordering = IN_ORDER
        constraints = [
            models.CheckConstraint(
                condition=Q(draft=None, dossier__isnull=False) | Q(draft__isnull=False, dossier=None),
                name="attachment_in_one_place",
            ),
            models.CheckConstraint(
                condition=Q(event=None) | Q(dossier__isnull=False), name="attachment_of_event_is_of_dossier"
            ),
            models.CheckConstraint(
                condition=Q(dossier=None) | (Q(problem="") & ~Q(awaits=Awaits.JUDGING)),
                name="attachment_of_dossier_is_judged",
            ),
        ]
        indexes = [
            models.Index(fields=["uploaded_at"], name="attachment_awaits", condition=~Q(awaits=Awaits.NOTHING)),
            models.Index(fields=["sha256"], name="attachment_by_digest"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_being_judged(self) -> bool:
        """Whether nobody knows yet if it is taken."""
        return self.awaits == Awaits.JUDGING

    @property
    def has_signatures(self) -> bool:
        """Whether anything is to be said of its signatures, if only that they are being read."""
        return self.signatures is not None or self.awaits == Awaits.SIGNATURES

    @property
    def readable_name(self) -> str:
        """The name of its copy."""
        return f"{PurePath(self.name).stem}.pdf"


class PartialFile(models.Model):
    """A file of which some bytes have come. How many is the size of the file that keeps them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(User, models.CASCADE, related_name="+")
    draft_key = models.UUIDField(null=True)
    """That of the form for which it is sent; None for a form whose draft has none yet."""
    field = models.CharField(max_length=100, blank=True, default="", db_default="")
    """The field of the form in which it was chosen, as the page names it."""
    name = models.CharField(max_length=255)
    size = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    filed_as: str | None = None
    """The number of the dossier that its form has become, where that was asked for with it."""

    class Meta:
        """The oldest are swept."""

        indexes = [models.Index(fields=["created_at"], name="partialfile_by_age")]

    @property
    def path(self) -> Path:
        """Where its bytes are kept: on the disk of the storage, into which they are moved when it is whole."""
        return Path(settings.MEDIA_ROOT) / "sending" / self.id.hex

    @property
    def offset(self) -> int:
        """How many bytes have come."""
        return self.path.stat().st_size if self.path.exists() else 0

    @property
    def is_whole(self) -> bool:
        """Whether all of it has come, and only the form has not taken it."""
        return self.offset == self.size
