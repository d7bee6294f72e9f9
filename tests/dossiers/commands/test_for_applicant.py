"""What is the applicant's the desk does for one without an account: the answer on paper, the wish to withdraw (ADR 0088)."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from dossiers import acts, commands, policy, refusals
from dossiers.background import relay
from dossiers.filing import corrections
from dossiers.filing.corrections import Asked
from dossiers.filing.counter import answering, intake
from dossiers.log.facts import facts_of
from dossiers.log.whole import log_of
from dossiers.models import Channel, Dossier, Draft, Event, EventPayload, OutboxEntry
from dossiers.policy import Actor
from portal.demo import story
from portal.demo.story import Walk
from procedures.machine import Status
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.commands.test_every_procedure import SLUGS
from tests.dossiers.officers import personae
from tests.dossiers.proof.records import differences_of

MONDAY = datetime(2026, 12, 7, 8, 10, tzinfo=LOCAL)
"""A Monday after every shipped version took effect."""
HOUR = timedelta(hours=1)
ANSWER, WITHDRAW = commands.ANSWER, "ask-withdrawal"

pytestmark = pytest.mark.django_db


def asked(slug: str = story.SLUG, channel: Channel = Channel.DESK) -> Walk:
    """Return a dossier of the counter whose applicant is asked for a supplement before acceptance."""
    dossier = counter.entered(slug, at=MONDAY, channel=channel, accept=False).dossier
    first = next(one for one in dossier.machine.components if one.required or one.handed_in)
    return Walk(dossier, MONDAY).take("ask-supplement", "bob", components={first.name: "Nộp bản có chứng thực."})


def requested(dossier: Dossier) -> Asked:
    return commands.asked_in(dossier, log_of(dossier)[0])


def typed(dossier: Dossier) -> dict[str, str]:
    """Return one certified copy of each paper that is asked for, and words where an answer is."""
    wanted = requested(dossier)
    words = {f"lacking-{item.name}": "Giữ nguyên như đã khai" for item in wanted.items if not item.is_paper}
    papers = {intake.count_field(one.name, intake.CERTIFIED): "1" for one in wanted.components}
    return {**words, **papers}


def written(dossier: Dossier, at: datetime, answers: Mapping[str, str]) -> Draft:
    log, _known = log_of(dossier)
    draft = corrections.open_draft(dossier, requested(dossier), at=at)
    answering.save(draft, commands.asked_in(dossier, log), answers, at=at)
    draft.refresh_from_db()
    return draft


def answered(
    dossier: Dossier, at: datetime, answers: Mapping[str, str] | None = None, actor: Actor | None = None
) -> Event:
    """Return the event by which bob records an answer on paper."""
    dossier = Dossier.objects.get(pk=dossier.pk)
    draft = written(dossier, at, typed(dossier) if answers is None else answers)
    actor = actor or counter.at_desk(at)
    return commands.correct_at_desk(dossier, actor=actor, at=at, seen=dossier.sequence, saved_at=draft.saved_at)


def wish(dossier: Dossier, at: datetime, username: str = "bob") -> Event:
    given = commands.Given(reason="Nộp nhầm thủ tục.")
    dossier = Dossier.objects.get(pk=dossier.pk)
    actor = counter.at_desk(at, username)
    return commands.advance(dossier, WITHDRAW, actor=actor, given=given, seen=dossier.sequence, at=at)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_dossier_of_the_counter_is_asked_answered_at_the_desk_and_walked_to_its_end(slug: str) -> None:
    walk = asked(slug)

    event = answered(walk.dossier, walk.at + HOUR)
    dossier = Walk(Dossier.objects.get(pk=walk.dossier.pk), event.at).to_the_end().dossier

    assert dossier.status == Status.RETURNED
    assert differences_of(dossier) == []
    assert (event.actor, event.role, event.on_behalf_of_id) == (
        story.person("bob"),
        "one_stop_officer",
        dossier.applicant_id,
    )
    assert facts_of(event).brought == dict.fromkeys(facts_of(dossier.events.get(sequence=2)).components, (0, 1, 0))


def test_after_acceptance_the_clock_stands_still_until_the_desk_confirms_what_came() -> None:
    walk = Walk(counter.entered(at=MONDAY).dossier, MONDAY).until("tham-dinh")
    walk.take("propose-supplement", "dung").take("issue-supplement", "bob")

    event = answered(walk.dossier, walk.at + HOUR)

    walk = Walk(Dossier.objects.get(pk=walk.dossier.pk), event.at)
    assert walk.dossier.state == "tham-dinh.supplement-answered"
    assert walk.dossier.arrived == "answered"
    dossier = walk.take("confirm-supplement", "bob").to_the_end().dossier
    assert dossier.status == Status.RETURNED
    assert differences_of(dossier) == []


def test_the_log_says_that_it_was_done_at_the_desk_for_the_applicant() -> None:
    walk = asked()
    answered(walk.dossier, walk.at + HOUR)

    last = log_of(Dossier.objects.get(pk=walk.dossier.pk))[0][-1]

    assert (last.is_at_desk, last.is_of_applicant, last.is_in_place) == (True, True, False)
    assert last.author == f"{story.person('bob').get_full_name()} (tại quầy, thay cho người nộp)"


def test_what_is_missing_is_said_at_its_place_and_what_was_typed_is_kept() -> None:
    walk = asked()
    paper = requested(walk.dossier).components[0].name
    first, second = (intake.count_field(paper, column) for column in (intake.ORIGINALS, intake.COPIES))

    for answers, faults in [
        ({"note": "Bà nói sẽ mang sau."}, {first: answering.NOTHING_CAME}),
        ({second: "một", "note": "x"}, {first: answering.NOTHING_CAME, second: intake.NOT_A_COUNT}),
        ({first: "1", f"lacking-{paper}": "Không có"}, {f"lacking-{paper}": answering.CAME_AND_REASON}),
    ]:
        with pytest.raises(refusals.InvalidAnswers) as refused:
            answered(walk.dossier, walk.at + HOUR, {first: "", second: "", f"lacking-{paper}": "", **answers})
        assert refused.value.errors == faults
        draft = Draft.objects.get(correcting=walk.dossier)
        assert answers.items() <= {**draft.answers, **draft.counter}.items()
    assert Dossier.objects.get(pk=walk.dossier.pk).state == "filed.supplement-asked"


def test_a_reason_why_a_paper_does_not_come_is_an_answer_too() -> None:
    walk = asked()
    papers = [one.name for one in requested(walk.dossier).items]

    event = answered(walk.dossier, walk.at + HOUR, {f"lacking-{name}": "Bản chính đã mất." for name in papers})

    assert facts_of(event).brought == {}
    assert EventPayload.objects.get(event=event).content["lacking"] == dict.fromkeys(papers, "Bản chính đã mất.")


@pytest.mark.parametrize("username", ["tam", "hoa", "dung", "lan", "carol"])
def test_no_other_role_does_it(username: str) -> None:
    walk = asked()
    actor = counter.at_desk(MONDAY, username)

    with pytest.raises(refusals.NotYours):
        answered(walk.dossier, walk.at + HOUR, actor=actor)
    with pytest.raises(refusals.NotYours):
        wish(walk.dossier, walk.at + HOUR, username)


def test_the_desk_does_nothing_for_an_applicant_with_an_account() -> None:
    walk = story.dossier_in("filed", at=MONDAY).take("ask-supplement", "bob")

    with pytest.raises(refusals.NotYours):
        answered(walk.dossier, walk.at + HOUR)
    with pytest.raises(refusals.NotYours):
        wish(walk.dossier, walk.at + HOUR)
    # Nor where the channel says the desk, and the applicant may sign in.
    Dossier.objects.filter(pk=walk.dossier.pk).update(channel=Channel.DESK)
    with pytest.raises(refusals.NotYours):
        wish(walk.dossier, walk.at + HOUR)


def test_of_what_is_the_applicant_s_the_desk_does_these_alone() -> None:
    dossier = counter.entered(at=MONDAY).dossier
    given = commands.Given(message="Bao giờ có kết quả?")

    with pytest.raises(refusals.NotYours):
        commands.advance(
            dossier, "write-to-office", actor=counter.at_desk(MONDAY), given=given, seen=dossier.sequence, at=MONDAY
        )


def test_a_wish_to_withdraw_is_asked_at_the_desk_and_confirmed() -> None:
    dossier = counter.entered(at=MONDAY).dossier

    event = wish(dossier, MONDAY + HOUR)
    walk = Walk(Dossier.objects.get(pk=dossier.pk), event.at)
    assert walk.dossier.withdrawal_asked
    walk.take("confirm-withdrawal", "bob")
    relay.run(walk.at + HOUR)

    assert (walk.dossier.status, event.on_behalf_of_id) == (Status.WITHDRAWN, dossier.applicant_id)
    assert differences_of(walk.dossier) == []


def test_the_wish_is_no_deed_of_the_office_and_leaves_a_new_dossier_new() -> None:
    dossier = counter.entered(at=MONDAY, accept=False).dossier

    wish(dossier, MONDAY + HOUR)

    assert Dossier.objects.get(pk=dossier.pk).arrived == "new"


def test_a_colleague_at_the_desk_takes_the_wish_back_days_later_and_it_is_not_confirmed_by_mail() -> None:
    dossier = counter.entered(at=MONDAY).dossier
    event = wish(dossier, MONDAY + HOUR)
    later = MONDAY + timedelta(days=7)
    carol = counter.at_desk(later, "carol")
    bob = counter.at_desk(later)

    with pytest.raises(refusals.Refusal):
        commands.take_back(dossier.pk, event.sequence, actors=(carol,), at=later)
    colleague = Actor(story.person("dung"), bob.role, bob.unit_id, bob.agency_id)
    commands.take_back(dossier.pk, event.sequence, actors=(colleague,), at=later)

    dossier = Dossier.objects.get(pk=dossier.pk)
    assert not dossier.withdrawal_asked
    assert differences_of(dossier) == []
    back = log_of(dossier)[0]
    assert all(one.sequence != event.sequence for one in back)
    assert not OutboxEntry.objects.filter(event=event, done_at=None).exists()


def test_what_no_file_can_be_and_comes_with_the_answer_is_noted_as_received_at_once() -> None:
    disc, wanted = "phim-ban-ghi-am", {"material_form": "audio-visual"}
    more = {**wanted, "extent": "25", intake.count_field(disc, intake.ORIGINALS): ""}
    dossier = counter.entered(at=MONDAY, accept=False, more=more).dossier
    walk = Walk(dossier, MONDAY).take("ask-supplement", "bob", components={disc: "Mang đĩa đến nơi tiếp nhận."})

    event = answered(dossier, walk.at + HOUR, {intake.count_field(disc, intake.ORIGINALS): "2"})

    noted = Event.objects.get(dossier=dossier, sequence=event.sequence + 1)
    assert (noted.action, facts_of(noted).handed_in, noted.on_behalf_of_id) == ("receive-handed-in", disc, None)
    assert EventPayload.objects.get(event=noted).content["note"] == "2 bản, nhận cùng giấy tờ bổ sung"
    assert differences_of(Dossier.objects.get(pk=dossier.pk)) == []


def test_whether_somebody_has_an_account_is_asked_once_of_a_dossier(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    dossier = Dossier.objects.select_related("version").get(pk=asked().dossier.pk)
    actions = acts.open_in(dossier.machine, dossier.state)
    people = [one for name in ("bob", "hoa") for one in personae(name, MONDAY)]

    with django_assert_num_queries(1):
        may = {action.name for action in actions for one in people * 3 if policy.may(one, action, dossier)}

    assert ANSWER in may
