"""Seals: what fixes a day's events for good, by a signature that the database does not hold the key of."""

import hashlib
from datetime import UTC

from django.db import models

from accounts.models import Unit
from dossiers.models.event import canonical
from dossiers.models.sane import END, FIRST, of_our_time


def leaf_content(code: str, sequence: int, digest: str) -> bytes:
    """Return what a leaf is the hash of: an event by its dossier's number, its place in the log and its digest."""
    return canonical({"dossier": code, "sequence": sequence, "digest": digest})


def report_leaf_content(code: str, number: int, digest: str) -> bytes:
    """Return what the leaf of an issued report is the hash of: an entry by its agency's identifier, its number and its digest.

    It has other keys than the leaf of an event, so that neither can be taken for the other (ADR 0084).
    """
    return canonical({"agency": code, "number": number, "digest": digest})


class Seal(models.Model):
    """A signed Merkle root over one agency's record of one local day, chained to the agency's seal before.

    Leaves are events of dossiers, and behind them entries of issued reports.
    ``number`` counts the seals of an agency in the order in which they were made, from 1 without a gap. A day
    may have several: what is recorded after a day's seal gets one more. Rows are only ever added.
    """

    agency = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    agency_code = models.CharField(max_length=35)
    """The agency's identifier on the day of sealing, as it was signed."""
    number = models.PositiveIntegerField()
    day = models.DateField()
    events = models.PositiveIntegerField()
    """How many leaves the root is over, of both kinds."""
    root = models.CharField(max_length=64)
    previous_digest = models.CharField(max_length=64, blank=True)
    sealed_at = models.DateTimeField()
    public_key = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)
    digest = models.CharField(max_length=64)
    """SHA-256 of what is signed."""

    class Meta:
        """An agency's seals are a list without forks."""

        ordering = ["agency_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "number"], name="seal_number"),
            models.CheckConstraint(condition=models.Q(number__gte=1, events__gte=1), name="seal_counts_from_one"),
            models.CheckConstraint(
                condition=of_our_time("sealed_at") & models.Q(day__gte=FIRST.date(), day__lt=END.date()),
                name="seal_instants_are_of_our_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_code}/{self.number}"

    def signed(self) -> dict[str, object]:
        """Return what the signature is over, as JSON-able values."""
        return {
            "agency": self.agency_code,
            "number": self.number,
            "day": self.day.isoformat(),
            "events": self.events,
            "root": self.root,
            "previous_digest": self.previous_digest,
            "sealed_at": self.sealed_at.astimezone(UTC).isoformat(timespec="microseconds"),
            "public_key": self.public_key,
        }

    def signed_content(self) -> bytes:
        """Return what the signature is over, as canonical JSON."""
        return canonical(self.signed())

    def compute_digest(self) -> str:
        """Return the hex SHA-256 of what is signed; the next seal of the agency is chained to it."""
        return hashlib.sha256(self.signed_content()).hexdigest()


class SealLeaf(models.Model):
    """An event as it was sealed. It has no tie to the event, so that it still names one that is gone."""

    event_id = models.BigIntegerField(primary_key=True)
    """An event is sealed once."""
    seal = models.ForeignKey(Seal, models.PROTECT, related_name="leaves", db_index=False)
    place = models.PositiveIntegerField()
    """From 0, in the order of the tree."""
    code = models.CharField(max_length=60)
    sequence = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        """A place in the tree is taken once. A log that was cut off and went on must not stop the sealing."""

        constraints = [models.UniqueConstraint(fields=["seal", "place"], name="leaf_place")]
        indexes = [models.Index(fields=["code", "sequence"], name="leaf_of_dossier")]

    def __str__(self) -> str:
        return f"{self.code}/{self.sequence} in {self.seal_id}"


class ReportLeaf(models.Model):
    """An entry of an issued report as it was sealed, without a tie to it: like the leaf of an event, in the same tree."""

    entry_id = models.BigIntegerField(primary_key=True)
    """An entry is sealed once."""
    seal = models.ForeignKey(Seal, models.PROTECT, related_name="report_leaves", db_index=False)
    place = models.PositiveIntegerField()
    """From 0, in the order of the tree."""
    code = models.CharField(max_length=35)
    """The identifier of the agency in the entry."""
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        """A place in the tree is taken once."""

        constraints = [models.UniqueConstraint(fields=["seal", "place"], name="report_leaf_place")]

    def __str__(self) -> str:
        return f"{self.code}/{self.number} in {self.seal_id}"
