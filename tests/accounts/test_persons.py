"""People of the office as an administrator enters, corrects and closes them."""

from datetime import datetime

import pytest
from allauth.account.models import EmailAddress
from pytest_django import Settings

from accounts.models import AccountChange, ChangeKind, Membership, SignInOutcome, SignInRecord, Unit, User
from accounts.people import persons
from accounts.people.persons import NewPerson, NewSeat, PersonError
from accounts.people.seating import SeatError, Terms
from accounts.roles import Role
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor
from tests.dossiers.officers import officer

NOW = datetime(2026, 1, 6, 9, 0, tzinfo=LOCAL)

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def who(username: str) -> User:
    return User.objects.get(username=username)


def enter(name: str = "Nguyễn Thị Mới", email: str = "moi@example.vn", username: str = "", *, times: int = 1) -> User:
    unit = Unit.objects.get(slug="mot-cua")
    seats = [NewSeat(unit, Role.ONE_STOP_OFFICER, Terms(NOW.date(), None))] * times
    return persons.enter(NewPerson(name, email, username), seats, by=who("admin"), at=NOW)


def test_who_is_entered_has_the_seats_and_no_password() -> None:
    person = enter()

    assert (person.username, person.full_name, person.has_usable_password()) == ("moi.nguyen", "Nguyễn Thị Mới", False)
    assert Membership.objects.get(user=person).role == Role.ONE_STOP_OFFICER
    kinds = AccountChange.objects.filter(person=person).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == [ChangeKind.ENTERED, ChangeKind.SEAT_GIVEN]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Đặng Đức Ưu", "uu.dang"), ("Lý", "ly"), ("  Trần   Văn Bình ", "binh.tran"), ("李", "")],
)
def test_a_user_name_is_made_of_a_name(name: str, expected: str) -> None:
    assert persons.proposed_name(name) == expected


def test_the_same_name_gets_a_number() -> None:
    enter()
    enter(email="moi2@example.vn")

    assert enter(email="moi3@example.vn").username == "moi.nguyen3"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"email": "BOB@example.vn"}, "email"),
        ({"username": "Bob"}, "username"),
        ({"name": "李"}, "username"),
    ],
)
def test_what_somebody_has_already_is_refused_and_nothing_is_kept(given: dict[str, str], field: str) -> None:
    with pytest.raises(PersonError) as refusal:
        enter(**given)

    assert refusal.value.field == field
    assert not AccountChange.objects.exists()
    assert not User.objects.filter(email="moi@example.vn").exists()


def test_an_address_that_somebody_has_confirmed_beside_the_own_is_taken_too() -> None:
    EmailAddress.objects.create(user=who("alice"), email="moi@example.vn", verified=True)

    with pytest.raises(PersonError, match="Nguyễn Thị An"):
        enter()


def test_a_seat_that_is_named_twice_enters_nobody() -> None:
    with pytest.raises(SeatError):
        enter(times=2)

    assert not User.objects.filter(username="moi.nguyen").exists()


def test_name_and_mail_are_corrected_and_the_former_mail_opens_the_account_no_more() -> None:
    bob = who("bob")
    EmailAddress.objects.create(user=bob, email=bob.email, verified=True, primary=True)

    assert persons.correct(bob, "Trần Văn Bình An", "binh@example.vn", by=who("admin"), at=NOW)
    assert not persons.correct(bob, "Trần Văn Bình An", "binh@example.vn", by=who("admin"), at=NOW)

    assert (who("bob").full_name, who("bob").email) == ("Trần Văn Bình An", "binh@example.vn")
    assert not EmailAddress.objects.filter(user=bob).exists()
    row = AccountChange.objects.get()
    assert row.before == {"full_name": "Trần Văn Bình", "email": "bob@example.vn"}
    with pytest.raises(PersonError):
        persons.correct(bob, "Trần Văn Bình An", "alice@example.vn", by=who("admin"), at=NOW)


def test_a_closed_account_is_out_at_once_and_comes_back_when_it_is_opened() -> None:
    bob = Visitor("bob")
    assert bob.get("/mot-cua/").status_code == 200

    assert persons.close(who("bob"), by=who("admin"), at=NOW)
    assert not persons.close(who("bob"), by=who("admin"), at=NOW)

    assert bob.get("/mot-cua/").status_code == 302
    assert persons.open_again(who("bob"), by=who("admin"), at=NOW)
    assert bob.get("/mot-cua/").status_code == 302, "the session of before stays over"
    assert Visitor("bob").get("/mot-cua/").status_code == 200
    kinds = AccountChange.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == [ChangeKind.CLOSED, ChangeKind.OPENED]


def test_the_last_administrator_and_one_s_own_account_are_not_closed() -> None:
    with pytest.raises(PersonError):
        persons.close(who("admin"), by=who("admin"), at=NOW)
    quan = officer("quan", Role.MANAGER, "so-tttt")
    with pytest.raises(SeatError):
        persons.close(who("admin"), by=quan, at=NOW)

    assert who("admin").is_active
    Membership.objects.filter(user=quan).update(role=Role.ADMINISTRATOR)
    assert persons.close(who("admin"), by=quan, at=NOW)


def test_a_session_outlives_a_new_key_of_the_site_where_the_former_one_is_kept(settings: Settings) -> None:
    persons.end_sessions(who("bob"), by=who("admin"), at=NOW)
    carried = who("bob").get_session_auth_hash()

    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another" * 9

    assert who("bob").get_session_auth_hash() != carried
    assert list(who("bob").get_session_auth_fallback_hash()) == [carried]


def test_every_session_ends_and_the_password_opens_a_new_one() -> None:
    first, second = Visitor("bob"), Visitor("bob")

    persons.end_sessions(who("bob"), by=who("admin"), at=NOW)

    assert [one.get("/mot-cua/").status_code for one in (first, second)] == [302, 302]
    assert Visitor("bob").get("/mot-cua/").status_code == 200
    assert Visitor("carol").get("/quan-ly/").status_code == 200
    assert AccountChange.objects.get().kind == ChangeKind.SESSIONS
    assert SignInRecord.objects.get(person=who("bob")).outcome == SignInOutcome.ENDED
