"""Lists that people look at again and again, under names of their own, and the columns that somebody wants in lists."""

from django.db import models
from django.db.models import Q

from accounts.models import Unit, User


class SavedView(models.Model):
    """A list with its filters, its order and its columns under a name: one person's own, or shared by a unit.

    It is an address and gives no right: ``query`` is read by ``lists.filters`` like any other, for whoever opens it.
    """

    owner = models.ForeignKey(User, models.CASCADE, null=True, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.CASCADE, null=True, related_name="+")
    """Whose officers share it; its head keeps it."""
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000)
    order = models.PositiveSmallIntegerField(default=0)
    hidden_by = models.ManyToManyField(User, related_name="hidden_views")
    """Who of the unit does not want to see it."""

    class Meta:
        """It belongs to one person or to one unit; names tell apart what belongs to the same."""

        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner=None, unit__isnull=False) | Q(owner__isnull=False, unit=None),
                name="saved_view_belongs_to_one",
            ),
            models.UniqueConstraint(
                fields=["owner", "unit", "name"], name="saved_view_name_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ChosenColumns(models.Model):
    """The columns that a person chose last, for lists whose address names none; no row for who wants the usual ones."""

    person = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="+")
    columns = models.CharField(max_length=200)
    """Their names, as an address has them (``lists.columns``)."""

    def __str__(self) -> str:
        return self.columns
