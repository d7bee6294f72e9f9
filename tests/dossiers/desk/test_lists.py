"""Lists: who sees what, what waits on whose desk, what is late; found by narrow queries."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import Unit
from accounts.roles import Role
from accounts.seats import Seats, seats_of
from dossiers import acts, queries
from dossiers.display import badges
from dossiers.log.whole import log_of
from dossiers.models import Dossier
from dossiers.models.rows import at_once
from portal.demo import story
from tests.dossiers.lifecycle import ENDS, MONDAY, PLACES, act, dossier_at, local
from tests.dossiers.officers import filed_by, officer, substitute

pytestmark = pytest.mark.django_db

TODAY = date(2026, 1, 5)
DIVISION = "bao-chi-xuat-ban"
HOLDERS = {
    Role.ONE_STOP_OFFICER: "bob",
    Role.DIVISION_HEAD: "hoa",
    Role.SPECIALIST: "dung",
    Role.DEPARTMENT_LEADER: "lan",
    Role.CLERK: "tam",
}
OFFICERS = ("bob", "hoa", "dung", "lan", "tam", "van", "carol", "admin")


def desk_of(username: str) -> set[Dossier]:
    """Return what waits on a person's desk."""
    return set(Dossier.objects.on_desk_of(seats_of(story.person(username), TODAY)))


def seen_by(username: str) -> set[Dossier]:
    """Return what a person may see as an officer."""
    return set(Dossier.objects.visible_to(seats_of(story.person(username), TODAY)))


@pytest.mark.parametrize("state", PLACES)
def test_a_dossier_waits_on_the_desk_of_its_holder_and_on_no_other(state: str) -> None:
    dossier = dossier_at(state).dossier

    waiting = {username for username in (*OFFICERS, "alice", "mallory") if dossier in desk_of(username)}

    holder = PLACES[state].holder
    assert waiting == ({HOLDERS[holder]} if holder and holder is not Role.CITIZEN else set())


def test_a_dossier_waits_for_its_assignee_or_the_substitute_not_for_the_colleague() -> None:
    officer("minh", Role.SPECIALIST, DIVISION)
    officer("quang", Role.SPECIALIST, DIVISION)
    substitute("dung", "minh", since=TODAY, until=TODAY)
    dossier = dossier_at("tham-dinh").dossier

    assert [desk_of(username) for username in ("dung", "minh", "quang")] == [{dossier}, {dossier}, set()]


def test_a_dossier_of_ones_own_waits_on_a_colleagues_desk() -> None:
    officer("phuc", Role.ONE_STOP_OFFICER, "mot-cua")
    dossier = filed_by("bob", MONDAY).dossier

    assert (desk_of("bob"), desk_of("phuc")) == (set(), {dossier})


def test_an_officer_sees_the_agencys_or_the_divisions_dossiers_and_a_stranger_none() -> None:
    agency = Unit.objects.create(slug="so-khac", kind="agency", name_vi="Sở", name_en="Other", agency_code="H26.XX")
    Unit.objects.create(slug="mot-cua-khac", kind="desk", name_vi="M", name_en="D", parent=agency)
    officer("khac", Role.ONE_STOP_OFFICER, "mot-cua-khac")
    officer("buu", Role.DIVISION_HEAD, "buu-chinh-vien-thong")
    officer("cu", Role.MANAGER, "so-tttt", until=TODAY - timedelta(days=1))
    filed, assigned, returned = (dossier_at(state).dossier for state in ("filed", "tham-dinh", "returned"))

    everything, divisions = {filed, assigned, returned}, {assigned, returned}
    assert {username: seen_by(username) for username in (*OFFICERS, "khac", "buu", "cu", "alice", "mallory")} == {
        "bob": everything,
        "lan": everything,
        "tam": everything,
        "carol": everything,
        "hoa": divisions,
        "dung": divisions,
        **{username: set() for username in ("van", "admin", "khac", "buu", "cu", "alice", "mallory")},
    }


def test_a_dossier_is_found_by_its_number_by_those_who_may_see_it_alone() -> None:
    made = [dossier_at(state).dossier for state in ("filed", "tham-dinh", "returned")]
    made.append(filed_by("bob", MONDAY).dossier)

    for username in (*OFFICERS, "alice", "mallory"):
        user = story.person(username)
        seats = seats_of(user, TODAY)
        found = {dossier for dossier in made if queries.seen_by(seats, dossier.code) == dossier}
        own = {dossier for dossier in made if queries.filed_by(user, dossier.code) == dossier}
        assert found == seen_by(username)
        assert own == set(Dossier.objects.of_applicant(user))
        assert queries.seen_by(seats, "-") is queries.filed_by(user, "-") is None


