"""What is announced may begin before the office has answered: wherever that time is promised, it is said plainly."""

from datetime import timedelta

import pytest
import time_machine
from django.test import override_settings

from dossiers import acts
from dossiers.background import relay
from dossiers.display.promises.foreseen import before_supplement, once_resumed
from dossiers.models import Dossier
from dossiers.notices.message import written
from dossiers.notices.occasions import news_of
from dossiers.papers import press
from dossiers.papers.supplement import supplement_of
from portal.demo import story
from procedures import steady
from procedures.machine import Clock
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import local
from tests.printed import words_of

SUNDAY, MONDAY = local("2026-11-29 09:00"), local("2026-11-30 07:35")
SENT = MONDAY + timedelta(minutes=2)
"""When the mail of an act of that Monday has gone out."""
CHECK = "/ho-so/nop/hop-bao-trong-nuoc/kiem-tra/"
TOLD = "The event begins at 08:00 30/11/2026, before this."

ASKED = local("2026-11-30 08:30")
WANTED = {"reason": "Thiếu tài liệu", "components": {"tai-lieu-hop-phap": "Nộp bản rõ hơn."}, "questions": {}}

pytestmark = pytest.mark.django_db


def announced(held_at: str) -> Dossier:
    """File the announcement of a press conference on a Sunday."""
    raw = story.raw_answers(story.file(at=SUNDAY, slug="hop-bao-trong-nuoc").machine, SUNDAY)
    return story.file("viet-an", at=SUNDAY, slug="hop-bao-trong-nuoc", answers=raw | {"held_at": held_at})


def body_of(dossier: Dossier, kind: str) -> str:
    """Return the words of the newest mail of a kind."""
    last = dossier.events.exclude(action__in=acts.PAPERS).latest("sequence")
    return written(kind, news_of(last)).whole


@pytest.mark.at(SUNDAY)
@pytest.mark.parametrize(("held_at", "is_told"), [("30/11/2026 08:00", True), ("05/12/2026 08:00", False)])
def test_who_has_filed_reads_that_the_event_comes_before_the_answer(held_at: str, is_told: bool) -> None:
    dossier, visitor = announced(held_at), Visitor("viet-an")

    filed = read(visitor.get(f"/ho-so/{dossier.code}/da-nop/")).words()
    followed = read(visitor.get(f"/ho-so/{dossier.code}/")).words()

    assert dossier.answer_due_at > local("2026-11-30 08:00")
    assert [TOLD in page for page in (filed, followed, body_of(dossier, "filed"))] == [is_told] * 3
    assert ("Sự kiện bắt đầu lúc 08:00 30/11/2026, trước thời điểm này." in body_of(dossier, "filed")) == is_told


@pytest.mark.at(SUNDAY)
@pytest.mark.parametrize(("held_at", "is_told"), [("01/12/2026 09:00", True), ("01/12/2026 18:00", False)])
def test_who_has_filed_reads_that_the_event_comes_before_the_appointment_of_a_late_acceptance(
    held_at: str, is_told: bool
) -> None:
    dossier, visitor = announced(held_at), Visitor("viet-an")
    told = "accepted as late as that, the result is promised by 17:00 01/12/2026, after the event begins (09:00 01/12/2026)."

    filed = read(visitor.get(f"/ho-so/{dossier.code}/da-nop/")).words()
    followed = read(visitor.get(f"/ho-so/{dossier.code}/")).words()

    assert dossier.answer_due_at == local("2026-11-30 17:00")
    assert [told in page for page in (filed, followed, body_of(dossier, "filed"))] == [is_told] * 3


@pytest.mark.parametrize(("held_at", "is_told"), [("30/11/2026 08:00", True), ("05/12/2026 08:00", False)])
def test_an_acceptance_says_that_the_event_comes_before_its_appointment(held_at: str, is_told: bool) -> None:
    dossier = announced(held_at)

    with time_machine.travel(MONDAY, tick=False) as traveller:
        box = read(Visitor("bob").get(f"/mot-cua/{dossier.code}/")).words()
        story.take(dossier, "accept", "bob", at=MONDAY)
        traveller.move_to(SENT)
        relay.run(SENT)
        followed = read(Visitor("viet-an").get(f"/ho-so/{dossier.code}/")).words()

    assert f"result promised by 17:00 30/11/2026 · {TOLD}" in box if is_told else TOLD not in box
    assert [TOLD in page for page in (followed, body_of(dossier, "accepted"))] == [is_told] * 2


