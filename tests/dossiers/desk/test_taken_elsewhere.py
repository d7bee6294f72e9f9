"""A file that a colleague takes elsewhere while it is open: who had it reads so, with what was typed; nobody else reads anything."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.utils import translation

from accounts.models import Membership, Unit
from accounts.roles import Role
from accounts.seats import seats_of
from dossiers import acts, commands, policy
from dossiers.commands.advance import stale
from dossiers.log import columns
from dossiers.log.moment import whereabouts
from dossiers.models import Dossier, Event
from portal.demo import story
from procedures.time.calendar import local
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.bulk.choosing import NOW, some
from tests.dossiers.desk.test_unsent_words import form_at

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]
WORDS = "Giao anh Dũng, xem kỹ trang 3"
WHO, WHAT = "Trần Văn Bình", "Transfer to the division"


def passed_on() -> Dossier:
    """Return a dossier that the desk has just handed to the division."""
    [dossier] = some(1, "accepted")
    story.take(dossier, "transfer", "bob", at=NOW, division=Unit.objects.get(slug="bao-chi-xuat-ban"))
    dossier.refresh_from_db()
    return dossier


def taken_back(dossier: Dossier) -> Event:
    """Let the desk take its last step back a minute later."""
    at = NOW + timedelta(minutes=1)
    actor = story.actor("bob", dossier, acts.NOTE, at)
    event = commands.take_back(dossier.pk, dossier.sequence, actors=[actor], at=at)
    dossier.refresh_from_db()
    return event


def pressed(page: HttpResponse, who: str, act: str, words: dict[str, Any]) -> HttpResponse:
    form = form_at(page, act)
    with time_machine.travel(NOW + timedelta(minutes=2), tick=False):
        return Visitor(who).post(form.action, form.values | words)


def stale_refusal(dossier: Dossier, event: Event) -> str:
    with translation.override("en"):
        return str(stale(dossier, event))


def got(who: str, code: str, query: str = "") -> HttpResponse:
    with time_machine.travel(NOW + timedelta(minutes=2), tick=False):
        return Visitor(who).get(f"/mot-cua/{code}/{query}")


def test_who_presses_reads_who_took_it_back_and_finds_the_words_again() -> None:
    dossier = passed_on()
    page = Visitor("hoa").get(f"/mot-cua/{dossier.code}/?list=mine")
    taken_back(dossier)

    answer = pressed(page, "hoa", "finish-phan-cong", {"note": WORDS, "assignee": str(story.person("dung").pk)})

    words = read(answer).words()
    assert answer.status_code == HTTPStatus.CONFLICT
    assert f"{WHO} took “{WHAT}” of dossier {dossier.code} back at" in words
    assert "Nothing was recorded from you." in words
    assert WORDS in words
    assert 'href="/mot-cua/?list=mine' in answer.content.decode()
    assert dossier.events.count() == dossier.sequence
    # There is nothing at the file any more: no button leads to it.
    assert "Look at it again" not in words


def test_who_loads_its_page_again_reads_the_same_and_what_was_kept_of_the_words() -> None:
    dossier = passed_on()
    form = form_at(Visitor("hoa").get(f"/mot-cua/{dossier.code}/"), "finish-phan-cong")
    Visitor("hoa").post(
        f"/mot-cua/{dossier.code}/finish-phan-cong/dang-soan/", {**form.values, "note": WORDS, "do": "autosave"}
    )
    taken_back(dossier)

    answer = got("hoa", dossier.code)

    words = read(answer).words()
    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert f"{WHO} took “{WHAT}” of dossier {dossier.code} back at" in words
    assert WORDS in words
    assert dossier.applicant_name not in words


def test_a_script_that_keeps_words_of_it_is_given_the_sentence() -> None:
    dossier = passed_on()
    form = form_at(Visitor("hoa").get(f"/mot-cua/{dossier.code}/"), "finish-phan-cong")
    taken_back(dossier)
    path, typed = f"/mot-cua/{dossier.code}/finish-phan-cong/dang-soan/", {**form.values, "note": WORDS}

    with time_machine.travel(NOW + timedelta(minutes=2), tick=False):
        kept, pressed_ = (Visitor("hoa").post(path, typed | more) for more in ({"do": "autosave"}, {}))

    # What is no line of text is a lost connection to the script.
    assert (kept.status_code, kept["Content-Type"]) == (HTTPStatus.CONFLICT, "text/plain")
    assert f"{WHO} took “{WHAT}” of dossier {dossier.code} back at" in kept.content.decode()
    assert pressed_["Content-Type"].startswith("text/html")


def test_the_page_that_is_open_says_so_at_once() -> None:
    dossier = passed_on()
    taken_back(dossier)

    answer = Visitor("hoa").get(f"/mot-cua/dang-xem/{dossier.code}/?seen=99&remark=99")

    assert answer.status_code == HTTPStatus.OK
    assert f"{WHO} took “{WHAT}”" in read(answer).words()


def test_whoever_still_sees_it_reads_which_step_was_taken_back() -> None:
    dossier = passed_on()
    event = taken_back(dossier)

    said = Visitor("tam").get(f"/mot-cua/dang-xem/{dossier.code}/?seen=1&remark=99")

    for words in (read(said).words(), stale_refusal(dossier, event)):
        assert f"{acts.TAKEN_BACK.en}: {WHAT}" in words


def test_nothing_newer_than_the_act_that_took_it_is_told() -> None:
    dossier = passed_on()
    taken_back(dossier)
    before = read(got("hoa", dossier.code)).words()

    story.take(dossier, acts.NOTE, "bob", at=NOW + timedelta(minutes=1, seconds=30), message="Chưa chuyển vội")

    assert read(got("hoa", dossier.code)).words() == before


@pytest.mark.parametrize("who", ["dung", "hoa", "van"])
def test_whoever_never_had_it_finds_what_there_is_for_no_number(who: str) -> None:
    [dossier] = some(1, "accepted")

    answer, missing = got(who, dossier.code), got(who, "H26.NN-000000-0000")

    assert answer.status_code == missing.status_code == HTTPStatus.NOT_FOUND
    code = dossier.code.encode()
    assert answer.content.replace(code, b"").count(b"<") == missing.content.count(b"<")
    assert b"no longer" not in answer.content


def test_a_seat_that_came_after_it_had_gone_is_told_nothing() -> None:
    dossier = passed_on()
    taken_back(dossier)
    seats = Membership.objects.filter(user=story.person("hoa"), role=Role.DIVISION_HEAD)
    tomorrow = NOW + timedelta(days=1)

    seats.update(since=tomorrow.date())

    with time_machine.travel(tomorrow, tick=False):
        assert b"no longer" not in Visitor("hoa").get(f"/mot-cua/{dossier.code}/").content


def test_where_it_lay_is_what_the_columns_said_then() -> None:
    dossier = passed_on()
    taken_back(dossier)
    log = list(dossier.events.all())

    for count, where in enumerate(whereabouts(log), 1):
        stored = columns.project(log[:count], dossier.machine)
        assert where == (stored.division_id, stored.unit_id)


def test_what_policy_shows_is_what_is_served() -> None:
    dossier = passed_on()
    for who in ("bob", "hoa", "dung", "lan", "van", "carol"):
        person = story.person(who)
        actors = policy.actors(person, seats_of(person, local(NOW).date()))
        assert policy.shows(actors, dossier) == (got(who, dossier.code).status_code == HTTPStatus.OK), who
