"""That a dossier was opened: by somebody of the step to which it came, and whoever of the office has read of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import ROLE_LABELS, Unit, User
from dossiers.models.dossier import Dossier


class Opening(models.Model):
    """The last coming of a dossier to a step after which somebody of that step has opened it: one row for each dossier.

    Until then it is new to them. Nothing of the record hangs on it, so it is written beside the log.
    """

    dossier = models.OneToOneField(Dossier, models.CASCADE, primary_key=True, related_name="opening")
    arrived_with = models.PositiveIntegerField()
    """As the dossier had it then (``Dossier.arrived_with``)."""

    class Meta:
        """No index besides its key."""

    def __str__(self) -> str:
        return f"{self.dossier_id} since {self.arrived_with}"


class Door(models.IntegerChoices):
    """By which door somebody has read of a dossier. Values are stored: never renumber one."""

    FILE = 1, _("The file")
    PAPER = 2, _("A paper that was handed in")
    ISSUED = 3, _("A paper or a result of the office")
    PAST = 4, _("The file as it was")


class AccessRecord(models.Model):
    """Somebody of the office has opened a dossier by some door, by a right that the person had then.

    What somebody opens again within a quarter of an hour by the same door is the same reading
    (``commands.notes.AGAIN``). Lists, searches and their files are none: what is taken out of those is kept as an
    ``Export``. The database refuses to change a row or to take one away.
    """

    # By its dossier and by its person a page asks in the order of its key: see the indexes.
    dossier = models.ForeignKey(Dossier, models.PROTECT, db_index=False, related_name="+")
    person = models.ForeignKey(User, models.PROTECT, db_index=False, related_name="+")
    at = models.DateTimeField()
    door = models.PositiveSmallIntegerField(choices=Door)
    role = models.CharField(
        max_length=24, blank=True, choices=[(role.value, label) for role, label in ROLE_LABELS.items()]
    )
    """Of the seat that showed the dossier; "" where somebody fetched what that person had handed in without such a seat."""
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, db_index=False, related_name="+")
    stands_for = models.ForeignKey(User, models.PROTECT, null=True, db_index=False, related_name="+")
    """Who was away and had lent that seat."""

    class Meta:
        """Found by dossier and by person, the newest first."""

        indexes = [
            models.Index(fields=["dossier", "id"], name="access_of_dossier"),
            models.Index(fields=["person", "id"], name="access_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.dossier_id} · {self.get_door_display()}"
