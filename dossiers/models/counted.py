"""What statistics are read from: how many dossiers of a kind a day or a month has, and what is not added to that yet.

A trigger writes what changes with every dossier, as it was and as it is, and nobody waits for a number that others
count up too (``docs/statistics.md``). A run adds it to the cells; a reader adds what is still waiting, so that no
figure is ever behind. Only the database writes either, by what the migration of these tables says.
"""

from enum import IntEnum

from django.db import models


class Grain(IntEnum):
    """How fine cells are: by day or by month, and with what a dossier is or with who had it."""

    WHAT_DAY = 0
    WHAT_MONTH = 1
    WHO_DAY = 2
    WHO_MONTH = 3


class Counted(models.Model):
    """What dossiers are told apart by where they are counted."""

    agency = models.IntegerField()
    sector = models.CharField(max_length=60)
    procedure = models.IntegerField()
    division = models.IntegerField()
    """0 where there is none; the same for the assignee."""
    assignee = models.IntegerField()
    channel = models.CharField(max_length=6)
    ended = models.SmallIntegerField()
    """The status that it ended with, 9 also for what was returned since; 0 while it is open."""
    verdict = models.CharField(max_length=8)
    outcome = models.CharField(max_length=40)

    class Meta:
        """Of two tables."""

        abstract = True


class CountedDelta(Counted):
    """A dossier as far as it is counted, that is there from now on (1) or not any more (-1).

    Days are local ones. ``late_on`` is the last day before whose end it became late: a day limit ends at midnight.
    """

    sign = models.SmallIntegerField()
    received_on = models.DateField(null=True)
    resolved_on = models.DateField(null=True)
    late_on = models.DateField(null=True)
    refused_on = models.DateField(null=True)
    """When it ended without having been accepted."""

    def __str__(self) -> str:
        return f"{self.sign:+d} {self.procedure}"


class CountedCell(Counted):
    """Sums of a day, or of the month that begins with it, for one combination of what dossiers are told apart by.

    A cell of ``WHO`` has no outcome, one of ``WHAT`` no assignee.
    """

    grain = models.SmallIntegerField(choices=[(grain.value, grain.name) for grain in Grain])
    day = models.DateField()
    received = models.BigIntegerField(default=0)
    resolved = models.BigIntegerField(default=0)
    late = models.BigIntegerField(default=0)
    """Which became late that day and were not resolved on it."""
    late_resolved = models.BigIntegerField(default=0)
    """Of those that had become late on a day before, how many were resolved."""
    refused = models.BigIntegerField(default=0)

    class Meta:
        """The key is in the order in which cells are asked for."""

        constraints = [
            models.UniqueConstraint(
                fields=[
                    "grain", "agency", "day", "sector", "procedure", "division", "assignee", "channel", "ended", "verdict",
                    "outcome",
                ],
                name="counted_cell",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.grain} {self.day} {self.procedure}"
