"""The supplement: proposed by the specialist, asked for by the desk, answered, confirmed; or lapsed."""

from datetime import datetime

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from dossiers import files
from dossiers.clock import Verdict
from portal.demo import story
from procedures.machine import Status
from tests.dossiers.lifecycle import SYSTEM, act, dossier_at, local

pytestmark = pytest.mark.django_db


def test_after_a_confirmed_supplement_the_limit_counts_again_from_zero() -> None:
    walk = dossier_at("filed", at=local("2026-01-05 08:00"))
    act(walk, "accept", "bob", "2026-01-05 09:00")
    act(walk, "transfer", "bob", "2026-01-05 09:30")
    act(walk, "finish-phan-cong", "hoa", "2026-01-06 09:00")
    act(walk, "propose-supplement", "dung", "2026-01-07 09:00")
    dossier = walk.dossier
    assert (dossier.first_due_at, dossier.due_at) == (local("2026-01-19 17:00"),) * 2

    act(walk, "issue-supplement", "bob", "2026-01-07 10:00")
    assert dossier.due_at == local("2026-01-19 17:00")
    act(walk, "answer-supplement", "alice", "2026-01-13 20:00")
    act(walk, "confirm-supplement", "bob", "2026-01-14 15:00")

    assert dossier.state == "tham-dinh"
    assert dossier.accepted_at == local("2026-01-05 09:00")
    assert dossier.first_due_at == local("2026-01-19 17:00")
    assert dossier.lawful_due_at == dossier.due_at == dossier.deadline_at == local("2026-01-28 17:00")
    assert dossier.late_at == local("2026-01-29 00:00")
    assert dossier.supplement_rounds == 1


def test_the_step_that_asked_starts_anew_and_keeps_the_verdict_of_its_first_time() -> None:
    walk = dossier_at("tham-dinh.supplement-proposed", at=local("2026-01-05 08:00"))
    entered, first_due = local("2026-01-05 09:00"), local("2026-01-13 09:00")
    assert walk.dossier.step_due_at == first_due

    asked = act(walk, "issue-supplement", "bob", "2026-01-07 10:00")
    step = asked.facts["step"]
    assert (step["name"], step["verdict"]) == ("tham-dinh", Verdict.EARLY)
    assert [datetime.fromisoformat(step[name]) for name in ("entered_at", "due_at")] == [entered, first_due]
    assert asked.reading.get("step_due_at") is None
    act(walk, "answer-supplement", "alice", "2026-01-13 20:00")
    confirmed = act(walk, "confirm-supplement", "bob", "2026-01-14 15:00")

    assert "step" not in confirmed.facts
    assert walk.dossier.step_due_at == local("2026-01-22 15:00")
    finished = act(walk, "finish-tham-dinh", "dung", "2026-01-22 15:01")
    assert finished.facts["step"]["verdict"] == Verdict.OVERDUE
    assert datetime.fromisoformat(finished.facts["step"]["entered_at"]) == local("2026-01-14 15:00")


def test_the_desk_owes_an_answer_to_a_supplement_within_eight_working_hours() -> None:
    walk = dossier_at("tham-dinh.supplement-asked", at=local("2026-01-05 08:00"))
    due, first_answer = walk.dossier.due_at, walk.dossier.answer_due_at
    assert walk.dossier.deadline_at == due

    act(walk, "answer-supplement", "alice", "2026-01-08 10:00")
    assert walk.dossier.answer_due_at == walk.dossier.deadline_at == local("2026-01-09 10:00")
    assert walk.dossier.due_at == due
    act(walk, "return-answer", "bob", "2026-01-08 16:00")
    assert (walk.dossier.deadline_at, first_answer) == (due, local("2026-01-05 17:00"))
    act(walk, "answer-supplement", "alice", "2026-01-12 10:00")
    assert walk.dossier.deadline_at == local("2026-01-13 10:00")
    act(walk, "confirm-supplement", "bob", "2026-01-12 11:00")

    assert walk.dossier.deadline_at == walk.dossier.due_at == local("2026-01-26 17:00")


@pytest.mark.parametrize("state", ["filed", "tham-dinh.supplement-answered"])
def test_a_wish_to_withdraw_gives_the_desk_no_more_time_to_answer(state: str) -> None:
    walk = dossier_at(state, at=local("2026-01-05 08:00"))
    before = (walk.dossier.answer_due_at, walk.dossier.deadline_at)

    act(walk, "ask-withdrawal", "alice", "2026-01-05 15:00")

    assert (walk.dossier.answer_due_at, walk.dossier.deadline_at) == before


def test_a_declined_proposal_leaves_limit_step_and_rounds_as_they_were() -> None:
    walk = dossier_at("tham-dinh", at=local("2026-01-05 08:00"))
    before = (walk.dossier.lawful_due_at, walk.dossier.step_due_at)

    proposed = act(walk, "propose-supplement", "dung", "2026-01-06 09:00")
    declined = act(walk, "decline-supplement", "bob", "2026-01-06 16:00")

    assert walk.dossier.state == "tham-dinh"
    assert (walk.dossier.lawful_due_at, walk.dossier.step_due_at) == before
    assert walk.dossier.supplement_rounds == 0
    assert not {"step"} & (proposed.facts.keys() | declined.facts.keys())


