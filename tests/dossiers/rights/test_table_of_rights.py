"""Nobody sees or does what the table denies, and no dossier is in nobody's list: random offices, a million comparisons in `make prove`.

A check is one person, one dossier and one act (or the sight of it): what the product says beside what the table says that was
written by hand. ``RIGHTS_CHECKS`` says how many, ``RIGHTS_SEED`` where chance begins.
"""

import os
import random
from contextlib import suppress
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db.models import Q

from accounts import absences, seats
from accounts.absences import Absence, AbsenceError
from accounts.models import Membership, Substitution, Unit, UnitKind, User
from accounts.rights import WITHOUT_SEAT
from accounts.roles import Role
from accounts.seats import Lender, Seat, Seats, seats_of
from dossiers import acts, policy, queries
from dossiers.models import KEPT_OUT, Dossier, DossierQuerySet, Interest, InterestKind, standing
from dossiers.models.rows.served import Served
from dossiers.pages import gaps
from dossiers.policy import Actor
from dossiers.reports.alerts.coming import coming
from dossiers.reports.alerts.stranded import OWN, Staff, of_agency
from portal.demo import story
from procedures.machine import Ask
from procedures.models import ProcedureVersion
from procedures.publication.organisation import organisation_on
from procedures.time.calendar import local
from tests.dossiers.bulk.choosing import FILED, NOW
from tests.dossiers.proof.records import undone
from tests.dossiers.rights.worlds import World, another_agency, drawn, file_of, placed, staffed
from tests.proof import RIGHTS, RIGHTS_CHECKED, RIGHTS_PARTS

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

TODAY = local(NOW).date()
SEED = int(os.environ.get("RIGHTS_SEED", "0")) or random.SystemRandom().getrandbits(32)
OFFICES = 2 if RIGHTS_PARTS == 1 else 4
"""Offices of each part in which it is asked who has what."""


@pytest.fixture
def pattern() -> Dossier:
    another_agency()
    return story.file("alice", at=FILED)


@pytest.mark.parametrize("part", range(RIGHTS_PARTS))
def test_nobody_sees_or_does_what_the_table_denies(part: int, pattern: Dossier, record_property: Any) -> None:
    checks, seed = 0, SEED + 1_000_003 * part
    while checks < RIGHTS / RIGHTS_PARTS:
        seed += 1
        with undone():
            checks += _compared(drawn(random.Random(seed), pattern, NOW), seed)
    record_property(RIGHTS_CHECKED, checks)


def _compared(world: World, seed: int) -> int:
    """Compare everything that everybody may in a world; return how many comparisons that were."""
    checks, office = 0, world.office
    listed = {one.pk: one for one, _file in world.dossiers}
    open_acts = {pk: acts.open_in(one.machine, one.state) for pk, one in listed.items()}
    for person in world.people:
        places = seats_of(person, TODAY)
        actors = (Actor.citizen(person), *policy.actors(person, places))
        ours = Dossier.objects.filter(pk__in=listed)
        seen = set(ours.visible_to(places).values_list("pk", flat=True))
        held = set(ours.on_desk_of(places, standing.had_by(places)).values_list("pk", flat=True))
        assert seen == {one.pk for one, file in world.dossiers if office.sees(person.pk, file)}, (seed, person)
        assert held == {one.pk for one, file in world.dossiers if office.has(person.pk, file)}, (seed, person)
        own = set(ours.own_of(person).values_list("pk", flat=True))
        assert own == {one.pk for one, file in world.dossiers if office.applies(person.pk, file)}, (seed, person)
        for dossier, file in world.dossiers:
            assert policy.shows(actors, dossier) == (dossier.pk in seen), (seed, person, dossier)
            for action in open_acts[dossier.pk]:
                may = any(policy.may(actor, action, dossier) for actor in actors)
                by = frozenset(role.value for role in action.by)
                assert may == office.may(person.pk, action.name, by, file), (seed, person, dossier.code, action.name)
            checks += len(open_acts[dossier.pk]) + 2
    return checks


