"""Somebody in one role and unit, as who an action is taken."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from accounts.roles import Role
from accounts.seats import Lender, Seats, lender_among
from dossiers.models import Dossier


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody in one role and unit. ``user`` is None for the system itself."""

    user: User | None
    role: Role
    unit_id: int | None = None
    agency_id: int | None = None
    acts_for: tuple[int, ...] = ()
    stands_for: int | None = None
    """Who is away and has lent the seat; None in one's own."""
    same_person: tuple[int, ...] = ()
    kept_out: tuple[int, ...] = ()
    lenders: tuple[Lender, ...] = ()
    """As ``Seats`` has them."""

    @classmethod
    def system(cls) -> "Actor":
        """The actor of deadlines that lapse: it may take only actions that are marked for it."""
        return cls(None, Role.SYSTEM)

    @classmethod
    def citizen(cls, user: User) -> "Actor":
        """Return a person acting on that person's own dossiers, and on those of whom the account is joined with."""
        return cls(user, Role.CITIZEN)

    def joined_with(self, dossier: Dossier) -> datetime | None:
        """Return since when a citizen's account is joined with whose dossier it is (ADR 0093); None of one's own, and of all others'."""
        if self.role is not Role.CITIZEN or self.user is None or dossier.applicant_id == self.user.pk:
            return None
        return dossier.joining[1] if dossier.joining and dossier.joining[0] == self.user.pk else None

    def stands_in_for(self, dossier: Dossier) -> int | None:
        """Return the id of whoever is away and in whose place something is done, or None."""
        if self.stands_for is not None:
            return self.stands_for
        assignee = dossier.assignee_id
        if self.role is not Role.SPECIALIST or self.user is None or assignee == self.user.pk:
            return None
        return assignee if assignee in self.acts_for else None

    def is_lent_nothing(self, dossier: Dossier) -> bool:
        """Say whether whoever is away, and in whose place something would be done, may not handle a dossier (ADR 0094)."""
        absent = self.stands_in_for(dossier)
        return absent is not None and lender_among(self.lenders, absent).is_kept_from(dossier)


def actors(user: User, seats: Seats) -> tuple[Actor, ...]:
    """Return a person as each of the actors that the person's seats allow; in one's own before those that are lent."""
    places = ((seat, (seat.role, seat.unit_id, seat.agency_id)) for seat in seats)
    apart = (seats.same_person, seats.kept_out, seats.lenders)
    return tuple(Actor(user, *place, seats.officers(seat), seat.stands_for, *apart) for seat, place in places)
