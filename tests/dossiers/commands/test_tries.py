"""A transaction that the database ends for another's sake is tried again; a connection that breaks leaves nothing half written."""

import threading
from collections.abc import Callable
from datetime import timedelta

import psycopg
import pytest
import time_machine
from django.db import InterfaceError, OperationalError, connection, connections
from psycopg.errors import DeadlockDetected, SerializationFailure

from dossiers import commands
from dossiers.commands import Given, tries, written
from dossiers.models import Dossier, Draft, Event, OutboxEntry
from portal.demo import story
from tests import databases
from tests.dossiers.lifecycle import MONDAY
from tests.dossiers.proof.records import record

pytestmark = pytest.mark.usefixtures("committed_db")


def _raised(cause: type[Exception]) -> OperationalError:
    error = OperationalError(str(cause))
    error.__cause__ = cause("so it is")
    return error


@pytest.mark.parametrize("cause", [DeadlockDetected, SerializationFailure])
def test_what_passes_is_tried_again_three_times_at_most(cause: type[Exception]) -> None:
    tried: list[int] = []

    def fails(times: int) -> str:
        tried.append(times)
        if len(tried) <= times:
            raise _raised(cause)
        return "done"

    assert tries.tried_again(fails)(2) == "done"
    assert len(tried) == 3
    tried.clear()
    with pytest.raises(OperationalError):
        tries.tried_again(fails)(3)
    assert len(tried) == 3


def test_what_does_not_pass_is_raised_at_once() -> None:
    tried: list[int] = []

    def fails() -> None:
        tried.append(1)
        raise _raised(psycopg.errors.LockNotAvailable)

    with pytest.raises(OperationalError):
        tries.tried_again(fails)()
    assert tried == [1]


def test_a_real_deadlock_is_survived_and_the_act_recorded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    one = story.dossier_in("accepted", at=MONDAY).dossier
    other = story.dossier_in("accepted", at=MONDAY, applicant="mallory").dossier
    at = MONDAY + timedelta(hours=3)
    store, is_met, has_other = written.act, threading.Event(), threading.Event()

    def crosswise() -> None:
        """Lock the other one, then want the one that the act holds."""
        with psycopg.connect(databases.dsn()) as rival:
            rival.execute("SET deadlock_timeout = '1h'")
            rival.execute("SELECT FROM dossiers_dossier WHERE id = %s FOR UPDATE", [other.pk])
            has_other.set()
            assert is_met.wait(20)
            rival.execute("SELECT FROM dossiers_dossier WHERE id = %s FOR UPDATE", [one.pk])

    attempts: list[int] = []

    def meets(dossier: Dossier, made: written.Written, *, seen: int) -> None:
        attempts.append(seen)
        if len(attempts) == 1:
            assert has_other.wait(20)
            is_met.set()
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL deadlock_timeout = '50ms'")
                cursor.execute("SELECT FROM dossiers_dossier WHERE id = %s FOR UPDATE", [other.pk])
        store(dossier, made, seen=seen)

    monkeypatch.setattr(written, "act", meets)
    thread = threading.Thread(target=crosswise)
    thread.start()
    event = story.take(one, "transfer", "bob", at=at)
    thread.join(20)

    assert len(attempts) == 2
    assert Event.objects.filter(dossier=one, action="transfer").get() == event


def _cut() -> None:
    """End this connection from outside, as a restart of the server does."""
    pid = connection.connection.info.backend_pid
    with psycopg.connect(databases.dsn(), autocommit=True) as killer:
        killer.execute("SELECT pg_terminate_backend(%s)", [pid])


def test_a_connection_that_breaks_between_lock_and_commit_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    walk = story.dossier_in("accepted", at=MONDAY)
    draft = story.draft_of("mallory", MONDAY)
    at, before = MONDAY + timedelta(hours=3), record()
    for name in ("act", "filing"):
        store = getattr(written, name)

        def breaks(*args: object, store: Callable[..., None] = store, **kwargs: object) -> None:
            store(*args, **kwargs)
            _cut()

        monkeypatch.setattr(written, name, breaks)

    who = story.actor("bob", walk.dossier, "transfer", at)
    given = Given(division=story.divisions_for(walk.dossier)[0])
    for act in (
        lambda: commands.advance(walk.dossier, "transfer", actor=who, given=given, seen=walk.dossier.sequence, at=at),
        lambda: commands.submit(draft.key, owner=draft.owner, at=MONDAY),
    ):
        with pytest.raises((InterfaceError, OperationalError)):
            act()
        connections.close_all()

    assert record() == before
    assert Draft.objects.filter(pk=draft.pk).exists()
    assert not OutboxEntry.objects.filter(event__at=at).exists()


def test_the_page_says_so_and_the_second_press_files(client, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = story.draft_of("mallory", MONDAY)
    client.force_login(draft.owner)
    client.raise_request_exception = False
    store = written.filing

    def breaks(*args: object, **kwargs: object) -> None:
        monkeypatch.setattr(written, "filing", store)
        store(*args, **kwargs)
        _cut()

    monkeypatch.setattr(written, "filing", breaks)
    form = {"do": "submit", "key": str(draft.key), "seen": draft.saved_at.isoformat()}
    address = f"/ho-so/nop/{story.SLUG}/kiem-tra/"
    with time_machine.travel(MONDAY, tick=False):
        refused = client.post(address, form)
        connections.close_all()
        filed = client.post(address, form)

    assert refused.status_code == 503
    assert "vẫn còn" in refused.content.decode() or "thử lại" in refused.content.decode()
    assert filed["Location"].endswith("/da-nop/")
    assert Dossier.objects.filter(draft_key=draft.key).count() == 1
