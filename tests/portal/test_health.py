"""The two addresses for whoever watches the site, and what every answer carries."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import psycopg
import pytest
import time_machine
from django.db import connection
from django.test import Client

from dossiers.background import relay, running, sweeps
from dossiers.models import OutboxEntry
from dossiers.papers.signed.addresses import KeyFile
from portal.demo import story
from procedures.locks import Lock
from procedures.time.calendar import LOCAL
from tests import databases


def test_healthz_asks_nothing_but_the_process(client: Client):
    response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok\n")


NOW = datetime(2026, 1, 5, 8, 30, tzinfo=LOCAL)


@pytest.fixture
def at_work(db: None) -> Iterator[time_machine.Traveller]:
    """Have every job run now, and a schedule hold its lock, as where nothing is wrong."""
    with time_machine.travel(NOW, tick=False) as clock:
        for job in (relay.RUN.name, sweeps.RUN.name):
            with running.noted(job):
                pass
        with psycopg.connect(databases.dsn(), autocommit=True) as schedule_at_work:
            schedule_at_work.execute("SELECT pg_advisory_lock(%s)", [Lock.SCHEDULE.value])
            yield clock


def told(client: Client) -> tuple[int, str, dict[str, str]]:
    """Return the status, the first line, and the line of each part."""
    response = client.get("/readyz")
    first, *lines = response.content.decode().splitlines()
    return response.status_code, first, dict(line.split(": ", 1) for line in lines)


def test_readyz_tells_how_each_part_is(client: Client, at_work):
    status, first, parts = told(client)

    assert (status, first) == (200, "ok")
    assert parts.pop("files").endswith(" MB free")
    assert parts == {
        "papers": "signed until 2046-01-01",
        "database": "answers",
        "outbox": "oldest entry waits 0 s, 0 put off after a failure",
        "deadlines": "oldest waits 0 s",
        "relay": "ran 0 s ago",
        "sweep": "ran 0 s ago",
        "schedule": "is at work",
    }


def test_a_standstill_of_the_work_behind_the_pages_is_seen(client: Client, at_work):
    story.file("alice", at=NOW)
    at_work.shift(timedelta(minutes=20))

    status, first, parts = told(client)

    assert (status, first) == (503, "not ready: outbox, relay, sweep")
    assert parts["outbox"] == "oldest entry waits 1200 s, 0 put off after a failure"
    assert parts["relay"] == "ran 1200 s ago; see the logs of the worker and of the broker"


def test_a_relay_that_comes_each_ten_seconds_is_late_after_two_minutes(client: Client, at_work):
    at_work.shift(timedelta(seconds=120))
    assert told(client)[0] == 200
    at_work.shift(timedelta(seconds=1))
    assert told(client)[:2] == (503, "not ready: relay")


def test_what_was_put_off_is_told_and_no_standstill(client: Client, at_work):
    story.file("alice", at=NOW)
    OutboxEntry.objects.update(attempts=3, due_at=NOW + timedelta(hours=1))

    status, _first, parts = told(client)

    assert (status, parts["outbox"]) == (200, "oldest entry waits 0 s, 2 put off after a failure")


def test_a_clock_that_was_set_back_is_seen(client: Client, at_work):
    at_work.shift(timedelta(hours=-1))

    status, _first, parts = told(client)

    assert (status, parts["sweep"]) == (503, "ran 3600 s ahead of this clock, which was set back")


@pytest.mark.django_db
def test_before_anything_ran_it_is_not_ready(client: Client):
    status, first, parts = told(client)

    assert (status, first) == (503, "not ready: relay, sweep, schedule")
    assert parts["schedule"] == "none is at work"
    assert parts["relay"] == "has never run"


def test_a_disk_without_room_for_files_is_seen(client: Client, at_work, settings):
    settings.FREE_BYTES_LEAST = 1 << 60

    assert told(client)[:2] == (503, "not ready: files")


def test_a_key_of_papers_that_cannot_be_used_is_seen(client: Client, at_work, settings, tmp_path):
    settings.PAPER_KEY = KeyFile(tmp_path / "gone.p12", "")

    status, first, parts = told(client)

    assert (status, first) == (503, "not ready: papers")
    assert parts["papers"].startswith("the key of papers cannot be read")


def test_a_key_of_statements_that_cannot_be_used_is_seen(client: Client, at_work, settings):
    settings.STATEMENT_KEY = "0" * 64

    status, first, parts = told(client)

    assert (status, first) == (503, "not ready: papers")
    assert parts["papers"].startswith("the key of statements is none on P-256")


def test_readyz_refuses_while_a_migration_is_missing(client: Client, at_work):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'portal'")

    status, first, parts = told(client)

    assert (status, first) == (503, "not ready: database")
    assert parts["database"].endswith("migrations are missing")


@pytest.mark.django_db
def test_readyz_refuses_while_the_database_does_not_answer(client: Client):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE django_migrations RENAME COLUMN app TO gone")

    status, first, parts = told(client)

    assert (status, first) == (503, "not ready: database")
    assert parts["database"] == "does not answer, or lacks what it should hold"


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_they_only_answer_reading(client: Client, method):
    assert getattr(client, method)("/healthz").status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/thu-tuc/", "/tai-khoan/login/", "/no-such-page/"])
def test_no_page_lets_in_anything_but_its_own(client: Client, address):
    response = client.get(address)

    policy = dict(part.split(" ", 1) for part in response["Content-Security-Policy"].split("; "))
    assert policy == {
        "default-src": "'self'",
        "img-src": "'self' data:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"


@pytest.mark.django_db
def test_a_form_without_its_token_is_told_what_to_do():
    client = Client(enforce_csrf_checks=True)

    response = client.post("/i18n/setlang/", {"language": "en"})

    assert response.status_code == 403
    assert "error.html" in [template.name for template in response.templates]


@pytest.mark.django_db
def test_a_language_is_kept(client: Client):
    client.post("/i18n/setlang/", {"language": "en"})

    assert 'lang="en"' in client.get("/").content.decode()
