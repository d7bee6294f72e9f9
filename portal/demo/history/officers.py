"""Who worked in those years, all of them made up: their seats, their leave, and to whom the work of a day comes."""

import random
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from accounts.models import Membership, Substitution, Unit, User
from accounts.rights import OF_DIVISION
from accounts.roles import Role
from dossiers.policy import Actor
from portal.demo.history.plan import FIRST, LAST_DONE

OFFICERS = Path(__file__).with_name("officers.toml")
PREFIX = "can-bo-cu-"
"""What the user names of these people begin with."""
_LEAVES = ((23, 33, 9), (8, 50, 3))
"""In each year: between which weeks a leave begins, and how many days it lasts."""
_NOTHING_NEW = timedelta(days=60)
"""So long before leaving nobody is given a dossier that would stay."""


class MissingOfficer(Exception):  # noqa: N818 - reads as what happened
    """There is no unit, or nobody in it, for work of that day."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A seat of the list, as the file has it."""

    login: str
    name: str
    role: Role
    sector: str = ""
    title: str = ""
    since: date = FIRST
    until: date = LAST_DONE
    load: float = 1.0
    pace: float = 1.0
    late: float = 1.0
    away: tuple[date, date] | None = None

    @property
    def username(self) -> str:
        """The name of the account."""
        return f"{PREFIX}{self.login}"

    def does_the_same_as(self, other: "Listed") -> bool:
        """Say whether the same work comes to both."""
        return (self.role, self.sector) == (other.role, other.sector)

    def leaves(self) -> Iterator[tuple[date, date]]:
        """Give the days from which and until which the person would be away, while the seat is kept."""
        if self.away:
            yield self.away
        for year in range(self.since.year, self.until.year + 1):
            chance = random.Random(f"{self.login} {year}")  # noqa: S311 - a made-up leave, not a secret
            for first, last, days in _LEAVES:
                begins = date.fromisocalendar(year, chance.randint(first, last), chance.choice((1, 1, 2, 3)))
                ends = begins + timedelta(days=days - 1)
                if self.since <= begins and ends <= self.until:
                    yield begins, ends


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody in a seat."""

    listed: Listed
    user: User
    unit_id: int
    agency_id: int
    leaves: tuple[tuple[date, date], ...]

    def keeps_seat(self, on: date) -> bool:
        """Say whether the seat is the person's on a day."""
        return self.listed.since <= on <= self.listed.until

    def is_away(self, on: date) -> bool:
        """Say whether the person is on leave on a day."""
        return any(begins <= on <= ends for begins, ends in self.leaves)

    def acting(self, absent: "Officer | None" = None) -> Actor:
        """Return the person as an actor, for itself or for an absent colleague too."""
        acts_for = (self.user.pk,) if absent is None else (self.user.pk, absent.user.pk)
        return Actor(self.user, self.listed.role, self.unit_id, self.agency_id, acts_for)


