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
    appointment,
    bulk,
    cash,
    conversation,
    decision,
    drafting,
    gateway,
    payment,
    points,
    proof,
    review,
    statement,
    undoing,
    workbench,
)
from portal.demo import story
from procedures.machine import Text
from procedures.models import UnitSector
from tests.dossiers.lifecycle import MONDAY, SYSTEM, act, dossier_at, local
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


REFUSALS = [
    (refusals.Stale("Tiếp nhận", "Bình", "08:00 05/01/2026"), 409),
    (refusals.UnknownAction(), 409),
    (refusals.NotYours(), 403),
    (refusals.OwnDossier(), 403),
    (refusals.ForApplicant(), 400),
    (refusals.NothingAsked(), 409),
    (refusals.AlreadyAsked(), 409),
    (appointment.AlreadyReappointed(), 409),
    (appointment.TooLateToReappoint(), 409),
    (appointment.NotLater(), 409),
    (refusals.CannotRecall(), 409),
    (refusals.NotYetPassed(), 409),
    (refusals.NotCovered(2099), 409),
    (refusals.MissingAnswer("reason"), 400),
    (refusals.InvalidAnswer("division"), 400),
    (refusals.NothingSupplied(), 400),
    (refusals.InvalidAnswers({"extent": Text("vi", "en")}), 400),
    (refusals.VersionRetired(), 409),
    (refusals.NoLongerReceived(), 410),
    (refusals.NotReceivedOnline(), 409),
    (refusals.DraftChanged(), 409),
    (refusals.SavedElsewhere(["a", "b"]), 409),
    (refusals.NothingRequested(), 409),
    (refusals.OtherRequest(), 409),
    (refusals.NothingDrafted(), 409),
    (refusals.AlreadyFiled("H26.NN-260105-0001"), 409),
    (refusals.BadFile("Tệp hỏng."), 400),
    (refusals.ReceivedBefore(local("2026-01-05 08:30")), 409),
    (refusals.LaterEdition(), 503),
    (cash.CashClosed(on="05/01/2026", who="Bình", at="17:00 05/01/2026"), 409),
    (cash.ClosedBefore(on="05/01/2026", who="Bình", at="17:00 05/01/2026"), 409),
    (cash.NotClosedYet(), 422),
    (cash.CountDiffers(-1_000, book="15.000 đ", counted="14.000 đ"), 400),
    (cash.CountedBelowZero(), 400),
    (cash.DifferenceUnexplained(), 400),
    (gateway.CaseDone(who="Bình", at="17:00 05/01/2026"), 409),
    (gateway.NotSoEnded(), 400),
    (gateway.NoSuchDossier(), 400),
    (gateway.NeedsReference(), 400),
    (gateway.NeedsReason(), 400),
    (gateway.StillRecorded(receipt="BL-2026/00012", code="H26.NN-260105-0001"), 400),
    (statement.WrongCodePage(), 422),
    (statement.OldLetters(), 422),
    (statement.NoColumns(), 422),
    (statement.BrokenTable("7"), 422),
    (statement.TooManyRows("5.000"), 422),
    (statement.AllKnown("12"), 409),
    (statement.NoTransfers(), 422),
    (statement.NotSureAnyMore(), 409),
    (bulk.NothingChosen(), 422),
    (bulk.TooMany(10_000, 1000), 422),
    (bulk.NotFound(), 404),
    (bulk.Unlike("Cấp giấy phép"), 409),
    (bulk.NeedsOwnData(), 409),
    (bulk.WithdrawalAsked(), 409),
    (bulk.RemarksUnsaid(2), 409),
    (bulk.BegunToWrite("Yêu cầu bổ sung"), 409),
    (bulk.StillOwed("1.800.000 đ"), 409),
    (bulk.RemindedToday("Bình", "08:00"), 409),
    (bulk.WithApplicant(), 409),
    (bulk.WaitsToBeCollected(), 409),
    (bulk.HasEnded("Đã trả kết quả"), 409),
    (bulk.NobodyHolds(), 409),
    (bulk.YouHoldIt(), 409),
    (review.RemarkedMeanwhile("Bình", "08:00 05/01/2026"), 409),
    (review.NoSuchPlace(), 400),
    (review.NothingToReview(), 403),
    (review.RemarkTooLong(2000), 400),
    (review.SameAssignee(), 400),
    (undoing.GoneOut(local("2026-01-05 08:31")), 409),
    (undoing.TakenBackBefore(), 409),
    (undoing.ActedSince("Accept", "Nguyễn Văn An", "14:50 05/01/2026"), 409),
    (undoing.TakenByAnother(), 403),
    (undoing.NeverTakenBack(), 409),
    (drafting.DraftThrownAway(), 409),
    (drafting.TooManyDrafts(20), 409),
    (drafting.PapersBeingJudged(["don.pdf"]), 409),
    (drafting.FilesUnfinished(["anh2.jpg"]), 409),
    (drafting.FileTooLarge("don.pdf", 20_000_000), 413),
    (workbench.TooManyUnderWay(3), 409),
    (workbench.SheetTooLong(1_048_572), 409),
    (workbench.PrintTooLong(100_000), 409),
    (workbench.TooLongToKeep(), 413),
    (workbench.KeptElsewhere(), 409),
    (workbench.FileOfFormerSeat(), 403),
    (workbench.FileNotThere(), 503),
    (workbench.FilterGone(), 409),
    (bulk.NotAtThisStep("Thẩm định", ["Trình dự thảo"]), 409),
    (bulk.NotAtThisStep("Ký duyệt", ["Ký duyệt"], is_known=False), 409),
    (decision.DraftUnfinished(gap="……"), 400),
    (decision.UntilPassed(), 400),
    (decision.ScanNeeded(), 400),
    (decision.NotThisScan(why="Tệp này không phải là kết quả."), 400),
    (decision.NumberTaken(number="12/GP-STTTT"), 400),
    (decision.IssuedOutOfTime(since="05/01/2026"), 400),
    (decision.DraftReplaced(), 409),
    (decision.NothingProposed(), 409),
    (decision.OrderedOtherwise(Text("Từ chối", "Refused")), 409),
    (decision.SameOutcome(), 409),
    (decision.ProposedByYou(), 403),
    (decision.NotInForce(), 409),
    (decision.RestedOn("H26.NN-260105-0001"), 409),
    (decision.ReasonNotInDraft(), 400),
    (decision.NotThisCapacity(title="Phó Giám đốc"), 400),
    (decision.UntilTooLate(most="31/12/2026"), 400),
    (decision.ExtendsNothing(ends="31/12/2026"), 400),
    (decision.NumberMoved(number="13/GP-STTTT"), 400),
    (decision.ExtendedBefore("12/GP-STTTT", "13/GP-STTTT"), 409),
    (decision.EarlierTaken("12/GP-STTTT", "H26.NN-260105-0001"), 409),
    (decision.TakenOver("13/GP-STTTT"), 409),
    (conversation.Closed(), 409),
    (conversation.TooMany(), 429),
    (conversation.NothingWaits(), 409),
    (conversation.SentTwice(), 409),
    (conversation.AnsweredMeanwhile(who="Lê Văn Tám", at="09:00 05/01/2026"), 409),
    (conversation.NoSuchColleague(name="Lê Văn Tám"), 400),
    (conversation.MayNotSee(name="Trần Thu Hà"), 400),
    (conversation.TooManyNamed(), 400),
    (payment.FeeUnsettled("1.800.000 đ"), 409),
    (payment.FeeUnknown(), 409),
    (payment.ReturnsUnpaid(owed="1.800.000 đ"), 400),
    (payment.NothingToReceive(), 409),
    (payment.NothingOwed(), 409),
    (payment.NothingWaiting(), 409),
    (payment.NoPayment(), 409),
    (payment.NotAnAmount(most="1.000.000.000.000 đ"), 400),
    (payment.PaidTwice(receipt="BL-2026/00012"), 400),
    (payment.MoreThanOwed(owed="1.800.000 đ"), 400),
    (payment.AsksForMore(due="1.800.000 đ", paid="800.000 đ", waived="0 đ", left="1.000.000 đ"), 400),
    (payment.WaivesTooMuch(owed="1.800.000 đ"), 400),
    (payment.ReversesNoPayment(), 400),
    (payment.ReversedBefore(receipt="BL-2026/00012"), 400),
    (payment.ReceivedByAnother(receipt="BL-2026/00012", who="Trần Văn Bình"), 403),
    (payment.MoneyMoved(owed="1.800.000 đ", who="Trần Văn Bình"), 400),
    (payment.PartTooMuch(receipt="BL-2026/00012", left="600.000 đ"), 400),
    (payment.PartsWentBack(receipt="BL-2026/00012", back="400.000 đ"), 400),
    (payment.PartNeedsReference(), 400),
    (payment.PartTwice(receipt="BL-2026/00012", amount="400.000 đ"), 400),
    (payment.NotTooMuch(over="400.000 đ"), 400),
    (proof.NothingToProve(), 409),
    (proof.ProofOfEnded(), 409),
    (proof.TooManyProofs(), 429),
    (proof.SameProof(), 409),
    (proof.SameReference(), 409),
    (proof.PaidBefore(receipt="BL-2026/00012"), 409),
    (proof.PaidInFuture(), 400),
    (proof.ProofSettled(), 409),
    (proof.NoProofWaits(), 409),
    (
        points.PointClosed(Text("Chi nhánh", "Branch"), date(2026, 1, 5), [Text("Bộ phận Một cửa", "One-stop desk")]),
        409,
    ),
]


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
