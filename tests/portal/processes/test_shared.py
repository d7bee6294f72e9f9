"""What a server loads before its workers are there."""

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
    "connected": connection.connection is not None,
}))
"""


def test_it_has_all_pages_and_addresses_and_neither_a_press_nor_a_connection_that_workers_would_share() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED],
        env=programs.environment(),
        cwd=BASE_DIR,
        check=True,
        capture_output=True,
        text=True,
    )

    assert json.loads(done.stdout) == {
        "pages": [],
        "addresses": True,
        "collected": True,
        "press": False,
        "connected": False,
    }
