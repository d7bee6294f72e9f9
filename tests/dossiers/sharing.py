"""Commands whose work processes share, as somebody sees them who looks at the machine."""

import os
import subprocess
import sys
import time
from typing import Any

import psutil

from portal.postgres import BASE_DIR
from tests import databases


def started(*arguments: str) -> subprocess.Popen[bytes]:
    """Start a command on the test's database in a process of its own."""
    own = {"DJANGO_SETTINGS_MODULE": "portal.settings", "DATABASE_URL": databases.url(), "MOTCUA_DEMO": "1"}
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments], env={**os.environ, **own}, cwd=BASE_DIR, stderr=subprocess.PIPE
    )


def waiting(cursor: Any, command: subprocess.Popen[bytes], table: str, *, processes: int = 2) -> list[psutil.Process]:
    """Return the processes that share a command's work once so many of them wait for a table."""
    until = time.monotonic() + 60
    locked = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = %s::regclass"
    while time.monotonic() < until:
        cursor.execute(locked, [table])
        if cursor.fetchone() == (processes,):
            return [
                child for child in psutil.Process(command.pid).children() if "spawn_main" in "".join(child.cmdline())
            ]
        time.sleep(0.05)
    raise AssertionError("they do not wait")
