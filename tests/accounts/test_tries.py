"""How many passwords may be tried: five for an account in five minutes, whoever asks, whichever process answers."""

import os
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
import time_machine
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.mail import EmailMessage
from django.db import connection
from django.http import HttpResponse

from accounts.entry.tries import OF_ACCOUNT, OF_ADDRESS, Limit, TooManyTriesError, take
from accounts.entry.tries import Counter as Counted
from accounts.models import SignInTry, User
from portal.checks import DEMO_PASSWORD
from portal.postgres import BASE_DIR
from procedures.time.calendar import LOCAL
from tests import databases
from tests.dossiers.browsing import Visitor, form_of, read

TUESDAY = datetime(2026, 1, 6, 9, 0, tzinfo=LOCAL)
LOGIN = "/tai-khoan/login/"
WRONG = "The username and/or password you specified are not correct."


def attempt(login: str, password: str = "wrong", *, language: str = "en", **options: str) -> HttpResponse:
    """Try a password from a browser that nobody has used."""
    return Visitor(language=language, **options).post(LOGIN, {"login": login, "password": password})


@pytest.mark.django_db
@pytest.mark.at(TUESDAY)
def test_the_sixth_try_in_five_minutes_is_refused_with_when_and_what_else(clock: time_machine.Traveller) -> None:
    assert [attempt("alice").status_code for _try in range(5)] == [200] * 5
    clock.shift(timedelta(minutes=1))

    page = attempt("alice", DEMO_PASSWORD)

    assert page.status_code == 429
    assert "There were too many wrong tries. Try again at 09:05, or choose a new password now" in read(page).summary
    assert form_of(page, LOGIN).values["login"] == "alice"
    assert form_of(page, LOGIN).values["password"] == ""
    assert 'href="/tai-khoan/password/reset/"' in page.content.decode()


@pytest.mark.django_db
@pytest.mark.at(TUESDAY)
def test_the_refusal_is_vietnamese_too(clock: time_machine.Traveller) -> None:
    for _try in range(5):
        attempt("alice")

    assert "Đã nhập sai quá nhiều lần. Xin thử lại lúc 09:05" in read(attempt("alice", language="vi")).summary


@pytest.mark.django_db
@pytest.mark.at(TUESDAY)
def test_each_try_is_counted_for_five_minutes(clock: time_machine.Traveller) -> None:
    for _try in range(4):
        attempt("alice")
    clock.shift(timedelta(minutes=4, seconds=59))
    assert attempt("alice").status_code == 200
    assert attempt("alice").status_code == 429

    clock.shift(timedelta(seconds=1))

    assert [attempt("alice").status_code for _try in range(5)] == [200] * 4 + [429]


@pytest.mark.django_db
@pytest.mark.at(TUESDAY)
def test_a_name_and_its_address_are_one_account(clock: time_machine.Traveller) -> None:
    typed = ("alice", "ALICE", "alice@example.vn", "Alice@example.vn", "alice", "alice@example.vn")

    assert [attempt(login).status_code for login in typed] == [200] * 5 + [429]


@pytest.mark.django_db
@pytest.mark.parametrize("login", ["alice", "alice@example.vn", "nobody", "nobody@example.vn"])
@pytest.mark.at(TUESDAY)
def test_names_that_exist_and_names_that_do_not_are_answered_alike(
    login: str, clock: time_machine.Traveller, settings
) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.{Counting.__name__}"]
    tried = []

    for _try in range(7):
        Counting.hashed.clear()
        page = attempt(login)
        tried.append((page.status_code, len(Counting.hashed)))

    assert tried == [(200, 1)] * 5 + [(429, 0)] * 2


class Counting(MD5PasswordHasher):
    """Notes each password that is hashed, the slow part of a try."""

    hashed: list[str] = []

    def encode(self, password: str, salt: str) -> str:
        self.hashed.append(password)
        return super().encode(password, salt)


@pytest.mark.django_db
@pytest.mark.parametrize(("login", "kind"), [("alice", "username"), ("nobody", "username"), ("alice@example.vn", "email address"), ("x@example.vn", "email address")])  # fmt: skip
def test_the_words_do_not_tell_who_has_an_account(login: str, kind: str) -> None:
    assert f"The {kind} and/or password you specified are not correct." in read(attempt(login)).summary


@pytest.mark.django_db
@pytest.mark.at(TUESDAY)
def test_a_right_password_is_not_counted(clock: time_machine.Traveller) -> None:
    for _time in range(20):
        assert attempt("bob", DEMO_PASSWORD).status_code == 302

    assert SignInTry.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.at(TUESDAY)
def test_an_address_has_ten_tries_a_minute_for_all_names_together(clock: time_machine.Traveller) -> None:
    from_one = [attempt(f"name-{number}").status_code for number in range(11)]

    assert from_one == [200] * 10 + [429]
    assert attempt("name-99", REMOTE_ADDR="192.0.2.7").status_code == 200
    clock.shift(timedelta(minutes=1))
    assert attempt("name-99").status_code == 200


