"""The key of what pages keep on a device: the owner's session has it, nobody else's."""

import base64

import pytest
from django.conf import Settings

from accounts.away.device_keys import keys_of
from accounts.models import User
from tests.dossiers.browsing import Visitor

pytestmark = pytest.mark.django_db

KEYS = "/tai-khoan/khoa/"


def asked(username: str = "") -> dict[str, object]:
    visitor = Visitor(language="vi")
    if username:
        visitor.force_login(User.objects.get(username=username))
    answer = visitor.get(KEYS)
    assert answer.headers["Cache-Control"].count("no-store") == 1
    return answer.json()


def test_each_person_gets_a_key_of_ones_own_that_stays() -> None:
    alice, again, mallory = asked("alice"), asked("alice"), asked("mallory")

    assert alice["keys"] == again["keys"]
    assert alice["person"] != mallory["person"]
    assert alice["keys"] != mallory["keys"]
    assert [len(base64.b64decode(key)) for key in alice["keys"]] == [32]


def test_who_is_not_signed_in_gets_none() -> None:
    answer = asked()

    assert (answer["person"], answer["keys"]) == ("", [])


def test_what_was_locked_before_the_secret_was_replaced_can_still_be_opened(settings: Settings) -> None:
    alice = User.objects.get(username="alice")
    (before,) = keys_of(alice)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "x" * 60

    now, old = keys_of(alice)

    assert old == before
    assert now != before


def test_signing_out_names_whose_copies_the_next_page_takes_from_the_device() -> None:
    visitor = Visitor(language="vi")
    visitor.force_login(User.objects.get(username="alice"))
    person = visitor.get(KEYS).json()["person"]

    assert "signed_out" not in visitor.get("/tai-khoan/logout/").cookies
    assert visitor.post("/tai-khoan/logout/").cookies["signed_out"].value == person
    assert f'data-signed-out="{person}"' in visitor.get("/").content.decode()
    assert "data-signed-out" not in Visitor(language="vi").get("/").content.decode()
    assert asked()["person"] == ""
