"""A kept connection is looked at without a statement, and one that was ended is noticed."""

from contextlib import suppress

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from tests import databases, programs

pytestmark = pytest.mark.usefixtures("committed_db")


def test_a_look_sends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    connection.ensure_connection()
    with monkeypatch.context() as patch:
        patch.setattr(psycopg.Cursor, "execute", None)
        assert connection.is_usable()


def test_one_that_the_server_ended_is_made_anew() -> None:
    connection.ensure_connection()
    pid = connection.connection.info.backend_pid
    with psycopg.connect(databases.dsn(), autocommit=True) as killer:
        killer.execute("SELECT pg_terminate_backend(%s)", [pid])
    programs.wait(lambda: not connection.is_usable())

    connection.health_check_enabled, connection.health_check_done = True, False
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
    assert connection.connection.info.backend_pid != pid


def test_without_a_connection_there_is_none_to_use() -> None:
    connection.close()
    assert not connection.is_usable()


def test_one_that_we_have_closed_ourselves_is_of_no_use() -> None:
    connection.ensure_connection()
    connection.connection.close()
    assert not connection.is_usable()
    connection.close()


def test_one_whose_transaction_has_failed_is_of_no_use_until_it_ends() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        with suppress(DatabaseError):
            cursor.execute("SELECT no_such_thing")
        assert not connection.is_usable()
        transaction.set_rollback(True)

    assert connection.is_usable()
