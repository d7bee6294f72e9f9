"""Who came in, tried to, and went: kept without an address, for so many days, and nothing of a name that nobody has."""

from datetime import datetime, timedelta

import pytest
import time_machine
from pytest_django import Settings

from accounts.entry import record
from accounts.models import SignInOutcome, SignInRecord, User
from dossiers.background.tidying import Tidying
from portal.checks import DEMO_PASSWORD
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor

NOW = datetime(2026, 1, 6, 9, 0, tzinfo=LOCAL)
LOGIN = "/tai-khoan/login/"
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
)

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def sign_in(visitor: Visitor, login: str = "bob", password: str = DEMO_PASSWORD) -> None:
    visitor.post(
        LOGIN, {"login": login, "password": password}, headers={"user-agent": CHROME}, REMOTE_ADDR="203.0.113.77"
    )


def kept() -> list[tuple[str, int]]:
    rows = SignInRecord.objects.select_related("person").order_by("pk")
    return [(row.person.username, row.outcome) for row in rows]


def test_who_comes_and_goes_is_kept_with_the_network_and_the_kind_of_browser() -> None:
    visitor = Visitor()
    sign_in(visitor)
    visitor.post("/tai-khoan/logout/")

    assert kept() == [("bob", SignInOutcome.IN), ("bob", SignInOutcome.OUT)]
    came = SignInRecord.objects.order_by("pk")[0]
    assert (came.at, came.network, came.browser) == (NOW, "203.0.113.0/24", "Chrome · Windows")


def test_wrong_passwords_are_kept_for_whom_they_were_tried_and_what_is_refused_once_a_minute() -> None:
    for _time in range(8):
        sign_in(Visitor(), password="sai-mat-khau")

    assert kept() == [("bob", SignInOutcome.FAILED)] * 5 + [("bob", SignInOutcome.REFUSED)]


def test_a_name_that_nobody_has_is_not_kept() -> None:
    sign_in(Visitor(), login="mat-khau-go-nham")

    assert kept() == []


def test_a_session_that_ends_by_itself_is_kept_with_why(clock: time_machine.Traveller) -> None:
    visitor = Visitor()
    sign_in(visitor)
    visitor.get("/mot-cua/")
    clock.shift(timedelta(minutes=32))
    visitor.get("/mot-cua/")

    assert kept() == [("bob", SignInOutcome.IN), ("bob", SignInOutcome.UNUSED)]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1234:5678::9", "2001:db8:1234::/48"),
        ("", ""),
        ("nowhere", ""),
    ],
)
def test_of_an_address_the_network_stays(address: str, network: str) -> None:
    assert record.shortened(address) == network


def test_a_session_is_open_until_it_is_left() -> None:
    visitor, bob = Visitor(), User.objects.get(username="bob")
    sign_in(visitor)
    assert record.open_sessions(bob, NOW).count() == 1
    assert record.open_sessions(bob, NOW + timedelta(hours=10)).count() == 0

    visitor.post("/tai-khoan/logout/")

    assert record.open_sessions(bob, NOW).count() == 0


def test_what_is_older_than_it_may_be_kept_goes_with_the_tidying(settings: Settings) -> None:
    settings.SIGN_IN_RECORD_DAYS = 30
    bob = User.objects.get(username="bob")
    for days in (30, 29):
        SignInRecord.objects.create(person=bob, at=NOW - timedelta(days=days), outcome=SignInOutcome.IN)

    Tidying(NOW)

    assert [row.at for row in SignInRecord.objects.all()] == [NOW - timedelta(days=29)]
