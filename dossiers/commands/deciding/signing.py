"""In what capacity somebody may sign, by the title of the own seat (NĐ 30/2020/NĐ-CP, phụ lục I; ADR 0086)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from accounts.models import Membership, User
from dossiers import policy, refusals
from dossiers.models import Dossier
from dossiers.policy import Actor
from dossiers.refusals import decision
from procedures.machine import Action
from procedures.results import Capacity


@dataclass(frozen=True, slots=True)
class Signer:
    """Who would sign: by which title, and whether the seat of whoever decides is lent."""

    title: str = ""
    """Of an own seat in the agency; "" where none has one."""
    is_lent: bool = False

    @property
    def capacities(self) -> tuple[Capacity, ...]:
        """In which capacities that one may sign, the usual one first; none in a lent seat without a title of one's own.

        The right to decide is lent, the office of whoever is away is not: who holds none is named without one.
        """
        return () if self.is_lent and not self.title else capacities(self.title)

    def refuse(self, capacity: Capacity | None) -> None:
        """Raise the refusal of a capacity that is missing, or in which that one does not sign."""
        if capacity is None and self.capacities:
            raise refusals.MissingAnswer("capacity")
        if capacity is not None and capacity not in self.capacities:
            raise decision.NotThisCapacity(title=self.title)


def signer(actor: Actor, on: date) -> Signer:
    """Return an actor as who signs on a day."""
    return Signer(title_of(actor.user, on, actor.agency_id), is_lent=actor.stands_for is not None)


def signer_among(actors: Iterable[Actor], action: Action, dossier: Dossier, on: date) -> Signer:
    """Return as who somebody signs on a day, who takes an action as the first of these actors that may."""
    chosen = next((one for one in actors if policy.may(one, action, dossier)), None)
    return signer(chosen, on) if chosen else Signer()


def title_of(person: User | None, on: date, agency_id: int | None = None) -> str:
    """Return the title that a person's own seats give on a day, as it is printed below a signature; empty where none is given.

    ``agency_id``: of the seats in that agency and its parts alone.
    """
    if person is None:
        return ""
    held = Membership.objects.in_force(on).filter(user=person).exclude(title="").order_by("pk")
    if agency_id is not None:
        held = held.of_agency(agency_id)
    return held.values_list("title", flat=True).first() or ""


def capacities(title: str) -> tuple[Capacity, ...]:
    """Return in which capacities a title lets somebody sign, the usual one first; all where there is no title."""
    match title:
        case "":
            return tuple(Capacity)
        case settings.HEAD_TITLE:
            return Capacity.HEAD, Capacity.ON_BEHALF
        case settings.DEPUTY_TITLE:
            return Capacity.FOR_THE_HEAD, Capacity.BY_DELEGATION
        case _:
            return Capacity.BY_ORDER, Capacity.BY_DELEGATION
