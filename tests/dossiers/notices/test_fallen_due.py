"""The mail of a fee that has become due by itself: the decision waits for it, and nobody has asked for it."""

from datetime import timedelta

import pytest

from dossiers import acts
from dossiers.background import relay
from dossiers.commands import Fee
from dossiers.filing import dues
from dossiers.models import Notice, OutboxEntry
from dossiers.proof.audit import check_all
from portal.demo import story
from portal.demo.story import Walk
from tests.dossiers.notices.moved_money import fallen_due
from tests.dossiers.undoing import take_back

pytestmark = pytest.mark.django_db

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def told(walk: Walk) -> int:
    """Return how many mails say so, once all has gone out."""
    relay.run(walk.at + DAY)
    return Notice.objects.filter(channel="mail", dossier=walk.dossier, kind="fee-due").count()


def do(walk: Walk, action: str, who: str, **given: object) -> Walk:
    walk.at += timedelta(minutes=20)
    walk.events.append(story.take(walk.dossier, action, who, at=walk.at, **given))
    walk.dossier.refresh_from_db()
    return walk


def test_it_goes_out_a_minute_after_the_dossier_has_come_to_its_decision() -> None:
    walk = fallen_due()

    relay.run(walk.at + MINUTE - timedelta(seconds=1))
    before = Notice.objects.filter(channel="mail", kind="fee-due").count()

    assert before == 0
    assert told(walk) == 1
    assert check_all().differences == []


@pytest.mark.parametrize(
    ("act", "who", "given"),
    [
        (acts.RECEIVE_PAYMENT, "bob", {"fee": Fee(1_800_000, "cash")}),
        (acts.WAIVE_FEE, "lan", {"fee": Fee(1_800_000)}),
        (acts.LET_PASS, "lan", {}),
    ],
)
def test_what_was_settled_before_it_went_out_is_not_asked_for(act: str, who: str, given: dict[str, object]) -> None:
    walk = fallen_due()
    story.take(walk.dossier, act, who, at=walk.at, **given)

    assert told(walk) == 0
    assert "nothing was sent" in OutboxEntry.objects.get(kind="fee-due").error


def test_it_is_not_said_a_second_time_after_the_dossier_was_sent_back() -> None:
    walk = fallen_due()
    first = told(walk)
    walk.at += DAY
    do(walk, "send-back-tham-dinh", "lan", reason="Sửa.")
    do(do(walk, "propose-granted", "dung"), "finish-xem-xet", "hoa")

    assert first == told(walk) == 1


def test_what_was_taken_back_within_the_minute_is_not_said_and_what_comes_again_is() -> None:
    walk = fallen_due()
    take_back(walk.dossier, "hoa", at=walk.at + timedelta(seconds=30))
    walk.dossier.refresh_from_db()
    walk.at += MINUTE

    assert told(walk) == 0
    walk.at += DAY
    do(walk, "finish-xem-xet", "hoa")
    assert told(walk) == 1


def test_of_what_the_office_asked_for_there_is_the_mail_of_the_demand_alone() -> None:
    walk = fallen_due()
    do(walk, "send-back-tham-dinh", "lan", reason="Chưa thu phí.")
    Notice.objects.all().delete()
    do(walk, "ask-payment", "dung")
    machine, log = walk.dossier.machine, list(walk.dossier.events.order_by("sequence"))

    assert told(walk) == 1, "the first coming was said"
    assert not dues.is_unasked(machine, log)
