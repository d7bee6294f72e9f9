"""A notice is sent once and recorded with what was sent; without an address nothing is."""

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import MailAddress
from dossiers.background import relay
from dossiers.models import Event, EventPayload, Notice, OutboxEntry
from dossiers.notices import applicants
from dossiers.notices.addresses import NO_ADDRESS
from tests.dossiers.notices.test_applicants import MONDAY, filed


@pytest.fixture
def event(db: None) -> Event:
    return filed().dossier.events.get()


def test_a_second_sending_changes_nothing(event: Event) -> None:
    for _time in range(2):
        assert applicants.send(event, "filed", at=MONDAY) == ""

    assert len(mail.outbox) == Notice.objects.filter(channel="mail").count() == 1


def test_the_notice_is_recorded_with_what_was_sent(event: Event) -> None:
    applicants.send(event, "filed", at=MONDAY)

    notice = Notice.objects.get(channel="mail")
    assert notice.recipient == "alice@example.vn"
    assert notice.subject == mail.outbox[0].subject
    assert notice.message_id == "<H26.NN-260105-0001.1.filed@localhost>"


def erase(event: Event) -> None:
    EventPayload.objects.filter(event=event).erase(at=timezone.now())
    event.payload.refresh_from_db()


def test_where_the_words_were_erased_the_account_s_address_is_used(event: Event) -> None:
    erase(event)
    event.dossier.applicant.email = "an@example.vn"
    confirmed = {"asked_at": MONDAY, "confirmed_at": MONDAY}
    MailAddress.objects.create(person=event.dossier.applicant, address="an@example.vn", **confirmed)

    applicants.send(event, "filed", at=MONDAY)

    assert mail.outbox[0].to == ["an@example.vn"]


def test_without_any_address_nothing_is_sent_and_the_outbox_says_why(event: Event) -> None:
    erase(event)
    event.dossier.applicant.email = ""
    event.dossier.applicant.save()

    relay.run(MONDAY)

    entry = OutboxEntry.objects.get(kind="filed")
    assert (entry.done_at, entry.error) == (MONDAY, NO_ADDRESS)
    assert not mail.outbox
    assert not Notice.objects.filter(channel="mail").exists()
