"""The lines of the log: plain, and without the words that people typed."""

import logging

import pytest

from portal import logs


@pytest.mark.parametrize("for_people", [True, False])
def test_a_trace_names_no_value_of_a_variable(for_people: bool):
    configured = logs.configure(for_people=for_people)["formatters"]["line"]
    formatter = configured.pop("()")(**configured)

    error = failed("Nguyễn Thị An")
    line = formatter.format(logging.LogRecord("x", logging.ERROR, __file__, 1, "broken", None, error))

    assert "ZeroDivisionError" in line
    assert "Nguyễn Thị An" not in line


def failed(words: str):
    """Return an error that was raised beside somebody's words."""
    try:
        len(words) / 0
    except ZeroDivisionError as error:
        return type(error), error, error.__traceback__
