"""Mail to whom a colleague reminds: one for each person, of which dossiers, by whom, what is late; the word stays in the house."""

from datetime import timedelta

import pytest
from django.core import mail

from accounts.roles import Role
from dossiers import outbox
from dossiers.background import relay
from dossiers.models import Notice
from portal.demo.story import Walk, dossier_in, file
from procedures.time.calendar import local as local_time
from tests import golden
from tests.dossiers.lifecycle import dossier_at, local
from tests.dossiers.officers import filed_by, officer

pytestmark = pytest.mark.django_db

FILED, REMINDED = local("2026-11-23 09:00"), local("2026-11-26 15:00")
OTHER = "gp-buu-chinh"
"""A procedure of another division."""
WORD = "Đề nghị xong trong hôm nay."


def _of(walk: Walk) -> Walk:
    walk.pace = timedelta(minutes=1)
    return walk.until("phan-cong")


def reminded(walk: Walk, by: str = "bob", **given: str) -> Walk:
    walk.at, walk.pace = REMINDED, timedelta(minutes=1)
    return walk.take("remind-holder", by, **given)


def sent() -> list[mail.EmailMessage]:
    """Return the mails by which officers are reminded, once they have gathered."""
    for _run in range(3):
        relay.run(REMINDED)
    mail.outbox.clear()
    relay.run(REMINDED + timedelta(minutes=1) + outbox.GATHERING)
    return [one for one in mail.outbox if one.to != ["alice@example.vn"]]


def test_who_heads_several_divisions_gets_one_mail_that_says_what_by_whom_and_what_is_late() -> None:
    first, second = dossier_in("phan-cong", at=FILED), _of(Walk(file("alice", at=FILED, slug=OTHER), FILED))
    assert first.dossier.division_id != second.dossier.division_id
    reminded(first, note=WORD)
    reminded(second, note=WORD)

    [message] = sent()

    assert message.to == ["hoa@example.vn"]
    assert WORD not in message.body
    assert {*Notice.objects.filter(channel="mail", kind="reminded").values_list("event__dossier", "recipient")} == {
        (one.dossier.pk, "hoa@example.vn") for one in (first, second)
    }
    headers = "".join(f"{name}: {message.message()[name]}\n" for name in ("Subject", "To", "Message-ID"))
    golden.assert_mail_matches("reminded", f"{headers}\n{message.body}", message.message())


def test_of_a_dossier_that_is_paused_no_appointment_is_said_to_be_in_force() -> None:
    walk = dossier_at("tham-dinh.supplement-answered", at=FILED)
    due = local_time(walk.dossier.due_at)
    reminded(walk, by="lan")

    [message] = [one for one in sent() if walk.dossier.code in one.body]

    was = f"đã hẹn {due:%H:%M} ngày {due:%d/%m/%Y} trước khi tạm dừng"
    assert f"Hẹn trả kết quả: hiện chưa có, thời hạn đang tạm dừng ({was})" in message.body
    assert "Appointment: none now, the time limit is paused" in message.body


def test_two_who_have_a_role_get_a_mail_each_and_an_event_is_noted_once() -> None:
    officer("phuc", Role.DIVISION_HEAD, "bao-chi-xuat-ban")
    walk = reminded(dossier_in("phan-cong", at=FILED))
    reminded(dossier_in("tham-dinh", at=FILED), by="hoa")

    mails = sent()

    assert sorted(one.to for one in mails) == [["dung@example.vn"], ["hoa@example.vn"], ["phuc@example.vn"]]
    assert len({one.extra_headers["Message-ID"] for one in mails}) == 3
    [notice] = Notice.objects.filter(channel="mail", kind="reminded", event__dossier=walk.dossier)
    assert notice.recipient == "hoa@example.vn, phuc@example.vn"


def test_of_what_has_moved_on_nobody_is_reminded_and_of_the_rest_all_are() -> None:
    moved, left = reminded(dossier_in("phan-cong", at=FILED)), reminded(dossier_in("phan-cong", at=FILED))
    moved.take("finish-phan-cong", "hoa")

    [message] = sent()

    assert left.dossier.code in message.body
    assert moved.dossier.code not in message.body


def test_nobody_is_reminded_of_a_dossier_of_one_s_own() -> None:
    officer("phuc", Role.DIVISION_HEAD, "bao-chi-xuat-ban")
    reminded(_of(filed_by("hoa", FILED)))

    assert [one.to for one in sent() if "nhắc xử lý" in one.subject] == [["phuc@example.vn"]]


def test_the_word_is_read_in_the_file() -> None:
    walk = reminded(dossier_in("phan-cong", at=FILED), note=WORD)

    assert [event.action for event in walk.dossier.events.order_by("-sequence")[:1]] == ["remind-holder"]
    assert walk.dossier.events.latest("sequence").payload.content["note"] == WORD
