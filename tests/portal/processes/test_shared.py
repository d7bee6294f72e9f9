"""What processes load: a server all that its workers share, a task worker nothing that it may never need."""

import json
import subprocess
import sys

import pytest

from portal.postgres import BASE_DIR
from procedures.models import ProcedureVersion, VersionStatus
from tests import programs

LOADED = """
import gc, json, sys
import portal.wsgi
from django.db import connection
from django.template import engines
from portal import web
from procedures import models
web.when_ready(None)
pages = engines["jinja2"].env
wanted = [name for name in pages.list_templates() if not name.startswith("django/")]
print(json.dumps({
    "pages": [name for name in wanted if sum(key[1] == name for *_, key in pages.cache) < 2],
    "addresses": "dossiers.urls" in sys.modules,
    "collected": gc.get_freeze_count() > 100_000,
    "press": "weasyprint" in sys.modules,
    "readers of files": bool({"PIL", "pypdf", "pypdfium2"} & set(sys.modules)),
    "connected": connection.connection is not None,
    "versions": len(models._known),
}))
"""
NOWHERE = "postgresql://nobody@127.0.0.1:1/nothing"

HEAVY = ("PIL", "holidays", "jinja2", "pypdf", "pypdfium2", "redis", "weasyprint")
BEGUN = f"""
import sys
from portal.celery import app
app.loader.import_default_modules()
assert "dossiers.background.relay" in sys.modules
print(*[name for name in {HEAVY} if name in sys.modules])
"""


def said(program: str, **given_besides: str) -> str:
    """Return what a process of its own says."""
    command, given = [sys.executable, "-c", program], programs.environment(**given_besides)
    return subprocess.run(command, env=given, cwd=BASE_DIR, check=True, capture_output=True, text=True).stdout


EXPECTED = {
    "pages": [],
    "addresses": True,
    "collected": True,
    "press": False,
    "readers of files": False,
    "connected": False,
}


@pytest.mark.django_db
def test_it_has_all_pages_and_versions_and_neither_a_press_nor_a_connection_that_workers_would_share() -> None:
    published = ProcedureVersion.objects.exclude(status=VersionStatus.DRAFT).count()

    assert published > 1
    assert json.loads(said(LOADED)) == EXPECTED | {"versions": published}


def test_a_database_that_does_not_answer_is_no_reason_not_to_start() -> None:
    assert json.loads(said(LOADED, DATABASE_URL=NOWHERE)) == EXPECTED | {"versions": 0}


def test_a_task_worker_begins_without_what_it_may_never_need() -> None:
    assert said(BEGUN).split() == []
