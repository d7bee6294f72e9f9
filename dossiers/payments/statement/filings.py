"""Drafts that the message of a transfer names, and what became of them: the dossier of a draft keeps its key."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Q

from dossiers.models import Draft, Match, StatementRow
from dossiers.models.rows import rows
from dossiers.payments.statement.naming import DIGITS_OF_DRAFT, named
from procedures.machine import Text

REST = 32 - DIGITS_OF_DRAFT
"""Hexadecimal digits of a key that a message does not name."""
FILED = """
    SELECT asked.name, dossier.code FROM unnest(%s::text[], %s::uuid[], %s::uuid[]) AS asked(name, low, high)
    CROSS JOIN LATERAL (SELECT code FROM dossiers_dossier
        WHERE agency_id = %s AND draft_key BETWEEN asked.low AND asked.high LIMIT 2) AS dossier
"""
"""By its key each: two where the first digits are those of two, of which nobody knows which is meant."""
OPEN = """
    SELECT asked.name FROM unnest(%s::text[], %s::uuid[], %s::uuid[]) AS asked(name, low, high)
    WHERE EXISTS (SELECT FROM dossiers_draft WHERE correcting_id IS NULL AND key BETWEEN asked.low AND asked.high)
"""


@dataclass(frozen=True, slots=True)
class Filing:
    """What became of a draft that a row names: the number of its dossier, or which application it is, and whose."""

    code: str = ""
    procedure: Text | None = None
    owner: str = ""


def filed(agency_id: int, names: Collection[str]) -> dict[str, list[str]]:
    """Return the numbers of an agency's dossiers that were filed from drafts, by the digits by which a message names one."""
    found: dict[str, list[str]] = {}
    for name, code in rows(FILED, [*_between(names), agency_id]) if names else ():
        found.setdefault(name, []).append(code)
    return found


def still_open(names: Collection[str]) -> set[str]:
    """Return which of these digits name a draft that is not filed, thrown away ones among them."""
    return {name for (name,) in rows(OPEN, [*_between(names)])} if names else set()


def of_rows(agency_id: int, shown: Iterable[StatementRow]) -> Mapping[int, Filing]:
    """Return by row what became of the applications that rows of a page pay: three statements, or none."""
    asked = {row.pk: named(row.message, ()).drafts for row in shown if row.match == Match.NOT_FILED}
    names = {name for each in asked.values() for name in each}
    if not names:
        return {}
    known = {name: Filing(code=codes[0]) for name, codes in filed(agency_id, names).items()}
    lows, highs = _between(names)[1:]
    meant: Iterable[Any] = (Q(key__range=(low, high)) for low, high in zip(lows, highs, strict=True))
    drafts = Draft.objects.unfiled().filter(reduce(or_, meant)).select_related("owner", "version")
    for draft in drafts:
        name = draft.key.hex[:DIGITS_OF_DRAFT].upper()
        known.setdefault(name, Filing(procedure=draft.version.machine.name, owner=draft.owner.get_full_name()))
    return {pk: known[name] for pk, each in asked.items() for name in each[:1] if name in known}


def _between(names: Collection[str]) -> tuple[list[str], list[UUID], list[UUID]]:
    """Return digits with the first and the last key that begins with them."""
    found = sorted(names)
    return found, [UUID(name + "0" * REST) for name in found], [UUID(name + "F" * REST) for name in found]
