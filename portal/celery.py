"""The Celery app: tasks carry ids, the outbox keeps the promise, the broker only wakes workers."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("mot_cua")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
