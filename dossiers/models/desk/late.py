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


class Outlook(models.Model):
    """Until when what remains of a running dossier's path fits its return date: what a worker found, and no part of the record.

    It speaks of one step and one return date; of others it says nothing, until the worker has looked again.
    """

    dossier = models.OneToOneField(Dossier, models.CASCADE, primary_key=True, related_name="outlook")
    due_at = models.DateTimeField()
    step_due_at = models.DateTimeField()
    fits_until = models.DateTimeField()
    """The last instant at which it fits; in the past where it has not since the step began."""
    noted_at = models.DateTimeField(null=True)
    """When whoever has it was told that it fits no longer; None before."""

    class Meta:
        """The few that do not fit are found by the instant."""

        indexes = (models.Index(fields=["fits_until"], name="outlook_fits_until"),)

    def __str__(self) -> str:
        return f"{self.dossier_id} until {self.fits_until}"
