"""The dossiers of a list with its filters, in their order: what a page shows, a view counts and a job goes through."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import BaseExpression
from django.utils.timezone import localdate

from accounts.seats import Seats
from dossiers import queries
from dossiers.lists.filters import Filters
from dossiers.lists.sorts import ONLY_OPEN, SORTS, in_hands
from dossiers.models import Dossier, DossierQuerySet
from dossiers.models.rows import planned_anew


@dataclass(frozen=True, slots=True)
class Listed:
    """Dossiers that somebody may see, and the column of their order, which is never null among them."""

    dossiers: DossierQuerySet
    parts: Sequence[DossierQuerySet]
    """The same ones, apart where each part has an index of its own; none has one of another."""
    by: str
    counted_by: str
    """The column by which they are counted, whatever order was chosen: one that an index of the list goes by."""
    descending: bool = False

    @property
    def in_order(self) -> DossierQuerySet:
        """All of them, one after the other."""
        sign = "-" if self.descending else ""
        return self.dossiers.order_by(f"{sign}{self.by}", f"{sign}id")

    @property
    def counted(self) -> QuerySet[Dossier, int]:
        """As many of them as are counted, one more than ``queries.MOST_COUNTED`` at most.

        In an order: without one, an index of all that a filter fits is read first, or the table from its oldest row on.
        """
        return self._bounded([part.values_list("pk", flat=True) for part in self.parts])

    def columns_of(self, *columns: str, **computed: BaseExpression) -> QuerySet[Dossier, Any]:
        """Return the columns of as many of them as are counted, some of them computed."""
        return self._bounded([part.annotate(**computed).values_list(*columns) for part in self.parts])

    def _bounded[T](self, parts: Sequence[QuerySet[Dossier, T]]) -> QuerySet[Dossier, T]:
        most = queries.MOST_COUNTED + 1
        first, *others = (part.order_by(self.counted_by)[:most] for part in parts)
        return first.union(*others, all=True)[:most] if others else first

    @property
    def count(self) -> int:
        """How many there are, as far as they are counted."""
        with planned_anew():
            return self.counted.count()

    def page(self, after: str) -> queries.Page:
        """Return the page behind a cursor."""
        return queries.page_of(*self.parts, by=self.by, after=after, newest_first=self.descending)


def listed(filters: Filters, seats: Seats, now: datetime) -> Listed:
    """Return what a list with its filters holds for somebody at an instant."""
    own = queries.worklist(filters.list, seats, now)
    dossiers = filters.narrow(own.dossiers, now)
    parts = [filters.narrow(part, now) for part in own.merged]
    if not filters.order:
        return Listed(dossiers, parts, own.by, own.counted_by, own.newest_first)
    name = filters.order.removeprefix("-")
    if name in ONLY_OPEN:
        dossiers, *parts = (in_hands(found, localdate(now)) for found in (dossiers, *parts))
    within_days = filters.sorted_by("").order.removeprefix("-")
    counted_by = SORTS[within_days] if within_days else own.counted_by
    return Listed(dossiers, parts, SORTS[name], counted_by, filters.order.startswith("-"))


def counted_at_once(lists: Sequence[Listed]) -> list[int]:
    """Return how many dossiers each list holds, as far as they are counted: one statement for one list or more."""
    compiled = [one.counted.query.sql_with_params() for one in lists]
    # Of what Django has compiled: no text of anybody's is in it.
    counts = ", ".join(f"(SELECT count(*) FROM ({sql}) AS found)" for sql, _params in compiled)  # noqa: S608
    with planned_anew(), connection.cursor() as cursor:
        # As one value: a row has no more than 1,664 columns.
        cursor.execute(f"SELECT ARRAY[{counts}]::bigint[]", [param for _sql, params in compiled for param in params])
        [counted] = cursor.fetchone() or ([],)
        return [*counted]


def fitting(found: Sequence[int], filters: Filters, seats: Seats, now: datetime) -> list[int]:
    """Return which dossiers that a search has found fit the filters at an instant, in the order in which they were found."""
    if not filters:
        return [*found]
    seen = Dossier.objects.visible_to(seats).filter(pk__in=found)
    fit = set(filters.narrow(seen, now).values_list("pk", flat=True))
    return [pk for pk in found if pk in fit]
