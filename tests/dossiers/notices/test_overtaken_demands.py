"""The mail of a demand waits a minute; what was said meanwhile is not taken back by it."""

from datetime import datetime, timedelta

import pytest

from dossiers.background import relay
from dossiers.commands import Fee
from dossiers.models import Notice, OutboxEntry
from dossiers.notices.applicants import GOES_ON
from portal.demo import story
from portal.demo.story import Walk, dossier_in
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
    assert OutboxEntry.objects.get(kind="payment").error == GOES_ON


def test_what_leaves_in_its_order_is_all_mailed() -> None:
    walk = waived_at_once(at_counter=False)

    assert mailed(walk, walk.at, walk.at + MINUTE, walk.at + 2 * MINUTE) == ["waived", "payment", "resumed"]
