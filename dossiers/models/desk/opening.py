"""Who of the office has to do with a dossier: who has opened it, who has read of it, and who is kept out of it (ADR 0094)."""

from dataclasses import replace
from typing import Any

from django.db import models
from django.db.models import Case, F, Q, When
from django.utils.translation import gettext_lazy as _

from accounts.models import ROLE_LABELS, Unit, User
from accounts.roles import Role
from accounts.seats import Seats, headed_by
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


SHORT = {
    Role.CITIZEN: "own",
    Role.ONE_STOP_OFFICER: "desk",
    Role.DIVISION_HEAD: "head",
    Role.SPECIALIST: "case",
    Role.DEPARTMENT_LEADER: "lead",
    Role.PROVINCIAL_OFFICE: "prov",
    Role.CLERK: "clerk",
    Role.MANAGER: "mgr",
    Role.ADMINISTRATOR: "admin",
    Role.SYSTEM: "sys",
}
"""A role in five letters at most, which fit where the row would have a gap. Values are stored: never rename one."""
WHOLE: dict[str, str] = {short: role.value for role, short in SHORT.items()}


class ShortRole(models.CharField):  # type: ignore[type-arg]
    """A role, kept in a few letters and read as its value; a row of before has its value in full and is read the same.

    A dossier is read far more often than anything is done with it, and the database changes no row of that table: what is
    there stays as it was written. To migrations it is the text that it always was.
    """

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        """Be a text of this length in a migration."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def from_db_value(self, value: str, *_of: object) -> str:
        """Return the role in full."""
        return WHOLE.get(value, value)

    def get_prep_value(self, value: Any) -> Any:
        """Return what is stored; "" is nobody's role and stays."""
        return short_role(value) if value else value


def short_role(role: str) -> str:
    """Return a role as ``AccessRecord`` keeps it."""
    return SHORT[Role(role)]


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
    role = ShortRole(max_length=24, blank=True, choices=[(role.value, label) for role, label in ROLE_LABELS.items()])
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


KEPT_OUT = """(
WITH own (id) AS (
    SELECT account.id FROM accounts_user AS account WHERE account.id = {user}
    UNION SELECT other.id FROM accounts_user AS mine JOIN accounts_user AS other ON other.personal_id = mine.personal_id
    WHERE mine.id = {user} AND mine.personal_id <> '')
SELECT coalesce(json_agg(kept.id ORDER BY kept.id), '[]') FROM (
    SELECT interest.dossier_id AS id FROM dossiers_interest AS interest
    WHERE interest.ended_at IS NULL AND interest.person_id IN (SELECT id FROM own)
    UNION SELECT dossier.id FROM dossiers_counterperson AS served
    JOIN dossiers_dossier AS dossier ON dossier.applicant_id = served.user_id
    WHERE served.joined_id IN (SELECT id FROM own) AND dossier.channel <> 'online') AS kept)"""
"""In SQL what an account is kept out of, by itself or by another account of the same person.

That is where an interest was declared, and what was handed in on paper by whom it was joined with (``Dossier.read_by``).

As ``accounts.seats.keep_out`` takes it.
"""


class InterestKind(models.TextChoices):
    """What somebody has to do with it. Values are stored: never rename one."""

    RELATIVE = "relative", _("A relative has applied, or is concerned")
    ORGANISATION = "organisation", _("An organisation of one’s own has applied, or is concerned")
    OTHER = "other", _("Something else")


class InterestQuerySet(models.QuerySet["Interest"]):
    """Ways to pick declarations."""

    def answered_by(self, seats: Seats) -> "InterestQuerySet":
        """Narrow to those about what lies in the units that somebody answers for; of what one is kept out of, nothing."""
        here = Q(pk__in=())
        for absent in dict.fromkeys(seat.stands_for for seat in seats):
            held = replace(seats, seats=tuple(seat for seat in seats if seat.stands_for == absent))
            units, agencies = headed_by(held).values("pk"), held.managed_agency_ids
            answered = Q(dossier__division__in=units) | Q(dossier__agency__in=agencies)
            # What whoever is away is kept out of is not read, nor ended, in that one's place.
            here |= answered if absent is None else answered & ~Q(dossier__in=seats.lender(absent).kept_out)
        return self.filter(here).exclude(dossier__in=seats.kept_out)

    def standing(self) -> "InterestQuerySet":
        """Narrow to those that keep somebody out."""
        return self.filter(ended_at=None)

    def over(self) -> "InterestQuerySet":
        """Narrow to those that were ended, the last first."""
        return self.exclude(ended_at=None).order_by("-ended_at", "-pk")

    def pressing_first(self) -> "InterestQuerySet":
        """Put those first whose dossier lies with whoever has declared it (``must_be_moved``), then the newest."""
        lies = Q(dossier__holder=Role.SPECIALIST, dossier__assignee=F("person"))
        is_held = Case(When(lies, then=0), default=1)
        return self.order_by(is_held, "-declared_at", "-pk")


class Interest(models.Model):
    """An officer has declared to have something to do with a dossier.

    From then on that person neither sees nor handles it, in whatever seat; what was done before stays as it was. The
    database lets a row be ended once, and never be changed otherwise or taken away.
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="interests")
    person = models.ForeignKey(User, models.PROTECT, db_index=False, related_name="+")
    kind = models.CharField(max_length=12, choices=InterestKind)
    reason = models.TextField()
    declared_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, db_index=False, related_name="+")
    """Who answers for the unit: nobody ends one's own."""
    end_reason = models.TextField(default="", db_default="")
    """Why it holds no more; the database asks for one at each end. Empty of what was ended before it did."""

    objects = InterestQuerySet.as_manager()

    class Meta:
        """One that stands for a person and a dossier; somebody else has ended what is ended."""

        constraints = [
            models.UniqueConstraint(
                fields=["person", "dossier"], name="interest_stands_once", condition=Q(ended_at=None)
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(ended_by=F("person")),
                name="interest_is_ended_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.dossier_id}"

    @property
    def must_be_moved(self) -> bool:
        """Whether the dossier lies with that very case officer, so that nobody goes on with it."""
        return self.dossier.holder == Role.SPECIALIST and self.dossier.assignee_id == self.person_id


class Asked(models.IntegerChoices):
    """By what somebody was looked up at the counter. Values are stored: never renumber one."""

    NUMBER = 1, _("Number of a card")
    PHONE = 2, _("Phone")
    DOSSIER = 3, _("Earlier dossier")
    OPENED = 4, _("The person's page at the counter")


class LookUp(models.Model):
    """An officer at the counter was shown who somebody is: name, birthday, earlier dossiers, by what was typed.

    What was typed is not kept. Found again within ``commands.notes.AGAIN`` by the same it is the same look-up. It goes with
    the person, where nothing was filed and the row of the person is forgotten; nobody else takes it away.
    """

    # By these a page asks in the order of its key: see the indexes.
    person = models.ForeignKey(User, models.CASCADE, db_index=False, related_name="+")
    """Who was looked up."""
    by = models.ForeignKey(User, models.PROTECT, db_index=False, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, db_index=False, related_name="+")
    """The desk of the seat by which it was done."""
    at = models.DateTimeField()
    asked = models.PositiveSmallIntegerField(choices=Asked)

    class Meta:
        """Found by whom it is of and by who did it, the newest first."""

        indexes = [
            models.Index(fields=["person", "id"], name="look_up_of_person"),
            models.Index(fields=["by", "id"], name="look_up_by_officer"),
        ]

    def __str__(self) -> str:
        return f"{self.by_id} · {self.person_id} · {self.get_asked_display()}"
