"""The record of what was changed of accounts, seats and units: written with each change, never changed itself."""

from collections.abc import Mapping
from datetime import date, datetime

from accounts.models import AccountChange, ChangeKind, Unit, User

type Values = Mapping[str, str | date | None]

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


def _texts(values: Values) -> dict[str, str]:
    return {name: value.isoformat() if isinstance(value, date) else value or "" for name, value in values.items()}