def test_the_provincial_office_sees_what_lies_with_it() -> None:
    dossier = dossier_at("ky-duyet").dossier
    Dossier.objects.filter(pk=dossier.pk).update(unit=Unit.objects.get(slug="ubnd"))

    assert seen_by("van") == {dossier}


def test_a_person_sees_ones_own_filings() -> None:
    mine, theirs = story.file("alice", at=MONDAY), story.file("viet-an", at=MONDAY)

    assert set(Dossier.objects.of_applicant(story.person("alice"))) == {mine}
    assert set(Dossier.objects.of_applicant(story.person("viet-an"))) == {theirs}
    assert not Dossier.objects.of_applicant(story.person("mallory")).exists()


def test_a_dossier_is_late_from_the_midnight_after_its_appointment_until_it_is_resolved() -> None:
    walk = dossier_at("van-thu", at=local("2026-01-05 08:30"))
    last, late = local("2026-01-19 23:59"), local("2026-01-20 00:00")

    assert (walk.dossier.is_late(last), walk.dossier.is_late(late)) == (False, True)
    assert list(Dossier.objects.late(last)) == []
    assert list(Dossier.objects.late(late)) == [walk.dossier]
    act(walk, "finish-van-thu", "tam", "2026-01-20 08:00")

    assert list(Dossier.objects.late(late)) == []
    assert walk.dossier.is_late(late)


@pytest.mark.parametrize("state", ["tham-dinh.supplement-asked", "tham-dinh.payment-due"])
def test_a_dossier_that_waits_for_the_applicant_since_before_its_date_is_not_late(state: str) -> None:
    walk = dossier_at(state, at=local("2026-01-05 08:30"))
    act(walk, "ask-withdrawal", "alice", "2026-01-22 09:00")
    much_later = local("2026-03-02 08:00")

    assert walk.dossier.late_at is None
    assert not walk.dossier.is_late(much_later)
    assert not Dossier.objects.late(much_later).exists()


def test_a_dossier_that_was_late_before_it_waited_for_the_applicant_stays_late() -> None:
    walk = dossier_at("tham-dinh", at=local("2026-01-05 08:30"))
    act(walk, "ask-payment", "dung", "2026-01-20 09:00")
    act(walk, "ask-withdrawal", "alice", "2026-01-21 09:00")

    assert walk.dossier.late_at == local("2026-01-20 00:00")
    assert walk.dossier.is_late(local("2026-01-21 09:00"))


def test_a_late_dossier_that_restarts_is_not_late_any_more() -> None:
    walk = dossier_at("tham-dinh.supplement-proposed", at=local("2026-01-05 08:30"))
    act(walk, "issue-supplement", "bob", "2026-01-20 09:00")
    act(walk, "answer-supplement", "alice", "2026-01-21 09:00")
    act(walk, "confirm-supplement", "bob", "2026-01-22 09:00")

    assert walk.dossier.late_at == local("2026-02-06 00:00")


def test_the_work_lists_of_an_officer() -> None:
    now = local("2026-01-20 08:00")
    made = {state: dossier_at(state, at=local("2026-01-05 08:30")).dossier for state in PLACES}
    new = story.file("alice", at=now)

    seats = seats_of(story.person("bob"), now.date())
    lists = {name: queries.worklist(name, seats, now).dossiers for name in queries.list_names(seats)}

    ready = made.pop("result-ready")
    assert set(lists["ready"]) == {ready}
    assert set(lists["mine"]) == {new} | {
        dossier for state, dossier in made.items() if PLACES[state].holder is Role.ONE_STOP_OFFICER
    }
    assert set(lists["done"]) == {made[state] for state in ENDS}
    assert set(lists["open"]) == {new, ready, *made.values()} - {made[state] for state in ENDS}
    running = ("accepted", "phan-cong", "tham-dinh", "tham-dinh.supplement-proposed", "xem-xet", "ky-duyet", "van-thu")
    unanswered = ("filed", "tham-dinh.supplement-answered")
    assert set(lists["late"]) == {made[state] for state in running}
    assert set(lists["behind"]) == {made[state] for state in unanswered}
    assert set(lists["soon"]) == set()


