"""The calendar of one's dates: what stands in it, who may read it, and what a telephone makes of it."""

import re
from datetime import date, datetime, timedelta
from hashlib import sha256

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar, Event

from accounts.entry import tries
from accounts.models import Membership, SignInTry, User
from accounts.roles import Role
from dossiers.calendars.feed import written
from dossiers.calendars.feed.entries import Entry, Kind
from dossiers.models import CalendarFeed
from portal.demo import story
from procedures.machine import Text
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import MONDAY, act, dossier_at, local
from tests.dossiers.officers import officer, substitute

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]

LATER = MONDAY + timedelta(hours=3)
OWN = "/tai-khoan/lich/"


def make(who: str, *, of_unit: bool = False, language: str = "vi") -> str:
    """Make an address by the page, and return its path."""
    visitor = Visitor(who, language=language)
    typed = {"make": "", **({"of_unit": "on"} if of_unit else {})}
    page = visitor.send(visitor.get(OWN), OWN, typed)
    [address] = re.findall(r"http[^<\s]+\.ics", page.content.decode())
    return "/" + address.split("/", 3)[3]


def fetch(path: str, **headers: str) -> HttpResponse:
    """Ask as a telephone does: without a session."""
    return Client(headers=headers).get(path)


def events(path: str) -> dict[str, Event]:
    """Return what a telephone reads, by the beginning of the identifier."""
    answer = fetch(path)
    assert answer.status_code == 200
    calendar = Calendar.from_ical(answer.content)
    return {str(event["UID"]).partition("@")[0]: event for event in calendar.walk("VEVENT")}


def dates(path: str) -> dict[str, datetime]:
    return {name: event["DTSTART"].dt for name, event in events(path).items()}


def test_an_officer_reads_what_waits_for_the_own_seat_the_step_and_the_whole() -> None:
    dossier = dossier_at("tham-dinh").dossier
    assert dossier.step_due_at < dossier.deadline_at

    assert dates(make("dung")) == {
        f"{dossier.code}-step": dossier.step_due_at,
        f"{dossier.code}-whole": dossier.deadline_at,
    }
    assert dates(make("tam")) == {}
    assert dates(make("hoa")) == {}


def test_the_desk_reads_by_when_it_is_to_answer() -> None:
    dossier = dossier_at("filed").dossier

    assert dates(make("bob")) == {f"{dossier.code}-answer": dossier.answer_due_at}


def test_a_head_reads_all_of_the_division_where_that_is_chosen() -> None:
    dossier = dossier_at("tham-dinh").dossier
    others = dossier_at("filed").dossier
    path = make("hoa", of_unit=True)

    assert {name.rpartition("-")[0] for name in dates(path)} == {dossier.code}
    assert {name.rpartition("-")[0] for name in dates(make("lan", of_unit=True))} == {dossier.code, others.code}
    hoa = Visitor("hoa")
    hoa.post(OWN, {"choose": ""})
    assert dates(path) == {}
    hoa.post(OWN, {"choose": "", "of_unit": "on"})
    assert dates(path) != {}


def test_who_heads_nothing_reads_no_more_by_asking_for_it() -> None:
    dossier_at("tham-dinh")

    assert dates(make("bob", of_unit=True)) == {}
    assert dates(make("tam", of_unit=True)) == {}
    assert "of_unit" not in Visitor("bob").get(OWN).content.decode()


def test_who_loses_the_seat_reads_nothing_of_it_any_more() -> None:
    dossier_at("tham-dinh")
    path, of_head = make("dung"), make("hoa", of_unit=True)
    assert dates(path)
    assert dates(of_head)

    Membership.objects.filter(user__username__in=["dung", "hoa"]).update(until=date(2026, 1, 4))

    assert dates(path) == dates(of_head) == {}


def test_who_stands_in_reads_what_the_absent_one_has_on_these_days() -> None:
    dossier = dossier_at("tham-dinh").dossier
    officer("phuc", Role.SPECIALIST, "bao-chi-xuat-ban")
    substitute("dung", "phuc", date(2026, 1, 5), date(2026, 1, 6))
    path = make("phuc")

    assert {name.rpartition("-")[0] for name in dates(path)} == {dossier.code}
    with time_machine.travel(MONDAY + timedelta(days=2), tick=False):
        assert dates(path) == {}


def test_an_account_that_is_closed_has_no_calendar() -> None:
    path = make("dung")
    User.objects.filter(username="dung").update(is_active=False)

    assert fetch(path).status_code == 404


def test_an_applicant_reads_when_the_result_is_due_and_nothing_of_others() -> None:
    dossier = dossier_at("tham-dinh").dossier
    path = make("alice")
    with time_machine.travel(LATER, tick=False):
        assert dates(path) == {f"{dossier.code}-return": dossier.due_at}
        assert dates(make("mallory")) == {}


