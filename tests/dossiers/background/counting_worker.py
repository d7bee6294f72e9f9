"""The site's worker with one more kind of job: ``celery -A tests.dossiers.background.counting_worker worker``."""

import django

django.setup()

from dossiers.background import jobs  # noqa: E402 - models are there after the setup
from portal.celery import app  # noqa: E402
from tests.dossiers.background.counting import KIND  # noqa: E402

__all__ = ["app"]
jobs.KINDS[KIND.name] = KIND
