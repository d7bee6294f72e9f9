"""Issuing is an act of the log: what the event says, that it comes once, and that nothing else is another by it."""

import threading
from datetime import datetime, timedelta
from http import HTTPStatus

import pytest
from django.db import connection, transaction
from msgspec.structs import replace
from pytest_django import DjangoAssertNumQueries

from dossiers import acts, commands
from dossiers.background import relay
from dossiers.commands import Given
from dossiers.commands.given import divisions_for
from dossiers.log import columns
from dossiers.log.facts import Facts, facts_of
from dossiers.log.parts.issued import Issued, mark_of
from dossiers.log.whole import recorded_log
from dossiers.models import Counter, Event, Letter, Notice, OutboxEntry
from dossiers.pages.logged.timeline import event_rows
from dossiers.papers import registry
from dossiers.proof.audit import check_all
from dossiers.refusals import Stale
from portal.demo import story
from portal.demo.story import Walk
from procedures.machine import Paper
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor
from tests.dossiers.citizen.test_full_disk import full_disk
from tests.dossiers.undoing import take_back

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


def papers_in(walk: Walk) -> list[tuple[str, Issued | None]]:
    found = walk.dossier.events.filter(action__in=acts.PAPERS).order_by("sequence")
    return [(event.action, facts_of(event).paper) for event in found]


def standing(walk: Walk) -> columns.Columns:
    walk.dossier.refresh_from_db()
    return replace(columns.columns_of(walk.dossier), sequence=0)


@pytest.mark.django_db
def test_each_paper_has_an_event_with_its_kind_its_number_and_the_digest_of_its_file() -> None:
    walk = story.dossier_in("accepted", at=MONDAY)

    relay.run(MONDAY + HOUR)

    filing, receipt = Letter.objects.order_by("pk")
    assert papers_in(walk) == [
        (
            "issue-paper",
            Issued(of=of, kind=row.kind, number=row.number, mark=mark_of(row.token), sha256=row.sha256),
        )
        for of, row in ((1, filing), (2, receipt))
    ]
    assert (filing.kind, filing.number, receipt.kind, receipt.number) == (
        "filing",
        walk.dossier.code,
        "01",
        "01/2026/TNHS",
    )
    events = walk.dossier.events.filter(action="issue-paper")
    assert {(event.role, event.actor_id, event.at) for event in events} == {("system", None, filing.issued_at)}
    assert check_all(files=True).differences == []


@pytest.mark.django_db
def test_on_a_full_disk_papers_wait_and_no_number_is_lost() -> None:
    first = story.dossier_in("accepted", at=MONDAY)
    with full_disk(20_000):
        relay.run(MONDAY + HOUR)

    assert not Letter.objects.exists()
    assert not Counter.objects.filter(series="TNHS").exists()
    waits = OutboxEntry.objects.filter(kind__in=["letter-01", "letter-filing"])
    assert {(one.done_at, one.attempts, "Errno 27" in one.error) for one in waits} == {(None, 1, True)}
    assert papers_in(first) == []

    second = story.dossier_in("accepted", at=MONDAY + HOUR)
    relay.run(MONDAY + 12 * HOUR)

    numbers = Letter.objects.filter(kind="01").order_by("number").values_list("number", "dossier")
    assert {number for number, _dossier in numbers} == {"01/2026/TNHS", "02/2026/TNHS"}
    assert {dossier for _number, dossier in numbers} == {first.dossier.pk, second.dossier.pk}
    assert Letter.objects.filter(kind="filing").count() == 2
    assert check_all(files=True).differences == []


@pytest.mark.django_db
def test_what_is_issued_before_it_happened_by_a_clock_that_lags_is_issued_then() -> None:
    walk = story.dossier_in("accepted", at=MONDAY)

    with transaction.atomic():
        letter = registry.issue(walk.events[0], Paper.RECEIPT, at=MONDAY - HOUR)

    assert letter.issued_at == walk.dossier.events.latest("sequence").at == walk.at
    assert check_all().differences == []


@pytest.mark.django_db
def test_what_is_tried_again_is_recorded_once() -> None:
    walk = story.dossier_in("accepted", at=MONDAY)

    for _time in range(2):
        registry.issue(walk.events[0], Paper.RECEIPT, at=walk.at)

    assert len(papers_in(walk)) == Letter.objects.count() == 1


