"""Files on their way: sent by parts, before a form takes them."""

import uuid
from pathlib import Path

from django.conf import settings
from django.db import models

from accounts.models import User


class PartialFile(models.Model):
    """A file of which some bytes have come. How many is the size of the file that keeps them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(User, models.CASCADE, related_name="+")
    draft_key = models.UUIDField(null=True)
    """That of the form for which it is sent; None for a form whose draft has none yet."""
    name = models.CharField(max_length=255)
    size = models.PositiveIntegerField()
    created_at = models.DateTimeField()

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
