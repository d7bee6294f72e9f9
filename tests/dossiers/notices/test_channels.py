"""Ways by which a notice goes: each once, and none in the way of another."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from accounts.models import User
from dossiers.background import relay, sweeps
from dossiers.models import Event, Notice, OutboxEntry
from dossiers.notices import applicants, channels, officers
from dossiers.notices.channels import Channel
from dossiers.notices.message import Message
from dossiers.papers.parties import Applicant
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers.lifecycle import dossier_at

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 1, 5, 8, 30, tzinfo=LOCAL)


class Post:
    """A second way, which keeps what it was given; ``answer`` is what it says to each message."""

    def __init__(self, answer: str | OSError = "") -> None:
        self.answer = answer
        self.given: list[Message] = []

    def address(self, applicant: Applicant, _account: User) -> str:
        return applicant.phone

    def officer(self, _officer: User) -> str:
        return ""

    def send(self, message: Message) -> str:
        self.given.append(message)
        if isinstance(self.answer, OSError):
            raise self.answer
        return self.answer

    @property
    def channel(self) -> Channel:
        return Channel(self.address, self.officer, self.send)


@pytest.fixture
def event() -> Event:
    return story.file(at=MONDAY).events.get()


def with_post(monkeypatch: pytest.MonkeyPatch, answer: str | OSError = "") -> Post:
    post = Post(answer)
    monkeypatch.setattr(channels, "CHANNELS", {**channels.CHANNELS, "post": post.channel})
    monkeypatch.setattr(applicants, "CHANNELS", channels.CHANNELS)
    return post


def test_a_notice_goes_by_each_channel_once_and_is_known_by_its_own_name(event, monkeypatch) -> None:
    post = with_post(monkeypatch)

    for _time in range(2):
        assert applicants.send(event, "filed", at=MONDAY) == ""

    assert len(mail.outbox) == len(post.given) == 1
    assert post.given[0].to == ("0912345678",)
    assert dict(Notice.objects.values_list("channel", "message_id")) == {
        "mail": "<H26.NN-260105-0001.1.filed@localhost>",
        "site": "<H26.NN-260105-0001.1.filed.site@localhost>",
        "post": "<H26.NN-260105-0001.1.filed.post@localhost>",
    }


def test_a_channel_that_never_arrives_leaves_the_other_its_own(event, monkeypatch) -> None:
    with_post(monkeypatch, "nothing was sent: no such number")

    assert applicants.send(event, "filed", at=MONDAY) == "nothing was sent: no such number"

    assert sorted(Notice.objects.values_list("channel", flat=True)) == ["mail", "site"]


def test_a_channel_that_fails_is_tried_again_and_the_outbox_hears_of_it(event, monkeypatch) -> None:
    with_post(monkeypatch, OSError("no route"))
    alone(monkeypatch, "post")

    with pytest.raises(OSError, match="no route"), transaction.atomic():
        applicants.send(event, "filed", at=MONDAY)

    assert not Notice.objects.exists()


def test_what_went_by_one_channel_stays_sent_while_another_fails(event, monkeypatch) -> None:
    post = with_post(monkeypatch, OSError("no route"))
    now = MONDAY

    for _try in range(3):
        relay.run(now)
        now += timedelta(hours=1)
    entry = OutboxEntry.objects.get(kind="filed")
    assert (len(mail.outbox), entry.attempts, entry.error, entry.done_at) == (1, 3, "OSError: no route", None)
    assert sorted(Notice.objects.values_list("channel", flat=True)) == ["mail", "site"]

    post.answer = ""
    relay.run(now)
    entry.refresh_from_db()
    assert (len(mail.outbox), len(post.given), entry.error, entry.done_at) == (1, 4, "", now)
    assert sorted(Notice.objects.values_list("channel", flat=True)) == ["mail", "post", "site"]


def test_a_reminder_that_went_by_one_channel_stays_sent_while_another_fails(monkeypatch) -> None:
    post = with_post(monkeypatch, OSError("no route"))
    late = dossier_at("accepted").dossier.late_at
    assert late
    post.officer = lambda officer: officer.email  # type: ignore[method-assign]
    monkeypatch.setattr(channels, "CHANNELS", {**channels.CHANNELS, "post": post.channel})
    monkeypatch.setattr(officers, "CHANNELS", channels.CHANNELS)
    sweeps.run(late)
    OutboxEntry.objects.exclude(kind="overdue").delete()
    now = late + timedelta(minutes=10)

    for _try in range(3):
        relay.run(now)
        now += timedelta(hours=1)

    sent = [letter for letter in mail.outbox if "quá hạn" in letter.subject.lower() or "past" in letter.subject.lower()]
    entry = OutboxEntry.objects.get()
    assert (len(sent), entry.attempts, entry.done_at) == (1, 3, None)
    post.answer = ""
    relay.run(now)
    entry.refresh_from_db()
    assert (len(sent), entry.done_at) == (1, now)
    assert sorted(Notice.objects.filter(kind="overdue").values_list("channel", flat=True)) == ["mail", "post", "site"]


def alone(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(channels, "CHANNELS", {name: channels.CHANNELS[name]})
    monkeypatch.setattr(applicants, "CHANNELS", channels.CHANNELS)


def test_the_database_refuses_a_second_notice_by_the_same_channel(event) -> None:
    applicants.send(event, "filed", at=MONDAY)
    first = Notice.objects.get(channel="mail")
    first.pk, first.message_id = None, "<another>"

    with pytest.raises(IntegrityError, match="notice_once_by_channel"):
        first.save(force_insert=True)
