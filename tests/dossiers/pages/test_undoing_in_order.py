"""Of two acts of one's own on a dossier the later one is taken back first, and every page leads to it."""

from datetime import datetime, timedelta

import pytest
import time_machine

from portal.demo.story import Walk, dossier_in
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Form, Visitor, read

NOW = datetime(2026, 11, 30, 8, 50, tzinfo=LOCAL)
LIST = "/mot-cua/?list=mine"

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def offered(page) -> list[Form]:
    return [form for form in read(page).forms if "take-back/" in form.action]


def accepted_and_sent(clock: time_machine.Traveller) -> tuple[Walk, Visitor, object]:
    """Return a dossier that bob has accepted and then transferred at its page, and where he was led."""
    walk, bob = dossier_in("filed", at=NOW - timedelta(hours=1)), Visitor("bob", language="vi")
    address = f"/mot-cua/{walk.dossier.code}/"
    bob.send(bob.get(address), "accept/", follow=True)
    clock.shift(5)
    landed = bob.send(bob.get(address), "transfer/", follow=True)
    return walk, bob, landed


def state(walk: Walk) -> str:
    walk.dossier.refresh_from_db()
    return walk.dossier.state


def test_one_page_offers_one_of_the_two(clock: time_machine.Traveller) -> None:
    walk, _bob, landed = accepted_and_sent(clock)

    [form] = offered(landed)

    assert int(form.values["undoes"]) == walk.dossier.events.order_by("sequence").last().sequence


def test_the_bar_of_the_earlier_one_leads_to_the_later_and_then_offers_itself(clock: time_machine.Traveller) -> None:
    walk, bob, _landed = accepted_and_sent(clock)

    page = bob.get(LIST)
    assert "Trước hết hãy rút lại “Chuyển phòng chuyên môn”" in read(page).words()
    assert "<span data-while>Trước hết" in page.content.decode(), "it goes with the button once the paper has gone out"
    [form] = offered(page)
    bob.post(form.action, form.values, follow=True)
    assert state(walk) == "accepted"
    again = bob.get(LIST)
    assert "Trước hết" not in read(again).words()
    [form] = offered(again)
    bob.post(form.action, form.values, follow=True)

    assert state(walk) == "filed"
    assert offered(bob.get(LIST)) == []


def test_a_page_from_before_is_refused_and_shows_the_button_that_works(clock: time_machine.Traveller) -> None:
    walk, bob, _landed = accepted_and_sent(clock)

    answer = bob.post(f"/mot-cua/{walk.dossier.code}/take-back/", {"undoes": "2"})

    assert answer.status_code == 409
    [form] = offered(answer)
    bob.post(form.action, form.values, follow=True)
    assert state(walk) == "accepted"


def test_taking_back_one_dossier_leaves_the_bar_of_another(clock: time_machine.Traveller) -> None:
    other, bob = dossier_in("accepted", at=NOW - timedelta(hours=1)), Visitor("bob", language="vi")
    bob.send(bob.get(f"/mot-cua/{other.dossier.code}/"), "transfer/", follow=True)
    walk = dossier_in("filed", at=NOW - timedelta(hours=1))
    bob.send(bob.get(f"/mot-cua/{walk.dossier.code}/"), "accept/", follow=True)

    page = bob.get(f"/mot-cua/{other.dossier.code}/")
    assert len(offered(page)) == 2, "each dossier has a button of its own"
    [form] = [one for one in offered(page) if other.dossier.code in one.action]
    bob.post(form.action, form.values, follow=True)

    [left] = offered(bob.get(LIST))
    assert walk.dossier.code in left.action
