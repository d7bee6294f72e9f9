"""The office's own notice limits: recorded with the event that keeps or breaks them, shown and counted."""

import re
from datetime import date, datetime, timedelta

import pytest
import time_machine
from pytest_django import Settings

from accounts.models import Unit
from accounts.roles import Role
from dossiers.background import sweeps
from dossiers.display.formats import vn_datetime
from dossiers.models import Event
from dossiers.proof import audit
from dossiers.reports import statistics
from dossiers.reports.periods import Period
from dossiers.reports.selection import Selection
from portal.demo import story
from portal.demo.story import Walk
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import act, dossier_at, local
from tests.dossiers.proof.records import change, forge

pytestmark = pytest.mark.django_db

JANUARY = Period(date(2026, 1, 1), date(2026, 1, 31))
NOW = local("2026-01-30 09:00")


def flags(event: Event, name: str) -> dict[str, object]:
    """Return what an event says of a limit, its instants read."""
    told = dict(event.facts[name])
    for key in ("due_at", "notice_due_at"):
        if told.get(key):
            told[key] = datetime.fromisoformat(str(told[key]))
    return told


def asked(when: str) -> tuple[Walk, Event]:
    """Let a supplement be asked at an instant, of a dossier that was accepted on Monday 05/01."""
    walk = dossier_at("tham-dinh.supplement-proposed")
    return walk, act(walk, "issue-supplement", "bob", when)


@pytest.mark.parametrize(
    ("when", "late"), [("2026-01-06 09:00", False), ("2026-01-07 23:59", False), ("2026-01-08 00:00", True)]
)
def test_a_supplement_must_be_asked_within_two_working_days_of_reception(when: str, late: bool) -> None:
    walk, event = asked(when)

    assert flags(event, "supplement") == {
        "round": 1,
        "notice_due_at": local("2026-01-07 17:00"),
        "late": late,
        "beyond": False,
    }
    assert walk.dossier.state == "tham-dinh.supplement-asked"
    assert audit.check_all().differences == []


def test_before_acceptance_no_days_run_and_the_hours_to_answer_do() -> None:
    walk = dossier_at("filed")
    event = act(walk, "ask-supplement", "bob", "2026-01-08 09:00")

    assert flags(event, "supplement") == {"round": 1, "notice_due_at": None, "late": False, "beyond": False}
    assert flags(event, "answer") == {"due_at": local("2026-01-06 08:30"), "late": True}


def test_a_round_beyond_the_rule_is_allowed_and_counts_from_the_papers_before() -> None:
    walk, _first = asked("2026-01-06 09:00")
    act(walk, "answer-supplement", "alice", "2026-01-08 09:00")
    confirmed = act(walk, "confirm-supplement", "bob", "2026-01-09 09:00")
    act(walk, "propose-supplement", "dung", "2026-01-13 09:00")
    event = act(walk, "issue-supplement", "bob", "2026-01-14 09:00")

    assert flags(confirmed, "answer") == {"due_at": local("2026-01-09 09:00"), "late": False}
    assert flags(event, "supplement") == {
        "round": 2,
        "notice_due_at": local("2026-01-13 17:00"),
        "late": True,
        "beyond": True,
    }


def test_an_answer_that_is_sent_back_begins_no_round() -> None:
    walk, _first = asked("2026-01-06 09:00")
    act(walk, "answer-supplement", "alice", "2026-01-08 09:00")
    event = act(walk, "return-answer", "bob", "2026-01-09 09:01")

    assert "supplement" not in event.facts
    assert flags(event, "answer") == {"due_at": local("2026-01-09 09:00"), "late": True}


def test_a_flag_that_was_changed_is_found_even_where_all_digests_are_made_anew() -> None:
    walk, event = asked("2026-01-08 09:00")
    change(event, facts=event.facts | {"supplement": event.facts["supplement"] | {"late": False}})
    forge(walk.dossier)

    [difference] = audit.check_all().differences

    assert difference.what == "event 6 (issue-supplement) supplement"


@pytest.mark.parametrize("forged", ["nonsense", 7, None])
def test_a_forged_date_is_named_and_stops_no_check(forged: object) -> None:
    walk = dossier_at("filed")
    act(walk, "accept", "bob", "2026-01-05 09:00")
    first = walk.dossier.events.get(sequence=1)
    change(first, reading=first.reading | {"answer_due_at": forged})
    forge(walk.dossier)

    assert audit.check_all().differences != []


NEWER = ("rules", "due_soon_at", "paused_at", "regime_digest")
"""What a reading tells from the second edition on, or a later one."""


def test_an_event_of_the_first_edition_has_no_flags_and_stays_valid() -> None:
    walk, event = asked("2026-01-08 09:00")
    for one in walk.dossier.events.order_by("sequence"):
        facts = {name: value for name, value in one.facts.items() if name not in ("answer", "supplement")}
        reading = {name: value for name, value in one.reading.items() if name not in NEWER}
        change(one, facts=facts, reading=reading)
    forge(walk.dossier)

    found = [difference.what for difference in audit.check_all().differences]

    assert not [what for what in found if what.startswith("event")]
    assert event.facts["supplement"]["late"]


