"""What is kept of accounts: every change with who made it, the links of a first sign-in, and who came in when."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.people import Unit, User


class ChangeKind(models.TextChoices):
    """What an administrator changes of accounts and units. Values are stored: never rename one."""

    ENTERED = "entered", _("Account entered")
    CORRECTED = "corrected", _("Account changed")
    CLOSED = "closed", _("Account closed")
    OPENED = "opened", _("Account opened again")
    SESSIONS = "sessions", _("Sessions ended")
    LINK = "link", _("Link for the first sign-in made")
    FIRST = "first", _("Password chosen by the link")
    SEAT_GIVEN = "seat-given", _("Seat given")
    SEAT_CHANGED = "seat-changed", _("Seat changed")
    UNIT_ENTERED = "unit-entered", _("Unit entered")
    UNIT_CHANGED = "unit-changed", _("Unit changed")
    SECTOR_GIVEN = "sector-given", _("Sector given")
    SECTOR_TAKEN = "sector-taken", _("Sector taken away")
    AWAY = "away", _("Absence entered")
    AWAY_ENDED = "away-ended", _("Absence ended")
    AWAY_CHANGED = "away-changed", _("Last day of an absence changed")
    LOCKED = "locked", _("Sign-in locked")
    UNLOCKED = "unlocked", _("Sign-in opened again")
    TIMES = "times", _("Times of reminders changed")


class AccountChange(models.Model):
    """Something that was changed of an account, a seat or a unit: by whom, when, and how it was before and after.

    The database refuses to change a row or to take one away. What was before and after are texts by the names of what
    they are of, days as in ISO 8601; of what did not change there is nothing.
    """

    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, db_index=False, related_name="+")
    # By each of these a page asks in the order of its key: see the indexes.
    person = models.ForeignKey(User, models.PROTECT, null=True, db_index=False, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, db_index=False, related_name="+")
    """The unit itself, or that of a seat."""
    kind = models.CharField(max_length=16, choices=ChangeKind)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        """Found by person and by unit, the newest first."""

        indexes = [
            models.Index(fields=["person", "id"], name="account_change_of_person"),
            models.Index(fields=["unit", "id"], name="account_change_of_unit"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(unit__isnull=False), name="account_change_is_of_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.person or self.unit}"


class FirstSignIn(models.Model):
    """A link by which somebody who was entered chooses a password; ``accounts.entry.first`` alone writes it.

    Only the newest one of a person opens anything, once, while it is young enough.
    """

    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    """Of the secret in the link, which nobody reads out of the database."""
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        """Found by its digest, and by its person."""

    def __str__(self) -> str:
        return f"{self.person_id}"


class SignInOutcome(models.IntegerChoices):
    """What came of it. Values are stored: never renumber one."""

    IN = 1, _("Signed in")
    FAILED = 2, _("Wrong password")
    REFUSED = 3, _("Refused after too many tries")
    OUT = 4, _("Signed out")
    UNUSED = 5, _("Session ended without use")
    LONG = 6, _("Session ended with the working day")
    ENDED = 7, _("Sessions ended by an administrator")
    LOCKED = 8, _("Refused: the sign-in is locked")


class SignInRecord(models.Model):
    """That somebody came in, tried to, or went; ``accounts.entry.record`` alone writes and removes it.

    It has what is needed to see that a stranger was there, and no more: the network of the visitor and not the address,
    what kind of browser and not which. A name that nobody has is not kept at all: people type passwords there.
    """

    person = models.ForeignKey(User, models.CASCADE, db_index=False, related_name="+")
    at = models.DateTimeField()
    outcome = models.PositiveSmallIntegerField(choices=SignInOutcome)
    network = models.CharField(max_length=43, blank=True)
    browser = models.CharField(max_length=40, blank=True)
    session = models.CharField(max_length=40, blank=True)
    """The key of the session that began, so that it can be said whether it is open still."""

    class Meta:
        """Found by person and day, removed by age."""

        indexes = [
            models.Index(fields=["person", "id"], name="sign_in_of_person"),
            models.Index(fields=["at"], name="sign_in_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.get_outcome_display()}"