def test_two_that_issue_at_once_make_one_paper_and_one_event(committed_db: None) -> None:
    walk = story.dossier_in("accepted", at=MONDAY)
    start, numbers = threading.Barrier(2), list[str]()

    def work() -> None:
        start.wait()
        try:
            with transaction.atomic():
                numbers.append(registry.issue(walk.events[0], Paper.RECEIPT, at=walk.at).number)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert numbers == ["01/2026/TNHS"] * 2
    assert (len(papers_in(walk)), Letter.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_it_costs_three_statements_more_than_number_and_row(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    accepted = story.dossier_in("accepted", at=MONDAY).events[0]
    registry.issue(accepted, Paper.RECEIPT, at=MONDAY + HOUR)
    later = story.dossier_in("accepted", at=MONDAY).events[0]

    # Two of them read the place of a receipt in the register of dossiers; how its desk's calendar was known at the acceptance is kept
    # with what is steady.
    with django_assert_num_queries(13):
        registry.issue(later, Paper.RECEIPT, at=MONDAY + HOUR)


@pytest.mark.django_db
def test_nothing_of_a_dossier_is_another_by_it() -> None:
    walk = story.dossier_in("accepted", at=MONDAY)
    before, notices = standing(walk), Notice.objects.count()

    registry.issue(walk.events[0], Paper.RECEIPT, at=walk.at + HOUR)

    assert standing(walk) == before
    assert walk.dossier.sequence == 3
    assert Notice.objects.count() == notices
    assert walk.dossier.events.get(sequence=3).facts.keys() == {"unit", "paper"}


@pytest.mark.django_db
def test_a_page_that_stood_open_meanwhile_still_acts() -> None:
    walk = story.dossier_in("accepted", at=MONDAY)
    at, bob = walk.at + HOUR, story.actor("bob", walk.dossier, "transfer", walk.at)
    seen = walk.dossier.sequence
    relay.run(at)

    given = Given(division=divisions_for(walk.dossier)[0])
    event = commands.advance(walk.dossier, "transfer", actor=bob, given=given, seen=seen, at=at)

    assert event.sequence == seen + 3
    with pytest.raises(Stale):
        commands.advance(walk.dossier, "recall-phan-cong", actor=bob, given=Given(), seen=seen, at=at)


@pytest.mark.django_db
def test_who_looks_on_is_told_no_news_of_it() -> None:
    walk = story.dossier_in("accepted", at=MONDAY)
    bob, page = Visitor("bob"), f"/mot-cua/dang-xem/{walk.dossier.code}/?seen={walk.dossier.sequence}"
    relay.run(walk.at + HOUR)

    assert bob.get(page).status_code == HTTPStatus.NO_CONTENT

    walk.at += HOUR
    walk.take("transfer", "bob")
    assert "Transfer" in bob.get(page).content.decode()


@pytest.mark.django_db
def test_what_was_taken_back_in_its_minute_has_neither_paper_nor_event() -> None:
    walk = story.dossier_in("filed", at=MONDAY).take("accept", "bob")
    take_back(walk.dossier, "bob", at=walk.at + 30 * SECOND)

    relay.run(walk.at + HOUR)

    assert [paper.kind for _act, paper in papers_in(walk) if paper] == ["filing"]
    assert check_all(files=True).differences == []


@pytest.mark.django_db
def test_a_paper_of_an_earlier_act_hinders_no_taking_back() -> None:
    walk = story.dossier_in("filed", at=MONDAY).take("accept", "bob")
    relay.run(walk.at + SECOND)
    assert [paper.kind for _act, paper in papers_in(walk) if paper] == ["filing"]

    take_back(walk.dossier, "bob", at=walk.at + 30 * SECOND, undoes=2)

    walk.dossier.refresh_from_db()
    assert walk.dossier.state == "filed"
    assert check_all(files=True).differences == []


@pytest.mark.django_db
def test_nor_does_it_where_the_act_stayed_inside_the_office() -> None:
    walk = story.dossier_in("accepted", at=MONDAY).take("transfer", "bob")
    relay.run(walk.at + HOUR)

    take_back(walk.dossier, "bob", at=walk.at + 2 * HOUR, undoes=3)

    walk.dossier.refresh_from_db()
    assert walk.dossier.state == "accepted"
    assert check_all(files=True).differences == []


@pytest.mark.django_db
@pytest.mark.parametrize("for_applicant", [False, True])
def test_the_log_shows_it_where_its_paper_is_not_shown_with_its_own_event(for_applicant: bool) -> None:
    walk = story.dossier_in("accepted", at=MONDAY)
    registry.issue(walk.events[0], Paper.RECEIPT, at=walk.at)

    def rows() -> list[tuple[str, list[tuple[str, str]]]]:
        recorded, _known = recorded_log(walk.dossier)
        found = event_rows(walk.dossier, recorded, for_applicant=for_applicant)
        return [(row.label, row.facts) for row in found][2:]

    assert rows() == []
    Letter.objects.update(number="99/2026/TNHS")
    told = [("Phát hành văn bản", [("Văn bản", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"), ("Số", "01/2026/TNHS")])]
    assert rows() == ([] if for_applicant else told)


def test_what_the_log_keeps_of_a_paper_is_written_as_it_always_was() -> None:
    paper = Issued(of=2, kind="01", number="01/2026/TNHS", mark="m", sha256="s")
    event = Event(
        facts={"unit": 3, "paper": {"of": 2, "kind": "01", "number": "01/2026/TNHS", "mark": "m", "sha256": "s"}}
    )

    assert facts_of(event) == Facts(unit=3, paper=paper)