# Who sees it


def test_the_officers_file_shows_what_came_late_and_the_applicants_page_does_not() -> None:
    walk = dossier_at("filed")
    act(walk, "accept", "bob", "2026-01-08 09:00")
    for action, who, when in (
        ("transfer", "bob", "2026-01-08 09:10"),
        ("finish-phan-cong", "hoa", "2026-01-08 09:20"),
        ("propose-supplement", "dung", "2026-01-13 09:00"),
        ("issue-supplement", "bob", "2026-01-13 10:00"),
    ):
        act(walk, action, who, when)

    desk = read(Visitor("bob").get(f"/mot-cua/{walk.dossier.code}/")).words()
    own = read(Visitor("alice").get(f"/ho-so/{walk.dossier.code}/")).words()

    for words in ("late, due 08:30 06/01/2026", "late, due 17:00 12/01/2026"):
        assert words in desk
        assert words not in own


def test_the_log_shows_officers_all_remarks_and_the_applicant_what_concerns_the_applicant() -> None:
    filed, running = dossier_at("filed").dossier, dossier_at("tham-dinh").dossier
    sweeps.run(local("2026-01-16 09:00"))
    sweeps.run(local("2026-01-20 09:00"))

    pages = {
        (who, dossier.state): read(Visitor(who).get(f"/{place}/{dossier.code}/")).words()
        for who, place in (("bob", "mot-cua"), ("alice", "ho-so"))
        for dossier in (filed, running)
    }

    assert "The time to answer the applicant has passed" in pages["bob", "filed"]
    assert "The time to answer the applicant has passed" not in pages["alice", "filed"]
    assert "The return date is near" in pages["bob", "tham-dinh"]
    assert "The return date is near" not in pages["alice", "tham-dinh"]
    for who in ("bob", "alice"):
        assert "The return date has passed" in pages[who, "tham-dinh"]
        assert "17:00 19/01/2026" in pages[who, "tham-dinh"]


def test_the_managers_concerns_are_the_lengths_of_their_lists(settings: Settings) -> None:
    settings.APPLICANT_WORKING_DAYS = 5
    late_answer = dossier_at("filed")
    act(late_answer, "reject", "bob", "2026-01-08 09:00")
    waiting = dossier_at("filed").dossier
    asked_late, _event = asked("2026-01-08 09:00")
    act(asked_late, "answer-supplement", "alice", "2026-01-09 09:00")
    act(asked_late, "confirm-supplement", "bob", "2026-01-09 10:00")
    act(asked_late, "propose-supplement", "dung", "2026-01-12 09:00")
    act(asked_late, "issue-supplement", "bob", "2026-01-12 10:00")
    act(asked_late, "answer-supplement", "alice", "2026-01-12 11:00")
    act(asked_late, "confirm-supplement", "bob", "2026-01-12 12:00")
    lapsed = [dossier_at(state).dossier for state in ("filed.supplement-asked", "tham-dinh.supplement-asked")]
    dossier_at("returned")
    sweeps.run(local("2026-01-20 09:00"))
    whole = Selection(tuple(Unit.objects.filter(parent=None).values_list("pk", flat=True)))
    everything = whole.dossiers

    counted = statistics.concerned(whole, JANUARY, NOW)

    lists = {name: set(statistics.list_of(everything, name, JANUARY, NOW)) for name in counted}
    assert lists == {
        "answers_late": {late_answer.dossier},
        "unanswered": {waiting},
        "supplemented": {asked_late.dossier, *lapsed},
        "reappointed": set(),
        "promised_late": set(),
        "supplements_late": {asked_late.dossier},
        "supplements_beyond": {asked_late.dossier},
        "lapsed": set(lapsed),
    }
    assert counted == {name: len(found) for name, found in lists.items()}
    february = statistics.concerned(whole, Period(date(2026, 2, 1), date(2026, 2, 28)), NOW)
    assert february == dict.fromkeys(counted, 0) | {"unanswered": 1}
    assert Event.objects.filter(role=Role.SYSTEM).exists()


def test_a_row_before_acceptance_says_what_is_due_first_and_a_refusal_before_an_event_is_known() -> None:
    now = local("2026-08-03 08:30")
    conference, plain = story.file("alice", at=now, slug="hop-bao-trong-nuoc"), story.file("alice", at=now)
    event_at = datetime.fromisoformat(conference.events.get().facts["event_at"])

    with time_machine.travel(now, tick=False):
        page = Visitor("bob").get("/mot-cua/")

    assert (conference.inform_by, plain.inform_by) == (event_at - timedelta(hours=12), None)
    assert [row.nearest_at for row in (conference, plain)] == [row.answer_due_at for row in (conference, plain)]
    due = rf"Answer due, \d+ working hours left {vn_datetime(plain.answer_due_at)}"
    assert len(re.findall(due, read(page).words())) == 2
