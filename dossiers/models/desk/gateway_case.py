"""What a gateway says of money and somebody has to look at: why, and what became of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from dossiers.models.desk.gateway import GatewayMessage, GatewayTransfer
from dossiers.models.dossier import Dossier
from dossiers.models.event import Event
from dossiers.models.sane import of_our_time


class CaseKind(models.TextChoices):
    """Why somebody has to look at it. Values are stored; of the last three the money is in the receipt book already."""

    UNKNOWN = "unknown", _("We have no order of this reference, so that it was not recorded")
    CONTRADICTS = (
        "contradicts",
        _("Its number was reported before with something else, so that it was not recorded again"),
    )
    PART = "part", _("What was given back is not just a payment that is recorded, so that nothing was reversed")
    UNREADABLE = "unreadable", _("The message cannot be read, so that nothing was recorded")
    BACK_TWICE = (
        "back-twice",
        _("It was noted before as given back in another way: perhaps the payer has got the money twice"),
    )
    AMOUNT = "amount", _("It is recorded, and is not the amount of its order")
    ENDED = "ended", _("It is recorded, and the dossier had ended without a result")
    TOO_MUCH = "too-much", _("It is recorded, and is more than was owed by then")


RECORDED_KINDS = (CaseKind.AMOUNT, CaseKind.ENDED, CaseKind.TOO_MUCH)
"""Of which the money is in the receipt book."""


class CaseEnd(models.TextChoices):
    """What somebody has done about it. Values are stored; "" while nobody has."""

    RECORDED = "recorded", _("Recorded as a payment of a dossier")
    GIVEN_BACK = "given-back", _("Given back to the payer")
    SEEN = "seen", _("Looked at: nothing more is to be done")


class GatewayCase(models.Model):
    """Something that a gateway has reported and that needs a person. Rows stay; what became of one is written once.

    ``key`` is the same for whatever is the same, however often it is reported. ``dossier`` is that of the order, or the one
    for which it was recorded by hand, by ``event``. A trigger keeps all of it (migration 0080).
    """

    key = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=11, choices=CaseKind)
    transfer = models.OneToOneField(GatewayTransfer, models.PROTECT, null=True, related_name="case")
    """None of a message that became no transfer: one that contradicts, or cannot be read."""
    message = models.ForeignKey(GatewayMessage, models.PROTECT, null=True, related_name="+")
    """The first that said so, of what became no transfer."""
    amount = models.BigIntegerField(null=True)
    """In đồng; None of what cannot be read."""
    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    end = models.CharField(max_length=10, choices=CaseEnd, blank=True, default="")
    event = models.OneToOneField(Event, models.PROTECT, null=True, related_name="+")
    reference = models.CharField(max_length=60, blank=True, default="")
    """Of what was given back: the bank's reference."""
    reason = models.CharField(max_length=1000, blank=True, default="")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    done_at = models.DateTimeField(null=True)

    class Meta:
        """The newest is wanted first."""

        ordering = ["-pk"]
        indexes = [models.Index(fields=["id"], name="gateway_case_open", condition=Q(end=""))]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in CaseKind]), name="gateway_case_has_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(end="", by=None, done_at=None, event=None)
                | Q(end="recorded", by__isnull=False, done_at__isnull=False, event__isnull=False)
                | Q(end__in=["given-back", "seen"], by__isnull=False, done_at__isnull=False, event=None)
                & ~Q(reason=""),
                name="gateway_case_is_done_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(transfer__isnull=False) | Q(message__isnull=False), name="gateway_case_is_of_something"
            ),
            models.CheckConstraint(condition=of_our_time("at", "done_at"), name="gateway_case_of_our_time"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def is_recorded(self) -> bool:
        """Whether its money is in the receipt book without anybody's doing."""
        return self.kind in RECORDED_KINDS

    @property
    def source(self) -> GatewayTransfer | GatewayMessage:
        """What was reported; a constraint keeps one of the two there."""
        return self.transfer or self.message  # type: ignore[return-value]

    @property
    def number(self) -> str:
        """The gateway's number of the transaction; "" of what cannot be read."""
        return self.source.number