def test_the_table_tells_apart_what_it_is_to_tell_apart(pattern: Dossier) -> None:
    """A table that always says no would agree with a product that does: each kind of answer has to come."""
    said: dict[str, set[bool]] = {}
    for seed in range(6):
        with undone():
            world = drawn(random.Random(seed), pattern, NOW)
            for person in world.people:
                for dossier, file in world.dossiers:
                    said.setdefault("sees", set()).add(world.office.sees(person.pk, file))
                    said.setdefault("has", set()).add(world.office.has(person.pk, file))
                    for action in acts.open_in(dossier.machine, dossier.state):
                        by = frozenset(role.value for role in action.by)
                        said.setdefault(action.name, set()).add(world.office.may(person.pk, action.name, by, file))
                        if world.office.applies(person.pk, file) and person.pk != file.applicant:
                            said.setdefault("by a joined account", set()).add(Role.CITIZEN in action.by)
                lent = [whose for _seat, whose in world.office.places(person.pk)]
                said.setdefault("in place of", set()).update(whose is not None for whose in lent)

    of_nobody = {name for name, answers in said.items() if answers == {False}}
    system = {Role.SYSTEM}
    every = {act.name for act in acts.ACTS.values() if act.by == system} | acts.FORMER
    assert said["sees"] == said["has"] == said["in place of"] == said["by a joined account"] == {True, False}
    assert {name for name in of_nobody if name in acts.ACTS} <= every
    assert said["answer-supplement"] == said[acts.NOTE] == said[acts.TO_APPLICANT] == {True, False}


def _lax(actor: Actor, dossier: Dossier) -> bool:
    in_division = dossier.division_id == actor.unit_id
    return in_division if actor.role is Role.SPECIALIST else dossier.agency_id == actor.agency_id


