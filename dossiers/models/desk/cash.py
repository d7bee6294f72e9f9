"""The cash of a day, counted and closed: afterwards no more of it is taken for that day."""

from django.db import models

from accounts.models import Unit, User
from dossiers.models.sane import of_our_time


class CashDay(models.Model):
    """A local day whose cash an agency has counted. Rows are only ever added.

    ``amount`` is what came in by cash on that day less what was given back, in đồng; ``count`` is of how many rows. A
    trigger keeps any further cash off the day (migration 0069).
    """

    agency = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    on = models.DateField()
    amount = models.BigIntegerField()
    count = models.PositiveIntegerField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """A day is closed once."""

        ordering = ["-on"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "on"], name="cash_day_once"),
            models.CheckConstraint(condition=of_our_time("at"), name="cash_day_of_our_time"),
        ]

    def __str__(self) -> str:
        return f"{self.on:%d/%m/%Y}: {self.amount}"
