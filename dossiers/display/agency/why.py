"""Why somebody may do what that person does: each seat with its days, and those of whoever is away."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.absences import is_given, seats_in, span
from accounts.models import Membership, Substitution, User
from accounts.rights import OFFICERS
from dossiers.display.formats import vn_date
from dossiers.display.labels import role_label


@dataclass(frozen=True, slots=True)
class Reason:
    """A seat by which somebody acts."""

    role: str
    unit: str
    days: str
    """Since when, and until when where that is known."""
    absent: str = ""
    """In whose place, "" in one's own."""
    title: str = ""
    """What is printed below a signature."""


def reasons(person: User, on: date) -> list[Reason]:
    """Return by what somebody acts on a day, the own seats first: three queries."""
    own = list(Membership.objects.in_force(on).filter(user=person).select_related("unit").order_by("pk"))
    return [*map(_own, own), *_lent(person, own, on)]


def _own(seat: Membership) -> Reason:
    until = _("until %(day)s") % {"day": vn_date(seat.until)} if seat.until else ""
    since = _("since %(day)s") % {"day": vn_date(seat.since)}
    return Reason(role_label(seat.role), _unit(seat), " ".join(filter(None, (since, until))), title=seat.title)


def _lent(person: User, own: list[Membership], on: date) -> Iterator[Reason]:
    """Yield the seats of whoever is away, as far as they are given to this person."""
    held = seats_in(own)
    away = Substitution.objects.in_force(on).filter(substitute=person).select_related("absent").order_by("pk")
    by_absent = {row.absent_id: row for row in away}
    lent = Membership.objects.in_force(on).filter(user__in=by_absent, role__in=OFFICERS).select_related("unit")
    for seat, one in zip(found := list(lent.order_by("user", "pk")), seats_in(found), strict=True):
        if is_given(one, held):
            row = by_absent[seat.user_id]
            yield Reason(role_label(seat.role), _unit(seat), _days_in_force(row), row.absent.get_full_name())


def _days_in_force(row: Substitution) -> str:
    """Return the days on which a lent seat gives rights: from the day on which it was entered, where the leave began before."""
    entered = localdate(row.entered_at) if row.entered_at else row.since
    return span(max(row.since, entered), row.until)


def _unit(seat: Membership) -> str:
    return seat.unit.name(get_language())
