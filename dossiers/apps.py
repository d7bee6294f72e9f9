"""The app of what happened."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DossiersConfig(AppConfig):
    """Drafts, dossiers, their log, and everything computed from it."""

    name = "dossiers"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Dossiers")
