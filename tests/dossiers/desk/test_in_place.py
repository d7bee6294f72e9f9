"""What was done in somebody's place says so wherever it is shown: the timeline, the control sheet, the book of papers."""

from datetime import timedelta

import pytest

from accounts import absences
from accounts.absences import Absence
from accounts.models import Substitution
from dossiers import acts
from dossiers.log.whole import log_of
from dossiers.papers.sheets.control import sheet_of
from portal.demo import story
from portal.demo.story import Walk
from procedures.time.calendar import local
from tests import printed
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.bulk.choosing import FILED, NOW
from tests.dossiers.officers import substitute

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

TODAY = local(NOW).date()
BY_HOA = "Phạm Thị Hoa (thay cho Hoàng Tiến Dũng)"
BY_TAM = "Bùi Thanh Tâm (thay cho Vũ Ngọc Lan)"


@pytest.fixture
def walk() -> Walk:
    """Return what the head appraised and a clerk decided, both in the place of others."""
    walk = Walk(story.file("alice", at=FILED), FILED, timedelta(minutes=1)).until("tham-dinh")
    substitute("dung", "hoa", since=TODAY, until=TODAY)
    substitute("lan", "tam", since=TODAY, until=TODAY)
    walk.take(acts.NOTE, "hoa", message="Đã gọi người nộp.")
    walk.take("propose-granted", "hoa").take("finish-xem-xet", "hoa")
    return walk.take("decide", "tam")


def test_the_file_says_who_did_it_and_in_whose_place(walk: Walk) -> None:
    shown = read(Visitor("bob", language="vi").get(f"/mot-cua/{walk.dossier.code}/")).words()

    assert BY_HOA in shown
    assert f"{BY_TAM}, Lãnh đạo Sở" in shown
    # The head's own step is nobody else's.
    assert "Phạm Thị Hoa, Lãnh đạo phòng" in shown


def test_the_control_sheet_says_it(walk: Walk) -> None:
    lines = sheet_of(walk.dossier, log_of(walk.dossier)[0], NOW).lines

    assert {BY_HOA, BY_TAM} <= {line.given_by for line in lines}


def test_what_had_come_before_the_absence_was_entered_had_come_to_whoever_is_away() -> None:
    walk = Walk(story.file("alice", at=FILED), FILED, timedelta(minutes=1)).until("ky-duyet")
    substitute("lan", "tam", since=TODAY, until=TODAY)
    Substitution.objects.update(entered_at=walk.at + timedelta(minutes=1), entered_by=story.person("lan"))
    walk.at += timedelta(minutes=2)
    walk.take("decide", "tam")

    lines = sheet_of(walk.dossier, log_of(walk.dossier)[0], NOW).lines

    came, left = lines[-2:]
    assert (came.received_by, came.done_by) == ("Vũ Ngọc Lan", BY_TAM)
    assert left.given_by == BY_TAM
    paper = printed.words_of(Visitor("bob").get(f"/mot-cua/{walk.dossier.code}/phieu-kiem-soat/").content)
    assert f"Người nhận: Vũ Ngọc Lan Người xử lý: {BY_TAM}" in paper


def test_what_came_while_somebody_stood_in_had_come_to_that_one(walk: Walk) -> None:
    lines = sheet_of(walk.dossier, log_of(walk.dossier)[0], NOW).lines

    assert (lines[-2].received_by, lines[-2].done_by) == (BY_TAM, "")


def test_a_filing_that_an_officer_enters_is_in_nobody_s_place(walk: Walk) -> None:
    filing = walk.dossier.events.get(sequence=1)
    filing.on_behalf_of = story.person("alice")

    assert filing.author == filing.by_whom
    assert "thay cho" not in filing.author


def test_who_acted_is_found_and_whoever_was_away_has_done_nothing(walk: Walk) -> None:
    decided = walk.dossier.events.get(action="decide")

    assert (decided.author, decided.actor) == (BY_TAM, story.person("tam"))
    assert walk.dossier.events.filter(actor=story.person("lan")).count() == 0


def test_whoever_was_replaced_finds_what_was_done_in_that_place(walk: Walk) -> None:
    page = Visitor("lan", language="vi").get("/tai-khoan/vang-mat/")
    assert f"Đã làm thay: {walk.dossier.code}" in read(page).words()
    assert f'<a href="/mot-cua/{walk.dossier.code}/">' in page.content.decode()

    assert "Đã làm thay" not in read(Visitor("carol", language="vi").get("/tai-khoan/vang-mat/")).words()


def test_an_absence_claims_only_what_was_done_while_its_right_ran() -> None:
    walk = Walk(story.file("alice", at=FILED), FILED, timedelta(minutes=1)).until("ky-duyet")
    other = Walk(story.file("alice", at=FILED), FILED, timedelta(minutes=1)).until("ky-duyet")
    lan, minute = story.person("lan"), timedelta(minutes=1)
    wanted = Absence(lan, story.person("tam"), TODAY, TODAY)
    begun = max(walk.at, other.at)
    first = absences.enter(wanted, by=lan, at=begun)
    walk.at = begun
    walk.take("decide", "tam")
    absences.end(first, by=lan, at=begun + 5 * minute)
    second = absences.enter(wanted, by=lan, at=begun + 10 * minute)
    other.at = begun + 12 * minute
    other.take("decide", "tam")
    absences.end(second, by=lan, at=begun + 15 * minute)
    third = absences.enter(wanted, by=lan, at=begun + 20 * minute)

    rows = {row.absence.pk: row for row in Visitor("lan").get("/tai-khoan/vang-mat/").context["rows"]}

    assert [list(rows[one.pk].done) for one in (first, second, third)] == [
        [walk.dossier.code],
        [other.dossier.code],
        [],
    ]
    assert rows[first.pk].in_force != rows[second.pk].in_force
