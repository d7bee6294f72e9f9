"""The cash of a day, counted and closed: afterwards no more of it is taken for that day."""

from django.db import models
from django.db.models import F, Q

from accounts.models import Unit, User
from dossiers.models.sane import of_our_time


class CashDay(models.Model):
    """A local day whose cash an agency has counted. Rows are only ever added.

    ``amount`` is what came in by cash on that day less what was given back, in đồng; ``count`` is of how many rows. A
    trigger keeps any further cash off the day (migration 0069). ``counted`` is what was in the cash box of it, None of what
    was closed before that was asked; where it is not ``amount``, ``reason`` says why.
    """

    agency = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    on = models.DateField()
    amount = models.BigIntegerField()
    count = models.PositiveIntegerField()
    counted = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=1000, blank=True, default="", db_default="")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """A day is closed once."""

        ordering = ["-on"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "on"], name="cash_day_once"),
            models.CheckConstraint(condition=of_our_time("at"), name="cash_day_of_our_time"),
            models.CheckConstraint(
                condition=Q(counted=None) | Q(counted=F("amount")) | ~Q(reason=""),
                name="cash_day_difference_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on:%d/%m/%Y}: {self.amount}"

    @property
    def difference(self) -> int:
        """What was counted less what the book says, in đồng: below 0 where money is lacking."""
        return 0 if self.counted is None else self.counted - self.amount
