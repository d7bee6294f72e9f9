"""What is announced may begin before the office has answered: wherever that time is promised, it is said plainly."""

from datetime import timedelta

import pytest
import time_machine

from dossiers import acts
from dossiers.background import relay
from dossiers.models import Dossier
from dossiers.notices.message import written
from dossiers.notices.occasions import news_of
from portal.demo import story
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import local

SUNDAY, MONDAY = local("2026-11-29 09:00"), local("2026-11-30 07:35")
SENT = MONDAY + timedelta(minutes=2)
"""When the mail of an act of that Monday has gone out."""
CHECK = "/ho-so/nop/hop-bao-trong-nuoc/kiem-tra/"
TOLD = "The event begins at 08:00 30/11/2026, before this."

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
    assert [told in page for page in (filed, followed)] == [is_told] * 2


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
