"""The mail with the link of the first sign-in: in both languages, with what its reader is set up as."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.core import mail

from accounts.entry import first
from accounts.models import Membership, Unit, User
from accounts.people import persons
from accounts.people.persons import NewPerson, NewSeat
from accounts.people.seating import Terms
from accounts.roles import Role
from procedures.time.calendar import LOCAL
from tests import golden
from tests.dossiers.browsing import Visitor, read

NOW = datetime(2026, 1, 6, 9, 0, tzinfo=LOCAL)
TODAY = NOW.date()

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def seat(role: Role, unit: str, since: date, until: date | None = None) -> NewSeat:
    return NewSeat(Unit.objects.get(slug=unit), role, Terms(since, until))


def entered(*seats: NewSeat) -> User:
    by = User.objects.get(username="admin")
    return persons.enter(NewPerson("Nguyễn Thị Mới", "moi@example.vn"), seats, by=by, at=NOW)


def invited(person: User) -> str:
    """Return the text of the mail, with a link that is always the same."""
    Visitor("admin").post(f"/van-hanh/nguoi/{person.pk}/", {"do": "send-link"})
    [message] = mail.outbox
    text, links = re.subn(r"/tai-khoan/lan-dau/[\w-]+/", "/tai-khoan/lan-dau/…/", str(message.body))
    assert links == 2
    return f"Subject: {message.subject}\n\n{text}"


def test_it_says_as_what_its_reader_is_set_up_in_both_languages() -> None:
    soon = TODAY + timedelta(days=9)
    person = entered(
        seat(Role.ONE_STOP_OFFICER, "mot-cua", TODAY), seat(Role.CLERK, "van-phong", soon, date(2026, 6, 30))
    )

    golden.assert_matches("accounts/first-sign-in.txt", invited(person))


def test_of_who_begins_later_it_says_from_when_on_the_link_opens_too() -> None:
    person = entered(seat(Role.CLERK, "van-phong", TODAY + timedelta(days=9)))

    golden.assert_matches("accounts/first-sign-in-later.txt", invited(person))


def test_a_seat_that_is_over_is_none_and_without_any_nothing_is_said_of_them() -> None:
    person = entered(seat(Role.CLERK, "van-phong", TODAY))
    Membership.objects.filter(user=person).update(since=TODAY - timedelta(days=9), until=TODAY - timedelta(days=1))

    words = invited(person)

    assert "You work here as:" not in words
    assert "Records clerk" not in words


def test_the_rules_of_a_password_address_nobody_otherwise_than_the_page_does() -> None:
    person = entered(seat(Role.CLERK, "van-phong", TODAY))
    path = first.make(person, by=User.objects.get(username="admin"), at=NOW)

    words = read(Visitor(language="vi").get(path)).words()

    assert "Mật khẩu không được quá giống" in words
    assert "của bạn" not in words