def asked() -> Iterator[tuple[Seats, datetime]]:
    """Make a dossier in every state, about some of which their applicant has written; yield each officer's seats at instants
    before and after its dates."""
    for number, state in enumerate(PLACES):
        dossier = dossier_at(state, at=local("2026-01-05 08:30")).dossier
        if number % 2 or state in (*ENDS, "result-ready"):
            story.take(dossier, acts.TO_OFFICE, "alice", at=dossier.changed_at, message="Xin cho biết thêm.")
    for who in ("bob", "carol", "dung", "hoa", "lan", "tam", "van"):
        for at in ("2026-01-05 09:00", "2026-01-16 09:00", "2026-01-20 08:00", "2026-03-02 08:00"):
            yield seats_of(story.person(who), TODAY), local(at)


def test_the_first_page_of_a_list_is_the_one_of_any_page_at_any_instant() -> None:
    found = set()

    for seats, now in asked():
        for name in queries.list_names(seats):
            shown = queries.worklist(name, seats, now)
            page = queries.page_of(shown.dossiers, by=shown.by, after="", newest_first=shown.newest_first)
            assert queries.first_page(at_once(queries.asked_first(name, seats, now))[0]) == page
            found.add(len(page.rows))

    assert len(found) > 3


def test_the_counts_are_those_of_the_lists_whenever_they_are_asked() -> None:
    found = set()

    for seats, now in asked():
        counted = queries.counts(seats, now)
        names = [name for name in queries.list_names(seats) if name != queries.UNCOUNTED]
        assert counted == {name: queries.worklist(name, seats, now).dossiers.count() for name in names}
        found |= set(counted.values())

    assert len(found) > 3


def test_a_dossier_is_due_soon_from_the_working_day_before_its_date_until_it_is_late_or_paused() -> None:
    walk, paused = dossier_at("tham-dinh"), dossier_at("tham-dinh")
    act(paused, "ask-payment", "dung", "2026-01-16 07:00")
    early, soon, last, late = (
        local(text) for text in ("2026-01-16 07:59", "2026-01-16 08:00", "2026-01-19 23:59", "2026-01-20 00:00")
    )

    found = [set(Dossier.objects.due_soon(at)) for at in (early, soon, last, late)]

    assert found == [set(), {walk.dossier}, {walk.dossier}, set()]
    assert [badges.standing(walk.dossier, at) for at in (early, soon, last, late)] == [
        "within_time",
        "due_soon",
        "due_soon",
        "overdue",
    ]
    assert badges.standing(paused.dossier, soon) == "paused"


@pytest.mark.parametrize("state", ["filed", "tham-dinh.supplement-answered"])
def test_what_the_desk_has_not_answered_in_time_is_in_a_list_of_its_own_and_says_so(state: str) -> None:
    dossier = dossier_at(state).dossier
    due = dossier.answer_due_at

    for at, standing in ((due, "not_started"), (due + timedelta(minutes=1), "unanswered")):
        assert badges.standing(dossier, at) == standing
        assert set(Dossier.objects.behind(at)) == ({dossier} if standing == "unanswered" else set())
        assert not Dossier.objects.late(at).exists()


def test_results_to_be_collected_have_a_list_of_their_own_at_the_desk_alone() -> None:
    now = local("2026-01-20 08:00")

    names = {who: list(queries.list_names(seats_of(story.person(who), now.date()))) for who in ("bob", "dung")}

    assert names == {
        "bob": [
            "mine",
            "soon",
            "late",
            "behind",
            "ready",
            "lying",
            "proven",
            "withdrawing",
            "mentioned",
            "open",
            "done",
        ],
        "dung": ["mine", "soon", "late", "behind", "mentioned", "open", "done"],
    }


def test_a_dossiers_page_asks_the_database_a_fixed_number_of_times(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    short, long = dossier_at("accepted").dossier, dossier_at("returned").dossier
    alice = story.person("alice")
    log_of(short)

    for code in (short.code, long.code):
        with django_assert_num_queries(5):
            dossier = queries.filed_by(alice, code)
            assert dossier is not None
            events, _known = log_of(dossier)
            papers = queries.papers_of(events)
            letters = queries.letters_of(events)
            shown = [
                (event.actor and event.actor.full_name, event.unit and event.unit.name_vi, event.payload.content)
                for event in events
            ]
            place = (dossier.agency.name_vi, dossier.unit, dossier.division, dossier.assignee, dossier.applicant)
            files = [list(event.attachments.all()) for event in events]
        assert (len(shown), len(files), len(papers), letters) == (dossier.sequence, dossier.sequence, 1, [])
        assert place[0] == "Sở Thông tin và Truyền thông Hà Nội"
