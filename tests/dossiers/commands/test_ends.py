"""How a dossier ends: refused, returned with either outcome, withdrawn, stopped."""

import pytest

from dossiers import refusals
from dossiers.clock import Verdict
from dossiers.commands import Fee
from dossiers.models import Dossier, OutboxEntry
from portal.demo import story
from procedures.machine import Status
from tests.dossiers.lifecycle import act, dossier_at, local
from tests.dossiers.proof.records import nothing_written

pytestmark = pytest.mark.django_db

FILED = local("2026-01-05 08:30")


def effects(dossier: Dossier) -> list[str]:
    """Return what the last event has put into the outbox."""
    entries = OutboxEntry.objects.filter(event__dossier=dossier, event__sequence=dossier.sequence)
    return list(entries.order_by("id").values_list("kind", flat=True))


def test_a_dossier_refused_at_the_desk_has_no_verdict_and_counts_nowhere() -> None:
    walk = dossier_at("filed", at=FILED)

    event = act(walk, "reject", "bob", "2026-01-05 10:00", reason="Không thuộc thẩm quyền của Sở.")

    dossier = walk.dossier
    assert (dossier.status, dossier.holder, dossier.verdict, dossier.outcome) == (Status.REJECTED, "", "", "")
    assert (dossier.accepted_at, dossier.resolved_at, dossier.returned_at, dossier.due_at) == (None,) * 4
    assert event.payload.content == {"reason": "Không thuộc thẩm quyền của Sở."}
    assert effects(dossier) == ["letter-03", "rejected"]


@pytest.mark.parametrize(("action", "outcome"), [("finish-van-thu", "granted"), ("finish-van-thu-refused", "refused")])
def test_either_outcome_is_ready_at_the_desk_with_a_verdict_and_then_returned(action: str, outcome: str) -> None:
    walk = dossier_at("van-thu", at=FILED)

    ready = act(walk, action, "tam", "2026-01-19 16:00")
    dossier = walk.dossier
    assert (dossier.outcome, dossier.verdict) == (outcome, Verdict.ON_TIME)
    assert (dossier.resolved_at, dossier.returned_at) == (ready.at, None)
    assert effects(dossier) == (["result"] if outcome == "granted" else ["letter-03", "result"])
    returned = act(walk, "return", "bob", "2026-02-03 09:00", recipient="Lê Văn Ba", fee=Fee(1_800_000, "cash", "BL-7"))

    assert (dossier.status, dossier.outcome, dossier.verdict) == (Status.RETURNED, outcome, Verdict.ON_TIME)
    assert (dossier.resolved_at, dossier.returned_at) == (ready.at, returned.at)
    assert returned.payload.content == {"recipient": "Lê Văn Ba", "fee_method": "cash", "fee_reference": "BL-7"}
    assert returned.facts["fee"] == 1_800_000
    assert effects(dossier) == ["returned"]


@pytest.mark.parametrize(
    ("when", "verdict", "spent"),
    [
        ("2026-01-16 17:00", Verdict.EARLY, "9"),
        ("2026-01-19 08:00", Verdict.ON_TIME, "10"),
        ("2026-01-19 23:59", Verdict.ON_TIME, "10"),
        ("2026-01-20 00:00", Verdict.OVERDUE, "11"),
    ],
)
def test_the_verdict_is_recorded_in_the_closing_event_with_all_that_it_rests_on(
    when: str, verdict: Verdict, spent: str
) -> None:
    walk = dossier_at("van-thu", at=FILED)

    event = act(walk, "finish-van-thu", "tam", when)

    assert walk.dossier.verdict == verdict
    reading = event.reading
    assert (reading["verdict"], reading["spent"], reading["allowed"]) == (verdict, spent, "10")
    assert reading["lawful_due_at"] == "2026-01-19T10:00:00+00:00"
    assert reading["procedure_digest"] == walk.dossier.version.digest
    assert len(reading["calendar_digest"]) == 64
    assert walk.dossier.is_late(event.at) == (verdict == Verdict.OVERDUE)


@pytest.mark.parametrize(
    "state",
    ["accepted", "tham-dinh", "tham-dinh.supplement-asked", "tham-dinh.supplement-answered", "tham-dinh.payment-due"],
)
def test_a_withdrawal_is_asked_by_the_applicant_and_confirmed_by_the_desk(state: str) -> None:
    walk = dossier_at(state, at=FILED)
    with nothing_written(), pytest.raises(refusals.NothingAsked):
        walk.take("confirm-withdrawal", "bob")

    asked = walk.take("ask-withdrawal", "alice", reason="Hội đã đổi kế hoạch.").events[-1]
    assert (walk.dossier.state, walk.dossier.withdrawal_asked) == (state, True)
    assert asked.payload.content == {"reason": "Hội đã đổi kế hoạch."}
    confirmed = walk.take("confirm-withdrawal", "bob").events[-1]

    dossier = walk.dossier
    assert (dossier.status, dossier.holder, dossier.outcome) == (Status.WITHDRAWN, "", "")
    assert (dossier.resolved_at, dossier.verdict) == (confirmed.at, Verdict.EARLY)
    assert effects(dossier) == ["withdrawn"]


def test_a_withdrawal_before_acceptance_is_counted_nowhere() -> None:
    walk = dossier_at("filed.supplement-asked", at=FILED)

    walk.take("ask-withdrawal", "alice").take("confirm-withdrawal", "bob")

    dossier = walk.dossier
    assert dossier.status == Status.WITHDRAWN
    assert (dossier.resolved_at, dossier.verdict, dossier.accepted_at) == (None, "", None)


def test_a_wish_to_withdraw_that_was_made_before_acceptance_is_not_forgotten() -> None:
    walk = dossier_at("filed", at=FILED).take("ask-withdrawal", "alice").take("accept", "bob")

    walk.take("confirm-withdrawal", "bob")

    assert walk.dossier.status == Status.WITHDRAWN


@pytest.mark.parametrize(("who", "role"), [("hoa", "division_head"), ("lan", "department_leader")])
def test_a_leader_stops_a_dossier_with_a_reason(who: str, role: str) -> None:
    walk = dossier_at("tham-dinh", at=FILED)

    event = act(walk, "stop", who, "2026-01-20 09:00", reason="Tài liệu đang bị thanh tra.")

    dossier = walk.dossier
    assert (dossier.status, dossier.holder, event.role) == (Status.STOPPED, "", role)
    assert (dossier.resolved_at, dossier.verdict) == (event.at, Verdict.OVERDUE)
    assert event.facts["step"]["name"] == "tham-dinh"
    assert effects(dossier) == ["letter-05", "stopped"]


def test_the_steps_of_a_good_dossier_have_each_its_verdict_and_the_last_has_none() -> None:
    walk = story.dossier_in("returned", at=FILED)

    steps = [event.facts.get("step", {}).get("name") for event in walk.dossier.events.order_by("sequence")]

    assert steps == [None, None, "tiep-nhan", "phan-cong", "tham-dinh", "xem-xet", "ky-duyet", "van-thu", None]
    assert walk.dossier.step_due_at is None


def test_an_officer_cannot_act_on_a_dossier_that_has_ended() -> None:
    walk = dossier_at("returned", at=FILED)

    with nothing_written(), pytest.raises(refusals.UnknownAction):
        walk.take("return", "bob")
