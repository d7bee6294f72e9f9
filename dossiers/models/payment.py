"""What was paid of a dossier: a row for each payment, each reversal, each part given back or undone, which nobody can change."""

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
    """Money received, such a payment reversed, a part of it given back, or such a part undone: what they say stands in their event.

    Rows are only ever added. A payment has the next number of the receipt book of its agency and year; the others have none,
    and name their payment. A part has the way by which it went back, and is less than what is left of its payment; a
    reversal is all that is left of it, in the way by which it went back, of a wrong entry in the payment's own. What undoes a
    part that never went back is all of it, in its way, and puts it on again. That they name a payment of the same dossier and
    keep to what is left of it is a trigger's to see (migration 0093).
    """

    # Both have an index by another constraint or are asked for by it.
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="payments")
    event = models.OneToOneField(Event, models.PROTECT, related_name="payment")
    agency = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    """Whose receipt book and cash it is."""
    amount = models.BigIntegerField()
    """In đồng; of a reversal and of a part, what is taken off."""
    way = models.CharField(max_length=8, choices=PaidWay)
    series = models.CharField(max_length=16, blank=True, default="")
    number = models.PositiveIntegerField(null=True)
    """The place in the receipt book; None of what takes off."""
    purpose = models.CharField(max_length=255, blank=True, default="")
    """What for: the fees, as the procedure calls them in Vietnamese."""
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    """Who received it, reversed it or gave it back; None for the system."""
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversal")
    part_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts", db_index=False)
    """The payment of which this is a part that went back to the payer."""
    restores = models.OneToOneField("self", models.PROTECT, null=True, related_name="restored")
    """The part that was recorded by mistake, and that this undoes."""

    class Meta:
        """A number of the book is used once, a payment is reversed once."""

        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["agency", "at"], name="payment_of_day"),
            models.Index(fields=["part_of"], name="payment_parts", condition=Q(part_of__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "series", "number"], name="payment_receipt_once", condition=Q(number__isnull=False)
            ),
            models.CheckConstraint(condition=Q(amount__gt=0, amount__lte=MOST_AMOUNT), name="payment_has_an_amount"),
            models.CheckConstraint(condition=Q(way__in=[way.value for way in PaidWay]), name="payment_has_a_way"),
            models.CheckConstraint(
                condition=Q(reverses=None, part_of=None, restores=None, number__isnull=False) & ~Q(series="")
                | Q(reverses__isnull=False, part_of=None, restores=None, number=None, series="")
                | Q(reverses=None, part_of__isnull=False, restores=None, number=None, series="")
                | Q(reverses=None, part_of=None, restores__isnull=False, number=None, series=""),
                name="payment_is_received_or_of_another",
            ),
            models.CheckConstraint(condition=of_our_time("at"), name="payment_at_is_of_our_time"),
        ]

    def __str__(self) -> str:
        return self.receipt or f"of {self.reverses_id or self.part_of_id or self.restores_id}"

    @property
    def receipt(self) -> str:
        """The number as it stands on the receipt; "" of what is of another row."""
        return receipt_number(self.series, self.number) if self.number else ""

    @property
    def takes_off(self) -> bool:
        """Whether it reverses a payment, or gives a part of one back."""
        return self.reverses_id is not None or self.part_of_id is not None

    @property
    def of(self) -> "Payment | None":
        """The payment that this reverses, or of which it gives a part back or undoes such a part; None of a payment."""
        part = self.restores
        return self.reverses or self.part_of or (part.part_of if part else None)

    @property
    def signed(self) -> int:
        """The amount as it counts in a sum, in đồng: below 0 of what takes off."""
        return -self.amount if self.takes_off else self.amount


def receipt_number(series: str, number: int) -> str:
    """Return how a number of the receipt book is written."""
    return f"{series}/{number:05d}"
