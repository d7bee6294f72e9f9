"""A letter without the number of an identity paper is registered, asked about, and is nobody else's for that."""

from datetime import datetime, timedelta

import pytest

from accounts.models import User
from accounts.seats import seats_of
from dossiers import commands
from dossiers.filing.counter import checking, entries, intake, joining, people, twice
from dossiers.filing.counter.card import Read, Typed
from dossiers.filing.counter.people import Shown
from dossiers.log.answers import standing_of
from dossiers.models import Channel, CounterPerson, Dossier
from dossiers.pages.logged.intake import LACKING
from dossiers.papers.parties import applicant_of
from dossiers.refusals import InvalidAnswers, OwnDossier
from dossiers.refusals.bulk import PapersLacking
from dossiers.refusals.joining import NumberUnknown
from portal.demo import story
from portal.demo.story import Walk
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, form_of, read
from tests.dossiers.bulk.choosing import judged
from tests.dossiers.commands.test_for_applicant import answered
from tests.dossiers.proof.records import differences_of

MONDAY = datetime(2026, 12, 7, 8, 10, tzinfo=LOCAL)
DESK = "/mot-cua/quay/"
NOT_SAID = "chưa có số định danh trong thư"
LETTER = {"name": counter.NAME, "address": counter.SHOWN.address, "unnumbered": "on"}

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


@pytest.fixture
def bob() -> Visitor:
    return Visitor("bob", language="vi")


def writer() -> CounterPerson:
    return people.note(Shown("", counter.NAME, counter.SHOWN.address), by=story.person("bob"), at=MONDAY)


def registered() -> Dossier:
    """Return what came by post without a number, recorded and not looked at yet."""
    return counter.entered(at=MONDAY, channel=Channel.POST, accept=False, person=writer()).dossier


def test_the_page_takes_a_letter_without_a_number_and_registers_it_by_post_alone(bob: Visitor) -> None:
    person = bob.post(DESK, LETTER, follow=True)
    assert NOT_SAID in read(person).words()
    begun = bob.post(
        person.request["PATH_INFO"],
        {**read(person).forms[-1].values, "slug": story.SLUG, "channel": "desk"},
        follow=True,
    )
    draft = entries.own(story.person("bob")).get()
    assert draft.channel == Channel.POST
    assert NOT_SAID in read(begun).words()

    assert checking.NO_NUMBER.vi in read(begun).words(), "it is said before anything is typed"
    assert 'name="do" value="record"' in begun.content.decode()
    assert 'name="do" value="accept"' not in begun.content.decode(), "what can never be pressed is not offered"

    accepted = bob.post(f"{DESK}{draft.key}/", {**counter.pressed(draft, MONDAY), "do": "accept"})
    assert checking.NO_NUMBER.vi in read(accepted).words()
    assert not Dossier.objects.exists()
    done = bob.post(f"{DESK}{draft.key}/", {**counter.pressed(draft, MONDAY), "do": "record"}, follow=True)

    dossier = Dossier.objects.get()
    assert done.status_code == 200
    assert standing_of(dossier)["applicant_id"] == ""
    assert differences_of(dossier) == []


def test_the_start_of_the_counter_leads_to_the_form_of_such_a_letter(bob: Visitor) -> None:
    start = bob.get(DESK)
    assert (
        f'<a href="{DESK}?thu=1">Hồ sơ gửi qua bưu chính, trong thư không có số giấy tờ tuỳ thân</a>'
        in start.content.decode()
    )

    page = bob.get(f"{DESK}?thu=1")

    assert "Người gửi thư" in read(page).words()
    assert "unnumbered" in read(page).forms[-1].values, "it is ticked"
    typed = {**read(page).forms[-1].values, "unnumbered": "on", "name": counter.NAME, "address": counter.SHOWN.address}
    assert NOT_SAID in read(bob.post(DESK, typed, follow=True)).words()


@pytest.mark.parametrize(
    ("typed", "field"), [({"unnumbered": ""}, "id_number"), ({"number": counter.NUMBER}, "id_number")]
)
def test_at_the_counter_a_number_is_needed_and_beside_the_tick_none_stands(
    bob: Visitor, typed: dict[str, str], field: str
) -> None:
    refused = bob.post(DESK, {**LETTER, **typed})

    assert refused.status_code == 422
    assert field in read(refused).errors
    assert not CounterPerson.objects.exists()


