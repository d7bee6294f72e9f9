"""Reasons that a unit gives again and again, in its own words."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User


class Occasion(models.TextChoices):
    """Where a reason is given."""

    SUPPLEMENT = "supplement", _("Request for a supplement")
    REFUSAL = "refusal", _("Refusal")
    OTHER = "other", _("Anywhere")


class ReasonTemplate(models.Model):
    """A text that the officers of a unit put into a remark or a reason by one press. It is the applicant's language: Vietnamese."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    title = models.CharField(_("Short name"), max_length=80)
    text = models.TextField(_("Text"), max_length=1000)
    occasion = models.CharField(_("Used for"), max_length=10, choices=Occasion, default=Occasion.SUPPLEMENT)
    order = models.PositiveSmallIntegerField(_("Place in the list"), default=0)
    is_active = models.BooleanField(_("In use"), default=True)

    class Meta:
        """A unit's short names are its own."""

        ordering = ["order", "title", "id"]
        constraints = [models.UniqueConstraint(fields=["unit", "title"], name="reason_template_title")]

    def __str__(self) -> str:
        return self.title


class ReasonChange(models.Model):
    """That a template was written or changed: by whom, when, how it was before and after.

    The database refuses to change a row or to take one away. ``before`` is empty for one that was new; both hold all that
    a keeper writes, by the names of the fields, as texts.
    """

    template = models.ForeignKey(ReasonTemplate, models.PROTECT, related_name="changes")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    before = models.JSONField(default=dict)
    after = models.JSONField()

    class Meta:
        """Read by template, the newest first."""

        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.template_id} · {self.at:%d/%m/%Y}"
