"""How many random cases prove the clock: one setting, and, as a plugin of pytest, how many were compared.

``PROOF_CASES`` says how many readings of random cases the slow clock and the fast one are compared on:
500 unless told otherwise; `make prove` asks for 100,000. The other random tests of the calendar and
the clock take their share of it.
"""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

CASES = int(os.environ.get("PROOF_CASES", "500"))
PARTS = 1 if CASES <= 1000 else 40
"""Pieces of the comparison, so that all cores have something to do."""
SHARE = -(-CASES // PARTS)
COMPARED = "compared"
"""The property in which a test reports how many cases it has compared."""

QUIET = (HealthCheck.too_slow, HealthCheck.data_too_large)
comparisons = settings(max_examples=SHARE, deadline=None, derandomize=False, suppress_health_check=QUIET)
laws = settings(max_examples=max(25, CASES // 50), deadline=None, suppress_health_check=QUIET)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was compared in all processes."""
    compared = _compared(terminalreporter)
    terminalreporter.write_line(
        f"{compared:,} random cases read by the fast clock and by the slow one, of {CASES:,} promised"
    )


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that has compared fewer than it was asked to."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and not hasattr(session.config, "workerinput") and _compared(reporter) < CASES:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _compared(reporter: pytest.TerminalReporter) -> int:
    return sum(_reported(reporter))


def _reported(reporter: pytest.TerminalReporter) -> Iterator[int]:
    for report in reporter.getreports("passed"):
        if getattr(report, "when", "") == "call":
            yield from (value for name, value in report.user_properties if name == COMPARED)
