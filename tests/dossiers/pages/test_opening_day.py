"""What opens on a day: who applies, and the desk, read where the answer is promised for that day or later."""

from datetime import timedelta

import pytest
import time_machine

from dossiers.log.facts import facts_of
from portal.demo import story
from portal.demo.story import Walk
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import local
from tests.dossiers.pages.test_overtaken import body_of

MONDAY = local("2026-11-30 09:00")
LASTS = {"opens_on": "closes_on", "from_on": "until_on"}
EACH = pytest.mark.parametrize(
    ("slug", "question"), [("trien-lam-hoi-cho-xbp", "opens_on"), ("trung-bay-tranh-anh", "from_on")]
)

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY + timedelta(minutes=5))]


def opening(slug: str, question: str, day: str) -> Walk:
    raw = story.raw_answers(story.file("viet-an", at=MONDAY, slug=slug).machine, MONDAY)
    given = raw | {question: day, LASTS[question]: "31/12/2026"}
    return Walk(story.file("alice", at=MONDAY, slug=slug, answers=given), MONDAY, timedelta(minutes=1))


@EACH
def test_an_appointment_on_the_opening_day_or_after_it_is_told(
    slug: str, question: str, clock: time_machine.Traveller
) -> None:
    walk = opening(slug, question, "03/12/2026").take("accept", "bob")
    clock.move_to(walk.at + timedelta(minutes=2))
    told = "Sự kiện bắt đầu ngày 03/12/2026, trước thời điểm này."

    page = read(Visitor("alice", language="vi").get(f"/ho-so/{walk.dossier.code}/")).words()

    assert told in page
    assert told in body_of(walk.dossier, "accepted")
    assert "00:00" not in page


@EACH
def test_before_the_acceptance_it_is_foreseen_and_a_late_opening_says_nothing(slug: str, question: str) -> None:
    near, far = opening(slug, question, "03/12/2026"), opening(slug, question, "30/12/2026")

    said = [read(Visitor("alice", language="vi").get(f"/ho-so/{one.dossier.code}/")).words() for one in (near, far)]
    desk = read(Visitor("bob", language="vi").get(f"/mot-cua/{near.dossier.code}/")).words()

    assert "sau khi sự kiện bắt đầu (03/12/2026)" in said[0]
    assert "sau khi sự kiện bắt đầu" not in said[1]
    assert "03/12/2026, trước thời điểm này" in desk


def test_the_day_is_a_fact_of_the_filing_as_its_first_minute() -> None:
    walk = opening("trien-lam-hoi-cho-xbp", "opens_on", "03/12/2026")

    announced = facts_of(walk.dossier.events.get(sequence=1)).announced_at

    assert announced == local("2026-12-03 00:00")