@pytest.mark.django_db
@pytest.mark.at(TUESDAY)
def test_one_customers_ipv6_addresses_are_one_address(clock: time_machine.Traveller) -> None:
    tried = [attempt(f"name-{number}", REMOTE_ADDR=f"2001:db8::{number:x}").status_code for number in range(11)]

    assert tried == [200] * 10 + [429]
    assert attempt("name-99", REMOTE_ADDR="2001:db8:0:1::1").status_code == 200


@pytest.mark.django_db
@pytest.mark.at(TUESDAY)
def test_ipv4_addresses_in_the_form_of_ipv6_are_told_apart(clock: time_machine.Traveller) -> None:
    tried = [attempt(f"name-{number}", REMOTE_ADDR="::ffff:192.0.2.1").status_code for number in range(11)]

    assert tried == [200] * 10 + [429]
    assert attempt("name-99", REMOTE_ADDR="192.0.2.1").status_code == 429
    assert attempt("name-99", REMOTE_ADDR="::ffff:192.0.2.2").status_code == 200


@pytest.mark.django_db
@pytest.mark.at(TUESDAY)
def test_a_password_chosen_anew_by_mail_lets_its_owner_in_at_once(
    clock: time_machine.Traveller, mailoutbox: list[EmailMessage]
) -> None:
    for _try in range(6):
        attempt("alice")
    visitor = Visitor()
    visitor.post("/tai-khoan/password/reset/", {"email": "alice@example.vn"})
    [link] = [word for word in str(mailoutbox[0].body).split() if "/reset/key/" in word]
    page = visitor.get("/" + link.split("/", 3)[3], follow=True)
    visitor.send(page, "-set-password/", {"password1": "hai-con-vit-vang", "password2": "hai-con-vit-vang"})

    for _try in range(6):
        attempt("alice")
    page = visitor.post(LOGIN, {"login": "alice", "password": "hai-con-vit-vang"})

    assert page.status_code == 302


@pytest.mark.django_db
@pytest.mark.at(TUESDAY)
def test_nothing_that_was_typed_is_kept(clock: time_machine.Traveller) -> None:
    attempt("my-secret-password", "alice")

    kept = list(SignInTry.objects.values_list("key", flat=True))

    assert len(kept) == 2
    assert all(len(key) == 64 and set(key) <= set("0123456789abcdef") for key in kept)


@pytest.mark.django_db
@pytest.mark.at(TUESDAY)
def test_what_no_limit_counts_any_more_is_removed(clock: time_machine.Traveller) -> None:
    for number in range(3):
        attempt(f"name-{number}")
    clock.shift(timedelta(minutes=5))

    attempt("alice")

    assert SignInTry.objects.count() == 2


@pytest.mark.django_db
def test_a_full_limit_counts_in_none() -> None:
    small, large = Counted(Limit("small", 1, timedelta(minutes=1)), "x"), Counted(OF_ADDRESS, "x")
    take([small, large], TUESDAY)

    with pytest.raises(TooManyTriesError) as full:
        take([large, small], TUESDAY + timedelta(seconds=10))

    assert full.value.until == TUESDAY + timedelta(minutes=1)
    assert SignInTry.objects.filter(key=large.key).count() == 1


THREADS = 8


def test_of_tries_at_the_same_time_exactly_five_are_examined(committed_db: None, settings) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.{Counting.__name__}"]
    Counting.hashed.clear()
    together = Barrier(THREADS)

    def several(number: int) -> list[int]:
        try:
            together.wait(10)
            return [attempt("alice", f"wrong-{number}", REMOTE_ADDR=f"192.0.2.{number}").status_code for _ in range(3)]
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as threads:
        answered = Counter(status for statuses in threads.map(several, range(THREADS)) for status in statuses)

    assert answered == {200: OF_ACCOUNT.tries, 429: 3 * THREADS - OF_ACCOUNT.tries}
    assert len(Counting.hashed) == OF_ACCOUNT.tries


IN_A_PROCESS = """
import sys
import django
django.setup()
from django.test import Client
client = Client(headers={"host": "localhost"}, REMOTE_ADDR=sys.argv[1])
sys.stdin.readline()
form = {"login": "alice", "password": "wrong"}
print(*(client.post("/tai-khoan/login/", form).status_code for _ in range(4)))
"""


def test_processes_count_together(committed_db: None) -> None:
    given = {"DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": databases.url()}
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", IN_A_PROCESS, f"192.0.2.{number}"],
            env={**os.environ, **given},
            cwd=BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        for number in range(3)
    ]

    answered = Counter(word for one in processes for word in one.communicate("\n", timeout=120)[0].split())

    assert answered == {"200": 5, "429": 7}


@pytest.mark.django_db
def test_two_people_whose_names_differ_in_case_are_told_apart() -> None:
    other = User(username="BOB", email="other@example.vn")
    other.set_password("hai-con-vit-vang")
    other.save()

    assert attempt("BOB", "hai-con-vit-vang").status_code == 302
    assert attempt("bob", DEMO_PASSWORD).status_code == 302
    assert attempt("Bob", DEMO_PASSWORD).status_code == 200
