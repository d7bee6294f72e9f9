"""What a correction of the calendar would move: worked out from the logs, in force nowhere."""

from django.db import models

from dossiers.models.dossier import Dossier
from dossiers.models.job import Job
from procedures.models import CalendarChange


class CalendarPreview(models.Model):
    """A correction that somebody looks at before it is decided; how far that is, its job knows.

    ``what`` is the correction as data, ``seen`` the word for the calendars that it is laid over: once others are in
    force it says nothing any more. ``kind`` and ``typed`` are the form that it came from, empty without one. ``change``
    is what was put into force from it, once it was.
    """

    job = models.OneToOneField(Job, models.CASCADE, related_name="calendar_preview")
    what = models.JSONField()
    seen = models.CharField(max_length=16)
    kind = models.CharField(max_length=20, blank=True)
    typed = models.JSONField(default=dict)
    change = models.OneToOneField(CalendarChange, models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.kind} {self.seen}"


class Effect(models.TextChoices):
    """What a correction would do to a dossier."""

    MOVED = "moved"
    JUDGED = "judged"
    UNCOUNTED = "uncounted"


class PreviewRow(models.Model):
    """A dossier that the correction would touch.

    ``told`` is, by effect: the dates that move, ``{name: [from, to]}``; the verdicts, ``{recorded, would_be}``; why
    it cannot be counted, ``{vi, en}``.
    """

    preview = models.ForeignKey(CalendarPreview, models.CASCADE, related_name="rows", db_index=False)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="calendar_rows", db_index=False)
    effect = models.CharField(max_length=9, choices=Effect)
    told = models.JSONField()

    class Meta:
        """A dossier is told of once."""

        constraints = [models.UniqueConstraint(fields=["preview", "dossier"], name="preview_tells_once")]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.effect}"
