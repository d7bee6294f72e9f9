"""What keeps a division from ending: the open dossiers that lie in it, by their numbers and by whom each waits."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from accounts.models import Unit
from accounts.seats import Seats
from dossiers.models import Dossier, DossierQuerySet

MOST = 20
"""So many are named, what is due first on top; the others show once these are out of the way."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The dossiers that are named, how many there are beside them, and which of them whoever reads may open."""

    named: Sequence[Dossier]
    others: int
    readable: frozenset[int]


def open_in(unit: Unit) -> DossierQuerySet:
    """Narrow to the open dossiers that lie in a unit, or wait in it."""
    return Dossier.objects.filter(Q(division=unit) | Q(unit=unit)).exclude(holder="")


def kept_by(unit: Unit, seats: Seats) -> Kept:
    """Return the open dossiers of a unit: three statements."""
    found = open_in(unit)
    named = list(found.select_related("assignee").order_by("due_at", "pk")[:MOST])
    readable = Dossier.objects.visible_to(seats).filter(pk__in=[one.pk for one in named])
    count = found.count() if len(named) == MOST else len(named)
    return Kept(named, count - len(named), frozenset(readable.values_list("pk", flat=True)))
