"""The WSGI entry point."""

import os

import django
from django.core.wsgi import get_wsgi_application

from portal import postgres

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
postgres.attach_if_embedded()
django.setup(set_prefix=False)

# Imported here: the models that it asks need the apps that are loaded by now.
from portal import checks  # noqa: E402
from portal.requests.charset import in_utf8  # noqa: E402

# Before anything else is built, so that a start that is refused says this and nothing more.
checks.refuse_demo_accounts()
application = in_utf8(get_wsgi_application())
