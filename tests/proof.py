"""How many random cases prove the clock, and the rights: two settings, and, as a plugin of pytest, how many were compared.

``PROOF_CASES`` says how many readings of random cases the slow clock and the fast one are compared on:
500 unless told otherwise; `make prove` asks for 100,000. The other random tests of the calendar and
the clock take their share of it.

``RIGHTS_CHECKS`` says how many times what a person may do with a dossier is compared with the table of rights: 20,000
unless told otherwise; `make prove` asks for 1,000,000.
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

RIGHTS = int(os.environ.get("RIGHTS_CHECKS", "20000"))
RIGHTS_PARTS = 1 if RIGHTS <= 20_000 else 20
RIGHTS_CHECKED = "rights checked"
"""The property in which a test reports how many rights it has compared."""

QUIET = (HealthCheck.too_slow, HealthCheck.data_too_large)
comparisons = settings(max_examples=SHARE, deadline=None, derandomize=False, suppress_health_check=QUIET)
laws = settings(max_examples=max(25, CASES // 50), deadline=None, suppress_health_check=QUIET)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was compared in all processes."""
    compared, rights = (_counted(terminalreporter, name) for name in (COMPARED, RIGHTS_CHECKED))
    terminalreporter.write_line(
        f"{compared:,} random cases read by the fast clock and by the slow one, of {CASES:,} promised"
    )
    terminalreporter.write_line(
        f"{rights:,} times a person, a dossier and an act held against the table of rights, of {RIGHTS:,} promised"
    )


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that has compared fewer than it was asked to."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or hasattr(session.config, "workerinput"):
        return
    if _counted(reporter, COMPARED) < CASES or _counted(reporter, RIGHTS_CHECKED) < RIGHTS:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _counted(reporter: pytest.TerminalReporter, name: str) -> int:
    return sum(_reported(reporter, name))


def _reported(reporter: pytest.TerminalReporter, name: str) -> Iterator[int]:
    for report in reporter.getreports("passed"):
        if getattr(report, "when", "") == "call":
            yield from (value for known, value in report.user_properties if known == name)
