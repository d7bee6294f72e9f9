"""The sums that figures are read from: what waits is added to them, and all of them can be made anew and compared."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection, transaction

KEY = (
    "grain",
    "day",
    "agency",
    "sector",
    "procedure",
    "division",
    "assignee",
    "channel",
    "ended",
    "verdict",
    "outcome",
)
SUMS = ("received", "resolved", "late", "late_resolved", "refused")
IMAGE = (
    "sign", "agency", "sector", "procedure", "division", "assignee", "channel", "ended", "verdict", "outcome",
    "received_on", "resolved_on", "late_on", "refused_on",
)  # fmt: skip
"""A dossier as far as it is counted: the columns of ``dossiers_as_counted`` and of a delta."""


def waiting(most: int) -> list[int]:
    """Return the ids of the oldest deltas that are in no cell yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM dossiers_counteddelta ORDER BY id LIMIT %s", [most])
        return [pk for (pk,) in cursor.fetchall()]


def add(deltas: Sequence[int]) -> None:
    """Add deltas to the cells; whoever reads sees them in one place or in the other.

    One process does it at a time: two would add the same ones. A delta never changes, so that what is read is what goes.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_ADD, {"deltas": list(deltas)})
        cursor.execute("DELETE FROM dossiers_counteddelta WHERE id = ANY(%s)", [list(deltas)])


def rebuild() -> int:
    """Count every dossier anew, in place of all sums; return how many dossiers are counted. Who files or acts waits."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in REBUILDING:
            cursor.execute(statement)
        return int(cursor.rowcount)


class Difference(NamedTuple):
    """A cell that is not what the dossiers say: its key, and the sums that are read and that were counted."""

    key: tuple[object, ...]
    read: tuple[int, ...]
    counted: tuple[int, ...]


def differences() -> list[Difference]:
    """Return the cells whose sums differ from a count of all dossiers, in one snapshot; none where all is well."""
    with connection.cursor() as cursor:
        cursor.execute(_DIFFERENCES)
        found = cursor.fetchall()
    keys, sums = len(KEY), len(SUMS)
    return [Difference(row[:keys], row[keys : keys + sums], row[keys + sums :]) for row in found]


_KEY = ", ".join(KEY)
_TOTALS = ", ".join(f"sum({name}) AS {name}" for name in SUMS)
_IS_ANY = " OR ".join(f"sum({name}) <> 0" for name in SUMS)
_ADDED = ", ".join(f"{name} = dossiers_countedcell.{name} + EXCLUDED.{name}" for name in SUMS)
# Sorted, so that the index is filled from one end to the other.
_ADDING = f"""
INSERT INTO dossiers_countedcell ({_KEY}, {", ".join(SUMS)})
SELECT {_KEY}, {_TOTALS} FROM dossiers_countedmark WHERE {{}}
GROUP BY {_KEY} HAVING {_IS_ANY} ORDER BY grain, agency, day
ON CONFLICT (grain, agency, day, sector, procedure, division, assignee, channel, ended, verdict, outcome)
DO UPDATE SET {_ADDED}
"""  # noqa: S608 - names of ours
_ADD = _ADDING.format("delta = ANY(%(deltas)s)")
_COUNT_ALL = f"""
INSERT INTO dossiers_counteddelta ({", ".join(IMAGE)})
SELECT counted.* FROM dossiers_dossier d, dossiers_as_counted(d, 1::smallint) counted
"""  # noqa: S608
REBUILDING = (
    "LOCK TABLE dossiers_counteddelta, dossiers_countedcell IN SHARE ROW EXCLUSIVE MODE",
    "DELETE FROM dossiers_countedcell",
    "DELETE FROM dossiers_counteddelta",
    _COUNT_ALL,
    _ADDING.format("TRUE"),
    "DELETE FROM dossiers_counteddelta",
)
"""What counts every dossier anew, within one transaction; the last one says how many there are."""
_MARKS_OF = ", ".join(f"counted.{name}" for name in IMAGE)
_DIFFERENCES = f"""
WITH read AS (SELECT {_KEY}, {_TOTALS} FROM dossiers_counted GROUP BY {_KEY} HAVING {_IS_ANY}),
counted AS (
    SELECT {_KEY}, {_TOTALS}
    FROM (SELECT marks.* FROM dossiers_dossier d, dossiers_as_counted(d, 1::smallint) counted,
          dossiers_marks_of({_MARKS_OF}) marks) found
    GROUP BY {_KEY} HAVING {_IS_ANY})
SELECT {_KEY}, {", ".join(f"coalesce(read.{name}, 0)" for name in SUMS)}, {", ".join(f"coalesce(counted.{name}, 0)" for name in SUMS)}
FROM read FULL JOIN counted USING ({_KEY})
WHERE ({", ".join(f"read.{name}" for name in SUMS)}) IS DISTINCT FROM ({", ".join(f"counted.{name}" for name in SUMS)})
"""  # noqa: S608
