"""The register of dossiers: what it says of each is what its events say, and a line has one number wherever it is read."""

import os
import random
from dataclasses import asdict
from datetime import date, datetime, timedelta

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from accounts.models import Unit, User
from accounts.roles import Role
from dossiers.acts.handed import CAME_BACK, HAND_BACK_LATER
from dossiers.clock import Verdict
from dossiers.commands.given import Handover
from dossiers.log.parts.deposits import RESULT
from dossiers.models import ClosedBook, Dossier, Event, EventPayload
from dossiers.papers import registry
from dossiers.reports.official.register import Entry, accepted, entries_of, numbers_of
from dossiers.reports.periods import Period
from dossiers.reports.selection import Selection
from portal.demo import story
from procedures.machine import Paper
from procedures.results import Originals, Way
from procedures.time.calendar import LOCAL
from tests.dossiers.lifecycle import PLACES, act, dossier_at, local, supplemented
from tests.dossiers.officers import officer
from tests.dossiers.reports.past.test_known_at_random import happens, has_taken_back
from tests.dossiers.undoing import take_back

pytestmark = pytest.mark.django_db

ALL = Period(date(2020, 1, 1), date(2030, 12, 31))
HISTORIES = int(os.environ.get("REGISTER_HISTORIES", "2"))


@pytest.fixture(autouse=True)
def _in_english() -> None:
    translation.activate("en")


def agency() -> Selection:
    """Return all that the agency has."""
    return Selection((Unit.objects.get(slug="so-tttt").pk,))


def entry_of(dossier: Dossier) -> Entry:
    """Return the line of a dossier."""
    return entries_of([dossier.pk])[0]


def by_hand() -> list[tuple[object, ...]]:
    """Read the book off the events without any code of ours: each act that was taken back is crossed out with that."""
    lines = []
    for dossier in Dossier.objects.all():
        log = list(dossier.events.select_related("actor").order_by("sequence"))
        undone = {event.facts["undoes"] for event in log if event.action == "take-back"}
        held = [one for one in log if one.action != "take-back" and one.sequence not in undone]
        moves = [one for one in held if one.source and one.source != one.target]
        arrived = [one for one in moves if one.target == "accepted"]
        left = [one for one in moves if one.source == "accepted" and one.target == "phan-cong"]
        returned = [one for one in moves if one.target == "returned"]
        if arrived:
            stands = left and left[-1].sequence > arrived[-1].sequence
            lines.append((arrived[0], left[-1] if stands else None, returned[0] if returned else None, dossier))
    lines.sort(key=lambda line: (line[0].at, line[3].pk))
    found, numbers = [], dict[int, int]()
    for received, passed_on, returned, dossier in lines:
        year = received.at.astimezone(LOCAL).year
        numbers[year] = numbers.get(year, 0) + 1
        found.append((dossier.pk, numbers[year], *done(received), *done(passed_on), *done(returned)))
    return found


def done(event: Event | None) -> tuple[object, object]:
    """Return when something was done, and by whom."""
    return (event.at, event.actor.get_full_name() if event.actor else "") if event else (None, "")


