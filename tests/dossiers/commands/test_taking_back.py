"""Taking an act back: what holds afterwards, until when, and by whom."""

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace
from pytest_django import DjangoAssertNumQueries

from accounts.models import Membership
from accounts.roles import Role
from dossiers import commands
from dossiers.background import relay, sweeps
from dossiers.commands import Given
from dossiers.commands.given import Handover
from dossiers.log import columns
from dossiers.log.decisions import matter_of
from dossiers.log.facts import facts_of, reading_of
from dossiers.log.whole import log_of
from dossiers.management.commands import rebuild_projections
from dossiers.models import Dossier, Letter, Notice, OutboxEntry
from dossiers.proof.audit import check_all
from dossiers.refusals import Refusal, Stale, undoing
from dossiers.reports.periods import Period
from dossiers.reports.statistics import concerns
from portal.demo import story
from portal.demo.story import Walk, dossier_in
from procedures.results import Way
from procedures.time.calendar import LOCAL
from tests.dossiers.officers import officer
from tests.dossiers.proof.records import nothing_written
from tests.dossiers.undoing import actors_of, take_back

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


def in_state(state: str) -> Walk:
    return dossier_in(state, at=MONDAY)


def standing(walk: Walk) -> columns.Columns:
    """Return all columns of a dossier but those that say when it was last written."""
    walk.dossier.refresh_from_db()
    return replace(columns.columns_of(walk.dossier), sequence=0, changed_at=MONDAY)


def test_an_acceptance_is_taken_back_as_if_it_had_never_been() -> None:
    walk = in_state("filed")
    before = standing(walk)
    walk.take("accept", "bob")

    made = take_back(walk.dossier, "bob", at=walk.at + 59 * SECOND)

    assert standing(walk) == before
    assert (made.source, made.target, made.role, facts_of(made).undoes) == ("accepted", "filed", "one_stop_officer", 2)
    assert walk.dossier.sequence == 3
    relay.run(walk.at + DAY)
    assert (Letter.objects.exclude(kind="filing").count(), set(Notice.objects.values_list("kind", flat=True))) == (
        0,
        {"filed"},
    )
    assert set(OutboxEntry.objects.exclude(event__action="submit").values_list("error", flat=True)) == {"taken back"}
    assert check_all().differences == []


def test_what_follows_counts_as_if_it_had_never_been() -> None:
    walk = in_state("filed").take("accept", "bob")
    take_back(walk.dossier, "bob", at=walk.at + 30 * SECOND)

    walk.take("accept", "bob").until("tham-dinh")

    first = walk.dossier.events.get(sequence=4)
    assert walk.dossier.accepted_at == first.at
    assert walk.dossier.first_due_at == reading_of(first).first_due_at
    assert check_all().differences == []


@pytest.mark.parametrize("seconds", [60, 61, 3600])
def test_what_has_gone_out_is_not_taken_back(seconds: int) -> None:
    walk = in_state("filed").take("accept", "bob")

    with nothing_written(), pytest.raises(undoing.GoneOut, match="08:51:00 30/11/2026"):
        take_back(walk.dossier, "bob", at=walk.at + seconds * SECOND)


def test_what_a_relay_has_tried_has_gone_out() -> None:
    walk = in_state("filed").take("accept", "bob")
    OutboxEntry.objects.filter(kind="accepted").update(attempts=1)

    with nothing_written(), pytest.raises(undoing.GoneOut):
        take_back(walk.dossier, "bob", at=walk.at + SECOND)


def test_inside_the_office_it_is_taken_back_until_a_colleague_acted() -> None:
    walk = in_state("accepted")
    before = standing(walk)
    walk.take("transfer", "bob")

    take_back(walk.dossier, "bob", at=walk.at + DAY)
    assert standing(walk) == before

    walk.at += DAY
    walk.take("transfer", "bob").take("finish-phan-cong", "hoa")
    with nothing_written(), pytest.raises(Stale, match="Phân công"):
        take_back(walk.dossier, "bob", at=walk.at + SECOND, undoes=4)
    assert check_all().differences == []


def test_after_three_days_it_is_no_wrong_press_any_more() -> None:
    walk = in_state("phan-cong")
    before = standing(walk)
    walk.take("finish-phan-cong", "hoa")
    had, late = standing(walk), walk.at + 3 * DAY + SECOND

    with nothing_written(), pytest.raises(undoing.TooLongAgo):
        take_back(walk.dossier, "hoa", at=late)
    assert standing(walk) == had
    log, _known = log_of(walk.dossier)
    assert commands.offered(walk.dossier, log, actors_of("hoa", late), at=late) is None
    take_back(walk.dossier, "hoa", at=walk.at + 3 * DAY)
    assert standing(walk) == before


