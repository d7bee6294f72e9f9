"""Who of a unit has how much: people by step and lateness, each number that of the list to which it leads."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Case, Count, F, Q, When
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.models import Substitution
from accounts.people.leaves import leaves_of
from accounts.rights import STEP_ROLES
from accounts.roles import Role
from accounts.seats import Seats
from dossiers.display.formats import localized
from dossiers.display.labels import role_label
from dossiers.lists.filters import Filters
from dossiers.lists.known import known
from dossiers.lists.people import BY_NAME, called_in, case_officers, seated_as
from dossiers.models import Dossier
from procedures.time.calendar import LOCAL

ROLES = (*(role for role in Role if role in STEP_ROLES and role is not Role.SPECIALIST), Role.CITIZEN)
"""In whose hands a dossier is by a role, in the order of the page: what waits there is no one person's."""


@dataclass(frozen=True, slots=True)
class Number:
    """How many dossiers, and the query of the list that holds them."""

    count: int
    query: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """What somebody has, or a role."""

    key: str
    """As the filter of who has it is written."""
    name: str
    away: str
    """Until when that one is away, and who stands in; "" for whoever is there."""
    to_come: str
    """When that one, who is there, is away next, and who stands in then; "" where no leave is entered."""
    person: str
    """The key of the person; "" of a role."""
    open: Number
    today: Number
    late: Number
    steps: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class _Lying:
    """Dossiers that lie alike."""

    holder: str
    unit: int | None
    assignee: int | None
    state: str
    is_own: bool
    """Whether the case officer has applied: nobody has one's own."""
    count: int
    today: int
    late: int


def work_of(seats: Seats, now: datetime) -> list[Line]:
    """Return the case officers of whom somebody sees dossiers, and the roles, with what each has: three queries."""
    on = localdate(now)
    rows, officers = _lying(seats, now), case_officers(seats, on)
    rows_of = leaves_of(Substitution.objects.not_over(on).select_related("substitute"))
    away = {pk: leaves[0].in_words() for pk, leaves in rows_of.items() if leaves[0].since <= on}
    to_come = {pk: leaves[0].in_words() for pk, leaves in rows_of.items() if leaves[0].since > on}
    found, names = [], called_in(officers)
    for pk, officer in officers.items():
        is_there = away.get(pk, "") if officer.is_in_force else _("has left")
        # What waits at a role of that one's is counted with the role, once.
        key = f"{pk}{BY_NAME}" if seated_as(pk, on) else str(pk)
        next_away = to_come.get(pk, "") if officer.is_in_force else ""
        line = _line(key, names[pk], (is_there, next_away), list(_of_person(rows, pk)), on)
        if officer.is_in_force or line.open.count:
            found.append(line)
    for role in ROLES:
        having = [row for row in rows if row.holder == role]
        if having:
            found.append(_line(role.value, role_label(role), ("", ""), having, on, is_person=False))
    return found


def _lying(seats: Seats, now: datetime) -> list[_Lying]:
    opens = datetime.combine(localdate(now), time.min, LOCAL)
    due_today = Q(deadline_at__gte=opens, deadline_at__lt=opens + timedelta(days=1))
    is_late = Q(resolved_at=None, late_at__lte=now)
    own = Case(When(applicant=F("assignee"), then=True), default=False)
    seen = Dossier.objects.visible_to(seats).exclude(holder="").order_by().annotate(own=own)
    rows = seen.values_list("holder", "unit", "assignee", "state", "own").annotate(
        count=Count("pk"), today=Count("pk", filter=due_today), late=Count("pk", filter=is_late)
    )
    return [_Lying(*row) for row in rows]


def _of_person(rows: Iterable[_Lying], pk: int) -> Iterator[_Lying]:
    """Yield what a case officer has by name, as the filter of who has it says."""
    for row in rows:
        if row.holder == Role.SPECIALIST and row.assignee == pk and not row.is_own:
            yield row


def _line(
    key: str, name: str, away: tuple[str, str], rows: Collection[_Lying], on: date, *, is_person: bool = True
) -> Line:
    """Return a line; ``away``: until when somebody is so now, and when next."""
    today = {"due_from": on.isoformat(), "due_to": on.isoformat()}
    return Line(
        key,
        name,
        *away,
        key.removesuffix(BY_NAME) if is_person else "",
        Number(sum(row.count for row in rows), _query("open", holder=key)),
        Number(sum(row.today for row in rows), _query("open", holder=key, **today)),
        Number(sum(row.late for row in rows), _query("late", holder=key)),
        tuple(_steps(key, rows)),
    )


def _steps(key: str, rows: Iterable[_Lying]) -> Iterator[Number]:
    """Yield how many are at each step, in the order of their names; steps that are called the same are one."""
    there = known()
    counted: Counter[str] = Counter()
    for row in rows:
        for first in there.same_steps.get(row.state, ())[:1]:
            counted[first] += row.count
    for step, label in there.steps.items():
        if counted[step]:
            yield Number(counted[step], _query("open", step=step, holder=key), localized(label))


def _query(name: str, **values: str) -> str:
    """Return the query of a list, its filters in the order in which addresses have them."""
    order: Mapping[str, str] = {key: values[key] for key in ("step", "holder", "due_from", "due_to") if key in values}
    return Filters(name, tuple(order.items())).query()
