"""A regime as it was published: a row that never changes."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class RegimeVersion(models.Model):
    """A text of law as data: dossiers were handled by it from its day on. A correction is another text that amends it."""

    slug = models.SlugField(_("name of the file"), max_length=60, unique=True)
    text = models.TextField(_("text"))
    digest = models.CharField(_("SHA-256 of the text"), max_length=64, unique=True)
    effective_on = models.DateField(_("effective on"))
    published_at = models.DateTimeField(_("published at"))

    class Meta:
        """A day that every program can read."""

        app_label = "procedures"
        verbose_name = _("regime of the one-stop mechanism")
        verbose_name_plural = _("regimes of the one-stop mechanism")
        constraints = [
            models.CheckConstraint(condition=Q(effective_on__gte="1900-01-01"), name="regime_is_of_our_time"),
        ]

    def __str__(self) -> str:
        return self.slug