def test_one_after_the_other_is_taken_back() -> None:
    officer("minh", Role.SPECIALIST, "bao-chi-xuat-ban")
    walk = in_state("phan-cong")
    before = standing(walk)
    walk.take("finish-phan-cong", "hoa")
    walk.take("reassign", "hoa", assignee=story.person("minh"))

    take_back(walk.dossier, "hoa", at=walk.at + SECOND)
    assert walk.dossier.assignee == story.person("dung")
    take_back(walk.dossier, "hoa", at=walk.at + 2 * SECOND, undoes=4)

    assert standing(walk) == before
    assert check_all().differences == []


def test_a_second_press_says_that_it_was_taken_back() -> None:
    walk = in_state("accepted").take("transfer", "bob")
    take_back(walk.dossier, "bob", at=walk.at + SECOND)

    with nothing_written(), pytest.raises(undoing.TakenBackBefore):
        take_back(walk.dossier, "bob", at=walk.at + 2 * SECOND, undoes=3)


@pytest.mark.parametrize("username", ["hoa", "carol", "lan", "alice", "tam"])
def test_only_who_took_it_takes_it_back(username: str) -> None:
    walk = in_state("accepted").take("transfer", "bob")

    with nothing_written(), pytest.raises(undoing.TakenByAnother):
        take_back(walk.dossier, username, at=walk.at + SECOND)


def test_a_seat_that_has_ended_takes_nothing_back() -> None:
    walk = in_state("accepted").take("transfer", "bob")
    Membership.objects.filter(user__username="bob").update(until=walk.at.date() - DAY)

    with nothing_written(), pytest.raises(undoing.TakenByAnother):
        take_back(walk.dossier, "bob", at=walk.at + SECOND)


def test_a_wish_to_withdraw_is_taken_back_until_the_desk_acts() -> None:
    walk = in_state("tham-dinh")
    before = standing(walk)
    walk.take("ask-withdrawal", "alice")

    take_back(walk.dossier, "alice", at=walk.at + 3 * DAY)
    assert standing(walk) == before

    walk.at += 3 * DAY
    walk.take("ask-withdrawal", "alice").take("propose-supplement", "dung")
    with nothing_written(), pytest.raises(Stale):
        take_back(walk.dossier, "alice", at=walk.at + SECOND, undoes=walk.dossier.sequence - 1)


def test_what_is_handed_in_or_numbered_is_never_taken_back() -> None:
    filed = in_state("filed")
    with pytest.raises(undoing.NeverTakenBack):
        take_back(filed.dossier, "alice", at=filed.at + SECOND)

    asked = in_state("tham-dinh").take("propose-supplement", "dung").take("issue-supplement", "bob")
    asked.take("answer-supplement", "alice")
    with pytest.raises(undoing.NeverTakenBack):
        take_back(asked.dossier, "alice", at=asked.at + SECOND)

    numbered = in_state("result-ready")
    with nothing_written(), pytest.raises(undoing.NeverTakenBack):
        take_back(numbered.dossier, "tam", at=numbered.at + SECOND)


def test_a_decision_that_is_taken_back_stands_no_more() -> None:
    walk = in_state("van-thu")
    decided = matter_of(walk.dossier.events.all(), walk.dossier.machine).decision
    assert decided is not None

    take_back(walk.dossier, "lan", at=walk.at + SECOND)

    matter = matter_of(walk.dossier.events.all(), walk.dossier.machine)
    assert (walk.dossier.state, matter.decision) == ("ky-duyet", None)
    walk.take("decide", "lan").take("number", "tam")
    assert check_all().differences == []


def test_a_supplement_that_was_asked_for_by_mistake_costs_no_round() -> None:
    walk = in_state("tham-dinh").take("propose-supplement", "dung").take("issue-supplement", "bob")
    take_back(walk.dossier, "bob", at=walk.at + 40 * SECOND)
    assert walk.dossier.supplement_rounds == 0

    walk.take("issue-supplement", "bob")

    supplement = facts_of(walk.events[-1]).supplement
    assert supplement is not None
    assert (walk.dossier.supplement_rounds, supplement.round) == (1, 1)
    assert check_all().differences == []


