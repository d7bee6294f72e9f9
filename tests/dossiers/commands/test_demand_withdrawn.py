"""A demand to pay that was made in error is withdrawn: the dossier goes on, and nothing of it is due any more."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.utils.timezone import localtime as local_time

from dossiers import acts, refusals
from dossiers.background import relay
from dossiers.commands import Fee
from dossiers.log import money
from dossiers.log.effective import effective
from dossiers.log.facts import facts_of
from dossiers.models import Event, Notice
from dossiers.proof import audit
from dossiers.refusals.money import demand
from portal.demo import story
from portal.demo.story import Walk, dossier_in
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import act, dossier_at, local
from tests.dossiers.owing import OWED, owing
from tests.dossiers.proof.records import change, forge, nothing_written
from tests.dossiers.undoing import take_back

pytestmark = pytest.mark.django_db

WRONG = Fee(5_000_000, is_meant=True)
WHY = "Ghi nhầm số trang của hồ sơ khác."


def _demanded(fee: Fee = WRONG) -> Walk:
    return dossier_in("tham-dinh", at=local("2026-01-05 08:30")).take("ask-payment", "dung", fee=fee)


def _owing_in_appraisal(folder: Path) -> Walk:
    """Return a dossier that owes 1,800,000 đồng, of which 5,000,000 are asked for."""
    walk = owing(folder, "processing")
    for action, who in (("accept", "bob"), ("transfer", "bob"), ("finish-phan-cong", "hoa")):
        walk.take(action, who)
    return walk.take("ask-payment", "dung", fee=WRONG)


def _log(walk: Walk) -> list[Event]:
    return effective(walk.dossier.events.order_by("sequence"))


def _clean() -> bool:
    return audit.check_all().differences == []


def test_the_dossier_goes_on_and_what_stood_still_stays_so() -> None:
    walk = dossier_at("filed", at=local("2026-01-05 08:00"))
    act(walk, "accept", "bob", "2026-01-05 09:00")
    act(walk, "transfer", "bob", "2026-01-05 09:30")
    act(walk, "finish-phan-cong", "hoa", "2026-01-05 10:00")
    act(walk, "ask-payment", "dung", "2026-01-06 16:00", fee=WRONG)

    act(walk, acts.WITHDRAW_DEMAND, "dung", "2026-01-08 09:00", reason=WHY)

    # As after a confirmation at that instant: test_payment.py has the same dates.
    assert walk.dossier.state == "tham-dinh"
    assert walk.dossier.lawful_due_at == walk.dossier.due_at == local("2026-01-21 17:00")
    assert walk.dossier.step_due_at == local("2026-01-14 12:00")
    assert _clean()


def test_what_is_due_by_the_answers_is_due_again_and_nothing_asked_for(tmp_path: Path) -> None:
    walk = _owing_in_appraisal(tmp_path)
    assert (walk.dossier.charged, walk.dossier.owed) == (5_000_000, 5_000_000)

    walk.take(acts.WITHDRAW_DEMAND, "dung", reason=WHY)

    facts, log = facts_of(walk.events[-1]), _log(walk)
    assert (facts.fee, facts.due, sum(facts.dues)) == (5_000_000, OWED, OWED)
    assert (walk.dossier.charged, walk.dossier.owed, money.has_asked(log)) == (OWED, OWED, False)
    assert _clean()
    walk.take("ask-payment", "dung", fee=Fee(OWED)).take("receive-payment", "bob", fee=Fee(OWED, "cash"))
    assert walk.take("confirm-payment", "bob").dossier.owed == 0
    assert _clean()


def test_a_demand_that_was_paid_before_stays_paid() -> None:
    walk = _demanded(Fee(OWED)).take("confirm-payment", "bob", fee=Fee(OWED, "cash"))
    walk.take("ask-payment", "dung", fee=WRONG).take(acts.WITHDRAW_DEMAND, "dung", reason=WHY)

    assert (walk.dossier.charged, walk.dossier.paid, walk.dossier.owed) == (OWED, OWED, 0)
    assert money.has_asked(_log(walk))
    assert _clean()


def test_where_nobody_knew_what_is_due_nobody_does_after_it_either() -> None:
    walk = _demanded()
    log = _log(walk)
    before = money.account_of(log[:-1]).charged

    walk.take(acts.WITHDRAW_DEMAND, "dung", reason=WHY)

    assert money.account_of(_log(walk)).charged == walk.dossier.charged == before
    assert _clean()


def test_what_was_waived_of_it_stays_waived_and_the_rest_need_not_be_paid(tmp_path: Path) -> None:
    walk = _owing_in_appraisal(tmp_path).take("waive-fee", "lan", fee=Fee(800_000), reason="Hội người khuyết tật.")

    walk.take(acts.WITHDRAW_DEMAND, "dung", reason=WHY)

    assert (walk.dossier.charged, walk.dossier.waived, walk.dossier.owed) == (OWED, 800_000, 1_000_000)
    assert _clean()


def test_nothing_is_withdrawn_once_something_of_it_is_paid_until_that_is_reversed() -> None:
    walk = _demanded().take("receive-payment", "bob", fee=Fee(100_000, "cash"))

    with nothing_written(), pytest.raises(demand.DemandPaid) as refused:
        walk.take(acts.WITHDRAW_DEMAND, "dung", reason=WHY)

    assert "100.000 đ" in str(refused.value)
    walk.take("reverse-payment", "bob", reason="Thu nhầm hồ sơ.")
    assert walk.take(acts.WITHDRAW_DEMAND, "dung", reason=WHY).dossier.state == "tham-dinh"
    assert _clean()


def test_nothing_is_withdrawn_while_a_proof_of_its_payment_waits() -> None:
    walk = _demanded().take("send-proof", "alice")

    with nothing_written(), pytest.raises(demand.DemandProven):
        walk.take(acts.WITHDRAW_DEMAND, "dung", reason=WHY)

    walk.take("refuse-proof", "bob", reason="Không thấy tiền về.").take(acts.WITHDRAW_DEMAND, "dung", reason=WHY)
    assert walk.dossier.state == "tham-dinh"


def test_it_is_withdrawn_once() -> None:
    walk = _demanded().take(acts.WITHDRAW_DEMAND, "dung", reason=WHY)

    with nothing_written(), pytest.raises(refusals.UnknownAction):
        walk.take(acts.WITHDRAW_DEMAND, "dung", reason=WHY)


def test_it_is_taken_back_instead_until_it_has_gone_out_and_nobody_is_written_to() -> None:
    walk = _demanded()
    asked = walk.events[-1]

    with nothing_written(), pytest.raises(demand.DemandNotOut) as refused:
        story.take(walk.dossier, acts.WITHDRAW_DEMAND, "dung", at=walk.at + timedelta(seconds=34), reason=WHY)
    take_back(walk.dossier, "dung", at=walk.at + timedelta(seconds=35), undoes=asked.sequence)

    assert f"{local_time(walk.at + timedelta(minutes=1)):%H:%M:%S}" in str(refused.value)
    relay.run(walk.at + timedelta(minutes=10))
    assert not Notice.objects.filter(kind__in=("payment", "demand-withdrawn")).exists()
    assert walk.dossier.state == "tham-dinh"


def test_it_is_withdrawn_as_soon_as_it_has_gone_out() -> None:
    walk = _demanded()

    story.take(walk.dossier, acts.WITHDRAW_DEMAND, "dung", at=walk.at + timedelta(seconds=60), reason=WHY)

    walk.dossier.refresh_from_db()
    assert walk.dossier.state == "tham-dinh"


@pytest.mark.at(local("2026-01-05 08:30"))
def test_the_page_offers_one_way_out_of_a_demand_at_a_time_and_keeps_what_was_typed(clock: Any) -> None:
    walk, dung = _demanded(), Visitor("dung", language="vi")
    address = f"/mot-cua/{walk.dossier.code}/"
    withdrawing = f"/{acts.WITHDRAW_DEMAND}/"

    clock.move_to(walk.at + timedelta(seconds=30))
    early = dung.get(address)
    clock.move_to(walk.at + timedelta(seconds=61))
    later = dung.get(address)
    clock.move_to(walk.at + timedelta(seconds=30))
    refused = dung.send(later, withdrawing, {"reason": WHY})

    assert [_ways_out(page) for page in (early, later)] == [["take-back"], ["withdraw-demand"]]
    assert refused.status_code == 409
    assert "từ lúc đó mới thu hồi được" in read(refused).words()
    assert WHY in refused.content.decode()
    clock.move_to(walk.at + timedelta(hours=1))


def _ways_out(page: HttpResponse) -> list[str]:
    names = (one.action.rstrip("/").rsplit("/", 1)[-1] for one in read(page).forms)
    return [name for name in names if name in {acts.TAKE_BACK, acts.WITHDRAW_DEMAND}]


@pytest.mark.parametrize("who", ["bob", "hoa", "lan", "tam", "alice"])
def test_nobody_else_withdraws_it(who: str) -> None:
    walk = _demanded()

    with nothing_written(), pytest.raises(refusals.NotYours):
        walk.take(acts.WITHDRAW_DEMAND, who, reason=WHY)


def test_it_is_not_withdrawn_without_a_reason() -> None:
    walk = _demanded()

    with nothing_written(), pytest.raises(refusals.MissingAnswer):
        walk.take(acts.WITHDRAW_DEMAND, "dung", reason="")


def test_the_withdrawal_itself_can_be_taken_back_before_it_goes_out() -> None:
    walk = _demanded().take(acts.WITHDRAW_DEMAND, "dung", reason=WHY)

    take_back(walk.dossier, "dung", at=walk.at, undoes=walk.events[-1].sequence)

    walk.dossier.refresh_from_db()
    assert (walk.dossier.state, walk.dossier.owed) == ("tham-dinh.payment-due", 5_000_000)
    assert money.has_asked(_log(walk))
    assert _clean()


def test_a_withdrawal_that_says_another_amount_is_found() -> None:
    walk = _demanded().take(acts.WITHDRAW_DEMAND, "dung", reason=WHY)
    event = walk.events[-1]

    change(event, facts={**event.facts, "fee": 900_000})
    forge(walk.dossier)

    assert f"event {event.sequence} (withdraw-demand) demand" in [one.what for one in audit.check_all().differences]


def test_the_officer_who_asked_withdraws_it_on_the_page_and_the_applicant_reads_why() -> None:
    walk, dung = _demanded(), Visitor("dung")
    address = f"/mot-cua/{walk.dossier.code}/"
    (form,) = [one for one in read(dung.get(address)).forms if one.action.endswith(f"/{acts.WITHDRAW_DEMAND}/")]

    answer = dung.post(form.action, {**form.values, "reason": WHY})

    assert answer.status_code == 302
    assert "5.000.000 đ" in read(dung.get(address)).words()
    walk.dossier.refresh_from_db()
    assert walk.dossier.state == "tham-dinh"
    relay.run(walk.dossier.changed_at + timedelta(hours=12))
    assert Notice.objects.filter(kind="demand-withdrawn").exists()
    words = read(Visitor("alice").get(f"/ho-so/{walk.dossier.code}/")).words()
    assert WHY in words
    assert "corrected answers" not in words
    assert "Withdraw the demand to pay" in words
