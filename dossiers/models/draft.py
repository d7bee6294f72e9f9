"""Applications that are being written."""

import uuid

from django.db import models
from django.db.models import Q

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
    number = models.PositiveSmallIntegerField(default=1, null=True)
    """None for the answer to a request, of which each dossier has one."""
    # Its unique constraint is the index.
    correcting = models.ForeignKey(
        "dossiers.Dossier", models.CASCADE, null=True, db_index=False, related_name="corrections"
    )
    """The dossier whose request it answers; None for an application that is not filed yet."""
    answers = models.JSONField(default=dict)
    """What was typed, by field name, as it was typed: a draft may hold anything."""
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    class Meta:
        """One open draft of a procedure for each person, unless another is asked for; one answer for each dossier."""

        constraints = [
            models.UniqueConstraint(fields=["owner", "procedure", "number"], name="draft_one_open"),
            models.UniqueConstraint(
                fields=["correcting"], condition=Q(correcting__isnull=False), name="draft_one_answer"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id} · {self.owner_id}"
