"""Who applied at a counter, and with which accounts that person was joined: one statement of columns (ADR 0093)."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User


@dataclass(frozen=True, slots=True)
class Span:
    """A joining as the page of a dossier shows it."""

    account: int
    joined_at: datetime
    joined_by: str
    """The officer's name; "" where nobody knows it any more."""
    parted_at: datetime | None = None
    parted_by: str = ""
    reason: str = ""

    def covers(self, at: datetime) -> bool:
        """Say whether it was in force at an instant: from its first on, until it was parted."""
        return self.joined_at <= at and (self.parted_at is None or at < self.parted_at)


@dataclass(frozen=True, slots=True)
class Served:
    """Who applied at a counter, and with whom that person was joined, the first first; nobody of what was filed on line."""

    person: int | None = None
    joinings: tuple[Span, ...] = ()

    @property
    def in_force(self) -> Span | None:
        """The joining that holds now."""
        return next((one for one in self.joinings if one.parted_at is None), None)


OF_A_SPAN = ("account", "joined_at", "joined_by__full_name", "parted_at", "parted_by__full_name", "reason")


def served(applicant: int) -> Served:
    """Return who that is as a person of the counter, with all joinings: one statement."""
    columns = (f"at_counter__joinings__{name}" for name in OF_A_SPAN)
    rows = list(User.objects.filter(pk=applicant).order_by("at_counter__joinings").values_list("at_counter", *columns))
    spans = (
        Span(account, joined_at, joined_by or "", parted_at, parted_by or "", reason)
        for _person, account, joined_at, joined_by, parted_at, parted_by, reason in rows
        if account
    )
    return Served(rows[0][0] if rows else None, tuple(spans))
