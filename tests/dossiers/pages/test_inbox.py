"""One's own notices on the site: what waits there, who sees it, and when it is read."""

from datetime import datetime, timedelta
from itertools import chain

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from dossiers.background import relay, sweeps
from dossiers.models import EventPayload, InboxItem, Notice, OutboxEntry
from dossiers.outbox import GATHERING
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import MONDAY, dossier_at

pytestmark = pytest.mark.django_db
TUESDAY = datetime(2026, 1, 6, 9, 0, tzinfo=LOCAL)
PAGE = "/thong-bao/"


def filed(username: str = "alice", *, at: datetime = MONDAY) -> str:
    """File a dossier and let its notice go out; return its number."""
    dossier = story.file(username, at=at)
    relay.run(at + timedelta(minutes=1))
    return dossier.code


def items(username: str) -> list[InboxItem]:
    return list(InboxItem.objects.of(story.person(username).pk).order_by("-pk"))


def many(username: str, count: int) -> None:
    """Lay notices down that nobody has read."""
    person = story.person(username)
    InboxItem.objects.bulk_create(
        InboxItem(
            person=person, message_id=f"<{number}>", dossiers=[number], path="/ho-so/", sent_at=MONDAY,
            subject_vi=f"Hồ sơ {number}", subject_en=f"Dossier {number}", body_vi="Nội dung\n" * 40, body_en="Text\n" * 40,
        )
        for number in range(count)
    )  # fmt: skip


def test_what_is_mailed_waits_on_the_site_in_the_words_of_the_mail() -> None:
    code = filed()

    [item] = items("alice")
    [letter] = mail.outbox
    assert (item.subject_vi, item.path) == (letter.subject, f"/ho-so/{code}/")
    assert item.body_vi in letter.body
    assert item.body_en in letter.body
    assert item.subject_en == f"Dossier {code}: filed, waiting to be checked"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_says_each_notice_in_the_reader_s_language(language: str) -> None:
    code = filed()

    alice, [item] = Visitor("alice", language=language), items("alice")
    pages = [read(alice.get(PAGE)), read(alice.get(f"{PAGE}{item.pk}/noi-dung/"))]

    for page in pages:
        assert (f"Hồ sơ {code}: đã nộp" in page.text) is (language == "vi")
        assert (f"Dossier {code}: filed" in page.text) is (language == "en")
    assert ("Dear " in pages[1].text) is (language == "en")
    assert ("Kính gửi" in pages[1].text) is (language == "vi")
    assert items("alice")[0].read_at is not None


def test_who_has_no_address_finds_it_there_and_the_outbox_says_why_no_mail_went() -> None:
    dossier = story.file(at=MONDAY)
    User.objects.filter(username="alice").update(email="")
    EventPayload.objects.filter(event__dossier=dossier).erase(at=timezone.now())

    relay.run(MONDAY)

    assert not mail.outbox
    assert [item.path for item in items("alice")] == [f"/ho-so/{dossier.code}/"]
    assert "no address" in OutboxEntry.objects.get(kind="filed").error


