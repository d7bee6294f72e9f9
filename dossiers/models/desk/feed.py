"""The calendar in which a person reads the dates of dossiers on a telephone."""

from django.db import models

from accounts.models import User


class CalendarFeed(models.Model):
    """The secret address of a person's calendar; ``calendars.feed.addresses`` alone makes and ends it.

    Whoever knows the secret reads what the owner may see at that moment: its digest (SHA-256) is kept, and the secret nowhere.
    """

    owner = models.OneToOneField(User, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    of_unit = models.BooleanField(default=False)
    """Whether it has all that the unit has, of which the owner is the head."""
    language = models.CharField(max_length=5)
    made_at = models.DateTimeField()

    class Meta:
        """One for each person."""

    def __str__(self) -> str:
        return f"{self.owner_id}, {self.made_at:%d/%m/%Y}"
