"""What a reading takes in a table that many officers have filled, who read any of many dossiers."""

from collections.abc import Iterable

from django.db import connection

PEOPLE = 200
DOSSIERS = 1_000_000
READINGS = 100_000
COPIED = """
CREATE TEMPORARY TABLE readings (LIKE dossiers_accessrecord INCLUDING ALL);
SELECT setseed(0.18);
INSERT INTO readings (dossier_id, person_id, at, door, role, unit_id, stands_for_id)
SELECT 1 + floor(random() * {dossiers}), 1 + floor(random() * {people}), at, door, role, unit_id, stands_for_id
FROM (SELECT turn FROM generate_series(1, {readings}) AS turn) AS turns
JOIN (
    SELECT *, row_number() OVER (ORDER BY id) AS number, count(*) OVER () AS many
    FROM dossiers_accessrecord WHERE id = ANY(%s)
) AS written ON number = 1 + turn %% many
ORDER BY turn;
SELECT pg_total_relation_size('pg_temp.readings')
"""
GONE = "DROP TABLE pg_temp.readings"


def bytes_of(written: Iterable[int]) -> float:
    """Return the bytes of a reading, indexes and all, where such as were written come again and again, by anybody of anything.

    A table beside the one that only grows is filled for it. An index whose values come in any order is a third emptier than
    one that is filled from its end, as by one officer.
    """
    sized = COPIED.format(dossiers=DOSSIERS, people=PEOPLE, readings=READINGS)
    with connection.cursor() as cursor:
        for statement in sized.split(";"):
            cursor.execute(statement, [list(written)] if "%s" in statement else None)
        found = int((cursor.fetchone() or (0,))[0])
        cursor.execute(GONE)
    return found / READINGS
