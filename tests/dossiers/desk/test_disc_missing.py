"""A disc that must be brought and has not come is asked about as any other paper is, and named until the result is handed over."""

from datetime import datetime, timedelta

import pytest

from dossiers.acts import RECEIVE_HANDED
from dossiers.filing.counter import checking, entries, intake
from dossiers.models import Channel, Dossier
from dossiers.pages.logged.intake import LACKING
from dossiers.refusals.bulk import PapersLacking
from portal.demo.story import Walk
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.bulk.choosing import judged
from tests.dossiers.film import DISC, TITLE, filed
from tests.dossiers.proof.records import nothing_written

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
LATER = datetime(2026, 12, 1, 9, 0, tzinfo=LOCAL)
FILM = {"material_form": "audio-visual", "extent": "25", "format": "MP4"}
WITHOUT = {intake.count_field(DISC, intake.ORIGINALS): "", intake.SETS: "1"}

pytestmark = [pytest.mark.django_db, pytest.mark.at(LATER)]


def waiting(channel: Channel) -> Dossier:
    """Return a film whose disc has not come, in the way in which it was filed."""
    if channel is Channel.ONLINE:
        return filed(at=MONDAY)
    return counter.entered(at=MONDAY, channel=channel, accept=False, more={**FILM, **WITHOUT}).dossier


@pytest.mark.parametrize("channel", [*Channel])
def test_it_is_accepted_only_after_a_tick_that_names_it(channel: Channel) -> None:
    dossier, bob = waiting(channel), Visitor("bob", language="vi")
    page = bob.get(f"/mot-cua/{dossier.code}/")

    with nothing_written():
        refused = bob.send(page, "accept/")
    bob.send(refused, "accept/", {LACKING: "on"})

    assert TITLE in read(refused).errors[f"id_accept_{LACKING}"]
    assert Dossier.objects.get(pk=dossier.pk).state == "accepted"


def test_once_it_came_nothing_is_asked() -> None:
    walk, bob = Walk(filed(at=MONDAY), MONDAY), Visitor("bob", language="vi")
    walk.take(RECEIVE_HANDED, "bob", handed_in=DISC, note="1 USB")

    assert bob.send(bob.get(f"/mot-cua/{walk.dossier.code}/"), "accept/").status_code == 302


def test_the_counter_accepts_nothing_at_once_without_it_and_records_it() -> None:
    draft = counter.begun(at=MONDAY)
    entries.save(draft, {**counter.pressed(draft, MONDAY), **FILM, **WITHOUT}, at=MONDAY)

    checked, _came = checking.check(draft, [], at=MONDAY)

    assert checked.errors == {intake.count_field(DISC, intake.ORIGINALS): checking.NOTHING_BROUGHT}
    assert checking.but_missing(checked.errors) == {}
    entries.save(draft, {**counter.pressed(draft, MONDAY), **FILM, intake.SETS: "1"}, at=MONDAY)
    assert checking.check(draft, [], at=MONDAY)[0].errors == {}


@pytest.mark.parametrize("channel", [*Channel])
def test_with_many_it_is_left_out_by_its_name(channel: Channel) -> None:
    [found] = judged("accept", [waiting(channel)], "bob", LATER)

    assert isinstance(found.refusal, PapersLacking)
    assert TITLE in str(found.refusal)


@pytest.mark.at(LATER + timedelta(days=30))
def test_who_drafts_decides_numbers_and_hands_over_reads_that_it_never_came() -> None:
    walk = Walk(waiting(Channel.POST), MONDAY).take("accept", "bob")
    steps = (("tham-dinh", "dung"), ("ky-duyet", "lan"), ("van-thu", "tam"), ("result-ready", "bob"))

    for state, who in steps:
        walk.until(state)
        shown = read(Visitor(who, language="vi").get(f"/mot-cua/{walk.dossier.code}/")).words()
        assert f"chưa nhận: {TITLE}" in shown, state
    walk.take("return", "bob")


@pytest.mark.at(LATER + timedelta(days=30))
def test_of_what_all_came_nothing_is_said_to_who_decides() -> None:
    whole = {**FILM, "brought-ban-thao.original": "2"}
    walk = Walk(counter.entered(at=MONDAY, more=whole).dossier, MONDAY).until("ky-duyet")

    shown = read(Visitor("lan", language="vi").get(f"/mot-cua/{walk.dossier.code}/")).words()

    assert "chưa nhận: " not in shown
