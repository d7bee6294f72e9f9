"""Why a dossier will not be ready in time, as whoever has it writes it for the leader."""

from datetime import UTC
from hashlib import sha256

from django.db import models

from accounts.models import User
from dossiers.models.dossier import Dossier


class LateReason(models.Model):
    """A reason for an apology with a day that is proposed: the office's own until a leader signs it, and no part of the record.

    One for each dossier: who writes it anew writes over what stood there. It speaks of one return date alone.
    """

    dossier = models.OneToOneField(Dossier, models.CASCADE, primary_key=True, related_name="late_reason")
    due_at = models.DateTimeField()
    """The return date that is not kept, as it was when this was written."""
    reason = models.TextField()
    """For the applicant to read, once it is signed."""
    day = models.DateField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        """No index besides its key: they are few."""

    def __str__(self) -> str:
        return f"{self.dossier_id} by {self.day}"

    @property
    def digest(self) -> str:
        """What it says, of which date, and when it was written, in short: a page sends it with the press that signs."""
        instants = (at.astimezone(UTC).isoformat() for at in (self.due_at, self.at))
        return sha256("\n".join((*instants, self.day.isoformat(), self.reason)).encode()).hexdigest()
