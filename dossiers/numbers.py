"""Numbers of dossiers and letters: counted for an agency, a series and a day, inside the transaction."""

from datetime import date
from typing import Any

from django.db import connection

from accounts.models import Unit
from procedures.time.regimes.book import Days, Regimes

DOSSIERS = "dossier"
"""The series of dossier numbers."""
TAKE = """
INSERT INTO dossiers_counter (agency_id, series, "on", last) VALUES (%s, %s, %s, 1)
ON CONFLICT ON CONSTRAINT counter_once DO UPDATE SET last = dossiers_counter.last + 1
RETURNING last
"""
"""The next number of a series, from 1, as SQL that takes the agency's id, the series and the day.

The row stays locked until the transaction ends, so that numbers that are committed leave no gap.
"""
LAST = 'SELECT last FROM dossiers_counter WHERE agency_id = %s AND series = %s AND "on" = %s'
"""The number that was taken last, as SQL of the same."""
CODE = "%s || lpad(last::text, greatest(4, length(last::text)), '0')"
"""A dossier number, as SQL of the number taken and what stands before it: with four digits, or more on a busy day."""


def take(agency: Unit | int, series: str, on: date) -> int:
    """Return the next number of a series of an agency, or of that with the id, from 1."""
    return int(_answer(TAKE, agency if isinstance(agency, int) else agency.pk, series, on))


def coming(agency: Unit | int, series: str, on: date) -> int:
    """Return the number that would be taken next; nothing is taken, and somebody else may be first."""
    with connection.cursor() as cursor:
        cursor.execute(LAST, [agency if isinstance(agency, int) else agency.pk, series, on])
        row = cursor.fetchone()
    return int(row[0]) + 1 if row else 1


def before_number(agency: Unit, on: date, regimes: Regimes) -> str:
    """Return how the dossier numbers of a day begin, by the pattern of that day: ``<agency>-YYMMDD-``, so far."""
    return regimes.ruling(Days(act=on)).before_number(agency.agency_code, on)


def dossier_code(agency: Unit, on: date, regimes: Regimes) -> str:
    """Return a new dossier number, such as ``<agency>-YYMMDD-NNNN``."""
    statement = f"WITH number AS ({TAKE}) SELECT {CODE} FROM number"
    return str(_answer(statement, agency.pk, DOSSIERS, on, before_number(agency, on, regimes)))


def letter_number(agency: Unit, series: str, on: date, *, symbol: str | None = None) -> str:
    """Return a new letter number of a yearly register, such as ``12/2026/TNHS``: its symbol is the name of the register as a rule.

    Of a paper whose symbol is not known, "", it ends with the year: ``12/2026``.
    """
    number = f"{take(agency, series, date(on.year, 1, 1)):02d}/{on.year}"
    end = series if symbol is None else symbol
    return f"{number}/{end}" if end else number


def _answer(statement: str, *parameters: int | str | date) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        row = cursor.fetchone()
    assert row is not None  # noqa: S101 - RETURNING always gives the row
    return row[0]
