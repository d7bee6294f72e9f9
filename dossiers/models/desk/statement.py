"""What a bank says came into the agency's account, and what each row of it has become."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from dossiers.models.dossier import Dossier
from dossiers.models.event import WENT_BACK, Event
from dossiers.models.payment import Payment
from dossiers.models.sane import of_our_time


class Match(models.TextChoices):
    """What a row of a statement is. Values are stored."""

    SURE = "sure", _("It names one dossier that owes just that")
    NO_NUMBER = "no-number", _("The message names no dossier")
    CUT = "cut", _("The number of the dossier is not written out")
    UNKNOWN = "unknown", _("There is no dossier of that number")
    SEVERAL = "several", _("The message names several dossiers")
    LESS = "less", _("It is less than what is owed")
    MORE = "more", _("It is more than what is owed")
    NOT_OWED = "not-owed", _("Nothing is owed on this dossier: perhaps it was paid already")
    NOT_KNOWN = "not-known", _("How much is owed on this dossier is not known")
    ENDED = "ended", _("The dossier has ended")
    TWICE = "twice", _("Another transfer pays the same dossier")
    NO_DAY = "no-day", _("The day cannot be read")
    NO_AMOUNT = "no-amount", _("The amount cannot be read")
    NEGATIVE = "negative", _("The amount is below zero")
    FORMULA = "formula", _("A cell of the row is a formula")
    DIRECTION = "direction", _("It does not say whether the money came in or went out")
    NOT_FILED = "not-filed", _("The application that it pays is not filed yet")
    FUTURE = "future", _("Its day is still to come")
    EARLIER = "earlier", _("Its day is before the dossier was filed: perhaps another one is meant")
    RECORDED = "recorded", _("Somebody has recorded it by hand")


class Statement(models.Model):
    """A file that was read, with what became of its rows.

    ``known`` of them had come with another file before, ``repeated`` stand in this one once more; ``went_out`` more are of
    money that went out.
    """

    agency = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    rows = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    repeated = models.PositiveIntegerField(default=0, db_default=0)
    went_out = models.PositiveIntegerField(default=0, db_default=0)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """The newest is wanted first."""

        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=of_our_time("at"), name="statement_of_our_time")]

    def __str__(self) -> str:
        return self.name


class StatementRowQuerySet(models.QuerySet["StatementRow"]):
    """Rows of statements. What money went back by is no wrong entry: its row stays what it was."""

    def open(self) -> "StatementRowQuerySet":
        """Narrow to those that nobody has recorded or put aside, and those that were recorded wrongly."""
        return self.filter((Q(event=None) & ~Q(match=Match.RECORDED)) | _wrongly_recorded(), settled_at=None)

    def reopened(self) -> "StatementRowQuerySet":
        """Narrow to those whose receipt was reversed as a wrong entry: the money is in the account and stands in no receipt."""
        return self.filter(_wrongly_recorded(), settled_at=None)

    def pending(self) -> "StatementRowQuerySet":
        """Narrow to those that no receipt is, or only one that was written wrongly, whether or not somebody has put them aside."""
        return self.filter(Q(event=None) | _wrongly_recorded())


def _wrongly_recorded() -> Q:
    """Return the condition; the reversals are few, and are read once for all rows."""
    back = Exists(Event.objects.filter(WENT_BACK, pk=OuterRef("event")))
    wrong = Payment.objects.filter(~back, reverses__isnull=False)
    return Q(event__in=wrong.values("reverses__event"))


class StatementRow(models.Model):
    """A transfer. ``key`` tells it from each other of the agency, in whatever file it comes.

    ``event`` is the act by which it became a payment, perhaps by hand, before the statement was read or since; a doubtful one that
    somebody has dealt with by hand is ``settled``.
    """

    # The unique key begins with the agency, and rows are asked for by their statement.
    agency = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="transfers", db_index=False)
    key = models.CharField(max_length=64)
    line = models.PositiveIntegerField()
    on = models.DateField(null=True)
    amount = models.BigIntegerField()
    reference = models.CharField(max_length=100, blank=True)
    message = models.CharField(max_length=500, blank=True)
    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, related_name="+")
    match = models.CharField(max_length=9, choices=Match)
    event = models.OneToOneField(Event, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)

    objects = StatementRowQuerySet.as_manager()

    class Meta:
        """What is sure comes before what is doubtful, each in the order of the file."""

        ordering = ["pk"]
        indexes = [models.Index(fields=["statement", "match", "id"], name="statement_rows")]
        constraints = [
            models.UniqueConstraint(fields=["agency", "key"], name="statement_row_once"),
            models.CheckConstraint(
                condition=Q(match__in=[match.value for match in Match]), name="statement_row_is_something"
            ),
            models.CheckConstraint(condition=of_our_time("settled_at"), name="statement_row_of_our_time"),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id}.{self.line}"

    @property
    def is_open(self) -> bool:
        """Whether nobody has recorded it or put it aside."""
        return self.event_id is None and self.settled_at is None and self.match != Match.RECORDED
