"""The app of what the law says."""

from typing import override

from django.apps import AppConfig
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from procedures.answers.numbers import Spoken


class ProceduresConfig(AppConfig):
    """Published procedures and working calendars."""

    name = "procedures"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Procedures and calendars")

    @override
    def ready(self) -> None:
        """Have numbers read in the language of the page."""
        Spoken.language = staticmethod(get_language)
