"""Mail to officers about what was written: to whom a message of the applicant goes, and whom a note names."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.core import mail

from accounts.models import Membership
from accounts.roles import Role
from dossiers import acts, outbox
from dossiers.background import relay
from dossiers.commands import notes
from dossiers.models import Dossier, Notice, OutboxEntry
from dossiers.notices import mentions, reminders
from portal.demo import story
from portal.demo.story import Walk
from tests import golden
from tests.dossiers.lifecycle import PLACES, dossier_at, local
from tests.dossiers.officers import each_at_once, filed_by, officer, substitute

pytestmark = pytest.mark.django_db

AT = local("2026-01-06 09:00")
CHOSEN = local("2026-11-30 09:00")
"""Under a version whose results come in several ways."""
DAY = timedelta(days=1)
HOLDERS = {Role.DIVISION_HEAD: "hoa", Role.SPECIALIST: "dung", Role.DEPARTMENT_LEADER: "lan", Role.CLERK: "tam"}


def ask(dossier: Dossier, message: str = "Bao giờ có kết quả?") -> None:
    story.take(dossier, acts.TO_OFFICE, "alice", at=AT, message=message)


def prove(dossier: Dossier) -> None:
    story.take(dossier, acts.SEND_PROOF, "alice", at=AT)


def change(*states: str) -> None:
    """Have results received otherwise, under an edition that records how."""
    for state in states:
        walk = Walk(story.file("alice", at=CHOSEN), CHOSEN).until(state)
        story.take(walk.dossier, acts.CHANGE_RECEIVING, "alice", at=walk.at)


def note(dossier: Dossier, *named: str, by: str = "bob", message: str = "Mật: nhờ xem giúp.") -> None:
    people = tuple(map(story.person, named))
    story.take(dossier, acts.NOTE, by, at=AT, message=message, mentions=people)


def sent(at: datetime = AT) -> list[mail.EmailMessage]:
    """Let what was written gather, and return the mails to officers about it: not that a dossier has come to them."""
    each_at_once()
    mail.outbox.clear()
    relay.run(at + outbox.GATHERING)
    others = [message for message in mail.outbox if "alice@example.vn" not in message.to]
    return [message for message in others if ".assigned." not in message.extra_headers["Message-ID"]]


def note_of_one() -> None:
    note(dossier_at("tham-dinh").dossier, "tam")


def notes_of_two() -> None:
    for dossier in (dossier_at("tham-dinh").dossier, dossier_at("accepted").dossier):
        note(dossier, "tam", "lan")


def asked_twice() -> None:
    dossier = dossier_at("tham-dinh").dossier
    ask(dossier)
    ask(dossier, "Xin hỏi thêm.")


CASES: dict[str, Callable[[], object]] = {
    "written": asked_twice,
    "written-several": lambda: [ask(dossier_at("accepted").dossier) for _n in range(2)],
    "proven": lambda: prove(dossier_at("tham-dinh").dossier),
    "proven-several": lambda: [prove(dossier_at(state).dossier) for state in ("tham-dinh", "accepted")],
    "received-otherwise": lambda: change("tham-dinh"),
    "received-otherwise-several": lambda: change("tham-dinh", "accepted"),
    "mentioned": note_of_one,
    "mentioned-several": notes_of_two,
}


@pytest.mark.parametrize("case", CASES)
def test_it_reads_as_it_was_found_right(case: str) -> None:
    CASES[case]()

    [message] = sent(CHOSEN + DAY)

    body = message.message().get_body(("plain",))
    assert body is not None
    headers = "".join(f"{name}: {message.message()[name]}\n" for name in ("Subject", "To", "Message-ID"))
    golden.assert_mail_matches(case, f"{headers}\n{body.get_content()}", message.message())
    assert "Mật" not in body.get_content()
    assert OutboxEntry.objects.filter(done_at=None).count() == 0


@pytest.mark.parametrize("state", PLACES)
def test_a_message_goes_to_who_holds_the_dossier_else_to_the_desk(state: str) -> None:
    dossier = dossier_at(state).dossier
    story.take(dossier, acts.TO_OFFICE, "alice", at=dossier.changed_at)
    relay.run(dossier.changed_at)

    to_officers = [message.to for message in sent(dossier.changed_at)]

    who = HOLDERS.get(PLACES[state].holder or Role.CITIZEN, "bob")
    assert to_officers == [[f"{who}@example.vn"]]


def test_a_message_that_was_answered_meanwhile_or_settled_is_told_to_nobody() -> None:
    answered, settled = dossier_at("tham-dinh").dossier, dossier_at("tham-dinh").dossier
    ask(answered)
    ask(settled)
    story.take(answered, acts.TO_APPLICANT, "dung", at=AT)
    story.take(settled, acts.SETTLE, "bob", at=AT)

    assert sent() == []
    assert set(OutboxEntry.objects.filter(kind=outbox.WRITTEN).values_list("error", flat=True)) == {reminders.SETTLED}


@pytest.mark.parametrize("state", ["filed", "tham-dinh", "tham-dinh.payment-due", "ky-duyet", "result-ready"])
def test_a_proof_goes_to_the_desk_whoever_holds_the_dossier(state: str) -> None:
    prove(dossier_at(state).dossier)

    assert [message.to for message in sent() if "chứng từ" in message.subject] == [["bob@example.vn"]]


def test_a_proof_that_was_dealt_with_meanwhile_is_told_to_nobody() -> None:
    dossier = dossier_at("tham-dinh").dossier
    prove(dossier)
    story.take(dossier, acts.REFUSE_PROOF, "bob", at=AT)

    assert [message for message in sent() if "chứng từ" in message.subject] == []
    assert OutboxEntry.objects.get(kind=outbox.PROVEN).error == reminders.SETTLED


def test_an_officer_who_has_filed_it_is_not_told_of_it_as_the_desk() -> None:
    officer("phuc", Role.ONE_STOP_OFFICER, "mot-cua")
    dossier = filed_by("bob", AT).dossier
    story.take(dossier, acts.TO_OFFICE, "bob", at=AT)

    assert [message.to for message in sent() if "tin nhắn" in message.subject] == [["phuc@example.vn"]]


def test_the_substitute_gets_the_message_too() -> None:
    officer("minh", Role.SPECIALIST, "bao-chi-xuat-ban")
    substitute("dung", "minh", since=date(2026, 1, 6), until=date(2026, 1, 6))
    ask(dossier_at("tham-dinh").dossier)

    [message] = sent()

    assert message.to == ["dung@example.vn", "minh@example.vn"]


def test_whoever_has_opened_the_dossier_or_lost_it_is_told_nothing() -> None:
    dossier = dossier_at("tham-dinh").dossier
    note(dossier, "tam", "lan", "carol")
    notes.seen(dossier, story.person("tam").pk, at=AT)
    Membership.objects.filter(user__username="carol").update(until=date(2026, 1, 5))

    [message] = sent()

    assert message.to == ["lan@example.vn"]
    assert sent() == []
    assert Notice.objects.filter(channel="mail", kind=outbox.MENTIONED).count() == 1


def test_where_all_have_seen_it_nothing_is_sent() -> None:
    dossier = dossier_at("tham-dinh").dossier
    note(dossier, "tam")
    notes.seen(dossier, story.person("tam").pk, at=AT)

    assert sent() == []
    assert OutboxEntry.objects.get(kind=outbox.MENTIONED).error == mentions.SEEN


def test_notes_that_name_others_are_mails_of_their_own() -> None:
    dossier = dossier_at("tham-dinh").dossier
    note(dossier, "tam")
    note(dossier, "lan", message="Khác")
    note(dossier, message="Không nhắc ai")

    assert sorted(message.to for message in sent()) == [["lan@example.vn"], ["tam@example.vn"]]
    assert OutboxEntry.objects.filter(kind=outbox.MENTIONED).count() == 2


def test_a_dossier_is_named_once_in_a_mail_however_many_notes_it_has() -> None:
    dossier = dossier_at("tham-dinh").dossier
    note(dossier, "tam")
    note(dossier, "tam", message="Lần nữa")

    [message] = sent()

    assert message.body.count(f"1. {dossier.code}") == 2  # in each language
    assert "2. " not in message.body
    assert Notice.objects.filter(channel="mail", kind=outbox.MENTIONED).count() == 2
