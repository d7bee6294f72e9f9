"""A receiving point moves before the answer to a form 02 comes: whoever holds one of before is told, or stands in a list."""

from datetime import timedelta

import pytest
from django.core import mail

from dossiers import outbox
from dossiers.background import relay
from dossiers.models import Channel, Dossier, OutboxEntry
from dossiers.notices.contents.moved_place import ANSWERED
from portal.demo import story
from procedures.time.agencies.stored import take_back
from tests import golden
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor
from tests.dossiers.lifecycle import dossier_at, local
from tests.dossiers.notices.test_place_moved import ENTERED, HERE, LATER, NAME, START, THERE, _here, moves, told

__all__ = ["_here"]

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.at("2026-01-06T10:30:00+07:00")]


def asked(channel: Channel = Channel.DESK, **more: str) -> Dossier:
    """Return a dossier of the counter, or of the post, that is to be supplied, with its form 02 made."""
    given = {"applicant_phone": "0912345678", **more}
    dossier = counter.entered(at=START, channel=channel, accept=False, more=given).dossier
    story.take(dossier, "ask-supplement", "bob", at=START + timedelta(minutes=5))
    relay.run(START + timedelta(minutes=30))
    mail.outbox.clear()
    return dossier


def answers(at: str = "2026-01-06 10:05") -> list[str]:
    told(local(at))
    return [one.error for one in OutboxEntry.objects.filter(kind=outbox.SUPPLY_PLACE_MOVED).order_by("pk")]


def test_whom_no_mail_reaches_stands_in_the_list_with_both_places() -> None:
    code = asked(Channel.POST, applicant_email="").code
    moves()
    told(LATER)

    page = " ".join(Visitor("bob", language="vi").get("/mot-cua/bao-ngay-moi/").content.decode().split())

    assert page.count('<a class="code"') == 1
    assert code in page
    assert f"<b>{NAME.vi}, {HERE} (đến hết ngày 11/01/2026; từ ngày 12/01/2026: {THERE})</b>" in page


def test_who_has_things_to_bring_gets_mail_once() -> None:
    dossier_at("filed.supplement-asked", at=START)
    code = Dossier.objects.get().code
    Dossier.objects.update(channel=Channel.DESK)
    relay.run(START + timedelta(minutes=30))
    moves()

    told(LATER)
    [message] = [one for one in mail.outbox if "nơi nhận giấy tờ bổ sung thay đổi" in one.subject]

    assert code in message.subject
    golden.assert_mail_matches("supply-place-moved", f"{message.subject}\n\n{message.body}", message.message())
    told(LATER + timedelta(minutes=10))
    assert not mail.outbox


def test_who_answers_on_line_and_who_was_asked_when_it_was_known_is_not_told() -> None:
    dossier_at("filed.supplement-asked", at=START)
    relay.run(START + timedelta(minutes=30))
    moves(at=START + timedelta(minutes=1))
    asked()

    assert answers() == []


def test_who_has_answered_meanwhile_is_not_told_and_a_move_that_is_taken_back_is() -> None:
    dossier = asked()
    row = moves()
    Dossier.objects.filter(pk=dossier.pk).update(applicant_due_at=local("2026-01-09 17:00"))
    assert answers() == [], "the time for the answer is over before the move"

    Dossier.objects.filter(pk=dossier.pk).update(applicant_due_at=None)
    assert len(answers()) == 1
    take_back(row, at=LATER + timedelta(hours=1), used_through=lambda: None, by=story.person("carol"))
    assert len(answers("2026-01-06 12:00")) == 2, "carried by another event, though none has followed"


def test_what_was_answered_before_the_run_sends_nothing() -> None:
    dossier = asked()
    moves()
    OutboxEntry.objects.create(event=dossier.events.last(), kind=outbox.SUPPLY_PLACE_MOVED, due_at=LATER)
    Dossier.objects.filter(pk=dossier.pk).update(holder="one_stop_officer")

    relay.run(LATER)

    assert OutboxEntry.objects.get(kind=outbox.SUPPLY_PLACE_MOVED).error == ANSWERED


def test_the_administrator_reads_that_they_are_among_who_is_told() -> None:
    asked()
    typed = {
        "key": "mot-cua", "kind": "desk", "since": "2026-01-12", "name_vi": NAME.vi, "name_en": NAME.en,
        "part_of": "so-tttt", "address": THERE, "source": "QĐ 2",
    }  # fmt: skip

    answer = Visitor("admin").post("/van-hanh/co-quan/", typed, follow=True)

    assert "1 dossier was promised for that day or later, is late or not collected, or is still to be" in (
        answer.content.decode()
    )
    assert ENTERED < LATER
