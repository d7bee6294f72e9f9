"""The app of what happened."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DossiersConfig(AppConfig):
    """Drafts, dossiers, their log, and everything computed from it."""

    name = "dossiers"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Dossiers")

    def ready(self) -> None:
        """Have read with an account how many notices are not read, whether mail came back, and which dossiers it is kept out of."""
        # Models can be imported once all apps are there.
        from accounts import arrivals, seats
        from dossiers.models.desk.opening import KEPT_OUT
        from dossiers.models.dispatch.bounce import CAME_BACK
        from dossiers.models.dispatch.inbox import UNREAD

        arrivals.count_beside("unread", UNREAD)
        arrivals.count_beside("came_back", CAME_BACK)
        seats.keep_out(KEPT_OUT)
