"""The embedded PostgreSQL: shared while it is used, gone afterwards, and no folder opened for it."""

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest

from portal import postgres


@pytest.fixture
def cluster():
    """Describe a cluster of this test's own."""
    described = postgres.cluster(f"try-{os.getpid()}", durable=False)
    yield described
    shutil.rmtree(described.folder, ignore_errors=True)


def answers(cluster: postgres.Cluster) -> bool:
    try:
        psycopg.connect(cluster.dsn()).close()
    except psycopg.OperationalError:
        return False
    return True


def test_the_last_one_to_leave_stops_it_and_the_data_stays(cluster):
    first = postgres.Handle(cluster)
    with psycopg.connect(cluster.dsn(), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'Đống Đa' AS place")
    second = postgres.Handle(cluster)

    first.release()
    assert answers(cluster)
    second.release()
    second.release()
    assert not answers(cluster)

    with postgres.running(cluster), psycopg.connect(cluster.dsn()) as connection:
        assert connection.execute("SELECT lower(place) FROM kept").fetchone() == ("đống đa",)


def test_it_stops_when_its_only_user_is_killed(cluster):
    name = cluster.folder.name
    script = f"from portal import postgres; h = postgres.Handle(postgres.cluster({name!r}, durable=False)); input('up')"
    user = subprocess.Popen(
        [sys.executable, "-c", script], cwd=postgres.BASE_DIR, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with user:
        assert user.stdout.read(2) == b"up"
        assert answers(cluster)
        os.kill(user.pid, signal.SIGKILL)

    until = time.monotonic() + 10
    while answers(cluster):
        assert time.monotonic() < until, "it still runs"
        time.sleep(0.05)


def server_of(cluster: postgres.Cluster) -> int:
    return int((cluster.data / "postmaster.pid").read_text().split("\n")[0])


@pytest.fixture
def durable():
    """Describe a cluster that loses nothing, as the demo's."""
    described = postgres.cluster(f"try-durable-{os.getpid()}")
    yield described
    shutil.rmtree(described.folder, ignore_errors=True)


def test_a_server_that_was_killed_is_started_again_with_all_that_was_committed(durable):
    cluster = durable
    handle = postgres.Handle(cluster)
    with psycopg.connect(cluster.dsn(), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
    first = server_of(cluster)
    assert handle.keep() is False

    os.kill(first, signal.SIGKILL)
    until, found = time.monotonic() + 30, False
    while not found:
        with suppress(postgres.PostgresError):
            found = handle.keep()
        assert time.monotonic() < until, "it does not start"
    try:
        assert server_of(cluster) != first
        with psycopg.connect(cluster.dsn()) as connection:
            assert connection.execute("SELECT one FROM kept").fetchone() == (1,)
        assert handle.keep() is False
    finally:
        handle.release()
    assert not answers(cluster)


def test_leaving_a_server_that_was_killed_is_quick_and_raises_nothing(cluster):
    handle = postgres.Handle(cluster)
    os.kill(server_of(cluster), signal.SIGKILL)
    until = time.monotonic() + 10
    while answers(cluster):
        assert time.monotonic() < until

    begun = time.monotonic()
    handle.release()

    assert time.monotonic() - begun < 8


def test_leaving_a_server_that_dies_while_it_is_stopped_raises_nothing(cluster, monkeypatch):
    handle = postgres.Handle(cluster)
    run = postgres._run

    def killed_first(used: postgres.Cluster, program: str, *arguments: str) -> None:
        os.kill(server_of(used), signal.SIGKILL)
        run(used, program, *arguments)

    with monkeypatch.context() as patch:
        patch.setattr(postgres, "_run", killed_first)
        handle.release()

    assert not answers(cluster)


def test_a_keeper_that_was_killed_has_a_successor(cluster):
    handle = postgres.Handle(cluster)
    try:
        for process in keepers_of(cluster):
            process.kill()
        until = time.monotonic() + 10
        while postgres._is_kept(cluster):
            assert time.monotonic() < until

        handle.keep()

        # Asked as often as can be: who asks holds the lock that the successor needs.
        while not postgres._is_kept(cluster):
            assert time.monotonic() < until
    finally:
        handle.release()
    assert not answers(cluster)


def keepers_of(cluster: postgres.Cluster) -> list[psutil.Process]:
    """Find the keeper and the one that it waits through, once both are there: a program that starts has no words."""
    until = time.monotonic() + 10
    while True:
        for keeper in psutil.process_iter():
            if str(cluster.folder / "keeper.lock") in _words(keeper) and (waiting := keeper.children()):
                return [*waiting, keeper]
        assert time.monotonic() < until, "there is no keeper"
        time.sleep(0.02)


def _words(process: psutil.Process) -> list[str]:
    with suppress(psutil.Error):
        return process.cmdline()
    return []


def test_no_folder_above_it_is_opened(cluster):
    places = {*cluster.folder.parents, *postgres.BASE_DIR.parents, postgres.BASE_DIR, Path(sys.prefix)}
    before = {place: place.stat().st_mode for place in places if place.exists()}

    with postgres.running(cluster):
        during = {place: place.stat().st_mode for place in before}

    assert during == before
    assert cluster.folder.stat().st_mode & 0o077 == 0
    assert (cluster.folder / "data").stat().st_mode & 0o077 == 0


def test_a_long_path_gets_a_short_socket(tmp_path):
    far = postgres.Cluster(tmp_path / ("x" * 120), Path("/nowhere"), None, durable=False)
    near = postgres.Cluster(Path("/srv/pg"), Path("/nowhere"), None, durable=False)

    assert len(bytes(far.socket_folder)) < 80
    assert near.socket_folder == Path("/srv/pg")


def test_what_goes_wrong_is_told_in_its_own_words(cluster):
    with postgres.running(cluster):
        pass
    (cluster.data / "postgresql.conf").write_text("colour = red\n")

    with pytest.raises(postgres.PostgresError, match="unrecognized configuration parameter"):
        postgres.Handle(cluster)
