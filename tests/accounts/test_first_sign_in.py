"""The first sign-in of an officer who was entered: a link in the mail, which opens once and for two days."""

from datetime import datetime, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress

from accounts.entry import first
from accounts.models import AccountChange, ChangeKind, FirstSignIn, Unit, User
from accounts.people import persons
from accounts.people.persons import NewPerson, NewSeat
from accounts.people.seating import Terms
from accounts.roles import Role
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read

NOW = datetime(2026, 1, 6, 9, 0, tzinfo=LOCAL)
NEW = {"password1": "hai-con-vit-vang", "password2": "hai-con-vit-vang"}
LOGIN = "/tai-khoan/login/"

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


@pytest.fixture
def person() -> User:
    seat = NewSeat(Unit.objects.get(slug="mot-cua"), Role.ONE_STOP_OFFICER, Terms(NOW.date(), None))
    return persons.enter(NewPerson("Nguyễn Thị Mới", "moi@example.vn"), [seat], by=admin(), at=NOW)


def admin() -> User:
    return User.objects.get(username="admin")


def link(person: User, at: datetime = NOW) -> str:
    return first.make(person, by=admin(), at=at)


def test_the_link_asks_for_a_password_and_lets_its_owner_in_to_work(person: User) -> None:
    path, visitor = link(person), Visitor(language="vi")

    page = visitor.get(path)
    answer = visitor.post(path, NEW)

    assert page.status_code == 200
    assert "Nguyễn Thị Mới" in read(page).words()
    assert "moi.nguyen" in read(page).words()
    assert "no-store" in page["Cache-Control"]
    assert (answer.status_code, answer["Location"]) == (302, "/mot-cua/")
    assert visitor.get("/mot-cua/").status_code == 200
    assert EmailAddress.objects.get(user=person).verified
    made = AccountChange.objects.filter(kind=ChangeKind.FIRST).get()
    assert (made.by, made.person) == (person, person)
    again = Visitor()
    again.post(LOGIN, {"login": "moi.nguyen", "password": NEW["password1"]})
    assert again.get("/mot-cua/").status_code == 200


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (NOW + timedelta(days=9), datetime(2026, 1, 17, 0, 0, tzinfo=LOCAL)),
        (NOW + timedelta(days=40), NOW + first.VALID),
        (NOW - timedelta(days=2), NOW + first.VALID),
    ],
    ids=["soon", "far off", "begun"],
)
def test_the_two_days_count_from_the_first_day_in_office_where_that_comes_soon(day: datetime, last: datetime) -> None:
    seat = NewSeat(Unit.objects.get(slug="mot-cua"), Role.ONE_STOP_OFFICER, Terms(day.date(), None))
    new = persons.enter(NewPerson("Lý Thị Hai", "hai@example.vn"), [seat], by=admin(), at=NOW)
    path = link(new)

    with time_machine.travel(last - timedelta(minutes=1), tick=False):
        before = Visitor().get(path).status_code
    with time_machine.travel(last, tick=False):
        after = Visitor().get(path).status_code

    assert (before, after) == (200, 410)


def test_a_link_opens_once(person: User) -> None:
    path = link(person)
    Visitor().post(path, NEW)

    for answer in (Visitor().get(path), Visitor().post(path, dict.fromkeys(NEW, "ba-con-vit-vang"))):
        assert answer.status_code == 410
        assert "This link can no longer be used" in read(answer).words()
    person.refresh_from_db()
    assert person.check_password(NEW["password1"])


def test_a_link_opens_for_two_days(person: User, clock: time_machine.Traveller) -> None:
    path = link(person)
    clock.shift(timedelta(hours=48) - timedelta(seconds=1))
    assert Visitor().get(path).status_code == 200

    clock.shift(timedelta(seconds=1))

    assert Visitor().get(path).status_code == 410
    assert Visitor().post(path, NEW).status_code == 410
    person.refresh_from_db()
    assert not person.has_usable_password()


def test_only_the_newest_link_opens(person: User) -> None:
    former, newest = link(person), link(person)

    assert [Visitor().get(one).status_code for one in (former, newest)] == [410, 200]


def test_a_link_dies_with_the_address_it_was_mailed_to(person: User) -> None:
    path = link(person)
    persons.correct(person, person.full_name, "moi2@example.vn", by=admin(), at=NOW)

    assert [Visitor().get(path).status_code, Visitor().post(path, NEW).status_code] == [410, 410]
    person.refresh_from_db()
    assert not person.has_usable_password()
    assert (
        "No link was mailed to this address yet" in read(Visitor("admin").get(f"/van-hanh/nguoi/{person.pk}/")).words()
    )
    assert Visitor().get(link(person)).status_code == 200


@pytest.mark.parametrize("path", ["/tai-khoan/lan-dau/x/", "/tai-khoan/lan-dau/" + "a" * 400 + "/"])
def test_a_link_that_nobody_made_opens_nothing(path: str) -> None:
    assert Visitor().get(path).status_code == 410


def test_a_closed_account_is_not_opened_by_its_link(person: User) -> None:
    path = link(person)
    persons.close(person, by=admin(), at=NOW)

    assert Visitor().get(path).status_code == 410


def test_whoever_has_a_password_has_no_first_sign_in(person: User) -> None:
    path = link(person)
    person.set_password("khac-han-roi")
    person.save()

    assert not first.can_have(person)
    assert Visitor().get(path).status_code == 410


@pytest.mark.parametrize(
    "typed",
    [
        {"password1": "hai-con-vit-vang", "password2": "ba-con-vit-vang"},
        {"password1": "12345678", "password2": "12345678"},
        {"password1": "", "password2": ""},
    ],
)
def test_a_password_that_is_none_is_told_at_its_field_and_the_link_still_opens(
    person: User, typed: dict[str, str]
) -> None:
    path = link(person)

    answer = Visitor().post(path, typed)

    assert answer.status_code == 422
    assert read(answer).summary
    assert FirstSignIn.objects.get().used_at is None
    assert Visitor().get(path).status_code == 200


def test_somebody_else_who_is_signed_in_at_the_browser_is_told_and_goes(person: User) -> None:
    visitor, path = Visitor("alice"), link(person)

    assert "Somebody else is signed in" in read(visitor.get(path)).words()
    visitor.post(path, NEW)

    assert visitor.get("/mot-cua/").status_code == 200


def test_the_database_has_no_secret(person: User) -> None:
    secret = link(person).rstrip("/").rpartition("/")[2]

    assert secret not in FirstSignIn.objects.get().digest
    assert len(secret) >= 32
