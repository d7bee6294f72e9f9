"""The task workers and the schedule, as they run in an office, beside the database of the run."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bench import databases

_CELERY = ("-m", "celery", "-A", "portal.celery")
WORKER = ("worker", "--without-gossip", "--without-mingle", "-l", "ERROR")
SCHEDULE = ("beat", "--pidfile", "", "-l", "ERROR")


@contextmanager
def running(words: tuple[str, ...], **more: str) -> Iterator[int]:
    """Run a worker or a schedule in the product's own settings; yield its process, and end it."""
    given = os.environ | {"DJANGO_SETTINGS_MODULE": "portal.settings"} | more
    command = [sys.executable, *_CELERY, *words]
    with subprocess.Popen(command, env=given, cwd=databases.ROOT, stdout=subprocess.DEVNULL) as process:
        try:
            yield process.pid
        finally:
            process.terminate()
