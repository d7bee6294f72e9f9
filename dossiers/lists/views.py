"""Saved views: which ones somebody has, and how many dossiers each holds.

A view is an address under a name. It is read like any other, for whoever opens it: nobody sees more by it than by the
list itself, and what it names that is gone is left out.
"""

import json
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache, partial
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from django.core.cache import caches
from django.db import connection
from django.utils import timezone

from accounts.roles import Role
from accounts.seats import Seats
from dossiers import queries
from dossiers.lists.columns import chosen_columns
from dossiers.lists.filters import Filters
from dossiers.lists.listed import counted_at_once, listed
from dossiers.models.rows import Asked, at_once

KEPT = 256
"""Texts of views that a process keeps as they were read."""
GLANCE = f"""
SELECT {queries.STAMP},
 (SELECT coalesce(json_agg(json_build_array(view.id, view.name, view.query, view.unit_id)
                           ORDER BY view.unit_id IS NOT NULL, view."order", view.id)::text, '[]')
  FROM dossiers_savedview AS view
  WHERE (view.owner_id = %(user)s OR view.unit_id = ANY(%(units)s)
   OR view.unit_id IN (SELECT unit.id FROM accounts_unit AS unit WHERE unit.parent_id = ANY(%(agencies)s))) AND NOT EXISTS (
   SELECT 1 FROM dossiers_savedview_hidden_by AS hidden WHERE hidden.savedview_id = view.id AND hidden.user_id = %(user)s)),
 (SELECT columns FROM dossiers_chosencolumns WHERE person_id = %(user)s),
 (SELECT count(*) FROM dossiers_gatewaycase AS reported LEFT JOIN dossiers_dossier AS dossier ON dossier.id = reported.dossier_id
  WHERE cardinality(%(desks)s::bigint[] || %(leads)s::bigint[]) > 0 AND reported."end" = ''
   AND (cardinality(%(desks)s::bigint[]) > 0 AND dossier.id IS NULL OR dossier.agency_id = ANY(%(desks)s::bigint[])
    OR dossier.agency_id = ANY(%(leads)s::bigint[]) AND reported.kind IN ('ended', 'too-much')))
"""  # noqa: S608 - of our own texts alone


class View(NamedTuple):
    """A saved view as somebody has it."""

    pk: int
    name: str
    query: str
    unit_id: int | None
    """Of the unit that shares it; None for one's own."""

    def filters(self, seats: Seats, on: date) -> Filters:
        """Return what it says to somebody on a day."""
        return Filters.read(dict(parse_qsl(self.query)), seats, on)


class Glance(NamedTuple):
    """What stands beside every list."""

    last: int
    """The last event of all: while it is the same, nobody has acted."""
    mentions: int
    """How many notes name somebody and were not read."""
    views: tuple[View, ...]
    """Somebody's own, then those that are shared by a unit one sits in or whose views one keeps, without those one has hidden."""
    columns: tuple[str, ...] = ()
    """Those that somebody chose last; none for the usual ones."""
    cases: int = 0
    """How many online payments wait for the desk that somebody sits at; for a leader, those that only a leader can take off."""

    @property
    def stamp(self) -> str:
        """That of the lists, ``queries.stamp_of``."""
        return f"{self.last or None}-{self.mentions}"


def glance(seats: Seats) -> Glance:
    """Return what there is beside a list, in one statement."""
    return seen_in(at_once(asked(seats))[0])


def asked(seats: Seats) -> Asked:
    """Return the statement for what there is beside a list."""
    units, agencies = list({seat.unit_id for seat in seats}), list(seats.managed_agency_ids)
    desks = [seat.agency_id for seat in seats if seat.role is Role.ONE_STOP_OFFICER]
    leads = [seat.agency_id for seat in seats if seat.role is Role.DEPARTMENT_LEADER]
    values = {"user": seats.user_id, "units": units, "agencies": agencies, "desks": desks, "leads": leads}
    return Asked(GLANCE, values)


def seen_in(found: list[tuple[Any, ...]]) -> Glance:
    """Return what there is beside a list, of what ``asked`` has found."""
    [(last, mentions, views, columns, cases)] = found
    return Glance(last or 0, mentions, _read(views), chosen_columns(columns or ""), cases)


@lru_cache(KEPT)
def _read(views: str) -> tuple[View, ...]:
    """Return the views of their JSON; the same text is read once."""
    return tuple(View(*row) for row in json.loads(views))


def counts(beside: Glance, seats: Seats, now: datetime) -> dict[int, int]:
    """Return by view how many dossiers it holds, at most one more than ``queries.MOST_COUNTED``: one statement, or none.

    They are kept for as long as the numbers of the lists are.
    """
    if not beside.views:
        return {}
    asked = hash(tuple((view.pk, view.query) for view in beside.views))
    key = f"views:{connection.settings_dict['NAME']}:{hash(seats)}:{asked}:{beside.stamp}:{now:%d%H%M}"
    count = partial(_count, beside.views, seats, now)
    kept: dict[int, int] = caches["process"].get_or_set(key, count, queries.COUNTED_SECONDS) or {}
    return kept


def _count(views: Sequence[View], seats: Seats, now: datetime) -> dict[int, int]:
    on = timezone.localdate(now)
    found = counted_at_once([listed(view.filters(seats, on), seats, now) for view in views])
    return {view.pk: count for view, count in zip(views, found, strict=True)}
