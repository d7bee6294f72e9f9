"""Who must act on a dossier, and is told of its deadlines."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db.models import prefetch_related_objects

from accounts.models import Membership, Unit, User
from accounts.roles import Role
from accounts.seats import acting, acting_for
from dossiers.commands.deciding.interests import kept_out_of
from dossiers.models import Dossier


@dataclass(frozen=True, slots=True)
class Desk:
    """Who must act: a role in a unit, and the officer where it is one person's."""

    role: Role
    unit: Unit
    assignee_id: int | None = None

    @classmethod
    def of(cls, dossier: Dossier) -> "Desk":
        """Return who holds a dossier; the one-stop desk while it waits for the applicant, and after its end."""
        role = Role(dossier.holder or Role.CITIZEN)
        if role is Role.CITIZEN or dossier.unit is None:
            role = Role.ONE_STOP_OFFICER
            return cls(role, Unit.objects.of_role(role, dossier.agency_id))
        return cls(role, dossier.unit, dossier.assignee_id if role is Role.SPECIALIST else None)

    @classmethod
    def of_one_stop(cls, dossier: Dossier) -> "Desk":
        """Return the one-stop desk, which looks for what was paid and hands over results, whoever holds the dossier."""
        role = Role.ONE_STOP_OFFICER
        return cls(role, Unit.objects.of_role(role, dossier.agency_id))

    def people(self, on: date, *, but: Collection[int] = ()) -> list[User]:
        """Return whom it concerns on a day: whoever has the role there, and whoever stands in; ``but`` who may not handle it.

        Nor does it concern who would do it in the place of one of these. A case officer's dossier concerns that officer and
        who stands in for that one alone; where there is none any more, the head of the division, who can assign it anew.
        """
        if self.role is Role.SPECIALIST and self.assignee_id not in but:
            own = [who for who in acting_for(self.assignee_id or 0, self.unit.pk, on) if who.pk not in but]
            if own:
                return own
        role = Role.DIVISION_HEAD if self.role is Role.SPECIALIST else self.role
        return list(acting(role, self.unit.pk, on, but=but))


def reminded_of(dossiers: Iterable[Dossier], on: date) -> dict[int, tuple[User, ...]]:
    """Return by dossier whom a reminder of it reaches on a day, never its applicant or who is kept out, nor anybody in their place.

    The same questions however many it is, and those again for each set of officers that some may not reach.
    """
    asked = [*dossiers]
    prefetch_related_objects(asked, "unit")
    apart = who_is_apart(asked)
    people = cache(lambda desk, but: tuple(desk.people(on, but=but)))
    return {one.pk: people(Desk.of(one), apart[one.pk]) for one in asked}


def who_is_apart(dossiers: Collection[Dossier]) -> dict[int, frozenset[int]]:
    """Return by dossier which officers may not handle it: who has applied, and who is kept out by a declaration."""
    declared = kept_out_of([one.pk for one in dossiers])
    applied = {one.applicant_id for one in dossiers}
    officers = set(Membership.objects.filter(user__in=applied).values_list("user", flat=True)) if applied else set()
    return {one.pk: declared.get(one.pk, frozenset()) | (officers & {one.applicant_id}) for one in dossiers}
