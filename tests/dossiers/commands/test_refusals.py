"""Every way in which an action is refused: the sentence, and that nothing is written."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation

from accounts.models import Membership, Unit
from accounts.roles import Role
from dossiers import commands, refusals
from dossiers.commands import Fee, Given
from dossiers.refusals import (
    AtAField,
    Refusal,
)
from portal.demo import story
from procedures.models import UnitSector
from tests.dossiers.commands.every_refusal import REFUSALS
from tests.dossiers.lifecycle import MONDAY, SYSTEM, act, dossier_at
from tests.dossiers.officers import officer
from tests.dossiers.proof.records import nothing_written

pytestmark = pytest.mark.django_db

DIVISION, OTHER_DIVISION = "bao-chi-xuat-ban", "buu-chinh-vien-thong"


@pytest.mark.parametrize("off", [-1, 1, -99])
def test_a_page_that_is_not_the_newest_is_refused_with_what_happened_by_whom_and_when(off: int) -> None:
    walk = dossier_at("accepted")
    last = act(walk, "transfer", "bob", "2026-01-05 14:05")
    actor = story.actor("hoa", walk.dossier, "finish-phan-cong", walk.at)

    with nothing_written(), pytest.raises(refusals.Stale) as refused, translation.override("en"):
        commands.advance(
            walk.dossier, "finish-phan-cong", actor=actor, given=Given(), seen=last.sequence + off, at=walk.at
        )

    label = walk.dossier.machine.action("accepted", "transfer")
    assert label is not None
    stale = refused.value
    assert (stale.action, stale.who, stale.at) == (label.label.en, "Trần Văn Bình", "14:05 05/01/2026")
    assert all(word in str(stale) for word in (stale.action, stale.who, stale.at))


def test_a_stale_page_speaks_the_readers_language() -> None:
    walk = dossier_at("accepted")
    last = walk.dossier.events.latest("sequence")

    with translation.override("vi"):
        assert commands.stale(walk.dossier, last).action == "Tiếp nhận hồ sơ"
    with translation.override("en"):
        assert commands.stale(walk.dossier, last).action == "Accept the dossier"


@pytest.mark.usefixtures("fifteen_days_to_answer")
def test_a_page_that_a_lapse_has_overtaken_names_the_system() -> None:
    walk = dossier_at("filed.supplement-asked")
    seen = walk.dossier.sequence
    act(walk, "lapse", SYSTEM, "2026-03-02 08:00")
    actor = story.actor("alice", walk.dossier, "answer-supplement", walk.at)

    with nothing_written(), pytest.raises(refusals.Stale) as refused, translation.override("en"):
        commands.advance(walk.dossier, "answer-supplement", actor=actor, given=Given(), seen=seen, at=walk.at)

    assert refused.value.who == "the system"


@pytest.mark.parametrize(
    "name", ["", "nope", "submit", "take", "finish-xem-xet", "ACCEPT", "accept ", "accept\x00", "../accept", "a" * 5000]
)
def test_an_action_that_is_not_open_here_is_refused_whatever_its_name(name: str) -> None:
    walk = dossier_at("filed")

    with nothing_written(), pytest.raises(refusals.UnknownAction):
        walk.take(name, "bob")


MISSING: list[tuple[str, str, str, dict[str, Any], str]] = [
    ("filed", "reject", "bob", {"reason": ""}, "reason"),
    ("filed", "ask-supplement", "bob", {"components": {}}, "components"),
    ("filed", "ask-supplement", "bob", {"reason": ""}, "reason"),
    ("accepted", "transfer", "bob", {"division": None}, "division"),
    ("phan-cong", "finish-phan-cong", "hoa", {"assignee": None}, "assignee"),
    ("tham-dinh", "reassign", "hoa", {"assignee": None}, "assignee"),
    ("tham-dinh", "propose-supplement", "dung", {"components": {}}, "components"),
    ("tham-dinh", "ask-payment", "dung", {"fee": None}, "fee"),
    ("tham-dinh", "reappoint", "lan", {"date": None}, "date"),
    ("tham-dinh", "reappoint", "lan", {"date": date(2026, 1, 22), "reason": ""}, "reason"),
    ("tham-dinh", "stop", "lan", {"reason": ""}, "reason"),
    ("tham-dinh.supplement-proposed", "decline-supplement", "bob", {"reason": ""}, "reason"),
    ("tham-dinh.supplement-answered", "return-answer", "bob", {"reason": ""}, "reason"),
    ("tham-dinh.payment-due", "confirm-payment", "bob", {"fee": None}, "fee"),
    ("xem-xet", "send-back-tham-dinh", "hoa", {"reason": ""}, "reason"),
    ("van-thu", "finish-van-thu", "tam", {"files": ()}, "files"),
    ("van-thu", "finish-van-thu-refused", "tam", {"reason": ""}, "reason"),
    ("result-ready", "return", "bob", {"recipient": ""}, "recipient"),
]


@pytest.mark.parametrize(("state", "action", "who", "given", "field"), MISSING)
def test_what_an_action_needs_must_be_given(
    state: str, action: str, who: str, given: dict[str, Any], field: str
) -> None:
    walk = dossier_at(state)

    with nothing_written(), pytest.raises(refusals.MissingAnswer) as refused:
        walk.take(action, who, **given)

    assert refused.value.field == field


@pytest.mark.parametrize(
    ("state", "action", "who", "given", "field"),
    [
        ("filed", "accept", "bob", {"date": date(2026, 3, 2)}, "date"),
        ("filed", "reject", "bob", {"fee": Fee(5)}, "fee"),
        ("accepted", "transfer", "bob", {"recipient": "Ai đó"}, "recipient"),
        ("tham-dinh", "finish-tham-dinh", "dung", {"components": {"ban-thao": "x"}}, "components"),
        ("tham-dinh.supplement-asked", "answer-supplement", "alice", {"reason": "x"}, "reason"),
    ],
)
def test_what_an_action_does_not_ask_for_is_not_taken(
    state: str, action: str, who: str, given: dict[str, Any], field: str
) -> None:
    walk = dossier_at(state)

    with nothing_written(), pytest.raises(refusals.InvalidAnswer) as refused:
        walk.take(action, who, **given)

    assert refused.value.field == field


def test_a_division_serves_the_dossiers_sector_in_the_dossiers_agency() -> None:
    agency = Unit.objects.create(
        slug="so-khac", kind="agency", name_vi="Sở khác", name_en="Other", agency_code="H26.XX"
    )
    elsewhere = Unit.objects.create(slug="phong-khac", kind="division", name_vi="P", name_en="D", parent=agency)
    UnitSector.objects.create(unit=elsewhere, sector="xuat-ban-in-phat-hanh")
    walk = dossier_at("accepted")

    for slug in ("phong-khac", OTHER_DIVISION, "mot-cua", "so-tttt"):
        with nothing_written(), pytest.raises(refusals.InvalidAnswer) as refused:
            walk.take("transfer", "bob", division=Unit.objects.get(slug=slug))
        assert refused.value.field == "division"


def test_an_assignee_is_an_active_specialist_of_the_division_on_that_day() -> None:
    officer("khac", Role.SPECIALIST, OTHER_DIVISION)
    officer("cu", Role.SPECIALIST, DIVISION, until=date(2026, 1, 4))
    officer("moi", Role.SPECIALIST, DIVISION, since=date(2026, 1, 6))
    locked = officer("khoa", Role.SPECIALIST, DIVISION)
    locked.is_active = False
    locked.save(update_fields=["is_active"])
    walk = dossier_at("phan-cong")

    for username in ("khac", "cu", "moi", "khoa", "hoa", "alice"):
        with nothing_written(), pytest.raises((refusals.InvalidAnswer, refusals.ForApplicant)) as refused:
            walk.take("finish-phan-cong", "hoa", assignee=story.person(username))
        assert refused.value.field == "assignee"


def test_somebody_with_two_seats_in_a_division_is_offered_once() -> None:
    dung = story.person("dung")
    Membership.objects.create(user=dung, unit=Unit.objects.get(slug=DIVISION), role=Role.DIVISION_HEAD)
    dossier = dossier_at("phan-cong").dossier

    assert commands.given.assignable(dossier, MONDAY) == [dung]


@pytest.mark.parametrize(
    ("state", "action", "who", "given"),
    [
        ("tham-dinh", "propose-supplement", "dung", {"components": {"giay-khai-sinh": "Thiếu."}}),
        ("tham-dinh.supplement-proposed", "issue-supplement", "bob", {"components": {"ban-thao": "x", "": "y"}}),
        ("filed.supplement-asked", "answer-supplement", "alice", {"component_files": {"nope": ("file",)}}),
    ],
)
def test_a_paper_that_the_procedure_does_not_know_is_refused(
    state: str, action: str, who: str, given: dict[str, Any]
) -> None:
    walk = dossier_at(state)

    with nothing_written(), pytest.raises(refusals.InvalidAnswer) as refused:
        walk.take(action, who, **given)

    assert refused.value.field == "components"


def test_an_action_cannot_come_before_the_last_event_but_at_the_same_instant() -> None:
    walk = dossier_at("accepted")
    last = walk.dossier.changed_at

    with nothing_written(), pytest.raises(refusals.ReceivedBefore) as refused:
        story.take(walk.dossier, "transfer", "bob", at=last - timedelta(microseconds=1))
    assert refused.value.last == last
    story.take(walk.dossier, "transfer", "bob", at=last)

    walk.dossier.refresh_from_db()
    assert walk.dossier.state == "phan-cong"


@pytest.mark.parametrize(("refusal", "status"), REFUSALS, ids=[type(refusal).__name__ for refusal, _ in REFUSALS])
def test_each_refusal_has_a_sentence_and_a_status(refusal: Refusal, status: int) -> None:
    assert refusal.status == status
    assert str(refusal).endswith(".")


def test_every_refusal_is_in_the_table_and_no_two_say_the_same() -> None:
    at_a_field = set(AtAField.__subclasses__())
    assert {type(refusal) for refusal, _ in REFUSALS} == (set(Refusal.__subclasses__()) - {AtAField}) | at_a_field
    assert len({str(refusal) for refusal, _ in REFUSALS}) == len(REFUSALS)


def test_a_second_wish_to_withdraw_is_told_that_the_first_is_known() -> None:
    walk = dossier_at("accepted").take("ask-withdrawal", "alice")

    with nothing_written(), pytest.raises(refusals.AlreadyAsked):
        walk.take("ask-withdrawal", "alice")