@pytest.mark.at(SUNDAY)
@pytest.mark.parametrize(
    ("held_at", "is_told", "due"),
    [("08:00 30/11/2026", True, "at 17:00 30/11/2026"), ("08:00 05/12/2026", False, "at 17:00 30/11/2026")],
)
def test_the_check_gives_the_hour_of_the_result_of_what_is_announced_for_an_hour(
    held_at: str, is_told: bool, due: str
) -> None:
    draft = story.draft_of("alice", SUNDAY, slug="hop-bao-trong-nuoc")
    draft.answers["held_at"] = held_at
    draft.save(update_fields=["answers"])

    page = read(Visitor("alice").get(CHECK)).words()

    assert f"the result is due {due}." in page
    assert (TOLD in page) == is_told


@pytest.mark.parametrize(
    ("held_at", "told"),
    [
        ("02/12/2026 10:00", "trả lời sau 10:00 01/12/2026 thì hẹn trả kết quả sẽ sau khi sự kiện bắt đầu."),
        ("01/12/2026 08:00", "Theo hồ sơ, sự kiện bắt đầu lúc 08:00 01/12/2026: dù trả lời ngay"),
        ("30/11/2026 07:30", "Theo hồ sơ, sự kiện đã bắt đầu lúc 07:30 30/11/2026."),
    ],
)
def test_a_supplement_without_a_time_says_since_when_its_answer_comes_too_late_for_the_event(
    held_at: str, told: str
) -> None:
    dossier = announced(held_at)

    asked = story.take(dossier, "ask-supplement", "bob", at=ASKED, **WANTED)

    with time_machine.travel(ASKED + timedelta(minutes=2), tick=False):
        relay.run(ASKED + timedelta(minutes=2))
        visitor = Visitor("viet-an", language="vi")
        pages = [read(visitor.get(f"/ho-so/{dossier.code}/{page}")).words() for page in ("", "bo-sung/")]
    slip = words_of(press.printed("papers/supplement.html", supplement_of(asked, "01/2026/HDHS", "k3PqZ0" * 7)))
    assert dossier.applicant_due_at is None
    assert [told in page for page in (*pages, body_of(dossier, "supplement"), slip)] == [True] * 4


@pytest.mark.parametrize("limit", [1, 15])
def test_a_supplement_whose_time_ends_before_that_says_nothing_of_the_event(limit: int) -> None:
    dossier = announced("03/12/2026 10:00")

    with override_settings(APPLICANT_WORKING_DAYS=limit):
        story.take(dossier, "ask-supplement", "bob", at=ASKED, **WANTED)

    assert ("if you answer after 10:00 02/12/2026" in body_of(dossier, "supplement")) == (limit == 15)


def test_a_limit_that_stands_still_goes_on_from_the_answer() -> None:
    """The press conference is at 10 on Thursday; eight hours begin again with the answer."""
    dossier = announced("03/12/2026 10:00")
    walk = story.Walk(dossier, MONDAY)

    walk.until("tham-dinh").take("propose-supplement", "dung", **WANTED).take("issue-supplement", "bob", **WANTED)

    log = list(dossier.events.select_related("payload").order_by("sequence"))
    calendar = steady.now().calendars.of(dossier.agency_id)
    said = before_supplement(dossier.machine, log, calendar, walk.at, None)
    assert walk.dossier.place.clock is Clock.PAUSED
    assert said is not None
    assert "trả lời sau 10:00 02/12/2026" in said.vi
    assert once_resumed(dossier.machine, log, calendar, at=local("2026-12-02 10:00")) == local("2026-12-03 10:00")


def test_what_announces_nothing_says_nothing_of_an_event() -> None:
    dossier = story.file("viet-an", at=SUNDAY)

    story.take(dossier, "ask-supplement", "bob", at=ASKED, reason="Thiếu dấu", components={"ban-thao": "Đóng dấu."})

    assert "Không quy định hạn trả lời.\n" in body_of(dossier, "supplement")
