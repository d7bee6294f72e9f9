"""In what capacity somebody may sign, by the title of the seat (NĐ 30/2020/NĐ-CP, phụ lục I)."""

from datetime import date

from django.conf import settings

from accounts.models import Membership, User
from dossiers.refusals import decision
from procedures.results import Capacity


def title_of(person: User | None, on: date) -> str:
    """Return the title that a person's seats give on a day, as it is printed below a signature; empty where none is given."""
    if person is None:
        return ""
    held = Membership.objects.in_force(on).filter(user=person).exclude(title="").order_by("pk")
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


def refuse_other(capacity: Capacity, title: str) -> None:
    """Raise the refusal where a title does not let somebody sign in a capacity."""
    if capacity not in capacities(title):
        raise decision.NotThisCapacity(title=title)
