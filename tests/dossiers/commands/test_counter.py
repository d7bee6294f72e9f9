"""Each procedure is filed at the counter and by post: the same act, log and machine as on line."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from accounts.models import User
from dossiers import acts, commands, outbox, refusals
from dossiers.background import relay
from dossiers.filing.counter import checking, entries, intake, people
from dossiers.filing.counter.people import Shown
from dossiers.log.facts import facts_of, words_of
from dossiers.models import Channel, CounterPerson, Dossier, Draft, OutboxEntry, OwnPaper
from dossiers.policy import Actor
from dossiers.proof.audit import check_all
from dossiers.refusals.receiving import AnotherName
from dossiers.reports import statistics
from dossiers.reports.periods import Period
from portal.demo import story
from portal.demo.story import Walk
from procedures.machine import Status
from procedures.time.calendar import LOCAL
from tests.dossiers import counter, every_kind
from tests.dossiers.commands.test_every_procedure import SLUGS
from tests.dossiers.commands.test_for_applicant import answered
from tests.dossiers.proof.records import differences_of

pytestmark = pytest.mark.django_db

LATEST = datetime(2026, 12, 7, 8, 10, tzinfo=LOCAL)
"""A Monday after every shipped version took effect, the last ones too."""
MONDAY = datetime(2026, 1, 5, 8, 30, tzinfo=LOCAL)
FORM, OPINION = "don-de-nghi", "y-kien-xac-nhan"


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("channel", [Channel.DESK, Channel.POST])
def test_each_procedure_is_entered_and_walked_to_its_end(slug: str, channel: Channel) -> None:
    entered = counter.entered(slug, at=LATEST, channel=channel)
    relay.run(LATEST)

    walk = Walk(entered.dossier, LATEST).to_the_end()
    relay.run(walk.at + timedelta(hours=1))

    dossier = walk.dossier
    assert check_all().differences == []
    assert (dossier.status, dossier.channel) == (Status.RETURNED, channel)
    assert dossier.outcome == dossier.machine.outcomes[0].name
    assert dossier.verdict in {"early", "on_time"}
    assert differences_of(dossier) == []
    first = dossier.events.get(sequence=1)
    assert (first.action, first.actor.username, first.on_behalf_of_id) == (acts.SUBMIT, "bob", dossier.applicant_id)
    assert facts_of(first).channel == channel


@pytest.mark.parametrize("channel", [Channel.DESK, Channel.POST])
def test_what_is_not_filed_on_line_is_filed_at_the_counter_and_by_post(channel: Channel, tmp_path: Path) -> None:
    every_kind.published(tmp_path, ("\nversion = 1\n", '\nversion = 2\nonline = "none"\n'))

    entered = counter.entered(every_kind.SLUG, at=LATEST, channel=channel)

    dossier = entered.dossier
    assert (dossier.machine.online, dossier.channel) == ("none", channel)
    assert entered.not_accepted is None
    assert dossier.accepted_at == LATEST
    assert differences_of(dossier) == []


@pytest.mark.parametrize("slug", SLUGS)
def test_one_press_files_and_accepts_unless_the_acceptance_waits_for_something(slug: str) -> None:
    entered = counter.entered(slug, at=LATEST)

    dossier, machine = entered.dossier, entered.dossier.machine
    if entered.not_accepted is None:
        assert (dossier.status, dossier.due_at is not None) == (Status.ACCEPTED, True)
        assert {event.at for event in dossier.events.all()} == {LATEST}
        # Whoever stands there waits for form 01: nothing waits to be taken back.
        assert not OutboxEntry.objects.filter(event__dossier=dossier, due_at__gt=LATEST).exclude(kind="moved").exists()
        assert OutboxEntry.objects.filter(event__dossier=dossier, kind="letter-01").exists()
    else:
        assert str(entered.not_accepted)
        assert (dossier.state, dossier.status) == (machine.initial, Status.REGISTERED)


def test_what_was_brought_is_in_the_record_and_nobody_can_sign_in_as_the_applicant() -> None:
    entered = counter.entered(at=MONDAY)

    dossier, applicant = entered.dossier, counter.applicant(entered)
    facts = facts_of(dossier.events.get(sequence=1))
    assert facts.brought == {component.name: (1, 0, 0) for component in dossier.machine.components}
    assert (applicant.is_active, applicant.has_usable_password(), applicant.email) == (False, False, "")
    assert applicant.username.startswith("quay-")
    assert counter.NUMBER not in applicant.username
    assert (dossier.applicant_name, applicant.personal_id) == (counter.NAME, counter.NUMBER)
    assert not Draft.objects.exists()


def test_a_filing_on_line_is_written_as_ever() -> None:
    facts = story.file("alice", at=MONDAY).events.get(sequence=1).facts

    assert not {"brought", "posted_on"} & facts.keys()


def test_by_post_its_number_and_the_day_on_the_envelope_are_kept_and_the_result_is_posted() -> None:
    where = {"result_address.province": "01", "result_address.commune": "00166", "result_address.line": "12 Láng Hạ"}
    draft = counter.begun(at=MONDAY, channel=Channel.POST)
    entries.save(
        draft, {**counter.typed(draft, MONDAY, posted_on="03/01/2026"), "result_way": "by_post", **where}, at=MONDAY
    )

    dossier = commands.enter(draft.key, actor=counter.at_desk(MONDAY), at=MONDAY, accept=True).dossier

    first = dossier.events.select_related("payload").get(sequence=1)
    assert (facts_of(first).posted_on, facts_of(first).receives) == (date(2026, 1, 3), "by_post")
    assert words_of(first.payload).post_number == "EB123456785VN"
    assert dossier.filed_at == MONDAY, "what is received counts from when it is received"


@pytest.mark.parametrize(
    ("channel", "more", "field"),
    [
        (Channel.POST, {"posted_on": "06/01/2026"}, "posted_on"),
        (Channel.POST, {"posted_on": "32/01/2026"}, "posted_on"),
        (Channel.DESK, {"applicant_address": ""}, "applicant_address"),
        (Channel.DESK, {"applicant_email": "x"}, "applicant_email"),
        (Channel.DESK, {"language": ""}, "language"),
        (Channel.DESK, {"authorised_until": "04/01/2026"}, "authorised_until"),
        (Channel.DESK, {"brought-{first}.original": "một"}, "brought-{first}.original"),
        (Channel.DESK, {"brought-{first}.original": "100"}, "brought-{first}.original"),
        (Channel.DESK, {"brought-{first}.original": "-1"}, "brought-{first}.original"),
        (Channel.DESK, {"brought-{upload}.original": "0"}, "brought-{upload}.original"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_written(
    channel: Channel, more: dict[str, str], field: str
) -> None:
    draft = counter.begun(at=MONDAY, channel=channel)
    machine = draft.version.machine
    names = {
        "first": machine.components[0].name,
        "upload": next(one.name for one in machine.components if one.is_uploaded and one.required),
    }
    wrong = {name.format(**names): text for name, text in more.items()}
    entries.save(
        draft,
        {**counter.typed(draft, MONDAY), "applicant_organisation": "Hội A", "authority": "Giấy số 1", **wrong},
        at=MONDAY,
    )

    with pytest.raises(refusals.InvalidAnswers) as refused:
        commands.enter(draft.key, actor=counter.at_desk(MONDAY), at=MONDAY, accept=True)

    assert field.format(**names) in refused.value.errors
    assert not Dossier.objects.exists()
    assert (
        Draft.objects.get().counter.items()
        >= {name: text for name, text in wrong.items() if name.startswith(("brought", "posted", "authorised"))}.items()
    )


def test_a_power_of_attorney_that_holds_is_kept_with_the_filing() -> None:
    more = {"applicant_organisation": "Hội A", "authority": "Giấy uỷ quyền số 5", "authorised_until": "05/01/2026"}

    dossier = counter.entered(at=MONDAY, more=more).dossier

    words = words_of(dossier.events.select_related("payload").get(sequence=1).payload)
    assert (words.authority, words.authorised_until) == ("Giấy uỷ quyền số 5", date(2026, 1, 5))


def test_a_second_press_finds_the_dossier_of_the_first() -> None:
    draft = counter.begun(at=MONDAY)
    entries.save(draft, counter.typed(draft, MONDAY), at=MONDAY)
    dossier = commands.enter(draft.key, actor=counter.at_desk(MONDAY), at=MONDAY, accept=True).dossier

    with pytest.raises(refusals.AlreadyFiled) as refused:
        commands.enter(draft.key, actor=counter.at_desk(MONDAY), at=MONDAY, accept=True)

    assert (refused.value.code, Dossier.objects.count()) == (dossier.code, 1)


def test_recorded_only_it_waits_to_be_looked_at_and_its_proof_is_printed() -> None:
    entered = counter.entered(at=MONDAY, accept=False)

    assert (entered.dossier.status, entered.not_accepted, entered.dossier.sequence) == (Status.REGISTERED, None, 1)
    kinds = OutboxEntry.objects.filter(event__dossier=entered.dossier).values_list("kind", flat=True)
    assert {*kinds} == {"filed", outbox.issue_of(OwnPaper.FILING)}


@pytest.mark.parametrize("username", ["tam", "hoa", "dung", "lan", "carol", "alice", "van"])
def test_nobody_but_the_desk_enters(username: str) -> None:
    draft = counter.begun(at=MONDAY)
    entries.save(draft, counter.typed(draft, MONDAY), at=MONDAY)
    user = story.person(username)
    actor = Actor.citizen(user) if username == "alice" else counter.at_desk(MONDAY, username)

    with pytest.raises(refusals.NotYours):
        commands.enter(draft.key, actor=actor, at=MONDAY, accept=True)

    assert not Dossier.objects.exists()


def test_an_officer_s_own_application_is_a_colleague_s() -> None:
    bob = story.person("bob")

    assert not bob.personal_id, "so the name alone can say it"
    with pytest.raises(refusals.OwnDossier):
        counter.mai(MONDAY, name=bob.full_name.upper())
    bob.personal_id = counter.NUMBER
    bob.save()
    with pytest.raises(refusals.OwnDossier):
        counter.mai(MONDAY)

    assert not CounterPerson.objects.exists()


def test_what_became_one_s_own_meanwhile_is_not_filed() -> None:
    draft = counter.begun(at=MONDAY)
    entries.save(draft, counter.typed(draft, MONDAY), at=MONDAY)
    User.objects.filter(username="bob").update(personal_id=counter.NUMBER)

    with pytest.raises(refusals.OwnDossier):
        commands.enter(draft.key, actor=counter.at_desk(MONDAY), at=MONDAY, accept=True)


def test_the_same_person_is_one_row_and_what_was_shown_last_holds() -> None:
    first = counter.mai(MONDAY)

    second = counter.mai(MONDAY + timedelta(days=1), name="TRẦN THỊ MAI", address="", phone="+84987654321")

    assert (second.pk, CounterPerson.objects.count()) == (first.pk, 1)
    user = User.objects.get(pk=first.pk)
    assert (user.full_name, user.phone, user.address) == ("TRẦN THỊ MAI", "+84987654321", counter.SHOWN.address)


def test_another_name_under_the_number_is_asked_about() -> None:
    first = counter.mai(MONDAY)

    with pytest.raises(AnotherName) as refused:
        counter.mai(MONDAY, name="Lê Văn Tám")
    assert counter.NAME in str(refused.value)

    shown = Shown(counter.NUMBER, "Lê Văn Tám")
    other = people.note(shown, by=story.person("bob"), at=MONDAY, is_another=True)
    same = people.note(Shown(counter.NUMBER, "Trần Thị Mai Anh"), by=story.person("bob"), at=MONDAY, same_as=first.pk)
    assert other.pk != first.pk
    assert same.pk == first.pk
    assert User.objects.get(pk=first.pk).full_name == "Trần Thị Mai Anh"


def test_an_account_with_the_number_is_never_taken_for_who_stands_there() -> None:
    alice = story.person("alice")
    alice.personal_id = counter.NUMBER
    alice.save()

    entered = counter.entered(at=MONDAY)

    assert entered.dossier.applicant_id != alice.pk
    assert not Dossier.objects.filter(applicant=alice).exists()


def test_the_figures_count_the_channels_as_they_come() -> None:
    story.file("alice", at=MONDAY)
    counter.entered(at=MONDAY)
    counter.entered(at=MONDAY, channel=Channel.POST)

    for code in Dossier.objects.filter(channel=Channel.ONLINE).values_list("pk", flat=True):
        Walk(Dossier.objects.get(pk=code), MONDAY).take("accept", "bob")
    figures = statistics.figures(
        Dossier.objects.all(), Period(date(2026, 1, 1), date(2026, 1, 31)), MONDAY + timedelta(days=1)
    )
    assert (figures.received, figures.received_online) == (3, 1)
    assert {one: Dossier.objects.filter(channel=one).count() for one in Channel.values} == dict.fromkeys(
        Channel.values, 1
    )


def test_what_is_begun_at_the_counter_is_no_draft_of_the_officer_nor_of_an_account() -> None:
    draft = counter.begun(at=MONDAY)

    assert not Draft.objects.filter(owner=story.person("bob")).exists()
    assert entries.open_of(story.person("bob"), draft.key) == draft
    assert entries.open_of(story.person("tam"), draft.key) is None
    assert draft.answers["applicant_name"] == counter.NAME


def test_the_person_is_not_typed_beside_the_card() -> None:
    draft = counter.begun(at=MONDAY)

    entries.save(
        draft, {"applicant_name": "Khác", "applicant_id": "001088012345", "applicant_address": "Hà Nội"}, at=MONDAY
    )

    assert draft.answers["applicant_name"] == counter.NAME
    assert (draft.answers["applicant_id"], draft.answers["applicant_address"]) == (counter.NUMBER, "Hà Nội")


@pytest.mark.parametrize("channel", [Channel.DESK, Channel.POST])
@pytest.mark.parametrize("missing", [{FORM}, {OPINION}, {FORM, OPINION, "ban-thao", "ban-dich", "phim-ban-ghi-am"}])
def test_what_is_only_recorded_may_lack_papers_which_are_asked_for_and_brought(
    channel: Channel, missing: set[str]
) -> None:
    nothing = {intake.count_field(name, intake.ORIGINALS): "" for name in missing}

    dossier = counter.entered(at=LATEST, channel=channel, accept=False, more={**nothing, "sets": "1"}).dossier
    wanted = {one.name: "Nộp bổ sung." for one in dossier.machine.components if one.name in missing}
    walk = Walk(dossier, LATEST).take("ask-supplement", "bob", components=wanted)
    came = {intake.count_field(name, intake.ORIGINALS): "1" for name in wanted}
    event = answered(dossier, walk.at + timedelta(hours=1), came)
    dossier = Walk(Dossier.objects.get(pk=dossier.pk), event.at).to_the_end().dossier

    assert not missing & facts_of(dossier.events.get(sequence=1)).brought.keys()
    assert facts_of(event).brought == dict.fromkeys(wanted, (1, 0, 0))
    assert dossier.status == Status.RETURNED
    assert differences_of(dossier) == []


def test_what_is_accepted_at_once_lacks_nothing_and_what_is_recorded_not_what_a_fee_is_counted_by() -> None:
    draft = counter.begun(at=LATEST)
    nothing = {intake.count_field(FORM, intake.ORIGINALS): ""}
    entries.save(draft, {**counter.typed(draft, LATEST), **nothing}, at=LATEST)
    with pytest.raises(refusals.InvalidAnswers) as of_paper:
        commands.enter(draft.key, actor=counter.at_desk(LATEST), at=LATEST, accept=True)
    entries.save(draft, {"material_name": "", "extent": ""}, at=LATEST)
    with pytest.raises(refusals.InvalidAnswers) as of_answer:
        commands.enter(draft.key, actor=counter.at_desk(LATEST), at=LATEST, accept=True)
    with pytest.raises(refusals.InvalidAnswers) as of_fee:
        commands.enter(draft.key, actor=counter.at_desk(LATEST), at=LATEST, accept=False)

    assert of_paper.value.errors == {intake.count_field(FORM, intake.ORIGINALS): checking.NO_FORM}
    assert {"material_name", "extent", *nothing} <= of_answer.value.errors.keys()
    assert of_fee.value.errors.keys() == {"extent"}
    assert not Dossier.objects.exists()
