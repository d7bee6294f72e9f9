"""Which dossiers have been opened by those who have them now."""

from django.db import models

from dossiers.models.dossier import Dossier


class Opening(models.Model):
    """The last coming of a dossier to a step after which somebody of that step has opened it: one row for each dossier.

    Until then it is new to them. Nothing of the record hangs on it, so it is written beside the log.
    """

    dossier = models.OneToOneField(Dossier, models.CASCADE, primary_key=True, related_name="opening")
    arrived_with = models.PositiveIntegerField()
    """As the dossier had it then (``Dossier.arrived_with``)."""

    class Meta:
        """No index besides its key."""

    def __str__(self) -> str:
        return f"{self.dossier_id} since {self.arrived_with}"