@pytest.mark.usefixtures("fifteen_days_to_answer")
def test_an_applicant_reads_by_when_to_answer_and_no_date_of_a_pause() -> None:
    walk = dossier_at("tham-dinh")
    act(walk, "propose-supplement", "dung", "2026-01-06 09:00")
    act(walk, "issue-supplement", "bob", "2026-01-06 10:00")
    path = make("alice")

    with time_machine.travel(local("2026-01-06 11:00"), tick=False):
        assert dates(path) == {f"{walk.dossier.code}-supply": walk.dossier.applicant_due_at}


@pytest.mark.at(local("2026-11-29 09:00"))
def test_an_applicant_reads_the_event_that_was_announced() -> None:
    sunday = local("2026-11-29 09:00")
    raw = story.raw_answers(story.file("mallory", at=sunday, slug="hop-bao-trong-nuoc").machine, sunday)
    held = {"held_at": "05/12/2026 09:00"}
    dossier = story.file("viet-an", at=sunday, slug="hop-bao-trong-nuoc", answers=raw | held)

    assert dates(make("viet-an")) == {f"{dossier.code}-announced": local("2026-12-05 09:00")}
    assert dates(make("bob"))[f"{dossier.code}-answer"] == dossier.deadline_at


def test_an_act_that_has_not_gone_out_is_in_no_calendar_of_the_applicant(settings) -> None:
    settings.TAKE_BACK_SECONDS = 60
    walk = dossier_at("filed")
    path = make("alice")

    act(walk, "accept", "bob", "2026-01-05 09:00")
    with time_machine.travel(local("2026-01-05 09:00") + timedelta(seconds=5), tick=False):
        assert dates(path) == {}
    with time_machine.travel(local("2026-01-05 09:02"), tick=False):
        assert dates(path) == {f"{walk.dossier.code}-return": walk.dossier.due_at}


def test_a_date_that_moves_keeps_its_entry_under_a_higher_number() -> None:
    walk = dossier_at("tham-dinh")
    path = make("alice")
    with time_machine.travel(LATER, tick=False):
        [(name, before)] = events(path).items()

    act(walk, "reappoint", "lan", "2026-01-06 09:00", date=date(2026, 1, 27))
    with time_machine.travel(local("2026-01-06 10:00"), tick=False):
        [(same, after)] = events(path).items()

    assert same == name
    assert after["DTSTART"].dt == walk.dossier.due_at > before["DTSTART"].dt
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["LAST-MODIFIED"].dt == local("2026-01-06 09:00") > before["LAST-MODIFIED"].dt


def test_what_has_ended_goes_out_of_the_calendar() -> None:
    walk = dossier_at("filed")
    path = make("bob")
    assert dates(path)

    act(walk, "reject", "bob", "2026-01-05 09:00", reason="Không thuộc thẩm quyền")

    with time_machine.travel(LATER, tick=False):
        assert dates(path) == dates(make("alice")) == {}


def test_nothing_of_anybody_stands_in_it() -> None:
    dossier = dossier_at("tham-dinh").dossier
    text = Calendar.from_ical(fetch(make("dung")).content).to_ical().decode().replace("\r\n ", "")

    assert dossier.code in text
    assert f"/mot-cua/{dossier.code}/" in text
    assert dossier.machine.name.vi in text.replace("\\,", ",")
    for word in (dossier.applicant_name, dossier.subject, dossier.applicant.email, "dung"):
        assert word not in text


def test_it_speaks_the_language_in_which_it_was_made() -> None:
    dossier_at("tham-dinh")

    assert b"Result due: " in fetch(make("dung", language="en")).content
    assert "Hẹn trả kết quả: ".encode() in fetch(make("dung")).content


def test_it_is_a_file_by_the_rules() -> None:
    """RFC 5545 3.1: lines end with CRLF and have at most 75 octets; no letter is cut in two."""
    dossier_at("tham-dinh")
    answer = fetch(make("dung"))
    lines = answer.content.split(b"\r\n")

    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert lines[-1] == b""
    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 75
    assert any(line.startswith(b" ") for line in lines), "one is folded"
    assert all(line.decode() for line in lines[:-1])
    calendar = Calendar.from_ical(answer.content)
    assert calendar["VERSION"] == "2.0"
    assert calendar["PRODID"]
    for event in calendar.walk("VEVENT"):
        assert {"UID", "DTSTAMP", "DTSTART", "SEQUENCE", "LAST-MODIFIED", "SUMMARY", "URL"} <= event.keys()
        assert event["DTSTART"].dt.utcoffset() == timedelta(0)
    assert not calendar.errors


