"""The columns that somebody wants to see in lists."""

from django.db import models

from accounts.models import User


class ChosenColumns(models.Model):
    """The columns that a person chose last, for lists whose address names none; no row for who wants the usual ones."""

    person = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="+")
    columns = models.CharField(max_length=200)
    """Their names, as an address has them (``lists.columns``)."""

    def __str__(self) -> str:
        return self.columns
