"""Why an act cannot be taken back any more, and what is done instead: a table of cases, each with the true reason and a way that there is."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils.translation import override

from accounts.models import MailAddress
from dossiers import acts
from dossiers.background import relay
from dossiers.models import Notice, ReturnedMail
from dossiers.notices.channels.going import Going, Part
from dossiers.pages.acting.undoing import onward_of, why_not
from dossiers.refusals.undoing import GoneOut, NeverTakenBack
from portal.demo.story import Walk, dossier_in
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read

DONE = datetime(2026, 11, 30, 8, 50, tzinfo=LOCAL)
OVER, SENT = DONE + timedelta(minutes=1), DONE + timedelta(minutes=2)
MINUTE = timedelta(minutes=1)

pytestmark = [pytest.mark.django_db, pytest.mark.at(DONE)]

ISSUED, MADE = "giấy đã phát hành", "giấy đang được lập"
GONE, BACK = "thư đã gửi lúc 08:52 30/11/2026", "thư đã gửi lúc 08:52 30/11/2026 và bị trả lại"
WAITS, TIME = "thư đang chờ gửi", "đã hết thời gian rút lại lúc 08:51:00"
AT_ONCE = "thao tác này có hiệu lực ngay khi ghi nhận"
CASES = {
    (Part.DONE, Part.DONE): f"{ISSUED}, {GONE}",
    (Part.DONE, Part.BACK): f"{ISSUED}, {BACK}",
    (Part.DONE, Part.OPEN): f"{ISSUED}, {WAITS}",
    (Part.DONE, Part.NOT): ISSUED,
    (Part.DONE, Part.NONE): ISSUED,
    (Part.OPEN, Part.OPEN): f"{TIME}, {MADE}, {WAITS}",
    (Part.OPEN, Part.NOT): f"{TIME}, {MADE}",
    (Part.OPEN, Part.NONE): f"{TIME}, {MADE}",
    (Part.NONE, Part.DONE): GONE,
    (Part.NONE, Part.BACK): BACK,
    (Part.NONE, Part.OPEN): f"{TIME}, {WAITS}",
    (Part.NONE, Part.NOT): TIME,
    (Part.NONE, Part.NONE): TIME,
}
"""By what has become of the paper and of the mail."""
CORRECT, NOTE = "Xin sửa bằng thao tác tiếp theo.", "Nếu có sai sót, xin ghi vào ghi chú của hồ sơ"


@pytest.mark.parametrize(("parts", "said"), CASES.items())
def test_the_reason_is_what_has_left_the_office_else_that_the_time_is_over(parts: tuple[Part, Part], said: str) -> None:
    paper, sent = parts
    mailed_at = SENT if sent in {Part.DONE, Part.BACK} else None

    with override("vi"):
        assert why_not(Going(paper, sent, None, OVER, mailed_at), DONE) == said


@pytest.mark.parametrize("left_at", [DONE, None])
def test_what_goes_at_once_and_sends_nothing_held_from_the_first_moment(left_at: datetime | None) -> None:
    with override("vi"):
        assert why_not(Going(Part.NONE, Part.NOT, None, left_at), DONE) == AT_ONCE


def page_of(walk: Walk, who: str = "bob") -> str:
    return read(Visitor(who, language="vi").get(f"/mot-cua/{walk.dossier.code}/")).words()


def undoing_of(walk: Walk, who: str = "bob") -> str:
    """Return the sentence about taking back, with what is done instead."""
    page = page_of(walk, who)
    start = page.index("không rút lại được nữa: ")
    return page[start : start + 220]


def test_a_mail_that_came_back_is_never_said_not_to_have_gone(clock: time_machine.Traveller) -> None:
    walk = dossier_in("filed", at=DONE - 20 * MINUTE).take("accept", "bob")
    relay.run(DONE)
    clock.move_to(SENT)
    relay.run(SENT)
    notice = Notice.objects.get(dossier=walk.dossier, kind="accepted", channel="mail")
    ReturnedMail.objects.create(
        message_id=notice.message_id, notice=notice, applicant=walk.dossier.applicant, recipient=notice.recipient,
        is_final=True, status="5.1.1", reason="no such user", noted_at=SENT,
    )  # fmt: skip

    said = undoing_of(walk)

    assert said.startswith(f"không rút lại được nữa: {ISSUED}, {BACK}. {CORRECT}")


@pytest.mark.parametrize("is_confirmed", [True, False])
def test_where_nothing_is_left_to_be_done_no_further_step_is_promised(
    is_confirmed: bool, clock: time_machine.Traveller
) -> None:
    if not is_confirmed:
        MailAddress.objects.all().delete()
    walk = dossier_in("result-ready", at=DONE - 60 * MINUTE)
    clock.move_to(walk.at + MINUTE)
    walk.take("return", "bob")
    late = walk.at + 5 * MINUTE
    clock.move_to(late)
    relay.run(late)

    said = undoing_of(walk)

    assert CORRECT not in said
    assert f"{NOTE} và nhắn tin cho người nộp." in said
    assert ("thư đã gửi lúc" in said) == is_confirmed
    assert "không có thư" not in said


def test_what_is_done_instead_is_open_to_whoever_reads_it() -> None:
    walk = dossier_in("filed", at=DONE - 20 * MINUTE).take("accept", "bob")
    event, machine = walk.events[-1], walk.dossier.machine
    found = {
        one.name: one
        for one in (*machine.actions_from("accepted"), *(acts.find(machine, "accepted", name) for name in acts.ACTS))
        if one is not None
    }

    with override("vi"):
        assert onward_of(event, [found["transfer"], found[acts.NOTE]]) == CORRECT
        assert onward_of(event, [found[acts.NOTE], found[acts.TO_APPLICANT]]).startswith(f"{NOTE} và nhắn tin")
        unread = onward_of(event, [found[acts.NOTE], found[acts.TO_APPLICANT]], is_read=False)
        assert unread == f"{NOTE} và gọi điện hoặc gửi thư cho người nộp: người này không đọc được tin nhắn ở đây."
        assert onward_of(event, [found[acts.NOTE]]) == f"{NOTE}."
        assert onward_of(event, []) == ""


@pytest.mark.parametrize("refusal", [GoneOut(SENT), NeverTakenBack()])
def test_a_refused_press_names_a_further_step_only_where_there_is_one(refusal: GoneOut | NeverTakenBack) -> None:
    with override("vi"):
        said = refusal.sentence()

    assert "bằng thao tác tiếp theo nếu hồ sơ còn, nếu không thì ghi vào ghi chú" in said
