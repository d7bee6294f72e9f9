"""The paper of what was just done: in the file as soon as it is printed, for whoever stands at the counter."""

from datetime import datetime, timedelta

import pytest
import time_machine

from dossiers.background import relay
from dossiers.models import Dossier, Letter
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, content_of, read

NOW = datetime(2026, 11, 30, 8, 50, tzinfo=LOCAL)

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def filed() -> Dossier:
    return story.file("alice", at=NOW - timedelta(hours=1))


def accepted(dossier: Dossier, *, at_counter: bool = True, query: str = "") -> Visitor:
    bob = Visitor("bob", language="vi")
    bob.post(f"/mot-cua/{dossier.code}/accept/{query}", {"seen": "1", **({"at_counter": "on"} if at_counter else {})})
    return bob


def place(page) -> str:
    return str(page.content.decode().partition('id="slip"')[2].partition('<div class="review">')[0])


def test_it_is_being_printed_and_then_there_to_be_printed_in_one_press() -> None:
    dossier = filed()
    bob = accepted(dossier)
    file, asked = f"/mot-cua/{dossier.code}/", f"/mot-cua/giay-vua-lap/{dossier.code}/"

    coming = place(bob.get(file))
    assert "đang được in" in coming
    assert "Tải lại" in coming, "without scripts"
    assert f'hx-get="{asked}"' in coming
    assert bob.get(asked).status_code == 200

    relay.run(NOW)
    letter = Letter.objects.get(dossier=dossier, kind="01")
    there = bob.get(asked)
    assert there.status_code == 286, "which is asked for no more"
    assert letter.number in there.content.decode()
    shown = place(bob.get(file))
    assert f'href="/ho-so/giay/{letter.token}/?in=1"' in shown
    assert "hx-get" not in shown

    paper = bob.get(f"/ho-so/giay/{letter.token}/?in=1")
    assert content_of(paper).startswith(b"%PDF-")
    assert paper["Content-Disposition"].startswith("inline")
    assert (paper["X-Frame-Options"], "sandbox" in paper["Content-Security-Policy"]) == ("SAMEORIGIN", False)


def test_who_stands_there_is_kept_in_sight_wherever_one_is_led_otherwise() -> None:
    dossier = filed()
    bob = Visitor("bob", language="vi")
    bob.post(f"/mot-cua/{dossier.code}/sau-khi-xong/?list=mine", {"after": "list"})

    answer = bob.post(f"/mot-cua/{dossier.code}/accept/?list=mine", {"seen": "1", "at_counter": "on"})

    assert answer.headers["Location"].startswith(f"/mot-cua/{dossier.code}/")


def test_what_can_still_be_taken_back_has_no_paper_yet(clock: time_machine.Traveller) -> None:
    dossier = filed()
    bob = accepted(dossier, at_counter=False)

    assert "đang được in" not in place(bob.get(f"/mot-cua/{dossier.code}/"))
    clock.shift(61)
    relay.run(NOW + timedelta(seconds=61))
    assert Letter.objects.get(kind="01").number in place(bob.get(f"/mot-cua/{dossier.code}/"))


def test_after_the_next_step_it_stands_in_the_list_of_papers_alone() -> None:
    dossier = filed()
    bob = accepted(dossier)
    relay.run(NOW)
    number = Letter.objects.get(kind="01").number
    assert number in place(bob.get(f"/mot-cua/{dossier.code}/"))

    bob.send(bob.get(f"/mot-cua/{dossier.code}/"), "transfer/")

    page = bob.get(f"/mot-cua/{dossier.code}/")
    assert "note--success" not in place(page)
    assert number not in place(page)
    assert number in read(page).words()


def test_an_act_of_the_applicant_ends_the_offer_too() -> None:
    dossier = filed()
    bob = accepted(dossier)
    relay.run(NOW)

    story.take(dossier, "ask-withdrawal", "alice", at=NOW)

    assert Letter.objects.get(kind="01").number not in place(bob.get(f"/mot-cua/{dossier.code}/"))


def test_after_half_an_hour_it_stands_in_the_list_of_papers_alone(clock: time_machine.Traveller) -> None:
    dossier = filed()
    bob = accepted(dossier)
    relay.run(NOW)
    number = Letter.objects.get(kind="01").number

    clock.shift(1801)

    page = bob.get(f"/mot-cua/{dossier.code}/")
    assert number not in place(page)
    assert number in read(page).words()


@pytest.mark.parametrize("who", ["hoa", "lan", "carol"])
def test_nobody_else_is_shown_it(who: str) -> None:
    dossier = filed()
    accepted(dossier)

    answer = Visitor(who).get(f"/mot-cua/giay-vua-lap/{dossier.code}/")

    assert answer.status_code in (286, 404)
    assert "in=1" not in answer.content.decode()
