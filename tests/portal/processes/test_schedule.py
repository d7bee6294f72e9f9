"""The schedule: one at work at a time, whatever the clock and the database do."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.utils import timezone

from dossiers import turns
from dossiers.models import OutboxEntry
from portal.celery import app
from portal.demo import story
from portal.processes import schedule
from procedures.locks import Lock
from tests import databases, programs

NOW = datetime(2026, 1, 5, 8, 30, tzinfo=UTC)


class Written(schedule.OneSchedule):
    """A schedule that writes down what it would send."""

    def __init__(self, **options: Any) -> None:
        self.sent: list[str] = []
        self.is_released = False
        self.interrupt = False
        super().__init__(app, schedule={}, **options)

    def apply_async(self, entry: Any, producer: Any = None, advance: bool = True, **options: Any) -> None:
        if self.interrupt:
            # As Celery's handler of SIGTERM does, in the middle of a tick.
            self.close()
            raise SystemExit
        self.sent.append(entry.name)

    @property
    def producer(self) -> None:
        return None

    def release(self) -> None:
        """Stand for the connection to the broker that is released."""
        self.is_released = True

    def run(self) -> list[str]:
        """Tick until there is nothing to do at this instant; return what was sent, in the order of names."""
        while self.tick() == 0:
            pass
        sent, self.sent = sorted(self.sent), []
        return sent


def is_free() -> bool:
    """Tell whether nobody has the turn: the server learns a little later that a connection is closed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = %s", [Lock.SCHEDULE.value])
        return cursor.fetchone() is None


@pytest.fixture
def entries(committed_db: None, settings: Any) -> list[str]:
    """Point the schedule's own connection at the test's database; return the names of what it sends."""
    settings.DATABASE_DSN = databases.dsn()
    programs.wait(is_free)
    return sorted(app.conf.beat_schedule)


@pytest.fixture
def first(entries: list[str]) -> Iterator[Written]:
    made = Written()
    yield made
    made._turn.leave()


def test_a_start_runs_everything_at_once(first: Written, entries: list[str]) -> None:
    assert first.run() == entries
    assert first.run() == []


@pytest.fixture
def second(entries: list[str]) -> Iterator[Written]:
    made = Written()
    yield made
    made._turn.leave()


def test_a_second_one_waits_until_the_first_is_gone(first: Written, second: Written, entries: list[str]) -> None:
    assert first.run() == entries

    assert second.tick() == schedule.TURN_SECONDS
    assert second.sent == []

    first.close()
    programs.wait(is_free)
    assert second.run() == entries


def test_a_connection_that_was_cut_costs_the_turn_and_it_is_taken_again(first: Written) -> None:
    first.run()
    with psycopg.connect(databases.dsn(), autocommit=True) as killer:
        killer.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s",
            [Lock.SCHEDULE.value],
        )

    assert first.tick() == schedule.TURN_SECONDS, "what was sent meanwhile is not known"
    programs.wait(first._turn.is_ours)


def test_a_signal_within_a_tick_closes_nothing_that_the_tick_may_hold(first: Written) -> None:
    first.__dict__["connection"] = first
    first.interrupt = True

    with pytest.raises(SystemExit):
        first.tick()
    assert not first.is_released
    assert first._turn.is_ours()

    first.close()
    assert first.is_released
    programs.wait(is_free)


@pytest.mark.parametrize("hours", [1, -1])
def test_a_clock_that_is_set_runs_everything_once_and_then_goes_on(
    first: Written, entries: list[str], hours: int
) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        first.run()
        clock.shift(timedelta(hours=hours))

        assert first.run() == entries
        assert first.run() == []
        clock.shift(timedelta(seconds=4))
        assert first.run() == []


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Write down which runs are woken."""
    names: list[str] = []
    monkeypatch.setattr(turns, "wake", lambda name, **_options: names.append(name))
    return names


def test_what_an_act_has_left_to_be_done_is_seen_and_wakes_the_relay(first: Written, woken: list[str]) -> None:
    first.run()
    assert woken == [], "nothing waits"

    story.file(at=NOW)
    first._looked_at = 0.0
    first.run()
    assert woken == ["relay"]
    first.run()
    assert woken == ["relay"], "it looks twice a second, no more"


def test_what_waits_for_an_earlier_entry_that_was_put_off_wakes_nobody(first: Written, woken: list[str]) -> None:
    event = story.file(at=NOW).events.get()
    OutboxEntry.objects.filter(event=event).exclude(kind="filed").delete()
    earlier = OutboxEntry.objects.get(event=event)
    OutboxEntry.objects.create(event=event, kind="later", due_at=NOW)
    later = timezone.now() + timedelta(hours=1)
    OutboxEntry.objects.filter(pk=earlier.pk).update(due_at=later)

    first.run()
    assert woken == []
    OutboxEntry.objects.filter(pk=earlier.pk).update(done_at=NOW)
    first._looked_at = 0.0
    first.run()
    assert woken == ["relay"]


def test_a_look_at_a_database_that_is_away_is_no_error(first: Written, woken: list[str]) -> None:
    first.run()
    story.file(at=NOW)
    with psycopg.connect(databases.dsn(), autocommit=True) as killer:
        killer.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])

    first._looked_at = 0.0
    first._look()
    assert woken == []
    first._looked_at = 0.0
    first._look()
    assert woken == ["relay"], "the first look found no connection, the second one made another"


def test_two_real_ones_and_one_of_them_says_that_it_waits(committed_db: None) -> None:
    python = programs.runtime()
    one, other = programs.schedule(python=python), programs.schedule(python=python)
    other.log = other.log.with_name("second-schedule.log")

    with programs.running(one):
        one.wait(lambda: "schedule.at_work" in one.words())
        with programs.running(other):
            other.wait(lambda: "schedule.waits_for_another" in other.words())
            one.kill()
            other.wait(lambda: "Sending due task relay" in other.words())


def test_a_waking_goes_the_way_of_the_other_messages(first: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    ways: list[object] = []
    monkeypatch.setattr(turns, "wake", lambda _name, *, producer, **_options: ways.append(producer))
    monkeypatch.setattr(Written, "producer", "the schedule's own")
    story.file(at=NOW)

    first.run()

    assert ways == ["the schedule's own"], "a second way would be left open at the end"


def test_the_settings_name_it() -> None:
    assert settings.CELERY_BEAT_SCHEDULER == "portal.processes.schedule:OneSchedule"
