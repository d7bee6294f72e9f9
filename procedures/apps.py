"""The app of what the law says."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProceduresConfig(AppConfig):
    """Published procedures and working calendars."""

    name = "procedures"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Procedures and calendars")
