"""Files that people added to drafts and dossiers."""

import uuid

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
        ]

    def __str__(self) -> str:
        return self.name