def test_what_is_filed_at_the_desk_has_the_number() -> None:
    draft = counter.begun(at=MONDAY, person=writer())
    entries.save(draft, counter.typed(draft, MONDAY), at=MONDAY)

    with pytest.raises(InvalidAnswers) as refused:
        commands.enter(draft.key, actor=counter.at_desk(MONDAY), at=MONDAY, accept=True)

    assert set(refused.value.errors) == {"applicant_id"}


def test_nobody_is_taken_for_another_because_both_say_no_number() -> None:
    known = counter.mai(MONDAY)

    first, second = writer(), writer()

    assert len({known.pk, first.pk, second.pk}) == 3
    code = joining.make_code(User.objects.create(username="mai", full_name=counter.NAME), at=MONDAY)
    with pytest.raises(NumberUnknown):
        joining.join(first, code, by=story.person("bob"), visitor="1", at=MONDAY)
    with pytest.raises(OwnDossier):
        people.note(Shown("", story.person("bob").full_name, "Hà Nội"), by=story.person("bob"), at=MONDAY)


def test_a_second_entry_for_the_same_letter_is_told_and_for_another_one_is_not() -> None:
    person = writer()
    counter.entered(at=MONDAY, channel=Channel.POST, accept=False, person=person)
    bob = story.person("bob")

    def told(whose: CounterPerson) -> int:
        draft = counter.begun(at=MONDAY, channel=Channel.POST, person=whose)
        entries.save(draft, counter.typed(draft, MONDAY), at=MONDAY)
        return len(twice.of(draft, seats_of(bob, MONDAY.date()), by=bob, at=MONDAY + timedelta(minutes=5)))

    assert (told(person), told(writer())) == (1, 0)


def test_it_is_accepted_only_after_a_tick_and_with_many_not_at_all(bob: Visitor) -> None:
    dossier = registered()

    refused = bob.send(bob.get(f"/mot-cua/{dossier.code}/"), "accept/")
    (one,) = judged("accept", [dossier], "bob", MONDAY)

    assert "số định danh" in read(refused).errors[f"id_accept_{LACKING}"]
    assert isinstance(one.refusal, PapersLacking)
    bob.send(refused, "accept/", {LACKING: "on"})
    dossier.refresh_from_db()
    assert dossier.state == "accepted"
    assert applicant_of(dossier).personal_id == NOT_SAID


def test_the_file_says_that_it_is_not_known_and_the_request_asks_for_it(bob: Visitor) -> None:
    dossier = registered()

    page = bob.get(f"/mot-cua/{dossier.code}/")

    assert NOT_SAID in read(page).words()
    asking = form_of(page, "ask-supplement/")
    assert asking.values["question-applicant_id"] == "Thư gửi đến chưa ghi số này; đề nghị ghi rõ."
    assert all(not text for name, text in asking.values.items() if name.startswith("component-"))
    online = form_of(bob.get(f"/mot-cua/{story.file('alice', at=MONDAY).code}/"), "ask-supplement/")
    assert online.values["question-applicant_id"] == ""


def test_the_request_asks_for_a_paper_that_did_not_come_too(bob: Visitor) -> None:
    lacks = {intake.count_field("ban-thao", column): "" for column in intake.COLUMNS}
    code = counter.entered(at=MONDAY, channel=Channel.POST, accept=False, more=lacks).dossier.code

    asking = form_of(bob.get(f"/mot-cua/{code}/"), "ask-supplement/")

    said = {name: text for name, text in asking.values.items() if name.startswith("component-") and text}
    assert said == {"component-ban-thao": "Hồ sơ gửi đến chưa có giấy tờ này; đề nghị nộp bổ sung."}


def test_the_answer_to_the_request_gives_the_number_and_leaves_others_alone() -> None:
    known, dossier = counter.mai(MONDAY), registered()
    walk = Walk(dossier, MONDAY).take(
        "ask-supplement", "bob", components={}, questions={"applicant_id": "Đề nghị ghi rõ."}
    )

    event = answered(walk.dossier, MONDAY + timedelta(hours=1), {"applicant_id": "001 188 004 321"})

    assert event.action == commands.ANSWER
    person = CounterPerson.objects.select_related("user").get(pk=dossier.applicant_id)
    assert (person.number, person.user.personal_id) == (counter.NUMBER, counter.NUMBER)
    assert Dossier.objects.get(pk=dossier.pk).applicant_id != known.pk
    assert len(people.find(Read(Typed.NUMBER, number=counter.NUMBER))) == 2
    assert differences_of(Dossier.objects.get(pk=dossier.pk)) == []
