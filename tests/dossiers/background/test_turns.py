"""One dossier's turn: what is wrong with it is logged with its number, and stops no other."""

import logging

import pytest
from django.db import OperationalError

from dossiers import turns
from procedures.machine import Text
from procedures.time.calendar import CalendarError


def raising(error: BaseException):
    def turn() -> None:
        raise error

    return turn


def levels(caplog: pytest.LogCaptureFixture) -> list[int]:
    return [record.levelno for record in caplog.records]


def test_a_turn_in_which_nothing_is_wrong_says_nothing(caplog):
    taken: list[int] = []

    assert turns.failure_of(lambda: taken.append(1), run="sweep", dossier=7) is None

    assert (taken, levels(caplog)) == ([1], [])


def test_a_failure_that_nobody_foresaw_is_logged_with_its_dossier_and_its_trace(caplog):
    defect = ZeroDivisionError("by nought")

    assert turns.failure_of(raising(defect), run="sweep", dossier=4711) is defect

    assert levels(caplog) == [logging.ERROR]
    for told in ("turn.broken", "sweep", "4711", "ZeroDivisionError", "Traceback"):
        assert told in caplog.text


def test_a_calendar_that_ends_is_a_warning_without_a_trace(caplog):
    foreseen = CalendarError(Text("hết lịch", "no calendar"))

    assert turns.failure_of(raising(foreseen), run="calendar", dossier=4711) is foreseen

    assert levels(caplog) == [logging.WARNING]
    for told in ("turn.put_off", "calendar", "4711"):
        assert told in caplog.text
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize("error", [OperationalError("gone"), KeyboardInterrupt(), SystemExit(1)])
def test_what_is_no_matter_of_the_dossier_passes_through(caplog, error):
    with pytest.raises(type(error)):
        turns.failure_of(raising(error), run="calendar", dossier=7, raised=(OperationalError,))

    assert levels(caplog) == []
