"""While the post's returned result lies at the desk, its applicant says on the site where it goes, or comes for it."""

from datetime import datetime, timedelta

import pytest
from django.core import mail

from accounts.models import MailAddress
from dossiers.acts import CAME_BACK, CHANGE_RECEIVING, HAND_BACK_LATER
from dossiers.background import relay
from dossiers.log.facts import words_of
from dossiers.models import Dossier, Notice, OutboxEntry, ReturnedMail
from dossiers.notices.addresses import RETURNED
from dossiers.papers.cover_note import cover_note_of
from dossiers.proof.audit import check_all
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, form_of, read
from tests.dossiers.citizen.test_receiving import HOME_IN_WORDS, POSTED
from tests.dossiers.desk.test_sent_back_by_post import AGAIN, MONDAY, came_back, posted, sent
from tests.dossiers.officers import each_at_once
from tests.dossiers.owing import give_back

LATER = datetime(2026, 12, 1, 9, 0, tzinfo=LOCAL)

pytestmark = [pytest.mark.django_db, pytest.mark.at(LATER)]


def page_of(dossier: Dossier) -> str:
    return f"/ho-so/{dossier.code}/nhan-ket-qua/"


def gone_out(clock: object) -> Dossier:
    dossier = came_back()
    clock.move_to(LATER + timedelta(minutes=30))  # type: ignore[attr-defined]
    return dossier


def test_the_right_address_is_given_and_stands_in_all_that_the_desk_does_then(clock: object) -> None:
    dossier, alice = gone_out(clock), Visitor("alice", language="vi")
    assert f'href="{page_of(dossier)}"' in alice.get(f"/ho-so/{dossier.code}/").content.decode()
    shown = alice.get(page_of(dossier))
    assert "Bưu chính đã chuyển hoàn kết quả" in read(shown).words()

    assert alice.send(shown, page_of(dossier), POSTED).status_code == 302

    assert dossier.events.filter(action=CHANGE_RECEIVING).count() == 1
    assert HOME_IN_WORDS in read(alice.get(f"/ho-so/{dossier.code}/")).words()
    form = form_of(Visitor("bob", language="vi").get(f"/mot-cua/{dossier.code}/"), f"/{HAND_BACK_LATER}/")
    assert (form.values["handover_way"], form.values["handover_address"]) == ("by_post", HOME_IN_WORDS)
    assert sent(dossier, HAND_BACK_LATER, **AGAIN) == 302
    event = dossier.events.select_related("payload").get(action=HAND_BACK_LATER)
    assert (words_of(event.payload).posted_to, cover_note_of(event, "01/PG-STTTT", "k3PqZ0" * 7).to) == (
        HOME_IN_WORDS,
        HOME_IN_WORDS,
    )
    assert check_all().differences == []


def test_nothing_is_received_on_line_of_a_paper_that_lies_there(clock: object) -> None:
    dossier = gone_out(clock)

    assert 'value="online"' not in Visitor("alice").get(page_of(dossier)).content.decode()


def test_what_has_not_come_back_or_went_again_cannot_be_changed(clock: object) -> None:
    dossier, alice = posted(), Visitor("alice", language="vi")
    assert alice.get(page_of(dossier)).status_code == 302
    assert sent(dossier, CAME_BACK, date="01/12/2026", reason="Chuyển chỗ ở") == 302
    clock.move_to(LATER + timedelta(minutes=30))  # type: ignore[attr-defined]
    shown = alice.get(page_of(dossier))
    assert sent(dossier, HAND_BACK_LATER, **AGAIN) == 302

    answer = alice.send(shown, page_of(dossier), POSTED)

    assert "đã kết thúc" in read(answer).words()
    assert not dossier.events.filter(action=CHANGE_RECEIVING).exists()


def test_the_desk_is_told_of_it(clock: object) -> None:
    each_at_once()
    dossier, alice = gone_out(clock), Visitor("alice", language="vi")
    alice.send(alice.get(page_of(dossier)), page_of(dossier), POSTED)
    mail.outbox.clear()

    relay.run(LATER + timedelta(hours=2))

    assert any("đổi cách nhận kết quả" in one.subject for one in mail.outbox)


def test_a_mail_that_came_back_is_said_of_a_result_that_is_on_its_way() -> None:
    MailAddress.objects.update(confirmed_at=MONDAY)
    dossier = posted()
    relay.run(LATER)
    told = Notice.objects.filter(dossier=dossier, channel="mail").latest("pk")
    OutboxEntry.objects.filter(event=told.event_id, kind=told.kind).update(error=RETURNED)
    ReturnedMail.objects.create(
        message_id=told.message_id, notice=told, applicant=dossier.applicant, recipient=told.recipient, is_final=True,
        status="5.1.1", noted_at=LATER,
    )  # fmt: skip

    own, office = (
        read(Visitor(who, language="vi").get(f"/{where}/{dossier.code}/")).words()
        for who, where in (("alice", "ho-so"), ("bob", "mot-cua"))
    )

    assert "bị trả lại ngày 01/12/2026: không có hộp thư này" in own
    assert f"“{told.subject}”, gửi tới {told.recipient} lúc 09:00 01/12/2026, bị trả lại lúc 09:00 01/12/2026" in office


def test_what_is_owed_of_a_result_that_came_back_is_not_owed_of_one_that_was_handed_over(clock: object) -> None:
    dossier, alice = posted(), Visitor("alice", language="vi")
    give_back(dossier)
    handed, lies = "Kết quả đã được trả, bạn còn nợ", "Hồ sơ đã có kết quả, bạn còn nợ"
    assert handed in read(alice.get(f"/ho-so/{dossier.code}/")).words()

    assert sent(dossier, CAME_BACK, date="01/12/2026", reason="Chuyển chỗ ở") == 302
    clock.move_to(LATER + timedelta(minutes=30))  # type: ignore[attr-defined]

    page = read(alice.get(f"/ho-so/{dossier.code}/")).words()
    assert lies in page
    assert handed not in page
