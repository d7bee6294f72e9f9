"""What people choose: of what they get mail, and in which language. What a law asks for is always sent."""

from datetime import datetime, timedelta

import pytest
from django.core import mail

from accounts.roles import Role
from dossiers.background import relay, sweeps
from dossiers.models import InboxItem, OutboxEntry
from dossiers.notices import preferences
from dossiers.notices.kinds import Group
from dossiers.notices.message import RULE
from dossiers.notices.preferences import NOT_WANTED, Choice
from dossiers.outbox import GATHERING
from portal.demo import story
from portal.demo.story import dossier_in
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import dossier_at
from tests.dossiers.officers import filed_by, officer

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 1, 5, 8, 30, tzinfo=LOCAL)
PAGE = "/thong-bao/tuy-chon/"


def chosen(username: str, *off: str, language: str = "") -> None:
    preferences.choose(story.person(username), Choice(frozenset(off), language))


def written_to() -> None:
    """Let the office write to alice, and the mail go out."""
    walk = dossier_in("tham-dinh", at=MONDAY)
    relay.run(walk.at + timedelta(minutes=1))
    mail.outbox.clear()
    walk.take("write-to-applicant", "dung", message="Trang 20 bị mờ.")
    relay.run(walk.at + timedelta(minutes=10))


def test_what_is_not_wanted_is_not_mailed_and_waits_on_the_site() -> None:
    chosen("alice", Group.MESSAGES)

    written_to()

    assert [letter.to for letter in mail.outbox if letter.to == ["alice@example.vn"]] == []
    assert "written to you" in InboxItem.objects.of(story.person("alice").pk).latest("pk").subject_en
    assert OutboxEntry.objects.get(kind="message").error == NOT_WANTED


def test_what_a_law_asks_for_is_mailed_whatever_is_chosen() -> None:
    chosen("alice", *Group)

    story.file(at=MONDAY)
    relay.run(MONDAY + timedelta(minutes=1))

    assert [letter.to for letter in mail.outbox] == [["alice@example.vn"]]


@pytest.mark.parametrize(
    ("language", "subject", "has_vi", "has_en"),
    [("", "Hồ sơ", True, True), ("vi", "Hồ sơ", True, False), ("en", "Dossier", False, True)],
)
def test_a_mail_is_in_the_language_that_was_chosen(language: str, subject: str, has_vi: bool, has_en: bool) -> None:
    chosen("alice", language=language)

    story.file(at=MONDAY)
    relay.run(MONDAY + timedelta(minutes=1))

    [letter] = mail.outbox
    assert letter.subject.startswith(subject)
    assert ("Kính gửi" in letter.body, "Dear " in letter.body, RULE in letter.body) == (
        has_vi,
        has_en,
        has_vi and has_en,
    )
    assert letter.extra_headers["Content-Language"] == (language or "vi, en")


def late_answer() -> None:
    """Let the time to answer a filing pass, and the officers be told."""
    late = dossier_at("filed").dossier.answer_due_at
    assert late
    relay.run(late)
    mail.outbox.clear()
    sweeps.run(late + timedelta(minutes=1))
    relay.run(late + GATHERING + timedelta(minutes=2))


def test_officers_of_one_desk_choose_each_for_themselves() -> None:
    officer("phuc", Role.ONE_STOP_OFFICER, "mot-cua")
    chosen("bob", Group.DEADLINES, language="en")
    chosen("phuc", language="vi")

    late_answer()

    [letter] = mail.outbox
    assert letter.to == ["phuc@example.vn"]
    assert letter.extra_headers["Content-Language"] == "vi"
    assert InboxItem.objects.of(story.person("bob").pk).count() == 1


def test_where_nobody_wants_the_mail_none_is_sent_and_the_outbox_says_so() -> None:
    chosen("bob", Group.DEADLINES)

    late_answer()

    assert mail.outbox == []
    assert OutboxEntry.objects.get(kind="unanswered").error == NOT_WANTED


def test_people_who_want_different_languages_get_both_in_one_mail() -> None:
    officer("phuc", Role.ONE_STOP_OFFICER, "mot-cua")
    chosen("bob", language="en")

    late_answer()

    assert [letter.extra_headers["Content-Language"] for letter in mail.outbox] == ["vi, en"]


def test_an_applicant_chooses_on_a_page_and_finds_the_choice_there_again() -> None:
    alice = Visitor("alice")
    page = alice.get(PAGE)
    assert "deadlines" not in page.content.decode()
    assert "the law asks for it" in read(page).text

    answer = alice.post(PAGE, {"mail": ["money", "supply"], "language": "en"}, follow=True)

    assert "Your choice is saved." in read(answer).text
    assert preferences.chosen_by([story.person("alice")])[story.person("alice").pk] == Choice(
        frozenset({"messages", "confirmations"}), "en"
    )
    assert answer.context["form"]["mail"].value() == ["money", "supply"]


def test_an_officer_chooses_of_what_officers_get_and_one_who_has_filed_something_of_both() -> None:
    bob = Visitor("bob")
    alone = bob.get(PAGE).content.decode()
    preferences.choose(story.person("bob"), Choice(frozenset({"money"})))
    bob.post(PAGE, {"mail": ["deadlines", "colleagues"], "language": "en"})
    kept = preferences.chosen_by([story.person("bob")])[story.person("bob").pk]
    filed_by("bob", MONDAY)
    both = bob.get(PAGE).content.decode()

    for of_office in ("deadlines", "colleagues", "applicants"):
        assert f'value="{of_office}"' in alone
        assert f'value="{of_office}"' in both
    for of_applicants in ("messages", "confirmations", "money", "supply"):
        assert f'value="{of_applicants}"' not in alone
        assert f'value="{of_applicants}"' in both
    assert "the law asks for it" not in alone
    assert "the law asks for it" in both
    # What was not asked stays as it was chosen.
    assert kept.off == {"applicants", "money"}


@pytest.mark.parametrize("given", [{"mail": ["law"]}, {"mail": ["khong-co"]}, {"language": "fr"}])
def test_what_there_is_not_is_refused_and_changes_nothing(given: dict[str, object]) -> None:
    chosen("alice", Group.MONEY, language="en")

    assert Visitor("alice").post(PAGE, given).status_code == 422

    assert preferences.chosen_by([story.person("alice")])[story.person("alice").pk] == Choice(
        frozenset({"money"}), "en"
    )
