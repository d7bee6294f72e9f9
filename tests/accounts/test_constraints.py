"""What the database refuses of units, seats and substitutions, and how seats are read."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from accounts.models import Membership, Substitution, Unit, User
from accounts.roles import Role
from accounts.seats import seats_of

pytestmark = pytest.mark.django_db

DAY = date(2026, 1, 5)


def _unit(slug: str) -> Unit:
    return Unit.objects.get(slug=slug)


def _user(username: str) -> User:
    return User.objects.get(username=username)


@pytest.mark.parametrize(
    ("kind", "code", "has_parent"),
    [
        ("agency", "", False),
        ("province", "", False),
        ("desk", "", False),
        ("division", "H26.XX", True),
        ("office", "H26.XX", False),
    ],
)
def test_an_agency_has_a_code_and_a_part_has_a_parent_and_none(kind: str, code: str, has_parent: bool) -> None:
    parent = _unit("so-tttt") if has_parent else None

    with pytest.raises(IntegrityError, match="unit_agency_has_code"), transaction.atomic():
        Unit.objects.create(slug="moi", kind=kind, name_vi="M", name_en="N", agency_code=code, parent=parent)


def test_somebody_holds_a_role_in_a_unit_once() -> None:
    seat: dict[str, Any] = {"user": _user("bob"), "unit": _unit("mot-cua"), "role": Role.ONE_STOP_OFFICER}

    with pytest.raises(IntegrityError, match="membership_once"), transaction.atomic():
        Membership.objects.create(**seat)


def test_a_seat_does_not_end_before_it_begins() -> None:
    seat = Membership.objects.filter(user=_user("bob"))
    seat.update(since=DAY, until=DAY)

    with pytest.raises(IntegrityError, match="membership_ends_after"), transaction.atomic():
        seat.update(until=date(2026, 1, 4))


@pytest.mark.parametrize(
    ("substitute", "until", "name"),
    [("dung", DAY, "substitution_by_another"), ("hoa", date(2026, 1, 4), "substitution_ends_after")],
)
def test_a_substitution_has_an_end_and_two_people(substitute: str, until: date, name: str) -> None:
    row = Substitution(absent=_user("dung"), substitute=_user(substitute), since=DAY, until=until)

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        row.save()


@pytest.mark.parametrize(
    ("role", "slug"),
    [
        (Role.ONE_STOP_OFFICER, "mot-cua"),
        (Role.DEPARTMENT_LEADER, "so-tttt"),
        (Role.CLERK, "van-phong"),
        (Role.PROVINCIAL_OFFICE, "ubnd"),
    ],
)
def test_a_role_of_an_agency_sits_in_a_unit(role: Role, slug: str) -> None:
    assert Unit.objects.of_role(role, _unit("so-tttt").pk).slug == slug


def test_a_part_belongs_to_its_agency_and_an_agency_to_itself() -> None:
    agency = _unit("so-tttt")

    assert [_unit(slug).agency_id for slug in ("so-tttt", "mot-cua", "van-phong")] == [agency.pk] * 3
    assert _unit("ubnd").agency_id == _unit("ubnd").pk
    assert (agency.name("en-gb"), agency.name(None)) == (agency.name_en, agency.name_vi)


def test_the_seats_of_a_person_are_asked_for_once_a_day(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    bob = _user("bob")

    with django_assert_num_queries(1):
        seats = [seats_of(bob, DAY) for _ in range(3)]
    with django_assert_num_queries(1):
        seats_of(bob, date(2026, 1, 6))

    assert seats[0] is seats[2]
    assert [(seat.role, seat.unit_id) for seat in seats[0]] == [(Role.ONE_STOP_OFFICER, _unit("mot-cua").pk)]
    assert seats[0].see_dossiers
    assert seats[0].managed_agency_ids == ()
    assert seats[0].has(Role.CLERK, Role.ONE_STOP_OFFICER)
    assert not seats[0].has(Role.MANAGER)


def test_two_seats_in_one_agency_manage_one_agency() -> None:
    carol = _user("carol")
    Membership.objects.create(user=carol, unit=_unit("so-tttt"), role=Role.DEPARTMENT_LEADER)

    seats = seats_of(carol, DAY)

    assert [seat.role for seat in seats] == [Role.MANAGER, Role.DEPARTMENT_LEADER]
    assert seats.managed_agency_ids == (_unit("so-tttt").pk,)


def test_a_citizen_has_no_seat_and_stands_in_for_nobody() -> None:
    alice = _user("alice")
    Substitution.objects.create(absent=_user("dung"), substitute=alice, since=DAY, until=DAY)

    seats = seats_of(alice, DAY)

    assert not seats
    assert seats.acts_for == (alice.pk,)


@pytest.mark.parametrize(
    ("full_name", "name", "given"), [("Nguyễn Thị An", "Nguyễn Thị An", "An"), ("", "an.nguyen", "an.nguyen")]
)
def test_a_vietnamese_name_is_one_field_and_its_last_word_is_the_given_name(
    full_name: str, name: str, given: str
) -> None:
    user = User(username="an.nguyen", full_name=full_name)

    assert (user.get_full_name(), user.get_short_name()) == (name, given)
