"""What was paid of a dossier: a row for each payment and for each reversal, which nobody can change."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from dossiers.models.dossier import Dossier
from dossiers.models.event import Event
from dossiers.models.sane import of_our_time

MOST_AMOUNT = 10**12
"""Đồng that are paid at once: what is more was typed wrongly."""


class PaidWay(models.TextChoices):
    """How money came. Values are stored."""

    CASH = "cash", _("In cash at the desk")
    TRANSFER = "transfer", _("By bank transfer")
    OTHER = "other", _("Another way")
    ONLINE = "online", _("Online")


BY_HAND = (PaidWay.CASH, PaidWay.TRANSFER, PaidWay.OTHER)
"""The ways that an officer may choose: what comes on line is recorded as a payment gateway reports it."""


class Payment(models.Model):
    """Money received, or such a payment reversed: what both say stands in their event. Rows are only ever added.

    A payment has the next number of the receipt book of its agency and year; a reversal has none, and names the payment
    that it undoes, whose amount and way are its own. That it names a payment of the same dossier, and no reversal, is a
    trigger's to see (migration 0066).
    """

    # Both have an index by another constraint or are asked for by it.
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="payments")
    event = models.OneToOneField(Event, models.PROTECT, related_name="payment")
    agency = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    """Whose receipt book and cash it is."""
    amount = models.BigIntegerField()
    """In đồng; of a reversal, what is taken off."""
    way = models.CharField(max_length=8, choices=PaidWay)
    series = models.CharField(max_length=16, blank=True, default="")
    number = models.PositiveIntegerField(null=True)
    """The place in the receipt book; None of a reversal."""
    purpose = models.CharField(max_length=255, blank=True, default="")
    """What for: the fees, as the procedure calls them in Vietnamese."""
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    """Who received or reversed it; None for the system."""
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversal")

    class Meta:
        """A number of the book is used once, a payment is reversed once."""

        ordering = ["at", "id"]
        indexes = [models.Index(fields=["agency", "at"], name="payment_of_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "series", "number"], name="payment_receipt_once", condition=Q(number__isnull=False)
            ),
            models.CheckConstraint(condition=Q(amount__gt=0, amount__lte=MOST_AMOUNT), name="payment_has_an_amount"),
            models.CheckConstraint(condition=Q(way__in=[way.value for way in PaidWay]), name="payment_has_a_way"),
            models.CheckConstraint(
                condition=Q(reverses=None, number__isnull=False) & ~Q(series="")
                | Q(reverses__isnull=False, number=None, series=""),
                name="payment_has_a_receipt_or_reverses",
            ),
            models.CheckConstraint(condition=of_our_time("at"), name="payment_at_is_of_our_time"),
        ]

    def __str__(self) -> str:
        return self.receipt or f"reversal of {self.reverses_id}"

    @property
    def receipt(self) -> str:
        """The number as it stands on the receipt; "" of a reversal."""
        return receipt_number(self.series, self.number) if self.number else ""


def receipt_number(series: str, number: int) -> str:
    """Return how a number of the receipt book is written."""
    return f"{series}/{number:05d}"
