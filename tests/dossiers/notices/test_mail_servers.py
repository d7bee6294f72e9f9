"""Mail by SMTP to a server that behaves as real ones do: nothing is lost, nothing is doubled, and what failed says why."""

from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from django.conf import settings as site
from pytest_django import Settings

from accounts.models import User
from dossiers.background import relay, sweeps
from dossiers.models import InboxItem, Notice, OutboxEntry
from dossiers.notices.addresses import REFUSED
from dossiers.notices.channels import mail
from dossiers.notices.message import About, Message, Words
from portal.demo import story
from procedures.machine import Text
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read
from tests.smtp import DIE, HANG, OK, Server, mailers, serving

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 1, 5, 8, 30, tzinfo=LOCAL)
FILED = "<H26.NN-260105-0001.1.filed@localhost>"
CASES: dict[str, tuple[dict[str, list[bytes]], str]] = {
    "greylists the address": ({"rcpt": [b"451 4.7.1 greylisted, come back", OK]}, "SMTPRecipientsRefused"),
    "greylists the sender": ({"mail": [b"451 4.7.1 greylisted, come back", OK]}, "SMTPSenderRefused"),
    "greylists after the message": ({"end": [b"451 4.7.1 greylisted, come back", OK]}, "SMTPDataError"),
    "is too busy to say hello": ({"hello": [b"421 too busy", OK]}, "SMTPConnectError"),
    "refuses the sender": ({"mail": [b"550 not from there", OK]}, "SMTPSenderRefused"),
    "refuses the message": ({"end": [b"554 looks like spam", OK]}, "SMTPDataError"),
    "says nothing": ({"hello": [HANG, OK]}, ""),
    "hangs at the address": ({"rcpt": [HANG, OK]}, ""),
    "hangs after the message": ({"end": [HANG, OK]}, ""),
    "dies before the message": ({"data": [DIE, b"354 go on"]}, "SMTPServerDisconnected"),
    "dies after the message": ({"end": [DIE, OK]}, "SMTPServerDisconnected"),
    "sends nonsense": ({"rcpt": [b"what?", OK]}, ""),
}


def filed() -> OutboxEntry:
    """File a dossier, and return what the outbox has of telling so."""
    story.file(at=MONDAY)
    return OutboxEntry.objects.get(kind="filed")


def received(server: Server) -> list[str]:
    """Return the Message-IDs of what a server has taken whole."""
    return [str(message_from_bytes(one, policy=default)["Message-ID"]) for one in server.messages]


@pytest.mark.parametrize("case", CASES)
def test_what_a_server_does_not_take_is_tried_again_under_the_same_number_and_recorded_once(
    settings: Settings, case: str
) -> None:
    answers, error = CASES[case]
    entry = filed()
    with serving(**answers) as server:
        settings.MAILERS = mailers(server, timeout=1.5)
        relay.run(MONDAY + timedelta(minutes=1))
        entry.refresh_from_db()

        assert (entry.done_at, entry.attempts) == (None, 1)
        assert error in entry.error
        assert not Notice.objects.filter(channel="mail").exists()
        assert InboxItem.objects.filter(kind="filed").count() == 1, "the site waits for no mail server"
        assert entry.event.dossier.code in read(Visitor("admin").get("/van-hanh/chua-gui/")).words()

        relay.run(MONDAY + timedelta(hours=2))
        relay.run(MONDAY + timedelta(hours=4))

    entry.refresh_from_db()
    assert (entry.done_at is not None, entry.error) == (True, "")
    assert Notice.objects.filter(channel="mail", kind="filed").count() == 1
    assert InboxItem.objects.filter(kind="filed").count() == 1
    # Who has it twice because the line was cut behind it knows the copy by its number.
    assert set(received(server)) == {FILED}
    assert len(received(server)) == (2 if "end" in answers else 1)


def test_an_address_that_is_refused_for_good_is_tried_once_and_the_remark_says_so(settings: Settings) -> None:
    entry = filed()
    with serving(rcpt=[b"550 5.1.1 no such user"]) as server:
        settings.MAILERS = mailers(server)
        for hours in (1, 2, 3):
            relay.run(MONDAY + timedelta(hours=hours))

    entry.refresh_from_db()
    assert (entry.error, entry.attempts) == (REFUSED, 1)
    assert server.recipients == ["alice@example.vn"]
    assert server.messages == []


def test_where_one_of_several_is_refused_the_others_get_it(settings: Settings) -> None:
    with serving(rcpt=[b"550 5.1.1 no such user", OK]) as server:
        settings.MAILERS = mailers(server)
        assert mail.send(letter("gone@example.vn", "dung@example.vn")) == ""

    assert len(server.messages) == 1


def test_a_domain_of_vietnamese_letters_is_written_for_the_server(settings: Settings) -> None:
    with serving() as server:
        settings.MAILERS = mailers(server)
        assert mail.send(letter("an@bưu-điện.vn")) == ""

    domain = "bưu-điện.vn".encode("idna").decode()
    assert server.recipients == [f"an@{domain}"]
    assert domain.encode() in server.messages[0].partition(b"\r\n\r\n")[0]


@pytest.mark.parametrize("address", [f"an@{'ắ' * 60}.vn", "ắn@example.vn", "an@-..vn", "an", "@example.vn"])
def test_an_address_that_no_server_can_be_told_is_remarked_on_and_keeps_nobody_back(
    settings: Settings, address: str
) -> None:
    with serving() as server:
        settings.MAILERS = mailers(server)
        assert mail.send(letter(address)) == REFUSED
        assert mail.send(letter(address, "dung@example.vn")) == ""

    assert server.recipients == ["dung@example.vn"]


def test_an_officer_s_address_that_cannot_be_written_keeps_no_reminder_in_the_outbox(settings: Settings) -> None:
    User.objects.filter(pk=story.person("bob").pk).update(email=f"binh@{'ắ' * 60}.vn")
    story.file(at=MONDAY)
    late = MONDAY + timedelta(days=2)
    sweeps.run(late)
    with serving() as server:
        settings.MAILERS = mailers(server)
        relay.run(late + timedelta(hours=1))

    assert OutboxEntry.objects.get(kind="unanswered").error == REFUSED
    assert InboxItem.objects.filter(kind="unanswered").count() == 1


def letter(*to: str) -> Message:
    words = Words(Text("Thử", "A try"), Text("Xin chào\n", "Hello\n"))
    return Message(f"<x@{site.MAIL_DOMAIN}>", to, words, About("/", ()), MONDAY)
