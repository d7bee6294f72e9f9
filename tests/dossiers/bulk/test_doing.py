"""One act on many dossiers: each by the command of the single act, once, with an outcome of its own."""

from datetime import timedelta

import pytest

from accounts.models import Membership
from dossiers import acts, commands, refusals
from dossiers.background import relay
from dossiers.filing import drafts
from dossiers.log.facts import words_of
from dossiers.models import Channel, Dossier, JobState, Letter, Notice
from dossiers.proof.audit import check_all
from dossiers.refusals import bulk as refused
from portal.demo import story
from portal.demo.story import Walk
from procedures.results import Capacity
from tests.dossiers.bulk.choosing import NOW, begun, done, judged, paid_until, some
from tests.dossiers.lifecycle import local
from tests.dossiers.officers import filed_by
from tests.dossiers.owing import give_back

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def state_of(dossier: Dossier) -> str:
    return Dossier.objects.get(pk=dossier.pk).state


def test_what_is_accepted_together_is_accepted_one_by_one() -> None:
    dossiers = some(3)

    job = begun("accept", dossiers, "bob", words="Đủ thành phần.")
    found = done(job)

    assert found == {dossier.code: ("done", "") for dossier in dossiers}
    assert {state_of(one) for one in dossiers} == {"accepted"}
    for one in dossiers:
        event = one.events.get(action="accept")
        assert (event.actor, event.at, words_of(event.payload).note) == (story.person("bob"), NOW, "Đủ thành phần.")
    relay.run(NOW + timedelta(minutes=2))
    assert Letter.objects.filter(kind="01", dossier__in=dossiers).count() == 3
    assert Notice.objects.filter(channel="mail", kind="accepted").count() == 3
    assert check_all().differences == []


def test_a_dossier_that_moved_since_the_page_was_made_is_left_out_with_what_moved_it() -> None:
    dossiers = some(3)
    job = begun("accept", dossiers, "bob")
    story.take(dossiers[1], "ask-supplement", "bob", at=NOW)

    found = done(job, NOW + timedelta(minutes=1))

    outcomes = [found[one.code][0] for one in dossiers]
    assert outcomes == ["done", "skipped", "done"]
    assert "in another window" in found[dossiers[1].code][1], "bob moved it by its own page"
    assert [state_of(one) for one in dossiers] == ["accepted", "filed.supplement-asked", "accepted"]


def test_two_at_once_on_the_same_dossiers_do_each_once() -> None:
    dossiers = some(3)
    first, second = begun("accept", dossiers, "bob"), begun("accept", dossiers, "bob")

    done(first)
    found = done(second)

    assert {outcome for outcome, _why in found.values()} == {"skipped"}
    assert [one.events.filter(action="accept").count() for one in dossiers] == [1, 1, 1]


def test_an_author_who_lost_the_right_midway_does_nothing_more() -> None:
    dossiers = some(2)
    job = begun("accept", dossiers, "bob")
    Membership.objects.filter(user__username="bob").update(until=local("2026-11-29 10:00").date())

    done(job)

    assert (job.state, job.done) == (JobState.STOPPED, 0)
    assert {state_of(one) for one in dossiers} == {"filed"}


def test_the_rest_is_assigned_transferred_and_signed() -> None:
    dossiers = some(2, "accepted")

    done(begun("transfer", dossiers, "bob"))
    assert {state_of(one) for one in dossiers} == {"phan-cong"}
    again = [Dossier.objects.get(pk=one.pk) for one in dossiers]
    done(
        begun("assign", again, "hoa", NOW + timedelta(minutes=1), assignee=story.person("dung")),
        NOW + timedelta(minutes=1),
    )

    assert {Dossier.objects.get(pk=one.pk).assignee for one in dossiers} == {story.person("dung")}
    assert check_all().differences == []


def test_alike_proposals_are_signed_with_the_draft_that_was_shown() -> None:
    dossiers = some(3, "ky-duyet")

    found = done(begun("decide", dossiers, "lan", capacity=Capacity.FOR_THE_HEAD))

    assert {outcome for outcome, _why in found.values()} == {"done"}
    assert {state_of(one) for one in dossiers} == {"van-thu"}
    assert check_all().differences == []


def test_what_proposes_another_outcome_is_signed_in_a_round_of_its_own() -> None:
    granted = some(2, "ky-duyet")
    walk = story.Walk(some(1, "tham-dinh")[0], NOW - timedelta(minutes=30), timedelta(minutes=1))
    refusal = walk.take("propose-refused", "dung").take("finish-xem-xet", "hoa").dossier

    found = judged("decide", [refusal, *granted], "lan", capacity=Capacity.FOR_THE_HEAD)

    assert [type(one.refusal) for one in found] == [refused.Unlike, type(None), type(None)]


