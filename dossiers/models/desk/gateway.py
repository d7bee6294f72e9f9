"""What is paid on line: the orders that applicants have opened, what a gateway says of them, and what of it moved money."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from dossiers.models.dossier import Dossier
from dossiers.models.event import Event
from dossiers.models.payment import MOST_AMOUNT
from dossiers.models.sane import of_our_time


class OrderState(models.TextChoices):
    """How far an order is. Values are stored; one that failed or ended unpaid may be paid still."""

    OPEN = "open", _("The bank has not answered")
    PAID = "paid", _("Paid")
    FAILED = "failed", _("Not paid")
    EXPIRED = "expired", _("Its time is over")
    REFUNDED = "refunded", _("Given back")


class NewsKind(models.TextChoices):
    """What a message reports. Values are stored."""

    PAID = "paid", _("Paid")
    FAILED = "failed", _("Not paid")
    REFUNDED = "refunded", _("Given back")
    OTHER = "other", _("Not understood")


class TransferState(models.TextChoices):
    """What became of money that a gateway has moved. Values are stored."""

    WAITING = "waiting", _("It is recorded next")
    RECORDED = "recorded", _("Recorded")
    NOTHING = "nothing", _("There is nothing to record: the payment was reversed by hand before")
    BY_HAND = "by-hand", _("Somebody has to look at it")


class PaymentOrder(models.Model):
    """So many đồng that somebody is to pay for a dossier at a gateway's page, which knows it by its ``reference``.

    A dossier has one open order of an amount. ``ask_at`` is when the gateway is asked about it if no message comes.
    """

    gateway = models.CharField(max_length=32)
    reference = models.CharField(max_length=32, unique=True)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="+")
    amount = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=OrderState, default=OrderState.OPEN)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ask_at = models.DateTimeField(null=True)

    class Meta:
        """The oldest is asked about first."""

        ordering = ["pk"]
        indexes = [models.Index(fields=["ask_at"], name="order_asked_about", condition=Q(ask_at__isnull=False))]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "amount"], name="order_open_once", condition=Q(state="open")),
            models.CheckConstraint(condition=Q(amount__gt=0, amount__lte=MOST_AMOUNT), name="order_has_an_amount"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in OrderState]), name="order_has_a_state"
            ),
            models.CheckConstraint(condition=of_our_time("at", "expires_at", "ask_at"), name="order_of_our_time"),
        ]

    def __str__(self) -> str:
        return self.reference


class GatewayMessage(models.Model):
    """What a gateway has sent with a right signature, or answered when it was asked. Rows are only ever added.

    Each delivery is one, also of the same message again. ``order`` is None where no order has that ``reference``.
    """

    gateway = models.CharField(max_length=32)
    kind = models.CharField(max_length=8, choices=NewsKind)
    reference = models.CharField(max_length=64, blank=True)
    number = models.CharField(max_length=64, blank=True)
    """Of the gateway's transaction; "" of one that moved nothing."""
    amount = models.BigIntegerField(null=True)
    dated = models.DateTimeField(null=True)
    """When it happened, by the gateway's clock."""
    order = models.ForeignKey(PaymentOrder, models.PROTECT, null=True, related_name="messages")
    is_asked = models.BooleanField(default=False)
    body = models.BinaryField()
    """The bytes that were signed."""
    at = models.DateTimeField()
    """When it came."""

    class Meta:
        """In the order in which they came."""

        ordering = ["pk"]
        indexes = [models.Index(fields=["gateway", "number"], name="message_of_transfer")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in NewsKind]), name="gateway_message_is_something"
            ),
            models.CheckConstraint(condition=of_our_time("at", "dated"), name="gateway_message_of_our_time"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number or self.reference}"


class GatewayTransfer(models.Model):
    """Money that a gateway has moved, however often it says so: paid, or given back of the payment ``refunds``.

    ``event`` is the act by which it stands in the log of the dossier; it is given once (a trigger, migration 0072).
    """

    gateway = models.CharField(max_length=32)
    kind = models.CharField(max_length=8, choices=NewsKind)
    number = models.CharField(max_length=64)
    refunds = models.CharField(max_length=64, blank=True)
    """Of what is given back: the number of the payment."""
    amount = models.BigIntegerField()
    reason = models.CharField(max_length=200, blank=True)
    order = models.ForeignKey(PaymentOrder, models.PROTECT, null=True, related_name="transfers")
    state = models.CharField(max_length=8, choices=TransferState)
    event = models.OneToOneField(Event, models.PROTECT, null=True, related_name="gateway_transfer")
    at = models.DateTimeField()
    """When it was first heard of."""

    class Meta:
        """A number is used once for what is paid, and once for what is given back."""

        ordering = ["pk"]
        indexes = [models.Index(fields=["id"], name="transfer_waiting", condition=Q(state="waiting"))]
        constraints = [
            models.UniqueConstraint(fields=["gateway", "kind", "number"], name="transfer_once"),
            models.CheckConstraint(condition=Q(kind__in=["paid", "refunded"]), name="transfer_moves_money"),
            models.CheckConstraint(condition=Q(amount__gt=0, amount__lte=MOST_AMOUNT), name="transfer_has_an_amount"),
            models.CheckConstraint(
                condition=Q(state="recorded", event__isnull=False)
                | Q(state__in=["waiting", "nothing", "by-hand"], event=None),
                name="transfer_is_recorded_by_an_event",
            ),
            models.CheckConstraint(condition=of_our_time("at"), name="transfer_of_our_time"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
