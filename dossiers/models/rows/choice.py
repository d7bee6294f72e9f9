"""What people have chosen about the mail that they get."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy

from accounts.models import User


class Morning(models.TextChoices):
    """How a person of the office wants the mail of a morning (``notices.planned.morning``)."""

    GATHERED = (
        "gathered",
        gettext_lazy("At once only what cannot wait; the rest each working morning, with what waits for me"),
    )
    """What holds too for whoever has chosen nothing."""
    BESIDE = "beside", gettext_lazy("Each notice at once, and each working morning what waits for me")
    NONE = "none", gettext_lazy("Each notice at once, and no mail in the morning")


class MailChoice(models.Model):
    """What a person has chosen about mail; nothing for whoever has chosen nothing (``notices.preferences``)."""

    person = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="+")
    off = ArrayField(models.CharField(max_length=24), blank=True)
    """The groups of notices of which no mail is wanted."""
    language = models.CharField(max_length=2, blank=True)
    """``vi`` or ``en``; empty for both in one mail."""
    morning = models.CharField(max_length=8, choices=Morning, blank=True, default="", db_default="")
    """Empty for what nobody has chosen."""
    texts = models.CharField(max_length=8, blank=True, default="", db_default="")
    """``sms`` or ``zalo`` for notices of one's dossiers besides; empty for none."""
    daily = models.BooleanField(default=False, db_default=False)
    """Whether what no law asks for about one's dossiers comes in one mail a day (``notices.planned.daily``)."""
    daily_at = models.DateTimeField(null=True)
    """When the last of these went out, or there was nothing for it; None where none was due yet."""

    class Meta:
        """One row for a person."""

    def __str__(self) -> str:
        return f"{self.person_id}: {self.language} without {self.off}"
