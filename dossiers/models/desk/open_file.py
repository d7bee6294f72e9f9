"""Which files are open in a browser now, and before whom."""

from django.db import models

from accounts.models import User
from dossiers.models.dossier import Dossier


class OpenFile(models.Model):
    """A dossier that somebody of the office looks at: its page says so again and again for as long as it is in sight.

    Nothing of it is part of the record. The table is not written to the server's log of changes and is empty after a crash.
    """

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        """One for each file and person."""

        constraints = [models.UniqueConstraint(fields=["dossier", "person"], name="open_file_once")]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.person_id}"
