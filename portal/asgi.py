"""The ASGI entry point."""

import os

from django.core.asgi import get_asgi_application

from portal import postgres

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
postgres.attach_if_embedded()
application = get_asgi_application()

# Imported here: the models that it asks need the apps that are loaded by now.
from portal import checks  # noqa: E402

checks.refuse_demo_accounts()
