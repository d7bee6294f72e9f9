"""An agency as it was entered: a row that never changes, and that can be taken back before its first day."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User

NAME_LENGTH = 200
ADDRESS_LENGTH = 255


class AgencyVersion(models.Model):
    """What an agency or a receiving point is from a day on, until the next row with its key. What changes is a new row."""

    key = models.SlugField(_("key"), max_length=60)
    kind = models.CharField(_("kind"), max_length=16)
    since = models.DateField(_("since"))
    name_vi = models.CharField(_("name"), max_length=NAME_LENGTH)
    name_en = models.CharField(_("name in English"), max_length=NAME_LENGTH)
    short_vi = models.CharField(_("short name"), max_length=NAME_LENGTH, blank=True)
    short_en = models.CharField(_("short name in English"), max_length=NAME_LENGTH, blank=True)
    code = models.CharField(_("identifier in dossier numbers"), max_length=35, blank=True)
    part_of = models.SlugField(_("part of"), max_length=60, blank=True, db_index=False)
    address = models.CharField(_("address"), max_length=ADDRESS_LENGTH, blank=True)
    phone = models.CharField(_("phone"), max_length=16, blank=True)
    hours_of = models.SlugField(_("works the hours of"), max_length=60, blank=True, db_index=False)
    is_open = models.BooleanField(_("open"), default=True)
    source_vi = models.TextField(_("source"))
    source_en = models.TextField(_("source in English"))
    doubt_vi = models.TextField(_("doubt"), blank=True)
    doubt_en = models.TextField(_("doubt in English"), blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    added_at = models.DateTimeField(_("added"))
    taken_back_at = models.DateTimeField(_("taken back"), null=True)
    """Before its first day; from then on the row counts no more."""
    taken_back_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("taken back by")
    )

    class Meta:
        """A key begins anew once on a day that every program can read."""

        app_label = "procedures"
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        constraints = [
            models.UniqueConstraint(fields=["key", "since"], condition=Q(taken_back_at=None), name="agency_once_a_day"),
            models.CheckConstraint(condition=Q(since__gte="1900-01-01"), name="agency_is_of_our_time"),
        ]

    def __str__(self) -> str:
        return f"{self.key} ({self.since:%d/%m/%Y})"
