"""Corrections: recall, send-back, reassignment. They are actions like others; nothing is deleted."""

from datetime import datetime

import pytest

from accounts.roles import Role
from dossiers import files, refusals
from dossiers.clock import Verdict
from portal.demo import story
from tests.dossiers.lifecycle import act, dossier_at, local
from tests.dossiers.officers import officer
from tests.dossiers.proof.records import nothing_written

pytestmark = pytest.mark.django_db

DIVISION = "bao-chi-xuat-ban"


@pytest.mark.parametrize(
    ("state", "who", "back"),
    [
        ("phan-cong", "bob", "accepted"),
        ("tham-dinh", "hoa", "phan-cong"),
        ("xem-xet", "dung", "tham-dinh"),
        ("ky-duyet", "hoa", "xem-xet"),
        ("van-thu", "lan", "ky-duyet"),
    ],
)
def test_who_has_just_passed_a_dossier_on_may_take_it_back(state: str, who: str, back: str) -> None:
    walk = dossier_at(state)
    passed_on = walk.dossier.sequence

    walk.take("recall", who)

    assert walk.dossier.state == back
    assert walk.dossier.sequence == passed_on + 1
    assert walk.dossier.events.count() == passed_on + 1


def test_a_recall_is_refused_once_anything_else_has_happened() -> None:
    walk = dossier_at("xem-xet").take("ask-withdrawal", "alice")

    with nothing_written(), pytest.raises(refusals.CannotRecall):
        walk.take("recall", "dung")


def test_a_second_recall_finds_nothing_of_ones_own_to_take_back() -> None:
    walk = dossier_at("tham-dinh").take("recall", "hoa")

    with nothing_written(), pytest.raises(refusals.CannotRecall):
        walk.take("recall", "bob")


def test_a_colleague_in_the_same_role_may_not_recall_what_another_has_sent() -> None:
    officer("phuc", Role.ONE_STOP_OFFICER, "mot-cua")
    walk = dossier_at("phan-cong")

    with nothing_written(), pytest.raises(refusals.CannotRecall):
        walk.take("recall", "phuc")


def test_a_head_who_has_sent_a_dossier_back_may_not_recall_it_to_the_assignment() -> None:
    walk = dossier_at("xem-xet").take("send-back-tham-dinh", "hoa")

    with nothing_written(), pytest.raises(refusals.CannotRecall):
        walk.take("recall", "hoa")


@pytest.mark.parametrize(
    ("state", "action", "who", "back", "holder"),
    [
        ("xem-xet", "send-back-tham-dinh", "hoa", "tham-dinh", Role.SPECIALIST),
        ("ky-duyet", "send-back-xem-xet", "lan", "xem-xet", Role.DIVISION_HEAD),
        ("ky-duyet", "send-back-tham-dinh", "lan", "tham-dinh", Role.SPECIALIST),
        ("van-thu", "send-back-ky-duyet", "tam", "ky-duyet", Role.DEPARTMENT_LEADER),
    ],
)
def test_a_dossier_is_sent_back_with_a_reason_and_its_limit_runs_on(
    state: str, action: str, who: str, back: str, holder: Role
) -> None:
    walk = dossier_at(state)
    due = walk.dossier.lawful_due_at

    walk.take(action, who, reason="Dự thảo ghi sai số bản in.")

    dossier = walk.dossier
    assert (dossier.state, dossier.holder, dossier.lawful_due_at) == (back, holder, due)
    assert dossier.assignee is not None
    assert dossier.assignee.username == "dung"
    assert walk.events[-1].payload.content == {"reason": "Dự thảo ghi sai số bản in."}


def test_a_step_that_is_sent_back_to_starts_anew_and_both_stays_have_a_verdict() -> None:
    walk = dossier_at("filed", at=local("2026-01-05 08:00"))
    act(walk, "accept", "bob", "2026-01-05 09:00")
    act(walk, "transfer", "bob", "2026-01-05 10:00")
    act(walk, "finish-phan-cong", "hoa", "2026-01-05 11:00")
    first = act(walk, "finish-tham-dinh", "dung", "2026-01-13 11:01")
    sent_back = act(walk, "send-back-tham-dinh", "hoa", "2026-01-14 09:00")

    assert walk.dossier.step_due_at == local("2026-01-22 09:00")
    second = act(walk, "finish-tham-dinh", "dung", "2026-01-15 09:00")

    verdicts = [event.facts["step"]["verdict"] for event in (first, sent_back, second)]
    assert verdicts == [Verdict.OVERDUE, Verdict.EARLY, Verdict.EARLY]
    assert datetime.fromisoformat(second.facts["step"]["entered_at"]) == local("2026-01-14 09:00")


def test_the_head_gives_the_dossier_to_another_specialist_and_the_step_does_not_begin_anew() -> None:
    minh = officer("minh", Role.SPECIALIST, DIVISION)
    walk = dossier_at("tham-dinh")
    step_due = walk.dossier.step_due_at

    event = walk.take("reassign", "hoa", assignee=minh, reason="Anh Dũng đi công tác.").events[-1]

    dossier = walk.dossier
    assert (dossier.state, dossier.assignee, dossier.step_due_at) == ("tham-dinh", minh, step_due)
    assert event.facts == {"assignee": minh.pk, "unit": dossier.division_id}
    assert event.payload.content == {"assignee": "minh", "reason": "Anh Dũng đi công tác."}
    with pytest.raises(refusals.NotYours):
        walk.take("finish-tham-dinh", "dung")
    walk.take("finish-tham-dinh", "minh")
    assert walk.dossier.state == "xem-xet"


def test_files_that_an_officer_adds_belong_to_the_event_and_to_no_component() -> None:
    walk = dossier_at("tham-dinh")
    paper = files.store(story.upload("phieu-tham-dinh.pdf"))

    event = walk.take("finish-tham-dinh", "dung", files=(paper,)).events[-1]

    attachment = event.attachments.get()
    assert (attachment.component, attachment.dossier_id, attachment.draft_id) == ("", walk.dossier.pk, None)
    assert attachment.uploaded_by.username == "dung"
