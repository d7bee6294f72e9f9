"""The app of what happened."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DossiersConfig(AppConfig):
    """Drafts, dossiers, their log, and everything computed from it."""

    name = "dossiers"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Dossiers")

    def ready(self) -> None:
        """Have how many notices somebody has not read counted with the account: every page says it."""
        # Models can be imported once all apps are there.
        from accounts import arrivals
        from dossiers.models.dispatch import UNREAD

        arrivals.count_beside("unread", UNREAD)
