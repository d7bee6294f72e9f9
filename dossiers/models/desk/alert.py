"""Who is told of which figures, what warned, and which mail went out about it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy

from accounts.models import Unit, User
from accounts.rights import MANAGERS
from accounts.roles import Role
from dossiers.models.dispatch import MAIL

ALERTED_ROLES = (*sorted(MANAGERS), Role.DIVISION_HEAD)
"""Who answers for a unit, and so may be told of its figures."""


class AlertKind(models.TextChoices):
    """What somebody is told of."""

    DIGEST = "digest", gettext_lazy("How the last week went, each Monday morning")
    BAND = "band", gettext_lazy("A figure that leaves its band")
    STRANDED = "stranded", gettext_lazy("Work that nobody can go on with")


class AlertRule(models.Model):
    """Whoever holds a role in a unit, or one person, is told of the unit's figures."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    """Whose figures: an agency or a division."""
    kind = models.CharField(max_length=10, choices=AlertKind)
    role = models.CharField(max_length=24, blank=True)
    """Held in the unit, or in its agency."""
    person = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="+")
    channel = models.CharField(max_length=8, default=MAIL, db_default=MAIL)
    added_at = models.DateTimeField()

    class Meta:
        """A role or a person, once."""

        constraints = [
            models.CheckConstraint(
                condition=(Q(role="") & Q(person__isnull=False)) | (~Q(role="") & Q(person=None)),
                name="alert_rule_whom",
            ),
            models.UniqueConstraint(
                fields=["unit", "kind", "role", "person", "channel"], name="alert_rule_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.unit_id}: {self.role or self.person_id}"


class Alert(models.Model):
    """Something that warns: open from when it was seen until it is over."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=AlertKind)
    figure = models.CharField(max_length=120)
    """``rate``, ``pace:<slug>`` or the role that nobody holds."""
    signal = models.CharField(max_length=12)
    point = models.DateField()
    """The first day of the week or the month, or the day, in which it was seen first."""
    measured = models.JSONField()
    """Numbers, and what addresses need."""
    seen_at = models.DateTimeField()
    over_at = models.DateTimeField(null=True)

    class Meta:
        """What goes on is one, however often it is looked at."""

        constraints = [
            models.UniqueConstraint(fields=["unit", "kind", "figure", "signal", "point"], name="alert_once"),
        ]
        indexes = [models.Index(fields=["unit", "kind"], name="alert_open", condition=Q(over_at=None))]

    def __str__(self) -> str:
        return f"{self.kind} {self.figure}: {self.signal} {self.point}"


class AlertMail(models.Model):
    """What a person was told, by a channel; once for each thing, of which one mail may tell several."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=AlertKind)
    key = models.CharField(max_length=40)
    """The Monday of a digest, or the number of a warning."""
    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    channel = models.CharField(max_length=8)
    subject = models.CharField(max_length=255)
    message_id = models.CharField(max_length=160)
    sent_at = models.DateTimeField()

    class Meta:
        """One for a thing and a person."""

        constraints = [
            models.UniqueConstraint(fields=["unit", "kind", "key", "person", "channel"], name="alert_mail_once")
        ]

    def __str__(self) -> str:
        return self.subject
