"""The WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

from portal import postgres

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
postgres.attach_if_embedded()
application = get_wsgi_application()

# Imported here: the models that it asks need the apps that are loaded by now.
from portal import checks  # noqa: E402

checks.refuse_demo_accounts()
