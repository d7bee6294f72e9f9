"""Who alone has a role, or may act in it for every dossier: what a hand-over gives on, and what waits there (ADR 0095)."""

from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import Count, Q, QuerySet

from accounts.models import Membership, User
from accounts.people import leaving
from dossiers.models import Dossier
from dossiers.reports.alerts.alone import only_by

type Seated = tuple[str, int | None]
"""A role and its unit."""


def kept_seats(person: User, on: date, only: Collection[tuple[str, int]] | None = None) -> QuerySet[Membership]:
    """Narrow to the seats that somebody else has to get first: nobody else has them, or may handle all that lies there."""
    alone = Q()
    for role, unit in only_by(person, on) if only is None else only:
        alone |= Q(role=role, unit=unit)
    held = Membership.objects.in_force(on).filter(user=person)
    found = Q(pk__in=leaving.sole_seats(person, on).values("pk"))
    return held.filter(found | alone if alone else found).select_related("unit").order_by("pk")


def waiting_at(seats: Sequence[Membership]) -> dict[Seated, tuple[int, int]]:
    """Return how many open dossiers lie with each role and unit, and of how many the result is there: one query, none for no seats."""
    here = Dossier.objects.filter(unit__in=[seat.unit_id for seat in seats]).exclude(holder="").order_by()
    counted = here.values_list("holder", "unit").annotate(count=Count("pk"), resolved=Count("resolved_at"))
    return {(role, unit): (count, resolved) for role, unit, count, resolved in (counted if seats else ())}
