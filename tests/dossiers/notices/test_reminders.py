"""Mail to officers: who is told of a deadline, what it says, one mail for all that pass together."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core import mail

from accounts.models import Membership, User
from accounts.roles import Role
from dossiers import outbox
from dossiers.background import relay, sweeps
from dossiers.models import Dossier, LateReason, Notice, OutboxEntry
from dossiers.notices import officers, reminders
from portal.demo.story import Walk
from tests import golden
from tests.dossiers.lifecycle import MONDAY, act, dossier_at, local
from tests.dossiers.officers import filed_by, officer, substitute

pytestmark = pytest.mark.django_db

LATER = "2026-11-30 08:30"
TO_APPLICANT = "alice@example.vn"


def told(when: str) -> list[mail.EmailMessage]:
    """Sweep at a local instant, let the reminders gather, and return the mails to officers."""
    # Proofs of filing are printed too: more of them than one run takes.
    for _run in range(3):
        relay.run(local(when))
    mail.outbox.clear()
    sweeps.run(local(when))
    relay.run(local(when) + outbox.GATHERING)
    return mail.outbox


def reappointed() -> Walk:
    walk = dossier_at("tham-dinh")
    act(walk, "reappoint", "lan", "2026-01-15 09:00", date=date(2026, 1, 22))
    return walk


CASES: dict[str, tuple[str, Callable[[], object]]] = {
    "due-soon": ("2026-01-16 08:00", lambda: dossier_at("tham-dinh")),
    "due-soon-reappointed": ("2026-01-21 08:00", reappointed),
    "due-soon-today": ("2026-01-19 09:00", lambda: dossier_at("tham-dinh")),
    "overdue": ("2026-01-20 00:00", lambda: dossier_at("ky-duyet")),
    "due-soon-from-2026-07": ("2026-12-11 08:00", lambda: dossier_at("tham-dinh", at=local(LATER))),
    "overdue-from-2026-07": ("2026-12-15 00:00", lambda: dossier_at("ky-duyet", at=local(LATER))),
    "unanswered": ("2026-01-07 09:00", lambda: dossier_at("filed")),
    "unanswered-supplied": ("2026-01-20 09:00", lambda: dossier_at("tham-dinh.supplement-answered")),
    "unanswered-several": ("2026-01-07 09:00", lambda: [dossier_at("filed") for _n in range(3)]),
}


@pytest.mark.parametrize("case", CASES)
def test_a_reminder_reads_as_it_was_found_right(case: str) -> None:
    when, make = CASES[case]
    make()

    [message] = told(when)

    sent = message.message()
    body = sent.get_body(("plain",))
    assert body is not None
    headers = "".join(f"{name}: {sent[name]}\n" for name in ("Subject", "To", "Message-ID", "Auto-Submitted"))
    golden.assert_mail_matches(case, f"{headers}\n{body.get_content()}", sent)


def test_of_several_it_is_said_that_the_date_of_some_can_be_moved_and_of_others_not() -> None:
    reappointed()
    dossier_at("tham-dinh", at=MONDAY + timedelta(days=3))

    [message] = told("2026-01-21 08:00")

    assert "Không còn được hẹn lại." in message.body
    assert "Có thể xin lỗi và hẹn lại chậm nhất trong ngày 21/01/2026." in message.body
    others = message.body.partition("và chỉ được hẹn lại 1 lần (")[2].partition("). ")[2]
    assert others.startswith("Hồ sơ không còn được hẹn lại thì ngày hẹn giữ nguyên, thư xin lỗi báo cho người nộp")
    assert "Where no new appointment is possible the date stays, and the letter tells" in " ".join(others.split())


@pytest.mark.parametrize(
    ("state", "to"),
    [
        ("accepted", ["bob@example.vn"]),
        ("phan-cong", ["hoa@example.vn"]),
        ("tham-dinh", ["dung@example.vn"]),
        ("ky-duyet", ["lan@example.vn"]),
        ("van-thu", ["tam@example.vn"]),
    ],
)
def test_who_holds_the_dossier_is_told_and_never_the_applicant(state: str, to: list[str]) -> None:
    officer("minh", Role.SPECIALIST, "bao-chi-xuat-ban")
    dossier_at(state)

    assert [message.to for message in told("2026-01-20 09:00")] == [to]


def test_the_substitute_of_an_absent_officer_is_told_too_where_there_is_a_seat() -> None:
    officer("minh", Role.SPECIALIST, "bao-chi-xuat-ban")
    substitute("dung", "minh", since=date(2026, 1, 20), until=date(2026, 1, 20))
    substitute("dung", "tam", since=date(2026, 1, 20), until=date(2026, 1, 20))
    dossier_at("tham-dinh")

    [message] = told("2026-01-20 09:00")

    assert message.to == ["dung@example.vn", "minh@example.vn"]


def test_where_the_officer_has_left_the_head_of_the_division_is_told() -> None:
    dossier_at("tham-dinh")
    Membership.objects.filter(user__username="dung").update(until=date(2026, 1, 19))

    [message] = told("2026-01-20 09:00")

    assert message.to == ["hoa@example.vn"]


def test_all_people_of_a_desk_get_one_mail_but_not_who_filed_it() -> None:
    officer("phuc", Role.ONE_STOP_OFFICER, "mot-cua")
    officer("cu", Role.ONE_STOP_OFFICER, "mot-cua", until=date(2026, 1, 5))
    filed_by("bob", MONDAY)
    dossier_at("filed")

    mails = told("2026-01-07 09:00")

    assert [message.to for message in mails] == [["phuc@example.vn"], ["bob@example.vn", "phuc@example.vn"]]


def test_what_waits_for_the_applicant_and_was_late_before_is_told_to_the_desk() -> None:
    walk = dossier_at("tham-dinh")
    act(walk, "ask-payment", "dung", "2026-01-20 09:00")

    [message] = told("2026-01-20 10:00")

    assert message.to == ["bob@example.vn"]


def test_many_that_pass_together_are_one_mail_and_one_notice_each() -> None:
    dossiers = [dossier_at("filed").dossier for _n in range(officers.LISTED + 2)]

    [message] = told("2026-01-07 09:00")

    assert message.subject == "52 hồ sơ đã quá hạn trả lời người nộp"
    assert message.body.count("Phải trả lời trước:") == officers.LISTED
    assert "Còn 2 hồ sơ nữa" in message.body
    notices = Notice.objects.filter(channel="mail", kind="unanswered")
    assert {notice.dossier_id for notice in notices} == {dossier.pk for dossier in dossiers}
    assert notices.count() == len(dossiers)
    assert not OutboxEntry.objects.filter(done_at=None).exists()


def test_what_is_settled_before_the_reminder_goes_out_is_not_told() -> None:
    walk = dossier_at("filed")
    relay.run(local("2026-01-07 09:00"))
    mail.outbox.clear()
    sweeps.run(local("2026-01-07 09:00"))
    act(walk, "reject", "bob", "2026-01-07 09:02")

    relay.run(local("2026-01-07 09:10"))

    assert [message.to for message in mail.outbox] == [[TO_APPLICANT]]
    assert OutboxEntry.objects.get(kind="unanswered").error == reminders.SETTLED


def test_where_nobody_has_an_address_the_outbox_says_so() -> None:
    dossier_at("filed")
    User.objects.filter(username="bob").update(email="")

    assert told("2026-01-07 09:00") == []
    assert OutboxEntry.objects.get(kind="unanswered").error == officers.NO_ADDRESS


def test_a_second_sending_changes_nothing() -> None:
    told("2026-01-07 09:00") if dossier_at("filed") else None
    event = Dossier.objects.get().events.get(action="note-unanswered")

    assert reminders.send(event, "unanswered", at=local("2026-01-07 10:00")) == ""

    assert len(mail.outbox) == 1


def test_a_reminder_waits_for_the_others_and_no_longer() -> None:
    dossier_at("filed")
    now = local("2026-01-07 09:00")
    relay.run(now)
    mail.outbox.clear()
    sweeps.run(now)

    relay.run(now + outbox.GATHERING - timedelta(seconds=1))
    assert mail.outbox == []
    relay.run(now + outbox.GATHERING)
    assert len(mail.outbox) == 1


def test_addresses_are_kept_whole_as_far_as_the_column_goes() -> None:
    assert officers._that_fit(["a@b.vn", "c@d.vn"]) == "a@b.vn, c@d.vn"
    long = [f"{n}{'x' * 58}@example.vn" for n in range(5)]
    assert officers._that_fit(long) == ", ".join(long[:3])


def explained(walk: Walk, when: str, day: date) -> None:
    """Write why a dossier will be late, as whoever has it does on its page."""
    LateReason.objects.create(
        dossier=walk.dossier,
        reason="Chờ ý kiến phối hợp.",
        day=day,
        due_at=walk.dossier.due_at,
        by=User.objects.get(username="dung"),
        at=local(when),
    )


def test_who_has_apologised_is_asked_for_no_reason_but_to_keep_the_promised_day() -> None:
    walk = dossier_at("tham-dinh")
    act(walk, "promise-late", "lan", "2026-01-19 08:00", date=date(2026, 1, 23))

    for when, words in (("2026-01-19 09:00", "sắp đến hạn"), ("2026-01-20 09:00", "đã quá hạn")):
        [message] = told(when)

        assert words in message.subject
        assert "Hạn theo quy định: 17:00 ngày 19/01/2026\n   Đã xin lỗi, hẹn trả: 17:00 ngày 23/01/2026" in message.body
        assert "Thư xin lỗi đã gửi, hẹn trả 23/01/2026." in message.body
        assert "ghi ngay lý do" not in message.body
        assert "ghi lý do trễ hạn" not in message.body
        assert "Hẹn trả kết quả:" not in message.body


def test_who_has_written_the_reason_is_told_that_it_waits_for_a_leader() -> None:
    walk, other = dossier_at("tham-dinh"), dossier_at("tham-dinh")
    explained(walk, "2026-01-19 08:00", date(2026, 1, 23))

    [message] = told("2026-01-20 09:00")

    assert message.body.count("Lý do và ngày trả dự kiến 23/01/2026 đã ghi, chờ lãnh đạo ký.") == 1
    assert "với hồ sơ chưa ghi lý do thì ghi lý do trễ hạn" in message.body
    assert other.dossier.code in message.body


def test_a_promise_that_was_not_kept_is_asked_about_anew() -> None:
    walk = dossier_at("tham-dinh")
    act(walk, "promise-late", "lan", "2026-01-20 08:00", date=date(2026, 1, 21))

    [message] = told("2026-01-26 09:00")

    assert "Đã xin lỗi, hẹn trả: 17:00 ngày 21/01/2026 – đã qua" in message.body
    assert "xin giải quyết ngay, và ghi lý do trễ hạn" in message.body
