"""Who alone has a role, or may act in it for every dossier: what nobody does any more once that one goes (ADR 0095, 0105)."""

from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Membership, User
from accounts.people import leaving
from dossiers.display.formats import unit_name, vn_number
from dossiers.display.labels import role_label
from dossiers.models import Dossier
from dossiers.reports.alerts.alone import only_by
from dossiers.reports.alerts.barred import Concerned

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


def left_empty(seats: Sequence[Membership]) -> dict[int, str]:
    """Return by the key of seats that nobody else has that nobody has the role any more, and how much waits there: one query."""
    waiting = waiting_at(seats)
    return {seat.pk: _empty(seat, waiting.get((seat.role, seat.unit_id), (0, 0))[0]) for seat in seats}


def missed(person: User, on: date) -> dict[int, str]:
    """Return by seat in a sentence what nobody does any more once somebody comes in no more; none where others do all of it."""
    only = only_by(person, on)
    seats = list(kept_seats(person, on, only))
    barred = {seat.pk: rows for seat in seats if (rows := only.get((seat.role, seat.unit_id or 0)))}
    empty = left_empty([seat for seat in seats if seat.pk not in barred])
    return {seat.pk: empty.get(seat.pk) or _barred(seat, barred[seat.pk]) for seat in seats}


def _empty(seat: Membership, count: int) -> str:
    words = ngettext(
        "Nobody has the role “%(role)s” in %(unit)s any more: %(n)s file waits there.",
        "Nobody has the role “%(role)s” in %(unit)s any more: %(n)s files wait there.",
        count,
    )
    return words % {**_named(seat), "n": vn_number(count)}


def _barred(seat: Membership, rows: Sequence[Concerned]) -> str:
    words = _("Nobody else who has the role “%(role)s” in %(unit)s may handle %(codes)s.")
    return words % {**_named(seat), "codes": ", ".join(row.code for row in rows)}


def _named(seat: Membership) -> dict[str, object]:
    return {"role": role_label(seat.role), "unit": unit_name(seat.unit)}
