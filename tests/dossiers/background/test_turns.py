"""Turns: what is wrong with one is logged with its number and stops no other; a run ends when its time is up."""

import logging
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from kombu.exceptions import OperationalError as NoBroker
from psycopg.errors import DeadlockDetected, DuplicateObject, LockNotAvailable

from dossiers import turns
from dossiers.turns import ComeBack, Failing, Run, Work
from procedures import locks
from procedures.locks import Lock
from procedures.machine import Text
from procedures.time.calendar import CalendarError
from tests.dossiers.lifecycle import local

NOW = local("2026-01-05 08:30")


def raising(error: BaseException):
    def turn() -> None:
        raise error

    return turn


def levels(caplog: pytest.LogCaptureFixture) -> list[int]:
    return [record.levelno for record in caplog.records]


def test_a_turn_in_which_nothing_is_wrong_says_nothing(caplog):
    taken: list[int] = []

    assert turns.failure_of(lambda: taken.append(1), run="sweep", item="7") is None

    assert (taken, levels(caplog)) == ([1], [])


def test_a_failure_that_nobody_foresaw_is_logged_with_its_dossier_and_its_trace(caplog):
    defect = ZeroDivisionError("by nought")

    assert turns.failure_of(raising(defect), run="sweep", item="4711") is defect

    assert levels(caplog) == [logging.ERROR]
    for told in ("turn.broken", "sweep", "4711", "ZeroDivisionError", "Traceback"):
        assert told in caplog.text


def test_a_calendar_that_ends_is_a_warning_without_a_trace(caplog):
    foreseen = CalendarError(Text("hết lịch", "no calendar"))

    assert turns.failure_of(raising(foreseen), run="calendar", item="4711") is foreseen

    assert levels(caplog) == [logging.WARNING]
    for told in ("turn.put_off", "calendar", "4711"):
        assert told in caplog.text
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize("error", [OperationalError("gone"), KeyboardInterrupt(), SystemExit(1)])
def test_what_is_no_matter_of_the_dossier_passes_through(caplog, error):
    with pytest.raises(type(error)):
        turns.failure_of(raising(error), run="calendar", item="7")

    assert levels(caplog) == []


HELD, DEADLOCK = LockNotAvailable(), DeadlockDetected()


@pytest.mark.parametrize("cause", [HELD, DEADLOCK], ids=["locked", "deadlock"])
def test_a_row_that_somebody_else_writes_is_a_matter_of_its_item(caplog, cause):
    error = OperationalError("canceling statement due to lock timeout")
    error.__cause__ = cause

    assert turns.failure_of(raising(error), run="sweep", item="4711") is error

    assert turns.is_locked(error)
    assert levels(caplog) == [logging.WARNING]
    assert "4711" in caplog.text


# The loop


class Numbers(Work[int]):
    """Numbers to be done; some fail."""

    def __init__(self, *numbers: int, failing: dict[int, Exception] | None = None) -> None:
        super().__init__(NOW)
        self.numbers, self.failing = list(numbers), failing or {}
        self.done: list[int] = []
        self.is_left = False
        self.held.callback(self._leave)

    def _leave(self) -> None:
        self.is_left = True

    def batch(self, size: int) -> list[int]:
        batch, self.numbers = self.numbers[:size], self.numbers[size:]
        return batch

    def turn(self, item: int) -> None:
        if item in self.failing:
            raise self.failing[item]
        self.done.append(item)


def run_of(**given: Any) -> Run[int]:
    return Run("numbers", Numbers, **{"every": timedelta(minutes=1), "batch": 2, "seconds": 30, **given})


@pytest.mark.django_db
def test_one_that_fails_is_counted_and_the_others_are_done():
    work = Numbers(1, 2, 3, 4, 5, failing={2: ZeroDivisionError(), 3: KeyError("x")})

    assert turns.take(run_of(), work) is False

    assert (work.done, work.broken, work.is_left) == ([1, 4, 5], 2, True)


@pytest.mark.django_db
def test_a_defect_is_raised_after_its_batch_where_the_row_says_so():
    work = Numbers(1, 2, 3, 4, failing={1: KeyError("first")})

    with pytest.raises(KeyError, match="first"):
        turns.take(run_of(failing=Failing.RAISED), work)

    assert (work.done, work.is_left) == ([2], True)


@pytest.mark.django_db
def test_a_defect_is_raised_even_where_the_time_was_up_behind_it(monkeypatch):
    clock = iter((0.0, 0.0, 31.0))
    monkeypatch.setattr(turns.time, "monotonic", lambda: next(clock))
    work = Numbers(1, 2, failing={1: KeyError("first")})

    with pytest.raises(KeyError, match="first"):
        turns.take(run_of(failing=Failing.RAISED), work)

    assert work.done == []


@pytest.mark.django_db
def test_when_its_time_is_up_a_run_says_that_something_is_left(monkeypatch):
    clock = iter((0.0, 1.0, 29.9, 30.0))
    monkeypatch.setattr(turns.time, "monotonic", lambda: next(clock))
    work = Numbers(1, 2, 3)

    assert turns.take(run_of(), work) is True

    assert (work.done, work.is_left) == ([1, 2], True)


@pytest.mark.django_db
def test_a_work_may_leave_the_rest_to_the_next_run():
    work = Numbers(1, 2, 3, failing={2: ComeBack()})

    assert turns.take(run_of(), work) is True

    assert (work.done, work.broken, work.is_left) == ([1], 0, True)


@pytest.mark.django_db
def test_only_a_patient_run_waits_for_a_lock_without_end():
    waits: list[str] = []

    class Asking(Numbers):
        def turn(self, item: int) -> None:
            with connection.cursor() as cursor:
                cursor.execute("SHOW lock_timeout")
                waits.append(cursor.fetchone()[0])

    turns.take(run_of(), Asking(1))
    turns.take(run_of(is_patient=True), Asking(1))
    assert waits == [turns.LOCK_WAIT, "0"]


@pytest.mark.usefixtures("committed_db")
def test_where_another_process_holds_the_lock_of_a_run_nothing_is_done():
    work, is_left = Numbers(1), list[bool]()

    def other() -> None:
        is_left.append(turns.take(run_of(lock=Lock.RECOUNT), work))
        connection.close()

    with locks.alone(Lock.RECOUNT):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(10)

    assert (is_left, work.done, work.is_left) == ([False], [], True)
    assert turns.take(run_of(lock=Lock.RECOUNT), work) is False
    assert work.done == [1]


@pytest.mark.parametrize("failure", [NoBroker, DuplicateObject])
def test_a_broker_that_takes_no_waking_is_a_warning_and_no_more(caplog, monkeypatch, failure):
    def refuse(*_args: Any, **_options: Any) -> None:
        raise failure("connection refused")

    monkeypatch.setattr(turns.current_app, "send_task", refuse)

    turns.wake("recount")

    assert levels(caplog) == [logging.WARNING]
    for told in ("run.not_woken", "recount", "connection refused"):
        assert told in caplog.text
