"""The app of who acts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Users, units and the roles in which they act."""

    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("People and units")
