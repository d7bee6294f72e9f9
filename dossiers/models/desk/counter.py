"""A counter on a day: that an officer opened it and closed it, with what was counted, and who waits there with a number."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from dossiers.models.payment import MOST_AMOUNT
from dossiers.models.sane import of_our_time

MOST_NAME = 40
"""Letters of the name of a counter."""
MOST_REASON = 1000


class ShiftAct(models.TextChoices):
    """What a row says of a counter and a day. Values are stored."""

    OPENED = "opened", _("Opened")
    CLOSED = "closed", _("Closed")


class ShiftEntry(models.Model):
    """An officer has opened or closed a counter, or corrects what was written of its closing. Rows are only ever added.

    ``counted`` is what lay in the drawer, in đồng: at the opening the change that was there, at the closing all. ``book`` is
    what should have lain there then: the change and the cash that this officer took and gave back meanwhile
    (``commands.money.shifts``). Whoever corrects adds a row that names the one before it; a trigger refuses all else.
    """

    agency = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    on = models.DateField()
    point = models.SlugField(max_length=60, blank=True, db_index=False)
    """The key of the receiving point; empty where none is entered."""
    counter = models.CharField(max_length=MOST_NAME)
    """As its officers call it, such as “Quầy 1”."""
    act = models.CharField(max_length=6, choices=ShiftAct)
    counted = models.BigIntegerField()
    book = models.BigIntegerField(null=True)
    rows = models.PositiveIntegerField(default=0)
    """Of the receipt book, how many ``book`` is made of."""
    reason = models.CharField(max_length=MOST_REASON, blank=True, default="")
    """Of a difference, or of a correction."""
    stood = models.JSONField(default=dict)
    """At a closing: the last numbers of the registers, and how much was still undone (``desk.counter.day.stands``)."""
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="corrected")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    """Whose counter it is."""
    # Never searched by.
    done_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    """Who has closed it in the place of that officer, with a reason; None of what the officer wrote."""
    at = models.DateTimeField()

    class Meta:
        """One officer opens and closes one counter once a day; what is corrected, or done in another's place, says why."""

        ordering = ["at", "id"]
        indexes = [models.Index(fields=["agency", "on"], name="shift_of_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["by", "on", "point", "counter", "act"], condition=Q(corrects=None), name="shift_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(act=ShiftAct.OPENED, book=None, corrects=None) | Q(act=ShiftAct.CLOSED, book__isnull=False),
                name="shift_closing_has_a_book",
            ),
            models.CheckConstraint(condition=Q(corrects=None) | ~Q(reason=""), name="shift_correction_has_a_reason"),
            models.CheckConstraint(
                condition=Q(book=None) | Q(book=F("counted")) | ~Q(reason=""), name="shift_difference_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(done_by=None) | (Q(act=ShiftAct.CLOSED) & ~Q(reason="")), name="shift_in_place_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(counted__gte=-MOST_AMOUNT, counted__lte=MOST_AMOUNT), name="shift_counted_is_sane"
            ),
            models.CheckConstraint(condition=of_our_time("at"), name="shift_of_our_time"),
        ]

    def __str__(self) -> str:
        return f"{self.counter} {self.on:%d/%m/%Y}: {self.act}"

    @property
    def difference(self) -> int:
        """What was counted less what should have lain there, in đồng; 0 of an opening."""
        return 0 if self.book is None else self.counted - self.book


class TicketPoint(models.Model):
    """Whether a receiving point gives numbers, for which kinds of business, and the secret part of the address of its machine."""

    point = models.SlugField(max_length=60, primary_key=True)
    is_on = models.BooleanField(default=False)
    kinds = models.JSONField(default=list)
    """Pairs of words, Vietnamese and English; none where one number serves for all."""
    secret = models.CharField(max_length=43, unique=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.point


class TicketState(models.TextChoices):
    """How far somebody with a number has come. Values are stored."""

    WAITING = "waiting", _("Waiting")
    CALLED = "called", _("Called")
    DONE = "done", _("Served")
    ABSENT = "absent", _("Did not come")


class Ticket(models.Model):
    """A number that somebody has taken at a receiving point on a day: nothing of it says who that is.

    Numbers begin with 1 at each point each day, and none is given twice.
    """

    point = models.SlugField(max_length=60, db_index=False)
    on = models.DateField()
    number = models.PositiveIntegerField()
    kind_vi = models.CharField(max_length=MOST_NAME, blank=True, default="")
    kind_en = models.CharField(max_length=MOST_NAME, blank=True, default="")
    """What for, as the machine called it; empty where it asks nothing."""
    state = models.CharField(max_length=7, choices=TicketState, default=TicketState.WAITING)
    taken_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)
    """When it was called last."""
    calls = models.PositiveSmallIntegerField(default=0)
    counter = models.CharField(max_length=MOST_NAME, blank=True, default="")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    """Who has called it."""
    ended_at = models.DateTimeField(null=True)
    entry = models.UUIDField(null=True)
    """The key of what was entered first for whoever has it: of the draft, and of the dossier that it becomes."""

    class Meta:
        """A number is given once; who waits is found in the order in which one came."""

        constraints = [
            models.UniqueConstraint(fields=["point", "on", "number"], name="ticket_once"),
            models.CheckConstraint(
                condition=Q(state=TicketState.WAITING, called_at=None, by=None)
                | (~Q(state=TicketState.WAITING) & Q(called_at__isnull=False, by__isnull=False)),
                name="ticket_is_called_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["point", "on", "number"], name="ticket_waits", condition=Q(state=TicketState.WAITING)),
            models.Index(fields=["by", "on"], name="ticket_called", condition=Q(state=TicketState.CALLED)),
        ]

    def __str__(self) -> str:
        return f"{self.point} {self.on:%d/%m/%Y}: {self.number}"
