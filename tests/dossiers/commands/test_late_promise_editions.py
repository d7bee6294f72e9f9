"""Who cannot keep a date says so in each edition of the lifecycle alike: the promise is an act beside them all (ADR 0075)."""

from datetime import date, timedelta

import pytest
from django.core import mail

from dossiers.acts import PROMISE_LATE
from dossiers.background import relay
from dossiers.models import Letter
from portal.demo import story
from portal.demo.story import SLUG, Walk
from procedures.language.lifecycle import EDITIONS, FIFTH, FIRST, FOURTH, SECOND, THIRD
from procedures.machine import Paper
from tests.dossiers.lifecycle import act, local
from tests.dossiers.proof.records import differences_of

pytestmark = pytest.mark.django_db

WHY = "Chờ ý kiến của cơ quan chủ quản."
FILED = {
    FIRST: ("2026-07-20 08:10", SLUG),
    SECOND: ("2026-11-26 08:10", SLUG),
    THIRD: ("2026-11-27 08:10", SLUG),
    FOURTH: ("2026-11-30 08:10", SLUG),
    FIFTH: ("2026-11-30 08:10", "gia-han-gcn-diem-tro-choi"),
}


def weekday_after(day: date) -> date:
    """Return the next day from Monday to Friday; no day off lies in those weeks."""
    day += timedelta(days=1)
    return day if day.weekday() < 5 else day + timedelta(days=7 - day.weekday())


@pytest.mark.parametrize("edition", FILED)
def test_after_the_date_a_day_is_promised_and_told_and_the_date_stays(edition: int) -> None:
    filed, slug = FILED[edition]
    walk = Walk(story.file("alice", at=local(filed), slug=slug), local(filed)).until("tham-dinh")
    machine, due = walk.dossier.machine, walk.dossier.due_at
    assert (machine.lifecycle, machine.action("tham-dinh", PROMISE_LATE)) == (edition, None)
    late = weekday_after(due.date())
    promised = weekday_after(late)

    act(walk, PROMISE_LATE, "lan", f"{late} 09:00", date=promised, reason=WHY)
    relay.run(walk.at)

    event = walk.events[-1]
    assert event.facts["promised"] == local(f"{promised} 17:00").isoformat()
    assert (walk.dossier.due_at, walk.dossier.state) == (due, "tham-dinh")
    assert Letter.objects.get(dossier=walk.dossier, kind=Paper.APOLOGY).event == event
    [message] = [one for one in mail.outbox if "xin lỗi vì không trả đúng hẹn" in one.subject]
    assert f"chậm nhất 17:00 ngày {promised:%d/%m/%Y}" in message.body
    assert differences_of(walk.dossier) == []


def test_no_edition_is_left_out() -> None:
    assert set(FILED) == set(EDITIONS)