def said(entry: Entry) -> tuple[object, ...]:
    """Return what a line says of the same."""
    return (
        entry.pk, entry.number, entry.accepted_at, entry.received_by, entry.handed_over_at, entry.handed_over_by,
        entry.returned_at, entry.returned_by,
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_the_register_is_what_the_events_say(seed: int) -> None:
    officer("minh", Role.SPECIALIST, "bao-chi-xuat-ban")
    chance, at = random.Random(seed), datetime(2027, 1, 6, 8, 30, tzinfo=LOCAL)
    begun = {"phan-cong": "2026-12-30 08:30", "accepted": "2026-12-31 09:00", "result-ready": "2027-01-04 08:30"}
    filed = [dossier_at(state, at=local(day)).dossier.pk for state, day in begun.items()]
    for _act in range(45):
        at += timedelta(minutes=chance.choice((5, 60, 240, 900)), seconds=chance.randrange(60))
        if len(filed) < 8 and chance.random() < 0.2:
            filed.append(story.file("alice", at=at).pk)
            continue
        taken = happens(Dossier.objects.get(pk=chance.choice(filed)), chance, at)
        if taken and chance.random() < 0.25:
            has_taken_back(*taken, at + timedelta(seconds=45))

    found = list(accepted(agency(), ALL).values_list("pk", flat=True))
    expected = by_hand()
    assert [said(entry) for entry in entries_of(found)] == expected
    assert len(expected) > 2
    assert any(line[4] for line in expected)


def test_numbers_begin_anew_with_each_year_and_each_agency() -> None:
    earlier = [dossier_at("accepted", at=local("2025-12-30 08:30")).dossier for _each in range(2)]
    dossiers = [dossier_at("accepted", at=local(f"2026-01-0{day} 08:30")).dossier for day in (5, 6, 7)]
    other = Unit.objects.create(slug="so-khac", kind="agency", name_vi="Sở khác", name_en="Other", agency_code="H26.XX")
    Dossier.objects.filter(pk=dossiers[1].pk).update(agency=other)

    numbers = numbers_of([one.pk for one in (*earlier, *dossiers)])

    assert [numbers[one.pk] for one in (*earlier, *dossiers)] == [1, 2, 1, 1, 2]


def test_a_line_has_its_number_in_whatever_part_of_the_book_is_read() -> None:
    dossiers = [dossier_at("accepted", at=local(f"2026-01-0{day} 08:30")).dossier for day in (5, 6, 7)]

    assert numbers_of([dossiers[2].pk]) == {dossiers[2].pk: 3}
    days = Period(date(2026, 1, 6), date(2026, 1, 7))
    found = entries_of(list(accepted(agency(), days).values_list("pk", flat=True)))
    assert [(entry.code, entry.number) for entry in found] == [
        (dossiers[1].code, 2), (dossiers[2].code, 3)
    ]  # fmt: skip
    assert numbers_of([]) == {}


def test_a_year_begins_at_midnight_of_the_office() -> None:
    # 23:30 of UTC on 31 December is the morning of 1 January here.
    dossier_at("accepted", at=local("2025-12-31 16:00"))
    first = dossier_at("accepted", at=local("2026-01-05 08:30")).dossier
    Dossier.objects.filter(pk=first.pk).update(accepted_at=datetime(2026, 1, 1, 6, 30, tzinfo=LOCAL))

    assert numbers_of([first.pk]) == {first.pk: 1}


def test_it_says_who_applied_where_and_who_handles_it() -> None:
    entry = entry_of(dossier_at("returned", at=local("2026-11-30 08:30")).dossier)

    assert (entry.applicant, entry.address, entry.phone) == (
        "Nguyễn Thị An", "Số 12 ngõ 34 Hoàng Cầu, phường Đống Đa, Hà Nội", "0912345678"
    )  # fmt: skip
    assert (entry.sets, entry.in_charge, entry.way) == (1, "Press and Publishing Division", "In person at the desk")
    assert (entry.received_by, entry.handed_over_by, entry.returned_by) == ("Trần Văn Bình",) * 3
    assert entry.note == ""


@pytest.mark.parametrize(
    ("way", "proof", "taken"),
    [
        (Way.IN_PERSON, {"identity": "CCCD …4321"}, "Taken in person: Lê Văn Tám"),
        (Way.BY_POST, {"post_number": "EK123456785VN"}, "Sent by post: no. EK123456785VN"),
        (Way.ONLINE, {}, "Taken on line"),
    ],
)
def test_it_says_who_took_the_result_or_how_it_went(way: Way, proof: dict[str, str], taken: str) -> None:
    walk = dossier_at("result-ready", at=local("2026-11-30 08:30"))
    assert (entry_of(walk.dossier).taken, entry_of(walk.dossier).signs) == ("Not collected yet", False)

    handover = Handover("Lê Văn Tám", way, originals=Originals.NONE, **proof)
    act(walk, "return", "bob", "2027-02-20 09:00", recipient="", handover=handover)

    entry = entry_of(walk.dossier)
    assert (entry.taken, entry.signs) == (taken, way is Way.IN_PERSON)


def test_who_took_it_is_named_no_more_once_that_is_erased() -> None:
    walk = dossier_at("returned", at=local("2026-11-30 08:30"))
    assert entry_of(walk.dossier).taken.startswith("Taken in person: ")
    EventPayload.objects.filter(event__dossier=walk.dossier).erase(at=local("2027-03-01 09:00"))

    assert entry_of(walk.dossier).taken == "Taken in person"


def test_what_the_desk_called_back_was_not_passed_on() -> None:
    walk = dossier_at("phan-cong")
    assert entry_of(walk.dossier).handed_over_by == "Trần Văn Bình"

    act(walk, "recall", "bob", "2026-01-05 10:00")

    entry = entry_of(walk.dossier)
    assert (entry.handed_over_at, entry.handed_over_by) == (None, "")
    assert entry.received_by == "Trần Văn Bình"


def test_what_was_accepted_by_mistake_is_in_no_book() -> None:
    mistaken = dossier_at("filed")
    act(mistaken, "accept", "bob", "2026-01-05 09:00")
    take_back(mistaken.dossier, "bob", at=local("2026-01-05 09:00") + timedelta(seconds=30))
    following = dossier_at("accepted", at=local("2026-01-06 08:30")).dossier

    assert entry_of(following).number == 1
    assert entry_of(mistaken.dossier).number == 0
    assert list(accepted(agency(), ALL)) == [following]


def test_the_date_is_that_of_the_receipt_and_a_later_one_is_a_remark() -> None:
    walk = supplemented()

    entry = entry_of(walk.dossier)

    assert entry.first_due_at == walk.dossier.first_due_at
    assert entry.first_due_at != walk.dossier.due_at
    assert entry.note == f"return date now {walk.dossier.due_at.astimezone(LOCAL):%d/%m/%Y}"


@pytest.mark.parametrize(
    ("state", "note"),
    [("result-ready", "result ready since"), ("withdrawn", "withdrawn on"), ("stopped", "stopped on"), ("van-thu", "")],
)
def test_how_it_ended_is_a_remark(state: str, note: str) -> None:
    dossier = dossier_at(state).dossier

    day = f" {dossier.resolved_at.astimezone(LOCAL):%d/%m/%Y}" if note else ""
    assert entry_of(dossier).note == f"{note}{day}"


def test_what_was_fetched_later_is_told_from_what_was_late() -> None:
    fetched, late = dossier_at("result-ready"), dossier_at("result-ready").dossier
    ready = f"result ready since {fetched.dossier.resolved_at.astimezone(LOCAL):%d/%m/%Y}"
    act(fetched, "return", "bob", "2026-02-20 09:00", recipient="An")
    Dossier.objects.filter(pk=late.pk).update(verdict=Verdict.OVERDUE)

    assert entry_of(fetched.dossier).note == ready
    assert entry_of(late).note == f"late; {ready}"


WHY = "Chờ ý kiến của cơ quan chủ quản."


def test_a_promise_is_a_remark_and_its_day_is_the_one_in_force() -> None:
    walk = dossier_at("tham-dinh", at=local("2026-01-05 08:30"))
    act(walk, "promise-late", "lan", "2026-01-20 09:30", date=date(2026, 1, 26), reason=WHY)
    act(walk, "promise-late", "lan", "2026-01-21 09:30", date=date(2026, 1, 28), reason=WHY)

    entry = entry_of(walk.dossier)

    assert f"{entry.first_due_at.astimezone(LOCAL):%d/%m/%Y}" == "19/01/2026", "the column stays that of the receipt"
    assert entry.note == (
        "return date now 28/01/2026; apologised on 20/01/2026, promised by 26/01/2026; "
        "apologised on 21/01/2026, promised by 28/01/2026"
    )


def test_another_date_given_in_time_and_a_promise_after_it_each_have_their_day() -> None:
    walk = dossier_at("tham-dinh", at=local("2026-01-05 08:30"))
    act(walk, "reappoint", "lan", "2026-01-16 09:00", date=date(2026, 1, 22), reason=WHY)
    first = "apologised on 16/01/2026, promised by 22/01/2026"
    assert entry_of(walk.dossier).note == f"return date now 22/01/2026; {first}"

    act(walk, "promise-late", "lan", "2026-01-23 09:00", date=date(2026, 1, 28), reason=WHY)

    note = entry_of(walk.dossier).note
    assert note == f"return date now 28/01/2026; {first}; apologised on 23/01/2026, promised by 28/01/2026"


def test_in_a_pause_no_date_is_in_force() -> None:
    walk = dossier_at("tham-dinh", at=local("2026-01-05 08:30"))
    act(walk, "promise-late", "lan", "2026-01-20 09:30", date=date(2026, 1, 26), reason=WHY)
    act(walk, "propose-supplement", "dung", "2026-01-20 10:00", components={"ban-thao": "Đóng dấu."})
    act(walk, "issue-supplement", "bob", "2026-01-20 10:30")

    assert entry_of(walk.dossier).note == "apologised on 20/01/2026, promised by 26/01/2026"


@pytest.fixture
def back() -> story.Walk:
    """Return a dossier of which the result came back by post."""
    walk = dossier_at("result-ready", at=local("2026-01-05 08:30"))
    handover = Handover("Lê Văn Tám", Way.BY_POST, post_number="EK123456785VN")
    act(walk, "return", "bob", "2026-02-02 09:00", recipient="", handover=handover)
    act(walk, CAME_BACK, "bob", "2026-02-09 09:00", date=date(2026, 2, 6), reason="Đã chuyển chỗ ở")
    return walk


def test_what_the_post_has_sent_back_and_the_second_item_are_remarks(back: story.Walk) -> None:
    ended = entry_of(back.dossier).note
    assert ended.endswith("; sent back by the post on 06/02/2026")

    again = Handover("Lê Văn Tám", Way.BY_POST, post_number="EB123456785VN", things={RESULT.name: ()})
    act(back, HAND_BACK_LATER, "bob", "2026-02-10 09:00", handover=again)

    entry = entry_of(back.dossier)
    assert entry.note == f"{ended}; sent again on 10/02/2026: no. EB123456785VN"
    assert entry.taken == "Sent by post: no. EK123456785VN", "the column has the first"


def test_a_result_that_came_back_and_was_fetched_names_who_took_it_until_that_is_erased(back: story.Walk) -> None:
    again = Handover("Lê Thị Chín", Way.IN_PERSON, identity="CCCD …4321", things={RESULT.name: ()})
    act(back, HAND_BACK_LATER, "bob", "2026-02-10 09:00", handover=again)
    assert entry_of(back.dossier).note.endswith("; handed over again on 10/02/2026: Lê Thị Chín")

    EventPayload.objects.filter(event__dossier=back.dossier).erase(at=local("2027-03-01 09:00"))

    assert entry_of(back.dossier).note.endswith("; handed over again on 10/02/2026")


def test_a_line_names_its_receipt_where_that_has_another_number() -> None:
    first, second = (dossier_at("filed", at=local(f"2026-01-05 08:{minute}")) for minute in (30, 40))
    accepted = [act(walk, "accept", "bob", f"2026-01-05 09:{minute:02}") for walk, minute in ((first, 0), (second, 5))]
    late, early = (registry.issue(event, Paper.RECEIPT, at=event.at) for event in reversed(accepted))
    assert (late.event, late.number, early.number) == (accepted[1], "01/2026/TNHS", "02/2026/TNHS")

    lines = {line.code: line for line in entries_of([first.dossier.pk, second.dossier.pk])}

    assert [(line.number, line.note) for line in lines.values()] == [
        (1, "receipt no. 02/2026/TNHS"),
        (2, "receipt no. 01/2026/TNHS"),
    ]
    third = dossier_at("filed", at=local("2026-01-05 08:50"))
    registry.issue(event := act(third, "accept", "bob", "2026-01-05 09:10"), Paper.RECEIPT, at=event.at)
    assert entry_of(third.dossier).note == "", "its line has the number of its receipt"


def test_a_receipt_of_a_year_that_may_be_closed_adds_no_remark() -> None:
    first, second = (dossier_at("filed", at=local(f"2025-12-22 08:{minute}")) for minute in (30, 40))
    accepted = [act(walk, "accept", "bob", f"2025-12-22 09:{minute:02}") for walk, minute in ((first, 0), (second, 5))]
    for event in reversed(accepted):
        registry.issue(event, Paper.RECEIPT, at=event.at)

    assert [line.note for line in entries_of([first.dossier.pk, second.dossier.pk])] == ["", ""]


@pytest.mark.parametrize(("at", "more"), [("2026-11-30 09:00", False), ("2026-12-02 09:00", True)])
def test_a_book_that_was_closed_before_these_were_remarks_stays_as_it_was_printed(at: str, *, more: bool) -> None:
    walk = dossier_at("tham-dinh", at=local("2025-12-22 08:30"))
    act(walk, "promise-late", "lan", "2026-02-02 09:30", date=date(2026, 2, 9), reason=WHY)
    open_note = entry_of(walk.dossier).note
    assert open_note.startswith("return date now 09/02/2026; apologised on")

    agency_id, by = walk.dossier.agency_id, User.objects.get(username="carol")
    ClosedBook.objects.create(agency_id=agency_id, year=2025, count=1, digest="5e" * 32, by=by, at=local(at))

    assert entry_of(walk.dossier).note == (open_note if more else "")


def test_it_asks_as_often_for_many_as_for_one(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    ids = [dossier_at(state).dossier.pk for state in PLACES]
    entries_of(ids)

    with django_assert_max_num_queries(7):
        assert all(asdict(entry) for entry in entries_of(ids))