@dataclass(frozen=True, slots=True)
class Office:
    """The seats of an agency in those years, read once: to whom work came on a day."""

    officers: tuple[Officer, ...]
    _present: dict[tuple[Role, date, int | None], list[Officer]] = field(default_factory=dict)

    @classmethod
    def stored(cls, agency: Unit, divisions: Mapping[str, Unit]) -> "Office":
        """Store the people, seats and substitutions that are not there yet; ``divisions`` are those by sector.

        The people have no usable password and are not active: nobody can sign in as one of them. Raises
        ``MissingOfficer`` where the agency lacks a unit that somebody would sit in.
        """
        units = {listed.login: _unit(listed, agency, divisions) for listed in listed_officers()}
        users, leaves = _users(), granted()
        office = cls(
            tuple(
                Officer(listed, users[listed.username], units[listed.login].pk, agency.pk, leaves[listed.login])
                for listed in listed_officers()
            )
        )
        for officer in office.officers:
            seat, listed = (
                {"user": officer.user, "unit_id": officer.unit_id, "role": officer.listed.role},
                officer.listed,
            )
            terms = {"since": listed.since, "until": listed.until, "title": listed.title}
            Membership.objects.get_or_create(**seat, defaults=terms)
        office._substitute()
        return office

    def actor(self, role: Role, on: date, chance: random.Random, division: Unit | None = None) -> Actor:
        """Return somebody to whom the work of a role comes on a day; raises ``MissingOfficer`` where nobody is."""
        there = self._there(role, on, division.pk if division else None)
        return _drawn(there, [one.listed.load for one in there], chance).acting()

    def case_officer(self, on: date, chance: random.Random, division: Unit, *, late: bool) -> Officer:
        """Return the specialist who is given a dossier of a division on a day; one that becomes late too."""
        there = self._there(Role.SPECIALIST, on, division.pk)
        staying = [one for one in there if one.listed.until >= min(on + _NOTHING_NEW, LAST_DONE)] or there
        weights = [one.listed.load * (one.listed.late if late else 1) for one in staying]
        return _drawn(staying, weights, chance)

    def for_officer(self, officer: Officer, on: date) -> Actor:
        """Return who does the work of a case officer on a day: a colleague, while that one is on leave."""
        return self._colleague(officer, on).acting(officer) if officer.is_away(on) else officer.acting()

    def _there(self, role: Role, on: date, unit_id: int | None) -> list[Officer]:
        """Return who has a seat on a day and is not away."""
        key = (role, on, unit_id)
        if key not in self._present:
            seats = [one for one in self.officers if one.listed.role is role and one.keeps_seat(on)]
            there = [one for one in seats if unit_id in (None, one.unit_id) and not one.is_away(on)]
            if not there:
                raise MissingOfficer(f"{role.value}, {on:%d/%m/%Y}")
            self._present[key] = there
        return self._present[key]

    def _colleague(self, officer: Officer, on: date) -> Officer:
        """Return who stands in for somebody who is away: the next of the list who is there."""
        there, place = self._there(officer.listed.role, on, officer.unit_id), self.officers.index(officer)
        return next((one for one in there if self.officers.index(one) > place), there[0])

    def _substitute(self) -> None:
        """Store who stood in for the case officers, each stretch of days on which it was the same colleague."""
        known = set(Substitution.objects.filter(absent__username__startswith=PREFIX).values_list("absent", "since"))
        found = [
            row for officer in self.officers if officer.listed.role is Role.SPECIALIST for row in self._rows(officer)
        ]
        Substitution.objects.bulk_create(row for row in found if (row.absent_id, row.since) not in known)

    def _rows(self, officer: Officer) -> Iterator[Substitution]:
        days: dict[date, Officer] = {}
        for begins, ends in officer.leaves:
            for day in (begins + timedelta(days=n) for n in range((ends - begins).days + 1)):
                days[day] = self._colleague(officer, day)
        since: date | None = None
        for day, colleague in sorted(days.items(), key=lambda found: found[0]):
            since = since or day
            if days.get(day + timedelta(days=1)) is not colleague:
                yield Substitution(absent=officer.user, substitute=colleague.user, since=since, until=day)
                since = None


@cache
def listed_officers() -> tuple[Listed, ...]:
    """Return the seats of the list."""
    rows: list[dict[str, Any]] = tomllib.loads(OFFICERS.read_text(encoding="utf-8"))["officers"]
    return tuple(
        Listed(**(row | {"role": Role(row["role"]), "away": tuple(row["away"]) if "away" in row else None}))
        for row in rows
    )


def granted() -> dict[str, tuple[tuple[date, date], ...]]:
    """Return everybody's leaves by login: without those in which nobody else would be there for the same work."""
    found: dict[str, tuple[tuple[date, date], ...]] = {}
    for listed in listed_officers():
        others = [one for one in listed_officers() if one is not listed and one.does_the_same_as(listed)]
        away = {one: found.get(one.login, (one.away,) if one.away else ()) for one in others}
        found[listed.login] = tuple(leave for leave in listed.leaves() if _is_covered(leave, away))
    return found


def _is_covered(leave: tuple[date, date], others: Mapping[Listed, Sequence[tuple[date, date]]]) -> bool:
    begins, ends = leave
    days = (begins + timedelta(days=n) for n in range((ends - begins).days + 1))
    return all(
        any(one.since <= day <= one.until and not any(a <= day <= b for a, b in away) for one, away in others.items())
        for day in days
    )


def _unit(listed: Listed, agency: Unit, divisions: Mapping[str, Unit]) -> Unit:
    if listed.role in OF_DIVISION:
        return divisions[listed.sector]
    try:
        return Unit.objects.of_role(listed.role, agency.pk)
    except Unit.DoesNotExist:
        raise MissingOfficer(f"a unit for {listed.role.value}") from None


def _users() -> dict[str, User]:
    """Make the accounts that are not there yet, and return all by user name."""
    ours = User.objects.filter(username__startswith=PREFIX)
    known = set(ours.values_list("username", flat=True))
    made = [_user(listed) for listed in listed_officers() if listed.username not in known]
    User.objects.bulk_create(made, ignore_conflicts=True)
    return {user.username: user for user in ours.all()}


def _user(listed: Listed) -> User:
    user = User(username=listed.username, full_name=listed.name, is_active=False)
    user.set_unusable_password()
    return user


def _drawn(officers: Sequence[Officer], weights: Sequence[float], chance: random.Random) -> Officer:
    return chance.choices(officers, weights)[0]
