"""A mail that names a day is read beside the mail of what came since: it says so, and promises no day that does not stand."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.core import mail

from dossiers.background import relay
from dossiers.commands.given import Handover
from dossiers.models import OutboxEntry
from portal.demo import story
from portal.demo.story import Walk, dossier_in
from procedures.results import Way
from procedures.time.calendar import LOCAL
from tests import golden
from tests.dossiers.notices.test_applicants import MONDAY, in_appraisal, mail_of, promised_late, reappointed

pytestmark = pytest.mark.django_db

LATELY = datetime(2027, 1, 5, 8, 30, tzinfo=LOCAL)
REASON = "Phải lấy ý kiến thẩm định của Sở Giáo dục và Đào tạo."
GONE = ("không còn hiệu lực", "does not hold any more")
OF_THE_DAY = (
    "Hẹn trả đang có hiệu lực",
    "sẽ trả kết quả trong lần hẹn này",
    "we will keep this one",
    "Appointment in force",
)


def stopped(walk: Walk) -> Walk:
    """Stop what was just apologised for, as the leader does within the minute."""
    return walk.take("stop", "lan", reason=REASON)


def body_of(walk: Walk, kind: str) -> str:
    """Return the text of the mail of a kind that leaves last."""
    mail_of(walk, kind)
    return next(one.body for one in reversed(mail.outbox) if f".{kind}@" in one.extra_headers["Message-ID"])


def promised_again() -> Walk:
    return promised_late().take("promise-late", "lan", date=date(2026, 1, 28), reason="Sở chưa trả lời.")


def accepted_and_asked() -> Walk:
    walk = in_appraisal().take("propose-supplement", "dung")
    return walk.take("issue-supplement", "bob")


CASES: dict[str, tuple[str, Callable[[], Walk], str, str]] = {
    "reappointed-then-stopped": ("reappointed", lambda: stopped(reappointed()), "cơ quan đã dừng giải quyết hồ sơ", ""),
    "reappointed-promised-again": ("reappointed", promised_again, "cơ quan đã xin lỗi và hẹn lại", "28/01/2026"),
    "accepted-then-asked": ("accepted", accepted_and_asked, "cơ quan đã đề nghị bổ sung hồ sơ", ""),
}


@pytest.mark.parametrize("case", CASES)
def test_a_mail_whose_day_was_overtaken_says_so_in_place_of_a_promise(case: str) -> None:
    kind, walked, done, day = CASES[case]
    walk = walked()
    relay.run(walk.at + timedelta(minutes=5))

    message = next(one for one in mail.outbox if f".{kind}@" in one.extra_headers["Message-ID"])

    assert done in message.body.partition("Sau đó, lúc ")[2]
    assert all(words in message.body for words in GONE)
    assert not any(words in message.body for words in OF_THE_DAY)
    if day:
        assert f"nay hẹn trả 17:00 {day}" in message.body
    body = message.message()
    headers = "".join(f"{name}: {body[name]}\n" for name in ("Subject", "To"))
    golden.assert_mail_matches(case, f"{headers}\n{message.body}", body)


def test_the_last_of_two_promises_says_nothing_of_that() -> None:
    walk = promised_again()
    relay.run(walk.at + timedelta(minutes=5))

    first, second = (one.body for one in mail.outbox if ".reappointed@" in one.extra_headers["Message-ID"])

    assert GONE[0] in first
    assert GONE[0] not in second
    assert "Chúng tôi hẹn trả kết quả chậm nhất 17:00 ngày 28/01/2026" in second


def test_a_mail_that_leaves_before_anything_has_come_promises_its_day() -> None:
    walk = reappointed()

    words = body_of(walk, "reappointed")

    assert "sẽ trả kết quả trong lần hẹn này" in words
    assert GONE[0] not in words


def test_what_can_still_be_taken_back_is_told_by_no_other_mail() -> None:
    walk = reappointed()
    story.take(walk.dossier, "propose-supplement", "dung", at=walk.at)
    walk.dossier.refresh_from_db()
    asked = story.take(walk.dossier, "issue-supplement", "bob", at=walk.at + timedelta(seconds=5))
    now = walk.at + timedelta(seconds=62)
    assert OutboxEntry.objects.filter(event=asked, due_at__gt=now).exists()
    relay.run(now)

    [body] = [one.body for one in mail.outbox if ".reappointed@" in one.extra_headers["Message-ID"]]

    assert GONE[0] not in body


def test_an_appointment_that_goes_on_behind_a_promised_day_names_that_day() -> None:
    walk = dossier_in("tham-dinh", at=MONDAY)
    walk.at = datetime(2026, 1, 20, 9, 0, tzinfo=LOCAL)
    walk.take("promise-late", "lan", date=date(2026, 1, 30), reason=REASON)
    walk.take("ask-payment", "dung", reason=REASON)
    walk.take("confirm-payment", "bob")

    words = body_of(walk, "resumed")

    assert "Đã xin lỗi, hẹn trả kết quả chậm nhất: 17:00 ngày 30/01/2026." in words
    assert "Hẹn trả kết quả:" not in words


def test_a_late_mail_of_a_changed_way_offers_no_change_once_the_result_went() -> None:
    walk = dossier_in("tham-dinh", at=LATELY).take("change-receiving", "alice").until("result-ready")
    handed = Handover("Nguyễn Thị An", Way.BY_POST, post_number="RR123456785VN")
    walk.take("return", "bob", handover=handed)
    relay.run(walk.at + timedelta(minutes=5))

    [body] = [one.body for one in mail.outbox if ".receiving-changed@" in one.extra_headers["Message-ID"]]

    when = f"{walk.at.astimezone(LOCAL):%H:%M} ngày {walk.at.astimezone(LOCAL):%d/%m/%Y}"
    assert f"Sau đó, lúc {when}, kết quả đã được trả: cách nhận không đổi được nữa." in body
    assert "Cho đến khi kết quả được trả" not in body
    assert "you can change this again" not in body


def test_a_mail_of_a_pause_gives_the_time_since_which_it_stands_still() -> None:
    walk = in_appraisal().take("ask-payment", "dung")
    relay.run(walk.at + timedelta(hours=3))

    body = body_of(walk, "payment")

    at = walk.at.astimezone(LOCAL)
    assert f"tạm dừng từ {at:%H:%M} ngày {at:%d/%m/%Y}" in body
