"""The default broker: the database itself, which forgets nothing that a killed worker had taken."""

import logging
import os
import subprocess
import sys
import time
from contextlib import suppress

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from kombu import Queue

from portal.celery import app
from portal.postgres import BASE_DIR
from tests import databases

log = logging.getLogger(__name__)


def waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pgmq.q_mot_cua")
        (count,) = cursor.fetchone()
    return count


def test_a_task_waits_in_the_database_until_it_is_done(committed_db):
    app.send_task("dossiers.tasks.relay")

    options = {**app.conf.broker_transport_options, "visibility_timeout": 1, "use_notify": False}
    with app.connection_for_read() as link:
        link.transport_options = options
        queue = link.SimpleQueue("mot_cua")
        taken = queue.get_nowait()
        assert taken.headers["task"] == "dossiers.tasks.relay"
        assert taken.content_type == "application/json"

    # Never acknowledged: whoever took it is gone, and after its time another one gets it.
    assert waiting() == 1
    time.sleep(1.1)
    with app.connection_for_read() as link:
        link.transport_options = options
        again = link.SimpleQueue("mot_cua").get_nowait()
        assert again.headers["id"] == taken.headers["id"]
        again.ack()
    assert waiting() == 0


def test_a_worker_whose_database_fell_while_it_was_done_with_a_task_takes_the_next(committed_db):
    for _task in range(2):
        app.send_task("dossiers.tasks.relay")
    taken = []
    with app.connection_for_read() as link:
        link.transport_options = {**app.conf.broker_transport_options, "use_notify": False}
        consumer = link.Consumer([Queue("mot_cua")], callbacks=[lambda _body, message: taken.append(message)])
        consumer.qos(prefetch_count=1)
        consumer.consume()
        link.drain_events(timeout=5)
        close_others()
        taken[0].ack_log_error(log, (psycopg.Error,))
        assert not taken[0].acknowledged, "it was not heard"
        for _try in range(4):
            # What is left of the sessions that were open is met first, as whoever connects anew meets it.
            with suppress(psycopg.Error):
                link.drain_events(timeout=5)
                break

    assert len({message.headers["id"] for message in taken}) == 2
    assert waiting() == 2, "neither was done"


def close_others() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()"""
        )


def test_only_json_is_taken():
    assert app.conf.accept_content == ["json"]
    assert app.conf.task_serializer == "json"


@pytest.mark.parametrize("address", ["", "redis://127.0.0.1/0", "rediss://127.0.0.1/0"])
def test_no_task_outlasts_the_time_after_which_another_worker_gets_it(address):
    options = run(f"import django.conf; print({OPTIONS})", CELERY_BROKER_URL=address)

    assert int(options.stdout) > settings.TASK_SECONDS


def test_rabbitmq_is_given_no_option_that_it_does_not_know():
    options = run(f"import django.conf; print({OPTIONS})", CELERY_BROKER_URL="amqps://127.0.0.1/")

    assert options.stdout == "None\n"


OPTIONS = "django.conf.settings.CELERY_BROKER_TRANSPORT_OPTIONS.get('visibility_timeout')"


def run(script: str, **given: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings", **given},
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


HANGING = """
import time
from django.conf import settings
settings.TASK_SECONDS = 1
from portal.celery import app
@app.task
def hang():
    time.sleep(30)
hang()
"""


def test_a_task_that_hangs_ends_its_worker_and_the_log_says_where_it_was():
    begun = time.monotonic()

    done = run(HANGING)

    assert done.returncode == 1
    assert time.monotonic() - begun < 20
    assert "in hang" in done.stderr


def test_a_worker_is_one_process_so_that_no_other_waits_for_what_a_killed_one_held():
    assert app.conf.worker_pool == "solo"


def test_a_task_that_is_done_in_time_leaves_no_end_behind():
    script = HANGING.replace("time.sleep(30)", "return") + "time.sleep(1.5)"

    assert run(script).returncode == 0


START_TOGETHER = """
import sys
import django

django.setup()
from portal.celery import app

print("ready", flush=True)
sys.stdin.readline()
with app.connection_for_read() as link:
    link.SimpleQueue("mot_cua").close()
"""


def test_processes_that_start_together_find_the_queue_there(committed_db):
    given = {**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings", "DATABASE_URL": databases.url()}
    command = [sys.executable, "-c", START_TOGETHER]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    started = [subprocess.Popen(command, env=given, cwd=BASE_DIR, text=True, **pipes) for _process in range(6)]
    for process in started:
        assert process.stdout.readline() == "ready\n"
    for process in started:
        process.stdin.write("\n")
        process.stdin.flush()

    assert [process.communicate(timeout=60)[1] for process in started] == [""] * 6


def listening() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN %%'"
        )
        (count,) = cursor.fetchone()
    return count


def test_a_message_is_told_to_whoever_listens_and_who_only_sends_does_not_listen(committed_db):
    before = listening()
    with app.connection_for_write() as link:
        app.send_task("dossiers.tasks.relay", connection=link)
        assert listening() == before

    with psycopg.connect(databases.dsn(), autocommit=True) as ear:
        ear.execute('LISTEN "pgmq.q_mot_cua.INSERT"')
        time.sleep(0.3)
        app.send_task("dossiers.tasks.relay")
        assert len(list(ear.notifies(timeout=5, stop_after=1))) == 1