def test_it_is_not_sent_again_as_long_as_it_is_the_same() -> None:
    walk = dossier_at("tham-dinh")
    path = make("dung")
    first = fetch(path)
    assert "private" in first.headers["Cache-Control"]
    assert "public" not in first.headers["Cache-Control"]

    again = fetch(path, if_none_match=first.headers["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    act(walk, "reappoint", "lan", "2026-01-06 09:00", date=date(2026, 1, 27))
    assert fetch(path, if_none_match=first.headers["ETag"]).status_code == 200
    assert Client().head(path).status_code == 200


def test_of_the_secret_the_digest_alone_is_kept() -> None:
    secret = make("dung").removeprefix("/lich/").removesuffix(".ics")
    feed = CalendarFeed.objects.get()

    assert len(secret) * 6 >= 128
    assert feed.digest == sha256(secret.encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(row_to_json(feed)::text, '') FROM dossiers_calendarfeed AS feed")
        assert secret not in cursor.fetchone()[0]
        cursor.execute("SELECT string_agg(session_data, '') FROM django_session")
        assert secret not in cursor.fetchone()[0]
    assert secret not in Visitor("dung").get(OWN).content.decode()


def test_no_session_is_looked_at() -> None:
    dossier_at("tham-dinh")
    path = make("dung")
    # Whoever is signed in as somebody else at the same browser reads the owner's.
    mallory = Visitor("mallory")

    with CaptureQueriesContext(connection) as asked:
        answer = mallory.get(path)

    assert answer.content == fetch(path).content
    assert not any("django_session" in one["sql"] for one in asked.captured_queries)
    assert not answer.cookies


def test_it_costs_the_same_whatever_stands_in_it() -> None:
    dossier_at("tham-dinh")
    path = make("dung")
    fetch(path)
    with CaptureQueriesContext(connection) as one:
        fetch(path)
    for _time in range(3):
        story.dossier_in("tham-dinh", at=MONDAY)
    with CaptureQueriesContext(connection) as more:
        assert len(dates(path)) == 8

    assert len(more) == len(one) <= 12


def test_it_has_no_more_than_five_hundred_entries_the_nearest() -> None:
    found = [
        Entry(
            Kind.WHOLE,
            f"H26.NN-260105-{number:04}",
            Text("Việc", "Thing"),
            MONDAY + timedelta(days=number),
            1,
            MONDAY,
            "desk_file",
        )
        for number in range(600)
    ]

    calendar = Calendar.from_ical(written.written(reversed(found)))
    starts = [event["DTSTART"].dt for event in calendar.walk("VEVENT")]
    assert starts == [entry.at for entry in found[:500]]


@pytest.mark.parametrize("wrong", ["x", "a" * 32, "A-_" * 50])
def test_a_guessed_address_leads_nowhere_at_the_same_cost(wrong: str) -> None:
    path = make("dung")
    with CaptureQueriesContext(connection) as asked:
        answer = fetch(f"/lich/{wrong}.ics")
    Visitor("dung").post(OWN, {"revoke": ""})
    with CaptureQueriesContext(connection) as ended:
        gone = fetch(path)

    assert answer.status_code == gone.status_code == 404
    assert [one["sql"].partition(" ")[0] for one in asked] == [one["sql"].partition(" ")[0] for one in ended]


def test_whoever_guesses_is_not_answered_for_a_while_and_others_are() -> None:
    dossier_at("tham-dinh")
    path = make("dung")
    for _time in range(tries.OF_FEED.tries):
        assert fetch("/lich/doan-mo.ics").status_code == 404

    refused = fetch("/lich/doan-mo.ics")
    assert refused.status_code == fetch(path).status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert Client(REMOTE_ADDR="192.0.2.7").get(path).status_code == 200
    with time_machine.travel(MONDAY + timedelta(minutes=2), tick=False):
        assert fetch(path).status_code == 200


def test_a_right_address_counts_as_no_try() -> None:
    path = make("dung")
    for _time in range(3):
        fetch(path)

    assert not SignInTry.objects.exists()


def test_an_address_is_made_anew_and_the_one_before_ends() -> None:
    before = make("dung")
    after = make("dung")

    assert before != after
    assert fetch(before).status_code == 404
    assert fetch(after).status_code == 200
    assert CalendarFeed.objects.count() == 1


def test_a_page_that_is_sent_again_makes_no_second_address() -> None:
    visitor = Visitor("dung")
    page = visitor.get(OWN)
    visitor.send(page, OWN, {"make": ""})
    feed = CalendarFeed.objects.get()

    again = visitor.send(page, OWN, {"make": ""}, follow=True)

    assert CalendarFeed.objects.get() == feed
    assert "This was done already" in read(again).words()


def test_a_stranger_changes_nothing_and_whoever_is_not_signed_in_is_led_to_sign_in() -> None:
    path = make("dung")
    Visitor("mallory").post(OWN, {"revoke": ""})

    assert fetch(path).status_code == 200
    assert Client().get(OWN).headers["Location"].startswith("/tai-khoan/login/")
    assert Client().post(OWN, {"revoke": ""}).status_code == 403
