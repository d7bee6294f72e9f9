"""Who stands at the counter is asked for a phone number while there, once, and whoever leaves nothing is asked about before the filing."""

from datetime import datetime

import pytest

from accounts.models import User
from dossiers.filing.counter.checking import REACHED
from dossiers.models import Channel, Dossier, Draft
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read

MONDAY = datetime(2026, 12, 7, 8, 30, tzinfo=LOCAL)
DESK = "/mot-cua/quay/"
CARD = f"{counter.NUMBER}||{counter.NAME}|15051988|Nữ|{counter.SHOWN.address}|01072021"
ASKED = "không để lại số điện thoại"

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


@pytest.fixture
def bob() -> Visitor:
    return Visitor("bob", language="vi")


def focused(page: object) -> str:
    parts = page.content.decode().split("<")  # type: ignore[attr-defined]
    found = [part.partition(">")[0] for part in parts if " autofocus" in part.partition(">")[0]]
    assert len(found) == 1, found
    return found[0]


def draft_of(phone: str = "", channel: Channel = Channel.DESK) -> tuple[Draft, dict[str, str]]:
    draft = counter.begun(at=MONDAY, person=counter.mai(MONDAY, phone=phone), channel=channel)
    return draft, {**counter.pressed(draft, MONDAY), REACHED: "", "do": "accept"}


def test_after_a_scan_the_cursor_stands_at_the_phone_beside_the_name(bob: Visitor) -> None:
    page = bob.post(DESK, {"shown": CARD})

    assert 'name="phone"' in focused(page)
    assert page.content.decode().index('name="phone"') < page.content.decode().index('name="address"')


def test_in_the_entry_it_stands_first_unfolded_and_has_the_cursor_where_it_is_empty(bob: Visitor) -> None:
    empty, _typed = draft_of()
    page = bob.get(f"{DESK}{empty.pk}/")
    needed = page.content.decode().partition("papers-title")[0]
    Draft.objects.all().delete()
    known, _typed = draft_of("+84912345678")
    filled = bob.get(f"{DESK}{known.pk}/")

    assert f'name="{REACHED}"' in needed
    assert f'name="{REACHED}"' in focused(page)
    assert f'name="{REACHED}"' not in focused(filled)
    assert 'value="0912 345 678"' in filled.content.decode()


def test_who_leaves_nothing_is_asked_about_once_and_the_next_press_goes_on(bob: Visitor) -> None:
    draft, typed = draft_of()

    asked = bob.post(f"{DESK}{draft.pk}/", typed)
    assert (asked.status_code, Dossier.objects.exists()) == (409, False)
    assert ASKED in read(asked).errors[f"id_{REACHED}"]
    again = next(one for one in read(asked).forms if ("do", "accept") in one.buttons)
    done = bob.post(again.action, {**again.values, "do": "accept"})

    assert done.status_code == 302
    assert Dossier.objects.count() == 1


@pytest.mark.parametrize("left", [{REACHED: "0912345678"}, {"applicant_email": "mai@gmail.com"}])
def test_who_leaves_a_phone_or_a_mail_is_not_asked_about(bob: Visitor, left: dict[str, str]) -> None:
    draft, typed = draft_of()

    assert bob.post(f"{DESK}{draft.pk}/", typed | left).status_code == 302


def test_of_a_letter_and_of_who_is_joined_with_an_account_it_is_not_asked(bob: Visitor) -> None:
    letter, typed = draft_of(channel=Channel.POST)
    assert bob.post(f"{DESK}{letter.pk}/", typed).status_code == 302
    counter.joined(Dossier.objects.get(), story.person("alice"), at=MONDAY)
    draft, typed = draft_of()
    typed["material_name"] = "Lịch tay Láng Hạ"

    assert User.objects.get(pk=draft.owner_id).phone == ""
    assert bob.post(f"{DESK}{draft.pk}/", typed).status_code == 302