def test_a_remark_in_between_stays_and_is_made_once() -> None:
    walk = in_state("tham-dinh")
    assert walk.dossier.late_at is not None
    late, walk.at = walk.dossier.late_at + DAY, walk.dossier.late_at
    walk.take("propose-supplement", "dung")
    noted = list(sweeps.act(walk.dossier.pk, late))
    assert noted == ["note-overdue"]

    take_back(walk.dossier, "dung", at=late + SECOND, undoes=walk.events[-1].sequence)

    assert walk.dossier.state == "tham-dinh"
    assert list(sweeps.act(walk.dossier.pk, late + 2 * SECOND)) == []
    walk.at = late + DAY
    walk.take("propose-granted", "dung")
    assert check_all().differences == []


def test_a_return_is_taken_back_before_its_message_goes_out() -> None:
    walk = in_state("result-ready")
    before = standing(walk)
    walk.take("return", "bob", handover=Handover("Lê Việt Anh", Way.BY_POST, "CCCD …2345", "EK1"))

    take_back(walk.dossier, "bob", at=walk.at + 20 * SECOND)

    assert standing(walk) == before
    assert walk.dossier.returned_at is None
    assert check_all().differences == []


def test_whoever_stands_at_the_counter_has_it_already() -> None:
    walk = in_state("result-ready").take("return", "bob")

    with nothing_written(), pytest.raises(undoing.GoneOut):
        take_back(walk.dossier, "bob", at=walk.at + SECOND)


def test_a_late_answer_that_was_taken_back_is_in_no_figure() -> None:
    walk = in_state("filed")
    walk.at += 3 * DAY
    walk.take("accept", "bob")
    period = Period(MONDAY.date(), (MONDAY + 9 * DAY).date())

    def late() -> int:
        return Dossier.objects.filter(concerns(period, walk.at)["answers_late"]).count()

    assert late() == 1
    take_back(walk.dossier, "bob", at=walk.at + SECOND)
    assert late() == 0

    walk.take("accept", "bob")
    assert late() == 1


def test_columns_are_rebuilt_from_a_log_with_something_taken_back() -> None:
    walk = in_state("accepted").take("transfer", "bob")
    take_back(walk.dossier, "bob", at=walk.at + SECOND)
    right = columns.columns_of(walk.dossier)
    Dossier.objects.filter(pk=walk.dossier.pk).update(holder="clerk", unit=None)

    rebuild_projections.rebuild(walk.dossier.pk)

    walk.dossier.refresh_from_db()
    assert columns.columns_of(walk.dossier) == right


def test_it_takes_five_statements(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    walk = in_state("filed").take("accept", "bob")
    actors = actors_of("bob", walk.at)

    # Besides the beginning and the end of the transaction.
    with django_assert_num_queries(5 + 2):
        commands.take_back(walk.dossier.pk, 2, actors=actors, at=walk.at + SECOND)


def test_an_old_page_is_told_that_it_was_taken_back() -> None:
    walk = in_state("accepted").take("transfer", "bob")
    seen = walk.dossier.sequence
    take_back(walk.dossier, "bob", at=walk.at + SECOND)

    hoa = actors_of("hoa", walk.at)[-1]
    with nothing_written(), pytest.raises(Refusal, match="Rút lại thao tác"):
        commands.advance(
            walk.dossier,
            "finish-phan-cong",
            actor=hoa,
            given=Given(assignee=story.person("dung")),
            seen=seen,
            at=walk.at + 2 * SECOND,
        )


@pytest.mark.parametrize("who", ["bob", "hoa"])
def test_a_note_ends_nobody_s_right_to_take_an_act_back(who: str) -> None:
    walk = in_state("accepted")
    before = standing(walk)
    walk.take("transfer", "bob").take("note", who, message="Nhớ kiểm tra dấu.")

    made = take_back(walk.dossier, "bob", at=walk.at + SECOND, undoes=3)

    assert standing(walk) == before
    assert facts_of(made).undoes == 3
    assert check_all().differences == []


def test_after_a_note_a_colleague_s_deed_still_ends_it() -> None:
    walk = (
        in_state("accepted").take("transfer", "bob").take("note", "bob", message="Gấp.").take("finish-phan-cong", "hoa")
    )

    with nothing_written(), pytest.raises(Stale):
        take_back(walk.dossier, "bob", at=walk.at + SECOND, undoes=3)
