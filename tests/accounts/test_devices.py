"""A browser that an account knows is not locked out by whoever tries passwords elsewhere."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.http import HttpResponse

from accounts.devices import ACCOUNTS, COOKIE
from accounts.models import User
from portal.checks import DEMO_PASSWORD
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor

TUESDAY = datetime(2026, 1, 6, 9, 0, tzinfo=LOCAL)
LOGIN = "/tai-khoan/login/"
CHANGE = "/tai-khoan/password/change/"
NEW = "hai-con-vit-vang"
ATTACKER = "192.0.2.66"


pytestmark = [pytest.mark.django_db, pytest.mark.at(TUESDAY)]


def attempt(visitor: Visitor, login: str, password: str = DEMO_PASSWORD) -> HttpResponse:
    return visitor.post(LOGIN, {"login": login, "password": password})


def known_browser(*logins: str) -> Visitor:
    """Return a browser in which these people have signed in and out."""
    visitor = Visitor()
    for login in logins:
        assert attempt(visitor, login).status_code == 302
        visitor.post("/tai-khoan/logout/")
    return visitor


def exhaust(login: str) -> None:
    """Try wrong passwords from elsewhere until an account takes no more of them."""
    tried = [attempt(Visitor(REMOTE_ADDR=ATTACKER), login, "wrong").status_code for _try in range(6)]
    assert tried == [200] * 5 + [429]


def test_an_attacker_does_not_lock_the_owner_out_of_a_known_browser() -> None:
    owner = known_browser("bob")
    exhaust("bob")

    assert attempt(owner, "bob", "wrong").status_code == 200
    assert attempt(owner, "bob").status_code == 302
    assert attempt(Visitor(), "bob").status_code == 429


def test_the_cookie_names_nobody_and_no_script_reads_it() -> None:
    visitor = Visitor()
    answer = attempt(visitor, "bob")

    cookie = answer.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 180 * 24 * 3600)
    assert not cookie["secure"]
    number, mark = cookie.value.split(".")
    assert {len(number), len(mark)} == {32}
    assert attempt(Visitor(), "bob").cookies[COOKIE].value.split(".")[1] != mark


def test_on_a_server_it_travels_by_https_alone(settings) -> None:
    settings.SESSION_COOKIE_SECURE = True

    assert attempt(Visitor(), "bob").cookies[COOKIE]["secure"] is True


def test_a_known_browser_has_five_tries_of_its_own(clock: time_machine.Traveller) -> None:
    owner = known_browser("bob")

    assert [attempt(owner, "bob", "wrong").status_code for _try in range(6)] == [200] * 5 + [429]
    assert attempt(owner, "bob").status_code == 429
    # Elsewhere nothing was counted.
    assert attempt(Visitor(), "bob").status_code == 302
    clock.shift(timedelta(minutes=5))
    assert attempt(owner, "bob").status_code == 302


def test_a_browser_known_to_one_account_is_a_stranger_to_another() -> None:
    exhaust("alice")

    assert attempt(known_browser("mallory"), "alice").status_code == 429


def test_a_cookie_that_was_made_up_or_taken_apart_opens_nothing() -> None:
    owner, other = known_browser("bob"), known_browser("mallory")
    number = other.cookies[COOKIE].value.split(".")[0]
    mark = owner.cookies[COOKIE].value.split(".")[1]
    exhaust("bob")

    for value in ("", "x", "a" * 32, f"{number}.{mark}", f"{number}.{'0' * 32}", f"{number}.{mark} ", "á" * 65):
        visitor = Visitor()
        visitor.cookies[COOKIE] = value
        assert attempt(visitor, "bob").status_code == 429, value


def test_a_change_of_the_password_forgets_all_browsers_but_the_one_it_was_made_in() -> None:
    elsewhere, here = known_browser("bob"), known_browser("bob")
    attempt(here, "bob")
    page = here.get(CHANGE)
    here.send(page, CHANGE, {"oldpassword": DEMO_PASSWORD, "password1": NEW, "password2": NEW})
    here.post("/tai-khoan/logout/")
    exhaust("bob")

    assert attempt(elsewhere, "bob", NEW).status_code == 429
    assert attempt(here, "bob", NEW).status_code == 302


def test_the_password_that_an_administrator_sets_forgets_them_too() -> None:
    owner = known_browser("bob")
    bob = User.objects.get(username="bob")
    bob.set_password(NEW)
    bob.save()
    exhaust("bob")

    assert attempt(owner, "bob", NEW).status_code == 429


def test_a_browser_at_a_counter_knows_several_people() -> None:
    counter = known_browser("bob", "tam", "alice", "bob")
    exhaust("bob")

    assert len(counter.cookies[COOKIE].value.split(".")) == 1 + 3
    assert attempt(counter, "bob").status_code == 302


def test_the_oldest_of_many_people_is_forgotten() -> None:
    people = [person.username for person in User.objects.order_by("pk")][: ACCOUNTS + 1]
    counter = known_browser(*people)
    exhaust(people[0])

    assert len(counter.cookies[COOKIE].value.split(".")) == 1 + ACCOUNTS
    assert attempt(counter, people[0]).status_code == 429
    assert attempt(counter, people[1]).status_code == 302


def test_two_hundred_officers_behind_one_address_come_in_although_somebody_tries_there() -> None:
    password = User.objects.get(username="bob").password
    officers = [User(username=f"can-bo-{number}", email=f"{number}@so.vn", password=password) for number in range(200)]
    User.objects.bulk_create(officers)
    browsers = {user.username: known_browser(user.username) for user in officers}
    tried = [attempt(Visitor(), f"name-{number}", "wrong").status_code for number in range(11)]
    assert tried[-1] == 429

    assert {attempt(browser, username).status_code for username, browser in browsers.items()} == {302}


def test_a_signed_in_person_who_confirms_the_password_is_in_a_known_browser() -> None:
    visitor = known_browser("bob")
    attempt(visitor, "bob")
    exhaust("bob")

    page = visitor.post("/tai-khoan/reauthenticate/", {"password": DEMO_PASSWORD})

    assert page.status_code == 302
    assert story.person("bob").check_password(DEMO_PASSWORD)
