"""Applicants may have what no law asks to be told at once in one mail a day; what the law asks for goes at once always."""

import re
from datetime import timedelta

import pytest
from django.core import mail

from dossiers import acts, turns
from dossiers.background import relay
from dossiers.background.planned import daily as runs
from dossiers.background.planned.daily import Daily
from dossiers.commands import Fee
from dossiers.models import InboxItem, MailChoice
from dossiers.notices import preferences
from dossiers.notices.channels import mail as by_mail
from dossiers.notices.kinds import DAILY, NOTICES, Group, Whom
from dossiers.notices.preferences import Choice
from portal.demo import story
from portal.demo.story import dossier_in
from tests import golden
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import local

pytestmark = pytest.mark.django_db

CHOICES = "/thong-bao/tuy-chon/"
EVENING = "2026-01-12 17:00"


def gathering(*off: str, language: str = "", username: str = "alice") -> None:
    preferences.choose(story.person(username), Choice(frozenset(off), language, daily=True))


def told(when: str = EVENING) -> list[mail.EmailMessage]:
    mail.outbox.clear()
    assert not turns.take(runs.RUN, Daily(local(when)))
    return [*mail.outbox]


def of_alice() -> list[mail.EmailMessage]:
    return [one for one in mail.outbox if one.to == [story.person("alice").email]]


def told_of(kind: str, at: str = "2026-01-12 09:00", subject: str = "CÓ", english: str = "IS") -> None:
    InboxItem.objects.create(
        person=story.person("alice"), message_id=f"<{kind}{at}>", kind=kind, dossiers=[], path="/ho-so/",
        subject_vi=subject, subject_en=english, sent_at=local(at),
    )  # fmt: skip


def test_what_the_law_asks_for_goes_at_once_and_the_rest_once_a_day() -> None:
    gathering()
    walk = dossier_in("accepted", at=local("2026-01-12 09:00"))
    relay.run(walk.at + timedelta(minutes=10))
    assert len(of_alice()) == 2, "filed and accepted"
    told_of("message")

    [one] = told()

    assert "CÓ" in str(one.body)
    assert told("2026-01-12 17:10") == []
    assert told("2026-01-13 17:00") == []


def test_such_a_notice_is_not_mailed_when_it_comes() -> None:
    every = [Choice(daily=True).wants(kind, "mail") for kind in DAILY]

    assert not any(every)
    assert all(Choice().wants(kind, "mail") and Choice(daily=True).wants(kind, "site") for kind in DAILY)


def test_what_the_law_asks_for_is_never_gathered() -> None:
    to_applicants = {kind for kind, row in NOTICES.items() if row.whom is Whom.APPLICANT}
    of_law = {kind for kind in to_applicants if NOTICES[kind].group is Group.LAW}

    assert to_applicants - of_law == DAILY
    assert all(Choice(daily=True).wants(kind, "mail") for kind in of_law)


def test_that_nothing_is_to_be_paid_is_mailed_to_who_wants_no_mail_of_money() -> None:
    gathering("money")
    asked = dossier_in("tham-dinh", at=local("2026-01-05 08:30")).take(
        "ask-payment", "dung", fee=Fee(5_000_000, is_meant=True)
    )
    relay.run(asked.at + timedelta(minutes=10))
    mail.outbox.clear()

    asked.take(acts.WITHDRAW_DEMAND, "dung", reason="Ghi nhầm hồ sơ.")
    relay.run(asked.at + timedelta(minutes=10))

    assert [one.subject for one in of_alice()] == [f"Hồ sơ {asked.dossier.code}: thu hồi yêu cầu nộp 5.000.000 đ"]


