"""An applicant is reminded of the end of the time to answer, once, three working days before it."""

from datetime import timedelta

import pytest
from django.core import mail

from dossiers.background import relay, sweeps
from dossiers.log.facts import facts_of
from dossiers.proof import audit
from portal.demo.story import Walk
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import act, dossier_at, local

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fifteen_days_to_answer")]

SOON = local("2026-01-22 08:00")
"""The fifteenth working day after 06/01/2026 is 27/01, a Tuesday; three working days before it a Thursday."""


def asked() -> Walk:
    walk = dossier_at("tham-dinh.supplement-proposed")
    wishes = {"components": {"ban-thao": "Đóng dấu giáp lai."}, "questions": {"extent": "Ghi lại số trang."}}
    act(walk, "issue-supplement", "bob", "2026-01-06 10:00", **wishes)
    relay.run(local("2026-01-06 10:30"))
    mail.outbox.clear()
    return walk


def test_the_reminder_goes_out_once_with_what_was_asked_and_by_when() -> None:
    walk = asked()
    assert walk.dossier.applicant_due_at == local("2026-01-27 17:00")
    assert walk.dossier.applicant_soon_at == SOON

    sweeps.run(SOON - timedelta(minutes=1))
    assert not walk.dossier.events.filter(action="note-supply-soon").exists()
    for minutes in (0, 1, 60):
        sweeps.run(SOON + timedelta(minutes=minutes))
        relay.run(SOON + timedelta(minutes=minutes + 1))

    event = walk.dossier.events.get(action="note-supply-soon")
    assert facts_of(event).deadline == local("2026-01-27 17:00")
    [message] = mail.outbox
    assert message.to == ["alice@example.vn"]
    for words in ("Đóng dấu giáp lai.", "Ghi lại số trang.", "17:00 ngày 27/01/2026", "Số trang"):
        assert words.lower() in message.body.lower()
    assert audit.check_all().differences == []


def test_an_answer_in_time_needs_no_reminder_and_the_lapse_none_beside_it() -> None:
    walk = asked()
    act(walk, "answer-supplement", "alice", "2026-01-20 09:00")
    sweeps.run(SOON)
    assert not walk.dossier.events.filter(action="note-supply-soon").exists()

    late = dossier_at("tham-dinh.supplement-asked")
    sweeps.run(local("2026-03-02 09:00"))
    assert [event.action for event in late.dossier.events.order_by("-sequence")[:1]] == ["lapse"]
    assert not late.dossier.events.filter(action="note-supply-soon").exists()


def test_the_applicant_s_page_shows_the_date_and_the_reminder() -> None:
    walk = asked()
    sweeps.run(SOON)

    words = read(Visitor("alice").get(f"/ho-so/{walk.dossier.code}/")).words()

    assert "Send it by 17:00 27/01/2026" in words
    assert "Reminder: the time to answer the request ends soon" in words
