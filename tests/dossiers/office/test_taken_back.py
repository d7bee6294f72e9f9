"""A seat that begins later does not begin where the account is closed before: nobody has it for a day that nobody gave."""

from datetime import datetime, timedelta

import pytest

from accounts.models import AccountChange, ChangeKind, Membership, Unit
from accounts.roles import Role
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.officers import officer

NOW = datetime(2026, 1, 6, 9, 0, tzinfo=LOCAL)
TODAY = NOW.date()
TOMORROW = TODAY + timedelta(days=1)

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def path() -> str:
    return f"/van-hanh/nguoi/{story.person('mai').pk}/"


def press(do: str) -> str:
    return read(Visitor("admin", language="en").post(path(), {"do": do}, follow=True)).words()


def shut() -> Membership:
    """Close the account of a clerk who begins tomorrow; return her seat."""
    officer("mai", Role.CLERK, "van-phong")
    Membership.objects.filter(user=story.person("mai")).update(since=TOMORROW)
    assert "Seats that were to begin later are taken back." in press("close")
    return Membership.objects.get(user=story.person("mai"))


def test_who_is_closed_before_the_first_day_is_not_in_office_on_it_once_the_account_is_open_again() -> None:
    shut()

    press("open")

    held = Membership.objects.filter(user=story.person("mai"))
    assert not any(held.in_force(TODAY + timedelta(days=n)).exists() for n in range(-3, 30))
    assert f"{TOMORROW:%d/%m/%Y}" not in read(Visitor("mai", language="en").get("/")).words()


def test_the_person_stays_among_those_of_the_office_with_a_seat_that_did_not_begin() -> None:
    shut()

    own = read(Visitor("admin", language="en").get(path())).words()
    listed = read(Visitor("admin", language="en").get("/van-hanh/nguoi/?state=closed")).words()

    assert "Records clerk Taken back before it began Department Office – –" in own
    assert "Records clerk, Department Office (taken back before it began)" in listed
    assert "1999" not in own + listed


def test_the_history_says_which_day_it_was() -> None:
    shut()

    kept = AccountChange.objects.get(person=story.person("mai"), kind=ChangeKind.SEAT_CHANGED)

    assert (kept.before["since"], kept.after["since"]) == (TOMORROW.isoformat(), "")
    assert kept.after["role"] == Role.CLERK


def test_it_can_be_given_anew_from_today_on() -> None:
    seat = shut()
    press("open")

    place = f"clerk:{Unit.objects.get(slug='van-phong').pk}"
    typed = {"place": place, "since": f"{TODAY:%d/%m/%Y}", "until": "", "title": ""}
    words = read(Visitor("admin", language="en").post(f"{path()}vi-tri/", typed, follow=True)).words()

    assert "The seat is given." in words
    seat.refresh_from_db()
    assert (seat.since, seat.until) == (TODAY, None)
    given = AccountChange.objects.filter(kind=ChangeKind.SEAT_GIVEN, person=story.person("mai")).latest("pk")
    assert given.before == {}


def test_one_that_has_begun_ends_today_as_before() -> None:
    officer("mai", Role.CLERK, "van-phong")

    words = press("close")

    assert "its seats end today" in words
    assert "taken back" not in words
    assert Membership.objects.get(user=story.person("mai")).until == TODAY
