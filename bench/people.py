"""Who works and who applies in the bench: 200 officers in twenty divisions and the agency's own units, 5,000 citizens."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from accounts.models import Membership, Unit, UnitKind, User
from accounts.roles import Role
from procedures.models import UnitSector

CITIZENS = int(os.environ.get("BENCH_CITIZENS") or 5_000)
DIVISIONS = int(os.environ.get("BENCH_DIVISIONS") or 20)
SPECIALISTS = 7
"""In each division, beside its head."""
SLUGS = {
    "xuat-ban-in-phat-hanh": "xb-tai-lieu-khong-kinh-doanh",
    "bao-chi": "gp-ban-tin",
    "buu-chinh": "gp-buu-chinh",
    "phat-thanh-truyen-hinh-ttdt": "trang-ttdt-tong-hop",
}
"""A procedure for each sector; a division serves one sector."""
OF_AGENCY = {
    Role.ONE_STOP_OFFICER: (24, "mot-cua"),
    Role.DEPARTMENT_LEADER: (8, "so-tttt"),
    Role.CLERK: (6, "van-phong"),
    Role.PROVINCIAL_OFFICE: (2, "ubnd"),
}
"""How many hold a role outside the divisions, and in which unit of the demo."""


@dataclass(frozen=True, slots=True)
class Division:
    """A division of the bench, the sector that it serves, and who works there and for it."""

    unit: Unit
    sector: str
    number: int
    head: User
    specialists: list[User]
    agency: dict[Role, list[User]]

    def people(self) -> dict[Role, User]:
        """Return who acts in each role; another one for each division."""
        seated = {role: people[self.number % len(people)] for role, people in self.agency.items()}
        return seated | {Role.DIVISION_HEAD: self.head, Role.SPECIALIST: self.specialists[0]}

    def specialist(self, turn: int) -> User:
        """Return whose turn it is."""
        return self.specialists[turn % SPECIALISTS]


def load() -> list[Division]:
    """Make all of them, in an order that is always the same; return the divisions."""
    agency = {}
    for role, (count, slug) in OF_AGENCY.items():
        agency[role] = _seat(_people(f"bench-{slug}", count), Unit.objects.get(slug=slug), role)
    User.objects.bulk_create(_people("bench-citizen", CITIZENS))
    return [_division(number, agency) for number in range(DIVISIONS)]


def officers() -> list[User]:
    """Return the 200 officers."""
    return list(User.objects.filter(username__startswith="bench-", memberships__isnull=False).order_by("pk"))


def citizens(count: int = CITIZENS) -> list[User]:
    """Return the first citizens."""
    return list(User.objects.filter(username__startswith="bench-citizen-").order_by("pk")[:count])


def _division(number: int, agency: dict[Role, list[User]]) -> Division:
    names = {"name_vi": f"Phòng thử tải {number + 1:02d}", "name_en": f"Bench division {number + 1:02d}"}
    parent = Unit.objects.get(slug="so-tttt")
    unit = Unit.objects.create(slug=f"bench-{number}", kind=UnitKind.DIVISION, parent=parent, **names)
    sector = tuple(SLUGS)[number % len(SLUGS)]
    UnitSector.objects.create(unit=unit, sector=sector)
    (head,) = _seat(_people(f"bench-head-{number}", 1), unit, Role.DIVISION_HEAD)
    specialists = _seat(_people(f"bench-specialist-{number}", SPECIALISTS), unit, Role.SPECIALIST)
    return Division(unit, sector, number, head, specialists, agency)


def _seat(people: Iterable[User], unit: Unit, role: Role) -> list[User]:
    made = User.objects.bulk_create(people)
    Membership.objects.bulk_create(Membership(user=user, unit=unit, role=role) for user in made)
    return made


def _people(name: str, count: int) -> Iterator[User]:
    for number in range(count):
        username = f"{name}-{number}"
        # No hash, so that nobody signs in with a password.
        yield User(username=username, full_name=f"Người Thử {number}", email=f"{username}@example.vn", password="!")
