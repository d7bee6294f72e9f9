"""An address is confirmed once, with a dossier or as the account's: it is written where that is done, and a page that is looked at writes nothing."""

from datetime import datetime, timedelta
from importlib import import_module

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import MailAddress, User
from dossiers.notices import addresses
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read

NOW = datetime(2026, 1, 5, 15, 0, tzinfo=LOCAL)
pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]
PAGE = "/tai-khoan/email/"
OTHER = "khac@example.vn"


def given(person: User, address: str, *, is_confirmed: bool, instead: str = "") -> MailAddress:
    """Let an address have been given with a dossier."""
    at = NOW - timedelta(days=1)
    confirmed_at = at if is_confirmed else None
    return MailAddress.objects.create(
        person=person, address=address, asked_at=at, confirmed_at=confirmed_at, instead=instead
    )


def of_account(person: User, address: str) -> EmailAddress:
    """Let an address be one of the account's, which nobody has confirmed there."""
    return EmailAddress.objects.create(user=person, email=address)


def is_verified(address: str) -> bool:
    """Say whether an account has an address as a confirmed one."""
    return EmailAddress.objects.filter(email=address, verified=True).exists()


def test_a_page_that_is_looked_at_writes_nothing_and_says_what_is_so() -> None:
    alice = story.person("alice")
    EmailAddress.objects.filter(user=alice).delete()
    of_account(alice, OTHER)
    given(alice, OTHER, is_confirmed=True)
    visitor = Visitor("alice")
    visitor.get(PAGE)

    with CaptureQueriesContext(connection) as asked:
        page = visitor.get(PAGE)

    wrote = [one["sql"] for one in asked if one["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert not [sql for sql in wrote if "emailaddress" in sql or "mailaddress" in sql]
    words = read(page).words()
    assert "alice@example.vn · confirmed · address of this account" in words
    assert f"{OTHER} · confirmed" in words
    assert "Make it the address of this account" in words
    assert "E-mail addresses" in words
    assert "Add an e-mail address E-mail address" in words
    assert "Email" not in words
    assert EmailAddress.objects.get(user=alice).verified is False


def test_what_is_confirmed_with_a_dossier_can_be_made_the_account_s() -> None:
    alice = story.person("alice")
    of_account(alice, OTHER)
    given(alice, OTHER, is_confirmed=True)

    Visitor("alice").post(PAGE, {"email": OTHER, "action_primary": ""})

    assert User.objects.get(pk=alice.pk).email == OTHER
    assert is_verified(OTHER)


def test_what_is_added_to_the_account_is_confirmed_if_it_was_with_a_dossier() -> None:
    given(story.person("alice"), OTHER, is_confirmed=True)

    Visitor("alice").post(PAGE, {"email": OTHER, "action_add": ""})

    assert is_verified(OTHER)


def test_what_is_confirmed_with_a_dossier_later_is_the_account_s_at_once() -> None:
    alice = story.person("alice")
    of_account(alice, OTHER)

    addresses.confirm(given(alice, OTHER, is_confirmed=False), at=NOW)

    assert is_verified(OTHER)


def test_an_address_that_holds_again_is_the_account_s_again() -> None:
    alice = story.person("alice")
    of_account(alice, OTHER)
    given(alice, OTHER, is_confirmed=True, instead="alice@example.vn")

    addresses.replace(alice, "alice@example.vn", OTHER, is_confirmed=True, at=NOW)

    assert is_verified(OTHER)


def test_what_was_confirmed_before_is_brought_over_once_but_not_what_is_another_s() -> None:
    alice, mallory, bob = (story.person(name) for name in ("alice", "mallory", "bob"))
    for person, address, is_confirmed, instead in (
        (alice, OTHER, True, ""),
        (mallory, OTHER, True, ""),
        (alice, "chua@example.vn", False, ""),
        (alice, "nham@example.vn", True, OTHER),
        (alice, "cua-bob@example.vn", True, ""),
    ):
        of_account(person, address)
        given(person, address, is_confirmed=is_confirmed, instead=instead)
    EmailAddress.objects.create(user=bob, email="cua-bob@example.vn", verified=True)
    name = "accounts.migrations.0016_what_is_confirmed_with_dossiers_is_of_the_account"

    with connection.cursor() as cursor:
        cursor.execute(import_module(name).IN_STEP)

    found = EmailAddress.objects.filter(verified=True, email__in=[OTHER, "cua-bob@example.vn"])
    assert {(one.user, one.email) for one in found} == {(alice, OTHER), (bob, "cua-bob@example.vn")}
    assert not is_verified("chua@example.vn")
    assert not is_verified("nham@example.vn")


def test_a_button_after_which_no_mail_goes_says_so() -> None:
    of_account(story.person("alice"), OTHER)
    visitor, send = Visitor("alice"), {"email": OTHER, "action_send": ""}

    said = [read(visitor.post(PAGE, send, follow=True)).words() for _ in range(2)]
    visitor.post(PAGE, {"email": OTHER, "action_remove": ""})
    said.append(read(visitor.post(PAGE, {"email": OTHER, "action_add": ""}, follow=True)).words())

    assert len(mail.outbox) == 1
    none = f"No mail was sent to {OTHER} now."
    assert [none in one for one in said] == [False, True, True]