def test_an_answer_that_is_returned_belongs_to_its_round_and_the_pause_goes_on() -> None:
    walk = dossier_at("tham-dinh.supplement-answered", at=local("2026-01-05 08:00"))

    act(walk, "return-answer", "bob", "2026-01-08 09:00", reason="Bản thảo vẫn thiếu trang 12.")
    assert walk.dossier.supplement_rounds == 1
    assert walk.dossier.holder == "citizen"
    act(walk, "answer-supplement", "alice", "2026-01-09 09:00")
    act(walk, "confirm-supplement", "bob", "2026-01-14 15:00")

    assert walk.dossier.supplement_rounds == 1
    assert walk.dossier.lawful_due_at == local("2026-01-28 17:00")


def test_a_second_round_is_allowed_and_counted() -> None:
    walk = dossier_at("filed.supplement-asked").take("answer-supplement", "alice").until("tham-dinh")

    walk.take("propose-supplement", "dung").take("issue-supplement", "bob")

    assert walk.dossier.supplement_rounds == 2


def test_a_supplement_before_acceptance_starts_no_clock_and_its_answer_a_new_first_answer() -> None:
    walk = dossier_at("filed", at=local("2026-01-05 08:30"))

    act(walk, "ask-supplement", "bob", "2026-01-05 10:00")
    dossier = walk.dossier
    assert dossier.status == Status.SUPPLEMENT_REQUESTED
    assert (dossier.due_at, dossier.accepted_at, dossier.step_due_at) == (None, None, None)
    answered = act(walk, "answer-supplement", "alice", "2026-01-06 19:00")

    assert dossier.state == "filed"
    assert dossier.answer_due_at == dossier.deadline_at == local("2026-01-07 17:00")
    assert answered.reading["answer_due_at"] == local("2026-01-07 17:00").isoformat()
    assert dossier.supplement_rounds == 1


def test_what_must_be_put_right_and_the_papers_that_came_are_in_the_log() -> None:
    walk = dossier_at("tham-dinh.supplement-proposed")
    faults = {"don-de-nghi": "Thiếu chữ ký.", "ban-thao": "Trang 12 mờ, xin quét lại."}
    asked = act(walk, "issue-supplement", "bob", "2026-01-06 10:00", components=faults, reason="Hồ sơ chưa đủ.")
    paper = files.store(story.upload("ban-thao-2.pdf", story.pdf(3)))

    answered = act(
        walk, "answer-supplement", "alice", "2026-01-07 10:00", component_files={"ban-thao": (paper,)}, note="Đã sửa."
    )

    assert asked.facts["components"] == ["ban-thao", "don-de-nghi"]
    assert asked.payload.content == {"components": faults, "reason": "Hồ sơ chưa đủ."}
    attachment = answered.attachments.get()
    assert (attachment.component, attachment.name, attachment.pages) == ("ban-thao", "ban-thao-2.pdf", 3)
    assert (attachment.dossier_id, attachment.uploaded_by.username) == (walk.dossier.pk, "alice")
    assert attachment.uploaded_at == answered.at
    assert answered.payload.content == {
        "note": "Đã sửa.",
        "files": [{"component": "ban-thao", "name": "ban-thao-2.pdf", "sha256": paper.sha256}],
    }


@pytest.mark.usefixtures("fifteen_days_to_answer")
@pytest.mark.parametrize(
    ("state", "target", "status", "verdict"),
    [
        ("filed.supplement-asked", "rejected", Status.REJECTED, ""),
        ("tham-dinh.supplement-asked", "stopped", Status.STOPPED, Verdict.EARLY),
    ],
)
def test_a_lapsed_supplement_ends_the_dossier_by_the_system(
    state: str, target: str, status: Status, verdict: str
) -> None:
    walk = dossier_at(state, at=local("2026-01-05 08:30"))

    event = act(walk, "lapse", SYSTEM, "2026-03-02 08:00")

    dossier = walk.dossier
    assert (dossier.state, dossier.status, dossier.holder, dossier.unit) == (target, status, "", None)
    assert (event.actor, event.role, event.unit, event.on_behalf_of) == (None, "system", None, None)
    assert (dossier.resolved_at, dossier.verdict) == ((event.at if verdict else None), verdict)


@pytest.mark.usefixtures("fifteen_days_to_answer")
def test_a_lapse_months_later_is_no_delay_of_the_office() -> None:
    walk = dossier_at("tham-dinh.supplement-asked", at=local("2026-01-05 08:30"))

    event = act(walk, "lapse", SYSTEM, "2026-03-02 08:00")

    assert event.reading["spent"] == "0"
    assert walk.dossier.lawful_due_at is not None
    assert walk.dossier.lawful_due_at > event.at
    assert walk.dossier.first_due_at == local("2026-01-19 17:00")


def test_the_applicant_is_told_by_when_to_answer_and_that_the_dossier_ends_without() -> None:
    walk = dossier_at("tham-dinh.supplement-asked")
    wish = {
        "reason": "",
        "wanted": [],
        "due_at": local("2026-02-03 17:00"),
        "is_given_back": False,
        "asked_again": None,
        "overtaken": None,
    }

    with translation.override("en"):
        page = render_to_string(
            "citizen/what_now.html", {"dossier": walk.dossier, "supplement": wish, "payment": None, "fee": None}
        )

    assert "Send it by 17:00 03/02/2026; after that the dossier is closed." in page
