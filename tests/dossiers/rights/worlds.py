"""Random offices: who sits where and since when, who is away, and dossiers in every state of every procedure among them."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from accounts.models import Membership, Substitution, Unit, UnitKind, User
from accounts.roles import Role
from dossiers.models import Channel, CounterPerson, Dossier, Interest, InterestKind, Joining
from procedures.machine import Machine
from procedures.models import ProcedureVersion
from procedures.time.calendar import local
from tests.dossiers.rights.table import Away, File, Office, Seat

KIND = {
    Role.ONE_STOP_OFFICER: UnitKind.DESK,
    Role.DEPARTMENT_LEADER: UnitKind.AGENCY,
    Role.CLERK: UnitKind.OFFICE,
    Role.PROVINCIAL_OFFICE: UnitKind.PROVINCE,
    Role.DIVISION_HEAD: UnitKind.DIVISION,
    Role.SPECIALIST: UnitKind.DIVISION,
    Role.MANAGER: UnitKind.AGENCY,
    Role.ADMINISTRATOR: UnitKind.AGENCY,
}
"""In which kind of unit a role is held."""
OFTEN = (*KIND, *[Role.SPECIALIST] * 4, *[Role.DIVISION_HEAD] * 2, *[Role.ONE_STOP_OFFICER] * 2)
PEOPLE, FILES = 24, 40
LONG_AGO = date(2016, 1, 1)


@dataclass(frozen=True)
class World:
    """An office as the database has it and as the table has it, person by person and dossier by dossier."""

    office: Office
    people: Sequence[User]
    dossiers: Sequence[tuple[Dossier, File]]


def another_agency() -> None:
    """Make an agency with a division, a desk and a records office of its own."""
    agency = Unit.objects.create(
        kind=UnitKind.AGENCY, slug="khac", agency_code="H99", name_vi="Sở Khác", name_en="Other"
    )
    for kind in (UnitKind.DIVISION, UnitKind.DESK, UnitKind.OFFICE):
        Unit.objects.create(kind=kind, slug=f"khac-{kind}", parent=agency, name_vi=kind, name_en=kind)


def drawn(chance: random.Random, pattern: Dossier, now: datetime) -> World:
    """Return an office that nobody chose. Whatever it holds is written to the database."""
    today = local(now).date()
    units = list(Unit.objects.order_by("pk"))
    people = User.objects.bulk_create(
        User(
            username=f"p{number}",
            full_name=f"Người {number}",
            email=f"p{number}@example.vn",
            personal_id=_number(chance, number),
        )
        for number in range(PEOPLE)
    )
    seats = {person.pk: _seats(chance, units, today) for person in people}
    away = _absences(chance, people, seats, today)
    counter, joined = _at_counter(chance, people, now)
    Membership.objects.bulk_create(
        Membership(user_id=pk, role=seat.role, unit_id=seat.unit, since=seat.since, until=seat.until)
        for pk, own in seats.items()
        for seat in own
    )
    versions = list(ProcedureVersion.objects.published().select_related("procedure"))
    dossiers = [_dossier(chance, pattern, versions, units, people) for _number in range(FILES)]
    gone = [one.absent for one in away]
    for dossier in dossiers:
        # What was handed in on paper is read by a joined account.
        if chance.random() < 0.2 and counter:
            dossier.applicant_id = chance.choice(sorted(counter))
            continue
        # What somebody who is away has applied for, or has as a case officer, is where the rules meet.
        dossier.applicant_id = chance.choice([dossier.applicant_id, *gone])
        if dossier.assignee_id:
            dossier.assignee_id = chance.choice([dossier.assignee_id, *gone])
    stored = Dossier.objects.bulk_create(dossiers)
    numbers = {person.pk: person.personal_id for person in people}
    office = Office(today, seats, tuple(away), counter, numbers, _interests(chance, people, stored, now), joined)
    return World(office, people, [(one, file_of(one)) for one in stored])


def _number(chance: random.Random, number: int) -> str:
    """Return the number of a person: most have none, others one of their own, and some that of another account."""
    return chance.choice(("", "", f"{1000 + number:012}", f"{chance.randrange(4):012}"))


def _interests(
    chance: random.Random, people: Sequence[User], dossiers: Sequence[Dossier], now: datetime
) -> frozenset[tuple[int, int]]:
    """Return who has declared an interest in which dossier, as far as that stands: often who has it, some ended by another."""
    found = {
        (chance.choice([dossier.assignee_id or people[0].pk, chance.choice(people).pk]), dossier.pk): chance.random()
        < 0.7
        for dossier in chance.sample(list(dossiers), FILES // 2)
    }
    Interest.objects.bulk_create(
        Interest(
            dossier_id=dossier,
            person_id=person,
            kind=InterestKind.OTHER,
            reason="x",
            declared_at=now,
            ended_at=None if stands else now,
            ended_by=None if stands else next(one for one in people if one.pk != person),
        )
        for (person, dossier), stands in found.items()
    )
    return frozenset(key for key, stands in found.items() if stands)


def file_of(dossier: Dossier) -> File:
    """Return a dossier as the table has it."""
    return File(
        dossier.pk,
        dossier.agency_id,
        dossier.division_id,
        dossier.unit_id,
        dossier.holder,
        dossier.assignee_id,
        dossier.applicant_id,
        dossier.channel == Channel.ONLINE,
    )


def _seats(chance: random.Random, units: Iterable[Unit], today: date) -> tuple[Seat, ...]:
    """Return up to three seats of somebody; one in three ended, or is still to come, or begins or ends today."""
    found: dict[tuple[str, int], Seat] = {}
    for _turn in range(chance.choice((0, 1, 1, 1, 2, 3))):
        role = chance.choice(OFTEN)
        unit = chance.choice([one for one in units if one.kind == KIND[role]])
        since, until = chance.choice(
            [(LONG_AGO, None)] * 4
            + [
                (LONG_AGO, today),
                (today, None),
                (LONG_AGO, today - timedelta(days=1)),
                (today + timedelta(days=1), None),
            ]
        )
        found[role.value, unit.pk] = Seat(role.value, unit.pk, _agency(unit), since, until)
    return tuple(found.values())


def _agency(unit: Unit) -> int:
    is_one = unit.kind in (UnitKind.AGENCY, UnitKind.PROVINCE) or unit.parent_id is None
    return unit.pk if is_one else int(unit.parent_id or 0)


def _absences(
    chance: random.Random, people: Sequence[User], seats: Mapping[int, tuple[Seat, ...]], today: date
) -> list[Away]:
    """Return who is away: most with somebody of the agency, some with nobody, some in a circle, some over or ended.

    The rows are put in as no page would let them be.
    """
    found = []
    for absent in chance.sample(list(people), chance.randrange(PEOPLE // 3, 2 * PEOPLE // 3)):
        agencies = {seat.agency for seat in seats[absent.pk]}
        near = [one for one in people if one != absent and agencies & {seat.agency for seat in seats[one.pk]}]
        for _turn in range(chance.choice((1, 1, 2))):
            other = chance.choice([*near, *near, None, *people])
            if other == absent:
                continue
            since = today - timedelta(days=chance.randrange(-1, 4))
            until = since + timedelta(days=chance.randrange(6))
            ended = chance.choice((None, None, None, today, today + timedelta(days=1)))
            found.append(Away(absent.pk, other and other.pk, since, until, ended))
    Substitution.objects.bulk_create(
        Substitution(
            absent_id=one.absent,
            substitute_id=one.substitute,
            since=one.since,
            until=one.until,
            ended_on=one.ended,
            ended_by_id=one.absent if one.ended else None,
        )
        for one in found
    )
    return found


def _at_counter(chance: random.Random, people: Sequence[User], now: datetime) -> tuple[frozenset[int], dict[int, int]]:
    """Return who of the last four was served at the counter and has no account, and the account that half of them are joined with.

    That account is an officer's, too, who got a seat since; its number is another one, or none.
    """
    served = [one for one in people[-4:] if chance.random() < 0.5]
    joined = {one.pk: chance.choice(people[:-4]) for one in served if chance.random() < 0.5}
    CounterPerson.objects.bulk_create(
        CounterPerson(user=one, number=f"{one.pk:012}"[-12:], made_by=people[0], made_at=now) for one in served
    )
    # Before that, some were joined with an account from which they were parted, which may be the same.
    ended = {one.pk: chance.choice(people[:-4]) for one in served if chance.random() < 0.5}
    long_ago, then = now - timedelta(days=2), now - timedelta(days=1)
    Joining.objects.bulk_create(
        [
            *(_joining(pk, whose, people[0], long_ago, then) for pk, whose in ended.items()),
            *(_joining(pk, whose, people[0], now) for pk, whose in joined.items()),
        ]
    )
    return frozenset(one.pk for one in served), {pk: account.pk for pk, account in joined.items()}


def _joining(person: int, account: User, by: User, since: datetime, until: datetime | None = None) -> Joining:
    parted = {"parted_at": until, "parted_by": by, "reason": "Gắn nhầm."} if until else {}
    return Joining(person_id=person, account=account, joined_by=by, joined_at=since, **parted)


def _dossier(
    chance: random.Random,
    pattern: Dossier,
    versions: Sequence[ProcedureVersion],
    units: Sequence[Unit],
    people: Sequence[User],
) -> Dossier:
    version = chance.choice(versions)
    state = chance.choice([*version.machine.states.values()])
    agencies = [one for one in units if one.kind == UnitKind.AGENCY]
    agency = chance.choice([agencies[0], agencies[0], *agencies])
    return placed(chance, pattern, version, state.name, agency, units, people)


def placed(  # noqa: PLR0917 - where it lies
    chance: random.Random,
    pattern: Dossier,
    version: ProcedureVersion,
    state: str,
    agency: Unit,
    units: Sequence[Unit],
    people: Sequence[User],
) -> Dossier:
    """Return a dossier in a state, held where that state is held; its division and case officer are drawn. Not stored."""
    machine, place = version.machine, version.machine.states[state]
    divisions = [one for one in units if one.kind == UnitKind.DIVISION and one.parent_id == agency.pk]
    holder = place.holder.value if place.holder else ""
    division = (
        chance.choice(divisions)
        if holder in (Role.SPECIALIST, Role.DIVISION_HEAD)
        else chance.choice([None, *divisions])
    )
    assignee = chance.choice(people) if holder == Role.SPECIALIST else chance.choice([None, *people])
    fields = {field.attname: getattr(pattern, field.attname) for field in Dossier._meta.concrete_fields}
    fields |= {
        "id": None,
        "code": f"R{chance.getrandbits(96):x}",
        "draft_key": UUID(int=chance.getrandbits(128)),
        "procedure_id": version.procedure_id,
        "version_id": version.pk,
        "sector": machine.sector,
        "agency_id": agency.pk,
        "applicant_id": chance.choice(people).pk,
        "state": state,
        "status": place.status.value,
        "holder": holder,
        "unit_id": _unit(holder, agency, division, units),
        "division_id": division and division.pk,
        "assignee_id": assignee and assignee.pk if division else None,
        "channel": chance.choice(Channel.values),
        "message_from": "",
        "resolved_at": pattern.filed_at if holder == "" else None,
    }
    return Dossier(**fields)


def _unit(holder: str, agency: Unit, division: Unit | None, units: Sequence[Unit]) -> int | None:
    """Return the unit that has what a role holds."""
    if holder in ("", Role.CITIZEN):
        return None
    kind = KIND[Role(holder)]
    if kind is UnitKind.DIVISION:
        return division.pk if division else None
    if kind is UnitKind.AGENCY:
        return agency.pk
    if kind is UnitKind.PROVINCE:
        return next(one.pk for one in units if one.kind == kind)
    return next((one.pk for one in units if one.kind == kind and one.parent_id == agency.pk), None)


def staffed(chance: random.Random, machines: Iterable[Machine], agency: Unit, units: Sequence[Unit]) -> list[User]:
    """Give each role of an agency, in each unit where it is held, one to three people; return all of them, seated or not."""
    roles = {step.role for machine in machines for step in machine.steps} | {Role.ONE_STOP_OFFICER, Role.DIVISION_HEAD}
    people = User.objects.bulk_create(
        User(username=f"s{number}", full_name=f"Cán bộ {number}") for number in range(PEOPLE)
    )
    seats = [
        Membership(user=person, role=role, unit=unit, since=LONG_AGO)
        for role in sorted(roles)
        for unit in _where(role, agency, units)
        for person in chance.sample(people, chance.choice((1, 1, 2, 3)))
    ]
    Membership.objects.bulk_create(seats)
    return people


def _where(role: Role, agency: Unit, units: Sequence[Unit]) -> list[Unit]:
    """Return the units in which a role is held for an agency."""
    own = [one for one in units if one.kind == KIND[role] and agency.pk in (one.pk, one.parent_id)]
    return own or [one for one in units if one.kind == KIND[role] == UnitKind.PROVINCE]
