"""Official reports that were issued: each with every word and number of its own."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.models import User


class IssuedReport(models.Model):
    """A report as it was when somebody issued it; its files are made of it alone, so that they stay the same."""

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
