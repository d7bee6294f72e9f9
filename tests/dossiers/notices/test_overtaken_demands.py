"""What waits to be mailed is not mailed behind what says the same and more; what was said meanwhile is not taken back by it."""

from datetime import datetime, timedelta

import pytest
from django.core import mail

from dossiers.background import relay
from dossiers.commands import Fee
from dossiers.models import Notice, OutboxEntry
from dossiers.notices.applicants import REMARKS
from dossiers.outbox import GATHERING
from portal.demo import story
from portal.demo.story import Walk, dossier_in
from tests.dossiers.notices import moved_money
from tests.dossiers.notices.moved_money import MONDAY

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def waived_at_once(*, at_counter: bool) -> Walk:
    """Have a demand made, waived in full and confirmed within the minute."""
    walk = dossier_in("tham-dinh", at=MONDAY).take("ask-payment", "dung")
    ground, reason = "Điều 10 Luật Phí và lệ phí", "Hộ nghèo."
    story.take(walk.dossier, "waive-fee", "lan", at=walk.at, fee=Fee(1_800_000), ground=ground, reason=reason)
    story.take(walk.dossier, "confirm-payment", "bob", at=walk.at, fee=None, at_counter=at_counter)
    return walk


def mailed(walk: Walk, *at: datetime) -> list[str]:
    for moment in at:
        relay.run(moment)
    sent = Notice.objects.filter(channel="mail", dossier=walk.dossier, kind__in=("payment", "resumed", "waived"))
    return list(sent.order_by("pk").values_list("kind", flat=True))


def test_no_demand_is_mailed_after_the_applicant_was_told_that_the_dossier_goes_on() -> None:
    walk = waived_at_once(at_counter=True)

    assert mailed(walk, walk.at, walk.at + MINUTE) == ["waived", "resumed"]
    assert OutboxEntry.objects.get(kind="payment").error == REMARKS["resumed"]


def test_no_wish_to_withdraw_is_confirmed_after_the_applicant_was_told_that_it_is_done() -> None:
    walk = dossier_in("tham-dinh", at=MONDAY)
    relay.run(walk.at)
    story.take(walk.dossier, "ask-withdrawal", "alice", at=walk.at)
    walk.dossier.refresh_from_db()
    story.take(walk.dossier, "confirm-withdrawal", "bob", at=walk.at, at_counter=True)

    relay.run(walk.at)
    relay.run(walk.at + MINUTE)

    about = Notice.objects.filter(channel="mail", dossier=walk.dossier, kind__in=("withdrawn", "withdrawal-asked"))
    assert list(about.values_list("kind", flat=True)) == ["withdrawn"]
    assert OutboxEntry.objects.get(kind="withdrawal-asked").error == REMARKS["withdrawn"]


def test_what_leaves_in_its_order_is_all_mailed() -> None:
    walk = waived_at_once(at_counter=False)

    assert mailed(walk, walk.at, walk.at + MINUTE, walk.at + 2 * MINUTE) == ["waived", "payment", "resumed"]


def kinds_of(walk: Walk, *at: datetime) -> list[str]:
    """Return what was mailed of a dossier when the relay has run at some instants, without what came before."""
    for moment in at:
        for _run in range(3):
            relay.run(moment)
    sent = Notice.objects.filter(
        channel="mail", dossier=walk.dossier, kind__in=("let-pass", "resumed", "result", "returned")
    )
    return list(sent.order_by("pk").values_list("kind", flat=True))


def test_that_something_was_let_pass_and_that_the_dossier_goes_on_is_one_mail() -> None:
    walk = moved_money.demand_let_pass()
    story.take(walk.dossier, "confirm-payment", "bob", at=walk.at + MINUTE, fee=None)

    assert kinds_of(walk, walk.at + MINUTE, walk.at + 4 * MINUTE, walk.at + MINUTE + GATHERING) == ["resumed"]
    assert OutboxEntry.objects.get(kind="let-pass").error == REMARKS["resumed"]


def test_where_nothing_follows_it_is_told_that_something_was_let_pass() -> None:
    walk = moved_money.demand_let_pass()

    assert kinds_of(walk, walk.at + MINUTE) == []
    assert kinds_of(walk, walk.at + GATHERING) == ["let-pass"]


def handed_over(*, at_counter: bool) -> Walk:
    """Have the number given and the result handed over half a minute later."""
    walk = dossier_in("van-thu", at=MONDAY).take("finish-van-thu", "tam")
    story.take(walk.dossier, "return", "bob", at=walk.at + MINUTE / 2, at_counter=at_counter)
    return walk


@pytest.mark.parametrize(("at_counter", "mailed"), [(True, ["returned"]), (False, ["result", "returned"])])
def test_a_result_that_is_handed_over_at_the_counter_at_once_is_one_mail(at_counter: bool, mailed: list[str]) -> None:
    walk = handed_over(at_counter=at_counter)

    assert kinds_of(walk, walk.at + MINUTE / 2, walk.at + 2 * MINUTE, walk.at + 4 * MINUTE) == mailed
    assert (OutboxEntry.objects.get(kind="result").error == REMARKS["returned"]) is at_counter


def test_a_demand_that_follows_at_once_is_no_part_of_the_mail_that_the_one_before_is_withdrawn() -> None:
    walk = dossier_in("tham-dinh", at=MONDAY).take("ask-payment", "dung", fee=Fee(5_000_000, is_meant=True))
    relay.run(walk.at + 2 * MINUTE)
    walk.take("withdraw-demand", "dung", reason="Ghi nhầm.")
    withdrawn_at = walk.at
    walk.pace = timedelta(seconds=30)
    walk.take("ask-payment", "dung")

    relay.run(withdrawn_at + MINUTE)

    [message] = [one for one in mail.outbox if "thu hồi yêu cầu nộp" in one.subject]
    assert "Còn thiếu" not in message.body
    assert "tạm dừng" not in message.body
    assert "Hẹn trả kết quả" in message.body
