"""Lists of dossiers as files: what was chosen, and what has been written of it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from dossiers.models.job import Job


class Format(models.TextChoices):
    """What programs open the file."""

    XLSX = "xlsx", "Excel (.xlsx)"
    CSV = "csv", "CSV (.csv)"
    VOLUMES = "zip", "PDF (.zip)"
    """Of the register of dossiers alone: it is printed."""


class Export(models.Model):
    """The dossiers that a list has shown when its file was asked for; how far that is, its job knows.

    It lies in the database, so that it vanishes with its job and nothing of it stays behind (ADR 0042).
    """

    job = models.OneToOneField(Job, models.CASCADE, related_name="export")
    format = models.CharField(max_length=4, choices=Format)
    language = models.CharField(max_length=7)
    title = models.CharField(max_length=500)
    """The list and its filters in the author's words."""
    columns = ArrayField(models.CharField(max_length=24))
    seats = models.JSONField()
    """With which it was asked for, ``[[role, unit]]``: the file is there for whoever still has them all."""
    dossiers = ArrayField(models.BigIntegerField())
    """Their ids in the order of the list."""
    chosen = models.PositiveIntegerField()
    """How many they are."""
    is_cut = models.BooleanField(default=False)
    """Whether the list had more than a file may have."""
    left_out = models.PositiveIntegerField(default=0)
    """How many the author could no longer see when they were written."""
    size = models.PositiveIntegerField(default=0)
    """Of the file in bytes; nothing until it is made."""

    def __str__(self) -> str:
        return f"{self.format}, {self.chosen} dossiers"


class ExportPart(models.Model):
    """A part of an export: rows while it is being written, then the bytes of its file, in the order of their numbers."""

    export = models.ForeignKey(Export, models.CASCADE, related_name="parts", db_index=False)
    number = models.PositiveIntegerField()
    content = models.BinaryField()
    """Packed (zlib)."""
    size = models.PositiveIntegerField(default=0, db_default=0)
    """Of what is packed, in bytes."""

    class Meta:
        """Each is written once."""

        constraints = [models.UniqueConstraint(fields=["export", "number"], name="export_part_once")]

    def __str__(self) -> str:
        return f"{self.export_id}: {self.number}"
