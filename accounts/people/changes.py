"""The record of what was changed of accounts, seats and units: written with each change, never changed itself."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import AccountChange, ChangeKind, Unit, User

type Values = Mapping[str, str | date | None]

DOORS = (ChangeKind.CLOSED, ChangeKind.OPENED, ChangeKind.LOCKED, ChangeKind.UNLOCKED)
"""What opens and shuts an account: the last of them says how it stands."""
KEPT = {"role"}
"""What says which one was changed stays, though it is the same."""


def note(  # noqa: PLR0913 - what a record has
    kind: ChangeKind,
    *,
    by: User,
    at: datetime,
    person: User | None = None,
    unit: Unit | None = None,
    before: Values | None = None,
    after: Values | None = None,
) -> AccountChange:
    """Record a change in the transaction that makes it; of what stayed the same nothing is kept."""
    old, new = _texts(before or {}), _texts(after or {})
    same = {name for name in old.keys() & new.keys() if old[name] == new[name]} - KEPT
    return AccountChange.objects.create(
        kind=kind,
        by=by,
        at=at,
        person=person,
        unit=unit,
        before={name: text for name, text in old.items() if name not in same},
        after={name: text for name, text in new.items() if name not in same},
    )


def lock_of(person: User) -> AccountChange | None:
    """Return by which change the sign-in of an account is locked; None where it is not, or is closed for good: one query at most."""
    if person.is_active:
        return None
    last = AccountChange.objects.filter(person=person, kind__in=DOORS).select_related("by").order_by("-pk").first()
    return last if last is not None and last.kind == ChangeKind.LOCKED else None


def locked() -> QuerySet[AccountChange, int]:
    """Return the keys of the people whose sign-in is locked."""
    later = AccountChange.objects.filter(person=OuterRef("person"), kind__in=DOORS, pk__gt=OuterRef("pk"))
    found = AccountChange.objects.filter(~Exists(later), kind=ChangeKind.LOCKED, person__is_active=False)
    return found.order_by().values_list("person", flat=True)


def locked_of(people: Iterable[User]) -> set[int]:
    """Return the keys of those of some people whose sign-in is locked: one query, none where all come in."""
    shut = [person.pk for person in people if not person.is_active]
    return set(locked().filter(person__in=shut)) if shut else set()


def _texts(values: Values) -> dict[str, str]:
    return {name: value.isoformat() if isinstance(value, date) else value or "" for name, value in values.items()}