PLANTED = {
    "one's own": (policy, "handles_own", lambda _actor, _dossier: False),
    "a colleague's files, another division's": (policy, "_in_unit", _lax),
    "what whoever is away applied for": (standing, "by", lambda _seats, _absent, found: found),
    "what whoever is away may not handle, in a list": (Seats, "lender", lambda _seats, absent: Lender(absent, ())),
    "what whoever is away may not handle, in an act": (policy, "is_not_lent", lambda _actor, _dossier: False),
    "what whoever is away has declared an interest in": (
        Lender,
        "is_kept_from",
        lambda lender, dossier: dossier.applicant_id in lender.accounts,
    ),
    "what another account of whoever is away applied for": (
        Lender,
        "is_kept_from",
        lambda lender, dossier: dossier.applicant_id == lender.user_id or dossier.pk in lender.kept_out,
    ),
    "a seat lent to anybody": (seats, "is_lent", lambda _seat, own: bool(list(own))),
    "a declared interest": (policy, "is_interested", lambda _actor, _dossier: False),
    "another account of the same person": (
        policy,
        "handles_own",
        lambda actor, dossier: (
            actor.user is not None and actor.role not in WITHOUT_SEAT and dossier.applicant_id == actor.user.pk
        ),
    ),
    "what was handed in on paper by whom one's account was joined with": (
        seats,
        "_KEPT_OUT",
        [KEPT_OUT.replace("served.joined_id IN (SELECT id FROM own)", "false")],
    ),
    "what is done by the account of another": (
        Actor,
        "joined_with",
        lambda actor, dossier: dossier.joining and dossier.joining[1] if actor.role is Role.CITIZEN else None,
    ),
    "what is done by an account that was parted": (
        Served,
        "in_force",
        property(lambda one: one.joinings[-1] if one.joinings else None),
    ),
    "what is read by an account that was parted": (
        DossierQuerySet,
        "own_of",
        lambda found, user: found.filter(Q(applicant=user) | Q(applicant__at_counter__joinings__account=user)),
    ),
    "what is the applicant's": (
        policy,
        "does_for_applicant",
        lambda actor, action, _dossier: Role.CITIZEN in action.by,
    ),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_a_right_that_is_too_much_is_found(planted: str, pattern: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(*PLANTED[planted])

    with pytest.raises(AssertionError):
        # Two accounts of whoever is away, or a barred file in a list, come in one office of fifteen.
        _compared_in_some(pattern, 60)
    seats._made.cache_clear()


def _compared_in_some(pattern: Dossier, offices: int) -> None:
    for seed in range(offices):
        with undone():
            _compared(drawn(random.Random(seed), pattern, NOW), seed)


@pytest.mark.parametrize("blind", ["lacks", "_lacks_case_officer"])
def test_what_is_stranded_and_not_shown_is_found(blind: str, pattern: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Staff, blind, lambda *_about, **_given: "")

    with pytest.raises(AssertionError):
        test_no_dossier_is_in_nobody_s_list(0, pattern, monkeypatch)


def test_what_a_case_officer_applied_for_is_not_the_head_s_who_stands_in() -> None:
    sits = {(Role.SPECIALIST, 1): {1}, (Role.DIVISION_HEAD, 1): {2}}
    staff = Staff(sits, {1: {2}}, {1: 9})

    assert [staff.lacks(Role.SPECIALIST, 1, 1, {applicant}) for applicant in (1, 3)] == [OWN, ""]


@pytest.mark.parametrize("part", range(RIGHTS_PARTS))
def test_no_dossier_is_in_nobody_s_list(part: int, pattern: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    """In an office that publication accepts, whatever waits for the office is on somebody's desk; what leaves strand is shown.

    What is given to a case officer next is so only where there is one whom it can be given. All else is named on the page of
    what the organisation lacks, whatever people are kept out of.
    """
    # All of them are named, and not the first ones alone.
    monkeypatch.setattr(gaps, "MOST_SHOWN", 10_000)
    versions = list(ProcedureVersion.objects.published().select_related("procedure"))
    agency = Unit.objects.get(agency_code=settings.AGENCY_CODE)
    units, accepted = list(Unit.objects.order_by("pk")), 0
    for number in range(OFFICES):
        seed = SEED + 7_919 * (part * OFFICES + number)
        chance = random.Random(seed)
        with undone():
            Membership.objects.all().delete()
            Substitution.objects.all().delete()
            people = staffed(chance, [one.machine for one in versions], agency, units)
            organisation = organisation_on(TODAY)
            good = [one for one in versions if not list(organisation.gaps(one.machine))]
            accepted += len(good)
            dossiers = [*_everywhere(chance, pattern, good, Place(agency, units, people)), pattern]
            _nothing_is_lost(dossiers, people, seed, is_whole=True)
            _leave(chance, people)
            _declare(chance, people, dossiers)
            _nothing_is_lost(dossiers, people, seed, is_whole=False)
    assert accepted > OFFICES, "publication accepts hardly anything in these offices"


class Place(NamedTuple):
    """An agency with all units there are, and its people."""

    agency: Unit
    units: list[Unit]
    people: list[User]


def _everywhere(
    chance: random.Random, pattern: Dossier, versions: list[ProcedureVersion], place: Place
) -> list[Dossier]:
    """Return a dossier in each open state of each procedure, nine of ten a citizen's, in a division that serves its sector."""
    organisation, alice, found = organisation_on(TODAY), story.person("alice"), []
    elsewhere = [one for one in place.units if one.kind != UnitKind.DIVISION]
    for version in versions:
        for state in version.machine.states.values():
            if state.holder is None:
                continue
            division = chance.choice(organisation.divisions(version.machine.sector))
            units = [*elsewhere, division]
            dossier = placed(chance, pattern, version, state.name, place.agency, units, place.people)
            dossier.applicant = alice if chance.randrange(10) else chance.choice(place.people)
            officers = sorted(organisation.holding(Role.SPECIALIST, division))
            if state.holder is Role.SPECIALIST:
                dossier.assignee_id = chance.choice(officers)
            found.append(dossier)
    return Dossier.objects.bulk_create(found)


def _leave(chance: random.Random, people: list[User]) -> None:
    """Let people leave for days, as far as the page lets them, and let seats end, as the administrator does."""
    for absent in chance.sample(people, len(people) // 3):
        wanted = Absence(absent, chance.choice([None, *people]), TODAY, TODAY + timedelta(days=chance.randrange(0, 5)))
        with suppress(AbsenceError):
            absences.enter(wanted, by=absent, at=NOW)
    held = list(Membership.objects.order_by("pk").values_list("pk", flat=True))
    ended = Membership.objects.filter(pk__in=chance.sample(held, len(held) // 6))
    ended.update(until=TODAY - timedelta(days=1))


def _declare(chance: random.Random, people: list[User], dossiers: list[Dossier]) -> None:
    """Let people declare interests: often whoever has it, or could be given it."""
    there = [*Membership.objects.in_force(TODAY).values_list("unit", "user")]
    drawn = {
        (dossier.pk, person)
        for dossier in dossiers
        for unit, person in there
        if chance.random() < (0.4 if unit in {dossier.unit_id, dossier.division_id} else 0.02)
    }
    kind, known = InterestKind.OTHER, {one.pk for one in people}
    Interest.objects.bulk_create(
        Interest(dossier_id=dossier, person_id=person, kind=kind, reason="x", declared_at=NOW)
        for dossier, person in sorted(drawn)
        if person in known
    )


def _nothing_is_lost(dossiers: list[Dossier], people: list[User], seed: int, *, is_whole: bool) -> None:
    """Of each dossier that waits for the office: it is on the desk of somebody who is there, or an alert says that it is not."""
    caches["process"].clear()
    away = set(Substitution.objects.in_force(TODAY).values_list("absent", flat=True))
    had: dict[int, set[int]] = {one.pk: set() for one in dossiers}
    seen: set[int] = set()
    seated = []
    for person in User.objects.filter(pk__in=[one.pk for one in people]):
        places = seats_of(person, TODAY)
        if not places.see_dossiers:
            continue
        seated.append(places)
        seen |= set(queries.worklist("open", places, NOW).dossiers.values_list("pk", flat=True))
        for name in ("mine", "ready") if person.pk not in away else ():
            for pk in queries.worklist(name, places, NOW).dossiers.values_list("pk", flat=True):
                had[pk].add(person.pk)
    staff, waiting = Staff.on(TODAY), [one for one in dossiers if one.holder != Role.CITIZEN]
    present = [one for one in seated if one.user_id not in away]
    stranded = [one for one in waiting if not had[one.pk] or not _goes_on(one, seated, present)]
    declared = {one.pk: set[int]() for one in dossiers}
    for row in Interest.objects.standing():
        declared[row.dossier_id].add(row.person_id)
    for one in waiting:
        place, division = (one.holder, one.unit_id or 0, one.assignee_id), _given_in(one)
        why = staff.lacks(*place, {one.applicant_id}, declared[one.pk], given_in=division)
        assert bool(why) == (one in stranded), (seed, one.state, file_of(one), why, had[one.pk])
    told = of_agency(Unit.objects.get(agency_code=settings.AGENCY_CODE), NOW)
    assert sum(int(one.measured["count"]) for found in told.values() for one in found) == len(stranded), seed
    unnamed = _unnamed(stranded, people)
    assert not unnamed, (seed, [(one.state, file_of(one)) for one in unnamed])
    if is_whole:
        # As long as nobody has left, only what an officer has applied for can be stranded, and somebody sees all there is.
        assert {one.applicant_id for one in stranded} <= {one.pk for one in people}, seed
        assert {one.pk for one in dossiers} <= seen, seed


def _given_in(dossier: Dossier) -> int | None:
    """Return the division of a dossier that is given to a case officer next; None of all others."""
    onward = [one for one in dossier.machine.actions_from(dossier.state) if one.name.startswith("finish-")]
    is_given = any(asked.kind is Ask.ASSIGNEE for one in onward for asked in one.asks)
    return dossier.division_id if is_given else None


def _goes_on(dossier: Dossier, seated: list[Seats], present: list[Seats]) -> bool:
    """Say whether what is given to a case officer next can be given to one, so that somebody who is there has it."""
    if (division := _given_in(dossier)) is None:
        return True
    return any(
        one.have(Role.SPECIALIST, division, officer.user_id) and not _is_kept_out(one, dossier, in_place_of=officer)
        for officer in seated
        if any((seat.role, seat.unit_id, seat.stands_for) == (Role.SPECIALIST, division, None) for seat in officer)
        and not _is_kept_out(officer, dossier)
        for one in present
    )


def _is_kept_out(seats: Seats, dossier: Dossier, in_place_of: Seats | None = None) -> bool:
    """Say whether somebody may not handle a dossier, for oneself or in the place of somebody."""
    return any(
        dossier.applicant_id in one.own_accounts or dossier.pk in one.kept_out for one in (seats, in_place_of) if one
    )


def _unnamed(stranded: list[Dossier], people: list[User]) -> list[Dossier]:
    """Return what of the stranded the page of what the organisation lacks does not name: by its number, its place or the role."""
    agency, names = Unit.objects.get(agency_code=settings.AGENCY_CODE), {one.pk: one.full_name for one in people}
    found = gaps.of_administrator(Seats(0, (Seat(Role.ADMINISTRATOR, agency.pk, "", agency.pk),), (0,)), TODAY)
    codes = {one.code for one in (*found.barred, *found.left_alone)}
    lines = coming(Dossier.objects.filter(agency=agency), TODAY, also_now=True)
    places = {(one.role, one.unit.pk, one.officer) for one in lines if one.on == TODAY}
    organisation, lacks = organisation_on(TODAY), {one.lack for one in found.missing}
    units = {unit.pk: unit for unit in organisation.units}

    def is_named(dossier: Dossier) -> bool:
        officer = names[dossier.assignee_id or 0] if dossier.holder == Role.SPECIALIST else ""
        where = {(dossier.holder, dossier.unit_id or 0, officer)}
        if division := _given_in(dossier):
            where.add((Role.SPECIALIST.value, division, ""))
        missing = {gap.unit_id for gap in organisation.gaps(dossier.machine) if gap.lack in lacks}
        vacant = {(role, unit) for role, unit, _officer in where if not organisation.holding(Role(role), units[unit])}
        return dossier.code in codes or bool(where & places) or any(unit in missing for _role, unit in vacant)

    return [one for one in stranded if not is_named(one)]
