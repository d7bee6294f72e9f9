"""What the desk writes to an applicant with an acceptance stands in its mail; no other note of the office does."""

from datetime import datetime

import pytest
from django.core import mail

from dossiers.background import relay
from dossiers.notices.occasions import news_of
from portal.demo.story import dossier_in
from procedures.time.calendar import LOCAL

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
WORDS = "Nhớ mang bản gốc khi nhận kết quả."


def test_the_word_of_the_desk_stands_in_the_mail_of_acceptance_in_both_languages() -> None:
    walk = dossier_in("filed", at=MONDAY).take("accept", "bob", note=WORDS)

    relay.run(walk.at.replace(hour=12))

    [sent] = [one for one in mail.outbox if "đã tiếp nhận" in one.subject]
    assert sent.body.count(WORDS) == 2
    assert f"nhắn Ông/Bà: {WORDS}" in sent.body


def test_without_a_word_the_mail_says_nothing_of_one() -> None:
    walk = dossier_in("filed", at=MONDAY).take("accept", "bob")

    relay.run(walk.at.replace(hour=12))

    assert not [one for one in mail.outbox if "nhắn Ông/Bà" in one.body]


def test_a_note_with_a_handover_inside_the_office_is_no_news() -> None:
    walk = dossier_in("accepted", at=MONDAY).take("transfer", "bob", note="Gấp, lãnh đạo đang chờ")

    assert news_of(walk.events[-1]).message == ""