def test_of_an_earlier_version_it_is_said_only_where_the_version_is_the_reason() -> None:
    filed, earlier = local("2026-01-05 09:00"), "Phiên bản trước của thủ tục không cho làm nhiều hồ sơ một lúc"
    unassigned = story.dossier_in("phan-cong", at=filed).dossier
    drafted = story.dossier_in("xem-xet", at=filed).dossier
    passed_on = story.dossier_in("ky-duyet", at=filed).dossier

    found = [
        *judged("initial", [unassigned, drafted], "hoa"),
        *judged("decide", [drafted, passed_on, *some(1)], "lan"),
    ]

    assert [type(one.refusal) for one in found] == [refused.NotAtThisStep] * 5
    assert [earlier in str(one.refusal) for one in found] == [False, True, False, True, False]


def test_a_holder_is_reminded_once_a_day_with_one_mail_for_all() -> None:
    dossiers = some(3, "tham-dinh")

    found = done(begun("remind", dossiers, "hoa"))
    assert {outcome for outcome, _why in found.values()} == {"done"}
    relay.run(NOW + timedelta(minutes=6))
    mails = Notice.objects.filter(channel="mail", kind="reminded")
    again = judged("remind", [Dossier.objects.get(pk=one.pk) for one in dossiers], "hoa", NOW + timedelta(hours=2))
    tomorrow = judged("remind", [Dossier.objects.get(pk=one.pk) for one in dossiers], "hoa", NOW + timedelta(days=1))

    assert (mails.count(), set(mails.values_list("recipient", flat=True))) == (3, {"dung@example.vn"})
    assert len(set(mails.values_list("message_id", flat=True))) == 3
    assert {type(one.refusal) for one in again} == {refused.RemindedToday}
    assert {one.refusal for one in tomorrow} == {None}
    assert {one.events.filter(action=acts.REMIND_HOLDER).count() for one in dossiers} == {1}
    assert check_all().differences == []


def test_nobody_reminds_oneself_or_of_what_waits_for_the_applicant() -> None:
    [own], [asked] = some(1, "phan-cong"), some(1)
    story.take(asked, "ask-supplement", "bob", at=NOW)
    asked.refresh_from_db()

    found = judged("remind", [own, asked], "hoa")
    by_desk = judged("remind", [own, asked], "bob")

    assert [type(one.refusal) for one in found] == [refused.YouHoldIt, refused.NotFound]
    assert [type(one.refusal) for one in by_desk] == [type(None), refused.WithApplicant]


def test_a_result_is_handed_over_on_line_where_nothing_is_asked_of_each() -> None:
    online, at_desk, [unpaid] = paid_until("result-ready"), paid_until("result-ready"), some(1, "result-ready")
    give_back(unpaid)
    relay.run(NOW + timedelta(hours=3))
    Dossier.objects.filter(pk=at_desk.pk).update(channel=Channel.DESK)
    later = NOW + timedelta(hours=4)

    found = judged("return", [online, Dossier.objects.get(pk=at_desk.pk), unpaid], "bob", later)
    came_of_it = done(begun("return", [online], "bob", later), later)

    assert [type(one.refusal) for one in found] == [type(None), refused.NeedsOwnData, refused.StillOwed]
    assert came_of_it == {online.code: ("done", "")}
    assert state_of(online) == "returned"


def test_what_was_asked_for_by_post_is_not_handed_over_on_line_with_others() -> None:
    filed = NOW - timedelta(hours=1)
    draft = story.draft_of("alice", filed)
    drafts.save(draft, {"result_way": "by_post"}, at=filed)
    walk = Walk(commands.submit(draft.key, owner=draft.owner, at=filed), filed, timedelta(minutes=1))
    relay.run(walk.until("result-ready").at + timedelta(hours=1))

    [found] = judged("return", [walk.dossier], "bob", NOW + timedelta(hours=4))

    assert isinstance(found.refusal, refused.NeedsOwnData)


def test_an_officer_s_own_dossier_and_those_of_others_are_left_out() -> None:
    own = filed_by("bob", NOW - timedelta(hours=1)).dossier
    [strange] = some(1)

    [mine] = judged("accept", [own], "bob")
    [theirs] = judged("accept", [strange], "hoa")

    assert isinstance(mine.refusal, refusals.OwnDossier)
    assert isinstance(theirs.refusal, refused.NotFound)


def test_nothing_is_begun_where_nothing_can_be_done() -> None:
    with pytest.raises(refused.NothingChosen):
        begun("accept", some(1, "accepted"), "bob")


def test_what_its_applicant_wants_to_withdraw_is_left_out_of_what_leads_onward() -> None:
    wanted, withdrawn = some(2)
    story.take(withdrawn, "ask-withdrawal", "alice", at=NOW)
    withdrawn.refresh_from_db()

    found = {one.code: one.refusal for one in judged("accept", (wanted, withdrawn), "bob", NOW + timedelta(minutes=1))}

    assert found[wanted.code] is None
    assert isinstance(found[withdrawn.code], refused.WithdrawalAsked)
