"""Reading rows of which one may hold what no program can read: the others are read all the same."""

from collections.abc import Sequence

from django.db import DataError
from django.db.models import Model, QuerySet

UNLOADABLE = (DataError, OverflowError, RecursionError, ValueError)
"""What reading raises where an instant is infinite or past the year 9999, or JSON is nested without end."""


def load[Row: Model](rows: QuerySet[Row], ids: Sequence[int]) -> tuple[list[Row], dict[int, str]]:
    """Return the rows of some ids in the order of the query, and by id why each of the others cannot be read."""
    try:
        return list(rows.filter(pk__in=ids)), {}
    except UNLOADABLE as error:
        if len(ids) == 1:
            return [], {ids[0]: f"{type(error).__name__}: {error}"}
    found: list[Row] = []
    unreadable: dict[int, str] = {}
    for pk in ids:
        one, why = load(rows, [pk])
        found += one
        unreadable |= why
    return found, unreadable
