"""Numbers of dossiers and letters: counted for an agency, a series and a day, inside the transaction."""

from datetime import date

from django.db import connection

from accounts.models import Unit

_TAKE = """
INSERT INTO dossiers_counter (agency_id, series, "on", last) VALUES (%s, %s, %s, 1)
ON CONFLICT ON CONSTRAINT counter_once DO UPDATE SET last = dossiers_counter.last + 1
RETURNING last
"""


def take(agency: Unit, series: str, on: date) -> int:
    """Return the next number of a series, from 1.

    The row stays locked until the transaction ends, so that numbers that are committed leave no gap.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [agency.pk, series, on])
        row = cursor.fetchone()
    assert row is not None  # noqa: S101 - RETURNING always gives the row
    return int(row[0])


def dossier_code(agency: Unit, on: date) -> str:
    """Return a new dossier number, ``<agency>-YYMMDD-NNNN`` (TT 01/2018 art. 19; QĐ 20/2020)."""
    return f"{agency.agency_code}-{on:%y%m%d}-{take(agency, 'dossier', on):04d}"


def letter_number(agency: Unit, series: str, on: date) -> str:
    """Return a new letter number of a yearly register, such as ``12/2026/TNHS``."""
    return f"{take(agency, series, date(on.year, 1, 1)):02d}/{on.year}/{series}"