def test_it_reads_as_it_was_found_right() -> None:
    gathering()
    code = "H26.NN-260112-0001"
    paid = f"Hồ sơ {code}: đã thu 1.800.000 đ phí, lệ phí", f"Dossier {code}: 1.800.000 đ of the fee received"
    wrote = (
        f"Hồ sơ {code}: cơ quan giải quyết gửi tin nhắn cho Ông/Bà",
        f"Dossier {code}: the office has written to you",
    )
    told_of("paid", "2026-01-12 09:15", *paid)
    told_of("message", "2026-01-12 10:30", *wrote)

    [message] = told()

    sent = message.message()
    headers = "".join(f"{name}: {sent[name]}\n" for name in ("Subject", "To", "Message-ID"))
    text = re.sub(r"(?<=<daily\.20260112\.)\d+", "PERSON", f"{headers}\n{message.body}")
    golden.assert_mail_matches("daily", text, sent)


@pytest.mark.parametrize(
    ("when", "goes_out"), [("2026-01-12 16:59", False), (EVENING, True), ("2026-01-12 23:50", True)]
)
def test_it_goes_out_from_five_in_the_afternoon_on(when: str, goes_out: bool) -> None:
    gathering()
    told_of("message")

    assert bool(told(when)) is goes_out


def test_what_was_read_is_of_a_group_that_is_off_or_of_the_law_is_not_in_it() -> None:
    gathering("money")
    told_of("message")
    InboxItem.objects.update(read_at=local("2026-01-12 10:00"))
    told_of("paid", subject="TIỀN")
    told_of("accepted", subject="LUẬT")

    assert told() == []


def test_a_result_that_waits_no_longer_is_not_said_to_wait() -> None:
    gathering()
    waiting, gone = (dossier_in(state, at=local("2026-01-05 08:30")).dossier for state in ("result-ready", "returned"))
    for dossier in (waiting, gone):
        told_of("uncollected", f"2026-01-12 09:{dossier.pk % 50:02d}", f"CHỜ {dossier.code}")
        InboxItem.objects.filter(subject_vi__endswith=dossier.code).update(dossiers=[dossier.pk])

    [one] = told()

    assert f"CHỜ {waiting.code}" in str(one.body)
    assert gone.code not in str(one.body)


def test_what_came_by_mail_before_it_was_chosen_is_in_none() -> None:
    told_of("message", "2026-01-12 16:00", "TRƯỚC")
    alice = story.person("alice")
    preferences.choose(alice, Choice(daily=True), at=local("2026-01-12 16:30"))
    told_of("paid", "2026-01-12 16:40", "SAU")
    # Chosen once more, it begins no other day.
    preferences.choose(alice, Choice(daily=True), at=local("2026-01-12 16:50"))

    [one] = told()

    assert "SAU" in str(one.body)
    assert "TRƯỚC" not in str(one.body)


def test_nobody_is_told_at_an_address_that_is_not_confirmed_or_without_having_chosen_it() -> None:
    told_of("message")
    assert told() == []

    gathering()
    person = story.person("alice")
    person.email = "khac@example.vn"
    person.save(update_fields=["email"])
    assert told() == []


def test_whom_the_mail_server_failed_is_told_by_the_next_run(monkeypatch: pytest.MonkeyPatch) -> None:
    gathering()
    told_of("message")

    def failing(*_args: object) -> int:
        raise ConnectionResetError

    with monkeypatch.context() as broken:
        broken.setattr(by_mail.EmailMultiAlternatives, "send", failing)
        assert told() == []
    assert MailChoice.objects.get().daily_at is None

    assert len(told("2026-01-12 17:10")) == 1


def test_an_applicant_chooses_it_on_the_page_which_says_what_goes_at_once_all_the_same() -> None:
    alice = Visitor("alice", language="vi")
    text = read(alice.get(CHOICES)).words()
    assert "Gom vào một thư mỗi ngày" in text
    assert "Những gì pháp luật yêu cầu báo luôn được gửi ngay" in text
    assert "Gom vào một thư mỗi ngày" not in read(Visitor("bob", language="vi").get(CHOICES)).words()

    alice.post(CHOICES, {"mail": ["messages"], "language": "", "daily": "on"})
    assert preferences.chosen_by([story.person("alice")])[story.person("alice").pk].daily

    alice.post(CHOICES, {"mail": ["messages"], "language": ""})
    assert not preferences.chosen_by([story.person("alice")])[story.person("alice").pk].daily
