"""How a printed form went to whoever gets answers by post: a note of the desk beside the paper (ADR 0104)."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from dossiers.models.dispatch import Letter
from procedures.answers.doubts.items import joined
from procedures.results import Way


class SendingQuerySet(models.QuerySet["Sending"]):
    """Ways to narrow such notes."""

    def standing(self) -> "SendingQuerySet":
        """Narrow to what holds: a slip that was taken back is kept, and counts nowhere."""
        return self.filter(taken_back_at=None)


class Sending(models.Model):
    """That a paper went out by post, or was given into somebody's hands: no part of the record, which it changes in nothing.

    What was noted wrongly is taken back and noted anew; nothing is written over.
    """

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="sendings")
    way = models.CharField(max_length=9, choices=[(way.value, way.value) for way in (Way.BY_POST, Way.IN_PERSON)])
    number = models.CharField(max_length=60, blank=True)
    """Of the postal item, as it was typed."""
    item = models.CharField(max_length=60, blank=True, editable=False)
    """The same as such numbers are compared; "" of what was given into somebody's hands."""
    on = models.DateField()
    by = models.ForeignKey(User, models.PROTECT, db_index=False, related_name="+")
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey(User, models.PROTECT, null=True, db_index=False, related_name="+")

    objects = SendingQuerySet.as_manager()

    class Meta:
        """Two presses of one form are one note; an item is found by its number."""

        indexes = [models.Index(fields=["item"], name="sending_item", condition=~Q(item=""))]
        constraints = [
            models.UniqueConstraint(
                fields=["letter", "way", "item", "on"], name="sending_once", condition=Q(taken_back_at=None)
            ),
            models.CheckConstraint(
                condition=Q(way="by_post") & ~Q(number="") & ~Q(item="") | Q(way="in_person", number="", item=""),
                name="sending_has_its_item",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at=None, taken_back_by=None)
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False),
                name="sending_taken_back_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter_id}: {self.way} {self.on}"

    @classmethod
    def item_of(cls, number: str) -> str:
        """Return a number as it is compared."""
        return joined(number)
