"""The default broker: the database itself, which forgets nothing that a killed worker had taken."""

import time

from django.db import connection

from portal.celery import app


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


def test_only_json_is_taken():
    assert app.conf.accept_content == ["json"]
    assert app.conf.task_serializer == "json"


def test_no_task_outlasts_the_time_after_which_another_worker_gets_it():
    assert app.conf.task_time_limit < app.conf.broker_transport_options["visibility_timeout"]
