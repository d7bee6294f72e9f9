"""Official reports that were issued: each with every word and number of its own, its files, and its entry in the record."""

import hashlib
from datetime import UTC

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.models import Unit, User
from dossiers.models.event import canonical
from dossiers.models.sane import is_object, of_our_time


class IssuedReport(models.Model):
    """A report as it was when somebody issued it. Its files are made of it alone and kept with it (``ReportFile``)."""

    form = models.CharField(max_length=24)
    agencies = ArrayField(models.BigIntegerField())
    """What it is about, by the ids of units: whoever answers for all of them may see it."""
    divisions = ArrayField(models.BigIntegerField(), default=list, blank=True)
    """The divisions that it is narrowed to; none for the whole."""
    start = models.DateField()
    end = models.DateField()
    report = models.JSONField()
    """A ``reports.official.form.Report``."""
    digest = models.CharField(max_length=64)
    """Hex SHA-256 of its canonical JSON."""
    at = models.DateTimeField()
    """As of when its figures are."""
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        """The newest first."""

        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=Q(end__gte=F("start")), name="issued_report_period")]

    def __str__(self) -> str:
        return f"{self.form} {self.start}–{self.end}"


class ReportFile(models.Model):
    """A file of an issued report, as it was made when that was issued; in the database, so that neither is there alone."""

    report = models.ForeignKey(IssuedReport, models.PROTECT, related_name="files", db_index=False)
    format = models.CharField(max_length=4)
    """Which of its files, as in its address."""
    content = models.BinaryField()

    class Meta:
        """One of each format."""

        constraints = [models.UniqueConstraint(fields=["report", "format"], name="report_file_once")]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.format}"


class EntryAction(models.TextChoices):
    """What an entry of an agency's record says. Values are part of digests: none is ever renamed."""

    ISSUE = "issue-report", "issued"
    TAKE_IN = "take-in-report", "taken in later"


class ReportEntry(models.Model):
    """That a report was issued, in the record of its agency: beside the logs of dossiers, chained and sealed like them.

    ``number`` counts the entries of an agency from 1 without a gap. Rows are only ever added.
    """

    agency = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    agency_code = models.CharField(max_length=35)
    """The agency's identifier when it was recorded."""
    number = models.PositiveIntegerField()
    action = models.CharField(max_length=16, choices=EntryAction)
    report = models.OneToOneField(IssuedReport, models.PROTECT, related_name="entry")
    facts = models.JSONField()
    """A ``log.parts.reported.Reported``."""
    at = models.DateTimeField()
    """When it was recorded."""
    previous_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        """An agency's entries are a list without forks, and a report is recorded once."""

        ordering = ["agency_id", "number"]
        indexes = [models.Index(fields=["at"], name="report_entry_by_day")]
        constraints = [
            models.UniqueConstraint(fields=["agency", "number"], name="report_entry_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="report_entry_counts_from_one"),
            models.CheckConstraint(condition=of_our_time("at"), name="report_entry_of_our_time"),
            models.CheckConstraint(condition=is_object("facts"), name="report_entry_facts"),
        ]

    def __str__(self) -> str:
        return f"{self.agency_code}/{self.number} ({self.action})"

    def digested(self) -> dict[str, object]:
        """Return all that the digest is over, as JSON-able values."""
        return {
            "agency": self.agency_code,
            "number": self.number,
            "action": self.action,
            "report": self.report_id,
            "facts": self.facts,
            "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "previous_digest": self.previous_digest,
        }

    def compute_digest(self) -> str:
        """Return the hex SHA-256 of what the entry says; the next entry of the agency is chained to it."""
        return hashlib.sha256(canonical(self.digested())).hexdigest()


class SentReport(models.Model):
    """That a report which was issued has been sent, and by which document: a row beside it, which stays as it is.

    Rows are only added; where something was written wrongly, the newest holds.
    """

    report = models.ForeignKey(IssuedReport, models.PROTECT, related_name="sendings")
    sent_on = models.DateField()
    document = models.CharField(max_length=60)
    """The number and symbol of the document with which it was sent."""
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """The newest first."""

        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.document}, {self.sent_on}"
