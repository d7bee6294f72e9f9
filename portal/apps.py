"""The composition root as a Django app: its commands and migrations."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Loads the Celery app, so that shared tasks find it in every process."""

    name = "portal"

    def ready(self) -> None:
        """Bind the shared tasks to our Celery app."""
        # Imported here: it reads the settings that are complete by now.
        from portal.celery import app

        app.set_default()