def without_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the mail server be away."""

    def away(_message: mail.EmailMessage) -> int:
        raise OSError("away")

    monkeypatch.setattr(mail.EmailMessage, "send", away)


def test_a_mail_server_that_is_away_keeps_nothing_from_the_site_and_it_comes_once(monkeypatch) -> None:
    without_mail(monkeypatch)
    story.file(at=MONDAY)

    for hour in range(3):
        relay.run(MONDAY + timedelta(hours=hour))

    assert len(items("alice")) == 1
    assert OutboxEntry.objects.get(kind="filed").done_at is None
    monkeypatch.undo()
    relay.run(MONDAY + timedelta(hours=5))
    assert (len(items("alice")), len(mail.outbox)) == (1, 1)


def test_officers_find_what_several_deadlines_told_them_together_and_mail_that_failed_goes_out_as_one(
    monkeypatch,
) -> None:
    walks = [dossier_at("filed") for _n in range(3)]
    late = walks[-1].dossier.answer_due_at
    assert late
    sweeps.run(late + timedelta(minutes=1))
    OutboxEntry.objects.exclude(kind="unanswered").delete()
    without_mail(monkeypatch)

    at = late + GATHERING + timedelta(minutes=2)
    relay.run(at)

    [item] = items("bob")
    assert (item.path, sorted(item.dossiers)) == ("/mot-cua/", sorted(walk.dossier.pk for walk in walks))
    monkeypatch.undo()
    relay.run(at + timedelta(hours=1))
    assert [len(items("bob")), len(mail.outbox)] == [1, 1]
    assert Notice.objects.filter(channel="mail").count() == len(walks)


def test_opening_one_leads_to_its_dossier_and_marks_it_read() -> None:
    code = filed()
    [item] = items("alice")
    alice = Visitor("alice")

    assert alice.head(f"{PAGE}{item.pk}/").status_code == 302
    assert items("alice")[0].read_at is None
    answer = alice.get(f"{PAGE}{item.pk}/")

    assert answer.url == f"/ho-so/{code}/"
    assert items("alice")[0].read_at is not None
    assert "Not read" not in read(alice.get(PAGE)).text


def test_nobody_sees_or_reads_another_s() -> None:
    filed()
    [item] = items("alice")
    mallory = Visitor("mallory")

    assert mallory.get(f"{PAGE}{item.pk}/").status_code == 404
    assert mallory.get(f"{PAGE}{item.pk}/noi-dung/").status_code == 404
    assert "No notice yet" in read(mallory.get(PAGE)).text
    mallory.post(f"{PAGE}da-doc/", {"upto": item.pk})
    assert items("alice")[0].read_at is None


def test_all_that_was_seen_is_marked_as_read_and_what_came_since_is_not() -> None:
    filed()
    alice = Visitor("alice")
    page = alice.get(PAGE)
    filed(at=TUESDAY)

    newest = items("alice")[1].pk
    assert f'value="{newest}"' in page.content.decode()
    alice.post(f"{PAGE}da-doc/", {"upto": newest})

    assert [item.read_at is None for item in items("alice")] == [True, False]


@pytest.mark.parametrize("upto", ["", "x", "-1", "9" * 40, "1 OR 1=1"])
def test_what_is_no_number_marks_nothing(upto: str) -> None:
    filed()

    assert Visitor("alice").post(f"{PAGE}da-doc/", {"upto": upto}).status_code == 302

    assert items("alice")[0].read_at is None


@pytest.mark.parametrize(
    ("count", "shown"), [(0, ""), (1, "(1 not read)"), (99, "(99 not read)"), (150, "(99+ not read)")]
)
def test_every_page_says_how_many_are_unread(count: int, shown: str) -> None:
    many("alice", count)

    text = " ".join(read(Visitor("alice").get("/ho-so/")).text.split())

    assert ("not read" in text) is bool(shown)
    assert shown in text


def test_the_count_costs_no_statement_of_its_own() -> None:
    many("bob", 3)
    bob = Visitor("bob")
    bob.get("/mot-cua/")

    with CaptureQueriesContext(connection) as asked:
        page = bob.get("/mot-cua/")

    assert "(3<span" in page.content.decode()
    assert len(asked) == 3


def test_pages_of_fifty_lead_to_each_other_and_back() -> None:
    many("alice", 120)
    alice = Visitor("alice")
    first = alice.get(PAGE)
    second = alice.get(PAGE + first.context["page"].next_url)
    third = alice.get(PAGE + second.context["page"].next_url)
    pages = [[item.subject_en for item in page.context["rows"]] for page in (first, second, third)]

    assert [len(page) for page in pages] == [50, 50, 20]
    assert [*chain(*pages)] == [f"Dossier {number}" for number in reversed(range(120))]
    assert third.context["page"].next_url == ""
    back = alice.get(PAGE + third.context["page"].previous_url)
    assert [item.subject_en for item in back.context["rows"]] == pages[1]


def test_the_demo_shows_what_waits_for_everybody_beside_the_mails(settings) -> None:
    code = filed()

    shown = read(Visitor().get("/demo/thu/")).text

    assert f"Dossier {code}: filed, waiting to be checked" in shown
    assert story.person("alice").get_full_name() in shown
    settings.IS_DEMO = False
    assert Visitor().get("/demo/thu/").status_code == 404


def test_what_tells_of_a_dossier_goes_with_its_words_and_the_others_stay() -> None:
    gone, kept = filed(), filed(at=TUESDAY)

    EventPayload.objects.filter(event__dossier__code=gone).erase(at=timezone.now())

    assert [item.path for item in items("alice")] == [f"/ho-so/{kept}/"]


def test_what_somebody_typed_is_shown_as_it_was_typed() -> None:
    many("alice", 1)
    InboxItem.objects.update(subject_en="<b>H'Hen</b> \x07", body_en="<script>alert(1)</script>\nhttp://x.vn/?a=1&b=2")

    alice = Visitor("alice")

    pages = [alice.get(f"{PAGE}{path}").content.decode() for path in ("", f"{items('alice')[0].pk}/noi-dung/")]

    assert [("<b>H" in page, "&lt;b&gt;H" in page) for page in pages] == [(False, True)] * 2
    assert "<script>alert" not in pages[1]
    assert "&lt;script&gt;" in pages[1]


def test_a_page_of_ten_thousand_is_found_at_once() -> None:
    many("alice", 10_000)
    alice, behind = Visitor("alice"), items("alice")[5000].pk
    alice.get(PAGE)

    with CaptureQueriesContext(connection) as asked:
        page = alice.get(f"{PAGE}?after={behind}")

    assert [item.pk for item in page.context["rows"]] == list(range(behind - 1, behind - 51, -1))
    # Who reads it, the page, and whether an address waits to be confirmed.
    assert len(asked) == 3
    assert len(page.content) < 60_000
