"""Applications that are being written."""

import uuid

from django.db import models

from accounts.models import User
from procedures.models import Procedure, ProcedureVersion


class Draft(models.Model):
    """An application that is being written. ``key`` becomes the dossier's, so it is filed once."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(User, models.CASCADE, related_name="drafts")
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="+")
    version = models.ForeignKey(ProcedureVersion, models.PROTECT, related_name="+")
    # Never searched by; an index would only hold up the migration.
    moved_from = models.ForeignKey(ProcedureVersion, models.PROTECT, null=True, db_index=False, related_name="+")
    """The version that the owner knew, until the owner has gone through what the newer one changed."""
    number = models.PositiveSmallIntegerField(default=1)
    answers = models.JSONField(default=dict)
    """What was typed, by field name, as it was typed: a draft may hold anything."""
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    class Meta:
        """One open draft of a procedure for each person, unless another is asked for."""

        constraints = [
            models.UniqueConstraint(fields=["owner", "procedure", "number"], name="draft_one_open"),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id} · {self.owner_id}"
