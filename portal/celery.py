"""The Celery app: tasks carry ids, the outbox keeps the promise, the broker only wakes workers (ADR 0027)."""

import faulthandler
import os
import sys
from typing import Any

from celery import Celery
from celery.contrib.django.task import DjangoTask
from django.conf import settings
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
# Whatever prepares a start has checked everything, and to check it again a worker would load every page there is.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")

# By its scheme, which is what kombu goes by whenever it connects again.
TRANSPORT_ALIASES["pgmq"] = "portal.processes.queue:Transport"


class BoundedTask(DjangoTask):  # type: ignore[type-arg]  # generic to the type checker alone
    """A task that no worker hangs in for ever.

    A worker is one process that takes one task at a time, so nobody else can end what hangs: the process
    ends itself after ``settings.TASK_SECONDS``, with the place of every thread on stderr. Whoever keeps the
    worker running starts it again, and the broker hands the message out once more.
    """

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run the task with the end of its time set."""
        # Celery puts a stand-in for stderr, which no signal-safe code could write to.
        faulthandler.dump_traceback_later(settings.TASK_SECONDS, exit=True, file=sys.__stderr__ or 2)
        try:
            return super().__call__(*args, **kwargs)
        finally:
            faulthandler.cancel_dump_traceback_later()


app = Celery("mot_cua", task_cls=BoundedTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
