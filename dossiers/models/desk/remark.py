"""What officers remark on the components and answers of a dossier while they go through it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from dossiers.models.dossier import Dossier


class RemarkKind(models.TextChoices):
    """What a remark is about."""

    COMPONENT = "component", _("Paper")
    ANSWER = "answer", _("Answer")


class Remark(models.Model):
    """A tick, or what is to be put right, at one component or answer: the office's own until a request or a refusal says it.

    Rows are added, the latest of a place stands; one that is neither a tick nor a text takes back the one before. The number
    counts the remarks of a place, so that of two people who remark at once from the same page one is refused.
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="remarks")
    kind = models.CharField(max_length=9, choices=RemarkKind)
    name = models.CharField(max_length=60)
    """The component's or the question's, in the version that the dossier keeps."""
    number = models.PositiveIntegerField()
    is_fine = models.BooleanField(default=False)
    text = models.TextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    sequence = models.PositiveIntegerField()
    """Of the last event that was looked at: what was filed, sent or corrected after it has not been."""

    class Meta:
        """A place's remarks are a list without forks; a tick has no text."""

        ordering = ["dossier_id", "kind", "name", "number"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "kind", "name", "number"], name="remark_number"),
            models.CheckConstraint(condition=Q(is_fine=False) | Q(text=""), name="remark_is_a_tick_or_a_text"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.kind} {self.name} {self.number}"
