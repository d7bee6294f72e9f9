"""What processes load: a server all that its workers share, a task worker nothing that it may never need."""

import json
import subprocess
import sys

from portal.postgres import BASE_DIR
from tests import programs

LOADED = """
import gc, json, sys
import portal.wsgi
from django.db import connection
from django.template import engines
from portal import web
web.when_ready(None)
pages = engines["jinja2"].env
wanted = [name for name in pages.list_templates() if not name.startswith("django/")]
print(json.dumps({
    "pages": [name for name in wanted if not any(key[1] == name for key in pages.cache)],
    "addresses": "dossiers.urls" in sys.modules,
    "collected": gc.get_freeze_count() > 100_000,
    "press": "weasyprint" in sys.modules,
    "readers of files": bool({"PIL", "pypdf", "pypdfium2"} & set(sys.modules)),
    "connected": connection.connection is not None,
}))
"""

HEAVY = ("PIL", "holidays", "jinja2", "pypdf", "pypdfium2", "redis", "weasyprint")
BEGUN = f"""
import sys
from portal.celery import app
app.loader.import_default_modules()
assert "dossiers.background.relay" in sys.modules
print(*[name for name in {HEAVY} if name in sys.modules])
"""


def said(program: str) -> str:
    """Return what a process of its own says."""
    command, given = [sys.executable, "-c", program], programs.environment()
    return subprocess.run(command, env=given, cwd=BASE_DIR, check=True, capture_output=True, text=True).stdout


def test_it_has_all_pages_and_addresses_and_neither_a_press_nor_a_connection_that_workers_would_share() -> None:
    assert json.loads(said(LOADED)) == {
        "pages": [],
        "addresses": True,
        "collected": True,
        "press": False,
        "readers of files": False,
        "connected": False,
    }


def test_a_task_worker_begins_without_what_it_may_never_need() -> None:
    assert said(BEGUN).split() == []
