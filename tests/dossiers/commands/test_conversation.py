"""Notes and messages: who may write them and when, what they move (nothing but the mark), whom they reach."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Unit
from accounts.roles import Role
from dossiers import acts, commands, policy, refusals
from dossiers.commands import Given, notes
from dossiers.log import columns
from dossiers.log.facts import facts_of, words_of
from dossiers.models import Dossier, Event, EventPayload, Mention
from dossiers.proof import audit
from dossiers.refusals import conversation
from portal.demo import story
from portal.demo.story import Walk
from tests.dossiers.lifecycle import ENDS, MONDAY, PLACES, act, dossier_at, local
from tests.dossiers.officers import filed_by, officer, personae, substitute
from tests.dossiers.proof.records import change, forge, nothing_written

pytestmark = pytest.mark.django_db

DIVISION = "bao-chi-xuat-ban"
EVERYBODY = ("alice", "mallory", "bob", "hoa", "dung", "lan", "tam", "van", "carol", "admin")
AGENCY = {"bob", "lan", "tam", "carol"}
HOLDERS = {Role.DIVISION_HEAD: "hoa", Role.SPECIALIST: "dung", Role.DEPARTMENT_LEADER: "lan", Role.CLERK: "tam"}
LATER = timedelta(minutes=20)


def write(dossier: Dossier, name: str, who: str, message: str = "Xin cho biết thêm.", **given: object) -> Event:
    """Write as a person, a little after what was last recorded."""
    dossier.refresh_from_db()
    at = dossier.changed_at + LATER
    return story.take(dossier, name, who, at=at, **({"message": message} if name != acts.SETTLE else {}), **given)


def writers(dossier: Dossier) -> Mapping[str, set[str]]:
    """Return by act who may record it now, its guards included, but for that of a message that waits."""
    log, found = list(dossier.events.all()), {}
    dossier.message_from = "applicant"
    for name in (acts.NOTE, acts.TO_APPLICANT, acts.TO_OFFICE, acts.SETTLE):
        action = acts.find(dossier.machine, dossier.state, name)
        assert action is not None
        found[name] = {
            who
            for who in EVERYBODY
            for one in personae(who, MONDAY)
            if policy.may(one, action, dossier)
            and policy.unmet_guard(one, action, dossier, log=log, at=dossier.changed_at) is None
        }
    return found


@pytest.mark.parametrize("state", PLACES)
def test_who_may_write_in_each_state(state: str) -> None:
    dossier = dossier_at(state).dossier

    readers = AGENCY | ({"hoa", "dung"} if dossier.division_id else set())
    holder = HOLDERS.get(Role(dossier.holder)) if dossier.holder else None
    officers = {"bob"} | ({holder} if holder else set())
    assert writers(dossier) == {
        acts.NOTE: readers,
        acts.TO_APPLICANT: officers,
        acts.TO_OFFICE: {"alice"},
        acts.SETTLE: officers,
    }


def test_an_officer_writes_nothing_as_an_officer_about_a_dossier_of_one_s_own() -> None:
    dossier = filed_by("bob", MONDAY).dossier

    assert {name: "bob" in who for name, who in writers(dossier).items()} == {
        acts.NOTE: False,
        acts.TO_APPLICANT: False,
        acts.TO_OFFICE: True,
        acts.SETTLE: False,
    }


@pytest.mark.parametrize("state", PLACES)
def test_nothing_moves_but_who_wrote_last(state: str) -> None:
    dossier = dossier_at(state).dossier
    before = columns.columns_of(dossier)
    marks = []

    for name, who in (
        (acts.NOTE, "bob"), (acts.TO_OFFICE, "alice"), (acts.NOTE, "tam"), (acts.TO_APPLICANT, "bob"),
        (acts.TO_OFFICE, "alice"), (acts.SETTLE, "bob"),
    ):  # fmt: skip
        event = write(dossier, name, who)
        dossier.refresh_from_db()
        marks.append(dossier.message_from)
        assert (event.source, event.target) == (state, state)

    after = columns.columns_of(Dossier.objects.get(pk=dossier.pk))
    moved = {name for name in columns.COLUMN_NAMES if getattr(before, name) != getattr(after, name)}
    assert marks == ["", "applicant", "applicant", "office", "applicant", ""]
    assert moved == {"sequence", "changed_at"}
    assert columns.project(dossier.events.order_by("sequence"), dossier.machine) == after
    assert not audit.check_all().differences


def test_they_make_no_open_page_old_and_no_page_is_too_old_for_them() -> None:
    walk = dossier_at("accepted")
    seen = walk.dossier.sequence
    write(walk.dossier, acts.TO_OFFICE, "alice")
    desk = story.actor("bob", walk.dossier, "transfer", local("2026-01-05 11:00"))
    given = Given(division=story.divisions_for(walk.dossier)[0])

    commands.advance(walk.dossier, "transfer", actor=desk, given=given, seen=seen, at=local("2026-01-05 11:00"))
    note = commands.advance(
        walk.dossier, acts.NOTE, actor=desk, given=Given(message="Chờ ý kiến."), seen=seen, at=local("2026-01-05 11:10")
    )

    assert note.source == "phan-cong"
    assert not audit.check_all().differences


def test_they_hide_no_recall() -> None:
    walk = dossier_at("accepted")
    act(walk, "transfer", "bob", "2026-01-05 10:00")
    write(walk.dossier, acts.NOTE, "carol")

    assert act(walk, "recall", "bob", "2026-01-05 11:00").target == "accepted"


def test_whoever_only_reads_the_dossier_notes_for_oneself_and_a_substitute_for_the_case_officer() -> None:
    officer("minh", Role.SPECIALIST, DIVISION)
    officer("phuc", Role.SPECIALIST, DIVISION)
    substitute("dung", "phuc", MONDAY.date(), MONDAY.date())
    dossier = dossier_at("tham-dinh").dossier

    events = [write(dossier, acts.NOTE, who, f"của {who}") for who in ("minh", "phuc", "dung")]

    assert [event.on_behalf_of and event.on_behalf_of.username for event in events] == [None, "dung", None]
    with nothing_written(), pytest.raises(refusals.NotYours):
        write(dossier, acts.TO_APPLICANT, "minh")
    assert not audit.check_all().differences


@pytest.mark.parametrize(
    ("name", "who", "forged", "wanted"),
    [
        (acts.TO_APPLICANT, "dung", {"role": Role.DIVISION_HEAD, "actor": "hoa"}, "specialist, or the one-stop desk"),
        (acts.NOTE, "dung", {"unit": "buu-chinh-vien-thong"}, "unit"),
        (acts.TO_OFFICE, "alice", {"actor": "viet-an"}, "the applicant"),
    ],
)
def test_a_forged_writer_is_named_by_the_audit(name: str, who: str, forged: dict[str, str], wanted: str) -> None:
    dossier = dossier_at("tham-dinh").dossier
    event = write(dossier, name, who)

    values: dict[str, object] = dict(forged)
    if "actor" in forged:
        values["actor"] = story.person(forged["actor"])
    if "unit" in forged:
        values["unit"] = Unit.objects.get(slug=forged["unit"])
    change(event, **values)
    forge(dossier)

    [found] = [one for one in audit.check_all().differences if one.what == f"event {event.sequence} ({name}) actor"]
    assert wanted in str(found)


@pytest.mark.parametrize("state", ENDS)
def test_one_may_write_for_thirty_days_after_the_end_and_note_for_ever(state: str) -> None:
    dossier = dossier_at(state).dossier
    ended_at = dossier.changed_at
    closes_at = ended_at + timedelta(days=30)
    write(dossier, acts.TO_OFFICE, "alice")

    for name, who in ((acts.TO_OFFICE, "alice"), (acts.TO_APPLICANT, "bob")):
        story.take(dossier, name, who, at=closes_at - timedelta(seconds=1))
    for name, who in ((acts.TO_OFFICE, "alice"), (acts.TO_APPLICANT, "bob")):
        with nothing_written(), pytest.raises(conversation.Closed):
            story.take(dossier, name, who, at=closes_at)
    story.take(dossier, acts.NOTE, "carol", at=closes_at)
    assert not audit.check_all().differences


def test_an_applicant_writes_twenty_messages_a_day_about_one_dossier() -> None:
    dossier, other = dossier_at("accepted").dossier, dossier_at("accepted").dossier
    for number in range(policy.MESSAGES_A_DAY):
        story.take(dossier, acts.TO_OFFICE, "alice", at=local("2026-01-06 08:00"), message=f"Tin {number}")

    with nothing_written(), pytest.raises(conversation.TooMany):
        story.take(dossier, acts.TO_OFFICE, "alice", at=local("2026-01-06 23:59"), message="Một tin nữa")

    story.take(other, acts.TO_OFFICE, "alice", at=local("2026-01-06 23:59"))
    story.take(dossier, acts.TO_APPLICANT, "bob", at=local("2026-01-06 23:59"))
    story.take(dossier, acts.TO_OFFICE, "alice", at=local("2026-01-07 00:00"), message="Một tin nữa")


def test_a_second_press_sends_nothing_twice() -> None:
    dossier = dossier_at("accepted").dossier
    alice, seen = personae("alice", MONDAY)[0], dossier.sequence

    def send(message: str, *, seen: int) -> Event:
        at = local("2026-01-06 08:00")
        given = Given(message=message)
        return commands.advance(dossier, acts.TO_OFFICE, actor=alice, given=given, seen=seen, at=at)

    sent = send("Bao giờ có kết quả?", seen=seen)
    with nothing_written(), pytest.raises(conversation.SentTwice):
        send("Bao giờ có kết quả?", seen=seen)
    send("Xin hỏi thêm.", seen=seen)
    send("Bao giờ có kết quả?", seen=sent.sequence)


def test_what_waits_for_no_answer_is_not_settled() -> None:
    dossier = dossier_at("accepted").dossier

    with nothing_written(), pytest.raises(conversation.NothingWaits):
        write(dossier, acts.SETTLE, "bob")


def test_a_message_is_about_the_dossier_or_a_paper_or_an_answer_of_it() -> None:
    dossier = dossier_at("accepted").dossier

    assert facts_of(write(dossier, acts.TO_OFFICE, "alice", about="ban-thao")).about == "ban-thao"
    question = dossier.machine.questions[0].name
    assert facts_of(write(dossier, acts.TO_APPLICANT, "bob", about=question)).about == question
    with nothing_written(), pytest.raises(refusals.InvalidAnswer):
        write(dossier, acts.TO_OFFICE, "alice", about="khong-co")
    with nothing_written(), pytest.raises(refusals.MissingAnswer):
        write(dossier, acts.TO_OFFICE, "alice", "")


def test_a_note_reaches_whom_it_names_until_they_have_opened_the_dossier() -> None:
    dossier = dossier_at("tham-dinh").dossier
    named = tuple(map(story.person, ("tam", "lan", "bob")))

    event = write(dossier, acts.NOTE, "bob", mentions=named)

    assert facts_of(event).mentions == tuple(sorted(person.pk for person in named))
    assert {mention.person.username for mention in Mention.objects.all()} == {"tam", "lan"}
    notes.seen(dossier, story.person("tam").pk, at=event.at)
    assert {mention.person.username for mention in Mention.objects.filter(seen_at=None)} == {"lan"}


@pytest.mark.parametrize("who", ["mallory", "van", "admin", "alice", "thu"])
def test_nobody_is_named_who_may_not_see_the_dossier(who: str) -> None:
    officer("thu", Role.SPECIALIST, "buu-chinh-vien-thong")
    dossier = dossier_at("tham-dinh").dossier

    with nothing_written(), pytest.raises(conversation.MayNotSee) as refused:
        write(dossier, acts.NOTE, "bob", mentions=(story.person("tam"), story.person(who)))

    assert story.person(who).get_full_name() in str(refused.value)


def test_nobody_is_named_at_a_dossier_of_one_s_own() -> None:
    officer("phuc", Role.ONE_STOP_OFFICER, "mot-cua")
    dossier = filed_by("bob", MONDAY).dossier

    with nothing_written(), pytest.raises(conversation.MayNotSee):
        write(dossier, acts.NOTE, "phuc", mentions=(story.person("bob"),))


def test_a_note_is_for_a_few() -> None:
    dossier = dossier_at("tham-dinh").dossier
    crowd = tuple(officer(f"phuc{n}", Role.ONE_STOP_OFFICER, "mot-cua") for n in range(11))

    with nothing_written(), pytest.raises(conversation.TooManyNamed):
        write(dossier, acts.NOTE, "bob", mentions=crowd)
    write(dossier, acts.NOTE, "bob", mentions=crowd[:10])


NAMED = {
    "Nhờ @Phạm Thanh Tâm xem giúp": ["tam"],
    "Nhờ @pham thanh tam, @dung xem": ["tam", "dung"],
    "@TAM @tam": ["tam"],
    "thư tới tam@example.vn và bob@hanoi.gov.vn": [],
    "lúc @ 9 giờ, @9": [],
    "không nhắc ai": [],
}


@pytest.mark.parametrize(("text", "expected"), NAMED.items())
def test_an_at_sign_names_a_colleague_by_name_or_user_name(text: str, expected: list[str]) -> None:
    user = story.person("tam")
    user.full_name = "Phạm Thanh Tâm"
    user.save(update_fields=["full_name"])
    agency = dossier_at("filed").dossier.agency_id

    assert [person.username for person in notes.named_in(text, agency, MONDAY.date())] == expected


def test_the_longest_name_is_meant_and_its_accents_tell_two_apart() -> None:
    names = {"an": "Lê Văn An", "binh": "Lê Văn An Bình", "ban": "Lê Vân An", "doi1": "Đỗ Thu", "doi2": "Đỗ Thu"}
    for username, name in names.items():
        person = officer(username, Role.ONE_STOP_OFFICER, "mot-cua")
        person.full_name = name
        person.save(update_fields=["full_name"])
    agency = dossier_at("filed").dossier.agency_id

    def named(text: str) -> list[str]:
        return [person.username for person in notes.named_in(text, agency, MONDAY.date())]

    assert named("@Lê Văn An Bình ơi, @Lê Vân An, @lê văn an.") == ["binh", "ban", "an"]
    assert named("@le van an binh") == ["binh"]
    for text in ("@Đỗ Thu", "@le van an", "@Không Có Ai", "@alice", "@Lê"):
        with pytest.raises(conversation.NoSuchColleague):
            named(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Nhờ @binh, @khongco nữa.", "binh"),
        ("Nhờ @khongco nữa.", "khongco"),
        ("@Lê Văn Khác xem giúp trang 3", "Lê Văn Khác"),
        ("@pham thi an xem giúp", "pham thi"),
        ("@Trần;\nBình", "Trần"),
    ],
)
def test_who_is_not_found_is_named_without_the_words_behind(text: str, said: str) -> None:
    agency = dossier_at("filed").dossier.agency_id

    with pytest.raises(conversation.NoSuchColleague) as refused:
        notes.named_in(text, agency, MONDAY.date())

    assert refused.value.words["name"] == said


def test_a_message_is_erased_with_the_words_of_its_event() -> None:
    dossier = dossier_at("accepted").dossier
    event = write(dossier, acts.TO_OFFICE, "alice", "Số tài khoản 0123")
    assert words_of(event.payload).message == "Số tài khoản 0123"

    EventPayload.objects.filter(event=event).erase(at=timezone.now())

    assert words_of(EventPayload.objects.get(event=event)).message == ""
    assert "0123" not in str(Event.objects.filter(pk=event.pk).values())
    assert not audit.check_all().differences


def test_a_walk_with_messages_between_its_steps_ends_as_one_without() -> None:
    plain, talked = Walk(story.file("alice", at=MONDAY), MONDAY), Walk(story.file("alice", at=MONDAY), MONDAY)
    for step, who in story.PATH:
        plain.take(story.named(plain.dossier, step), who)
        story.take(talked.dossier, acts.TO_OFFICE, "alice", at=talked.at, message=f"Trước {step}")
        talked.take(story.named(talked.dossier, step), who)
        story.take(talked.dossier, acts.NOTE, "bob", at=talked.at, message=f"Sau {step}")

    told = {name: getattr(talked.dossier, name) for name in columns.COLUMN_NAMES}
    expected = {name: getattr(plain.dossier, name) for name in columns.COLUMN_NAMES}
    assert {name for name in told if told[name] != expected[name]} == {"sequence", "message_from"}
    assert not audit.check_all().differences
