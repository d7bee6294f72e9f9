"""The lines of dossiers whose versions say nothing of them, composed anew: after a version that does was published."""

import json
from collections.abc import Iterable, Mapping, Sequence

from django.db import connection, transaction

from dossiers.filing.composed import MOST_OF_KEY, lines
from dossiers.models.rows import rows
from procedures.catalogue.alphabet import sort_key
from procedures.machine import Machine

BATCH = 1_000
"""Dossiers that are read and written together, each batch by itself."""
READ = """
SELECT d.id, d.subject, CASE WHEN EXISTS (
    SELECT FROM dossiers_event e JOIN dossiers_eventpayload p ON p.event_id = e.id
    WHERE e.dossier_id = d.id AND e.sequence = 1 AND p.content ? 'answers'
) THEN dossiers_standing_answers(d.id)::text END
FROM dossiers_dossier d WHERE d.version_id = %s AND d.id > %s ORDER BY d.id LIMIT %s
"""
WRITTEN = """
UPDATE dossiers_dossier d SET subject = own.subject, subject_key = own.key
FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS own (id, subject, key) WHERE d.id = own.id AND d.subject = ''
"""
SEARCHED = """
UPDATE dossiers_searchedwords w
SET words = dossiers_searched_words(dossiers_standing_answers(d.id), d.subject) || dossiers_words_in(d.division_id)
FROM dossiers_dossier d WHERE d.id = w.dossier_id AND d.id = ANY(%s::bigint[])
"""


def fill(machines: Mapping[int, Machine]) -> int:
    """Fill in the lines that are empty, with the words by which they are found; return of how many dossiers.

    ``machines`` are those of all versions that there are, by their rows. What is erased stays so.
    """
    silent = {pk: machine for pk, machine in machines.items() if not machine.subject}
    return sum(_fill(pk, machine, _telling(machine, machines.values())) for pk, machine in silent.items())


def _telling(machine: Machine, among: Iterable[Machine]) -> list[Machine]:
    return [one for one in among if one.slug == machine.slug and one.subject]


def _fill(version_id: int, machine: Machine, later: Sequence[Machine]) -> int:
    filled, last = 0, 0
    while found := rows(READ, [version_id, last, BATCH]):
        last = found[-1][0]
        said = {pk: _line(machine, later, answers) for pk, subject, answers in found if not subject and answers}
        new = {pk: line for pk, line in said.items() if line}
        if new:
            keys = [sort_key(line)[:MOST_OF_KEY] for line in new.values()]
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(WRITTEN, [[*new], [*new.values()], keys])
                cursor.execute(SEARCHED, [[*new]])
        filled += len(new)
    return filled


def _line(machine: Machine, later: Sequence[Machine], answers: str) -> str:
    values = {name: value for name, value in json.loads(answers).items() if value is not None}
    return next(filter(None, lines(machine, values, later)), "")
