"""Who declares to have something to do with a dossier: entered and ended here alone, beside the log (ADR 0094)."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from dossiers.models import Dossier, Interest, InterestKind
from dossiers.refusals.review import KeptOut, NotOnesOwn


def declare(dossier: Dossier, *, by: User, kind: InterestKind, reason: str, at: datetime) -> Interest:
    """Keep somebody out of a dossier from now on. Raises ``KeptOut`` where the same person has declared it before."""
    try:
        with transaction.atomic():
            return Interest.objects.create(dossier=dossier, person=by, kind=kind, reason=reason, declared_at=at)
    except IntegrityError:
        # In another window: the database lets one stand for a person and a dossier.
        raise KeptOut from None


def end(found: Interest, *, by: User, reason: str, at: datetime) -> bool:
    """End a declaration for a reason in words; say whether it stood until now. Raises ``NotOnesOwn`` for whoever has made it.

    The database refuses an end without a reason.
    """
    if found.person_id == by.pk:
        raise NotOnesOwn
    ended = {"ended_at": at, "ended_by": by, "end_reason": reason}
    return bool(Interest.objects.standing().filter(pk=found.pk).update(**ended))


def kept_out_of(dossiers: Collection[int] | None = None) -> Mapping[int, frozenset[int]]:
    """Return by the keys of dossiers, or of all, who is kept out of them by a declaration; none for most: one query.

    Each with the other accounts of the same person, for whose sake there is a second query where any has a number.
    """
    standing = Interest.objects.standing()
    asked = standing if dossiers is None else standing.filter(dossier__in=dossiers)
    rows = list(asked.values_list("dossier", "person", "person__personal_id")) if dossiers is None or dossiers else []
    accounts: dict[str, set[int]] = {}
    if numbers := {number for _dossier, _person, number in rows if number}:
        for account, number in User.objects.filter(personal_id__in=numbers).values_list("pk", "personal_id"):
            accounts.setdefault(number, set()).add(account)
    found: dict[int, frozenset[int]] = {}
    for dossier, person, number in rows:
        found[dossier] = found.get(dossier, frozenset()) | {person, *accounts.get(number, ())}
    return found
