"""What the applicant reads of the way through the office: steps that are done, without their people, and what is owed at its end."""

from datetime import datetime, timedelta

import pytest
import time_machine

from portal.demo.story import Walk, dossier_in
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.owing import give_back

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
BEFORE = datetime(2026, 1, 5, 8, 30, tzinfo=LOCAL)
"""When dossiers were filed under the first edition."""

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


def page_of(walk: Walk, clock: time_machine.Traveller) -> str:
    clock.move_to(walk.at + timedelta(minutes=2))
    return read(Visitor("alice", language="vi").get(f"/ho-so/{walk.dossier.code}/")).words()


def steps_of(walk: Walk, clock: time_machine.Traveller) -> list[str]:
    """Return the titles of the steps that the page names as done."""
    clock.move_to(walk.at + timedelta(minutes=2))
    answer = Visitor("alice").get(f"/ho-so/{walk.dossier.code}/")
    return [row.label for row in answer.context["inner_events"]]


def test_a_step_that_has_sent_back_is_not_done_nor_the_one_that_does_it_again(clock: time_machine.Traveller) -> None:
    walk = dossier_in("tham-dinh", at=MONDAY)
    before = steps_of(walk, clock)
    walk.take("propose-granted", "dung")
    proposed = steps_of(walk, clock)
    walk.take("send-back-tham-dinh", "hoa", reason="Nêu rõ điều khoản.")

    assert len(proposed) == len(before) + 1
    assert steps_of(walk, clock) == before
    walk.take("propose-granted", "dung")
    assert steps_of(walk, clock) == proposed


def test_files_stand_in_the_log_under_the_paper_that_they_are(clock: time_machine.Traveller) -> None:
    walk = dossier_in("filed", at=MONDAY)

    said = page_of(walk, clock)

    title = next(paper.title.vi for paper in walk.dossier.machine.components if paper.name == "ban-thao")
    log = said[said.rindex("Nộp hồ sơ") :]
    assert title in log
    assert log.index(title) < log.index(walk.dossier.attachments.filter(component="ban-thao")[0].name)


def test_an_old_edition_names_no_officer_and_no_way_back(clock: time_machine.Traveller) -> None:
    walk = dossier_in("tham-dinh", at=BEFORE)
    assert walk.dossier.machine.lifecycle == 1
    walk.take("finish-tham-dinh", "dung").take("send-back-tham-dinh", "hoa", reason="Nêu rõ điều khoản.")

    said = page_of(walk, clock)

    rows = Visitor("alice", language="vi").get(f"/ho-so/{walk.dossier.code}/").context["events"]
    assert [row.label for row in rows if "Trả lại" in row.label] == []
    assert [words for words in ("Phạm Thị Hoa", "Hoàng Tiến Dũng", "Nêu rõ") if words in said] == []


def test_who_is_asked_to_collect_a_result_reads_what_is_to_be_paid(clock: time_machine.Traveller) -> None:
    walk = dossier_in("result-ready", at=MONDAY)
    give_back(walk.dossier)
    walk.dossier.refresh_from_db()
    owed = walk.dossier.owed

    said = page_of(walk, clock)

    assert owed
    assert f"còn phải nộp khi nhận kết quả: {owed:,}".replace(",", ".") in said
