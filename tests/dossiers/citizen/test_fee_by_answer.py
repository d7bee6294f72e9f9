"""A correction that changes the fee says so before it is sent, after it, in its mail, and in that of its confirmation."""

from datetime import datetime, timedelta

import pytest
from django.core import mail as mails
from django.utils.translation import override

from dossiers import acts
from dossiers.background import relay
from dossiers.commands import Fee
from dossiers.display.balance import demanded
from dossiers.log import money
from dossiers.models.standing import overpaid
from portal.demo.story import Walk
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import act, dossier_at

NOW = datetime(2026, 1, 7, 9, 0, tzinfo=LOCAL)
pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

OWED, EXTENT = 1_800_000, "extent"
CAME, GOES_ON = "đã nhận phần bổ sung", "tiếp tục giải quyết"
ASKED = {EXTENT: "Bản thảo có số trang khác."}


def paid(amount: int = OWED) -> Walk:
    """Return a dossier that was asked to pay and has paid so much, and is asked how many pages it has."""
    walk = dossier_at("tham-dinh.payment-due")
    act(walk, "confirm-payment", "bob", "2026-01-06 10:00", fee=Fee(amount, "cash", is_meant=True))
    act(walk, "propose-supplement", "dung", "2026-01-06 10:10", components={}, questions=ASKED)
    act(walk, "issue-supplement", "bob", "2026-01-06 10:20", components={}, questions=ASKED)
    return walk


def answered(walk: Walk, pages: int) -> tuple[str, str]:
    """Answer with so many pages; return the words of the check before it and of the page after it."""
    alice, address = Visitor("alice", language="vi"), f"/ho-so/{walk.dossier.code}/bo-sung/"
    check = alice.send(alice.get(address), address, {EXTENT: str(pages), "do": "check"}, follow=True)
    sent = alice.send(check, "/kiem-tra/", follow=True)
    walk.dossier.refresh_from_db()
    return read(check).words(), read(sent).words()


def mail(walk: Walk, subject: str, *, hours: int = 1) -> str:
    """Return the words of the last mail of the dossier with such a subject, so many hours later."""
    relay.run(NOW + timedelta(hours=hours))
    found = [one for one in mails.outbox if walk.dossier.code in one.subject and subject in one.subject]
    return " ".join(str(found[-1].body).split())


def test_what_it_adds_is_to_be_paid_now_and_each_says_so_and_how() -> None:
    walk = paid()

    check, sent = answered(walk, 10_000)
    more = walk.dossier.owed or 0
    amount = money.vn_dong(more)
    came = mail(walk, CAME)
    act(walk, "confirm-supplement", "bob", "2026-01-07 10:30")
    goes_on = mail(walk, GOES_ON, hours=2)

    assert more
    assert f"Sau khi gửi, bạn phải nộp ngay {amount}" in check
    assert f"Còn {amount} phải nộp ngay." in sent
    assert "theo yêu cầu của cơ quan" not in sent
    for words in (came, goes_on):
        assert f"Phí, lệ phí được tính lại theo nội dung đã bổ sung. Còn phải nộp ngay: {amount}." in words
        assert "trực tiếp trong giờ làm việc tại" in words
        assert "chưa phải làm gì thêm" not in words


def test_what_is_paid_meanwhile_nobody_asks_for() -> None:
    walk = paid()
    answered(walk, 10_000)
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-07 09:10", fee=Fee(walk.dossier.owed or 0, "cash"))
    act(walk, "confirm-supplement", "bob", "2026-01-07 10:30")

    words = mail(walk, GOES_ON, hours=2)

    assert "phải nộp ngay" not in words
    assert "chưa phải làm gì thêm" in words


def test_what_it_leaves_too_much_is_said_by_each() -> None:
    walk = paid()

    check, sent = answered(walk, 1)
    row = walk.dossier
    amount = money.vn_dong(overpaid(row.charged, row.waived, row.paid))

    assert amount != money.vn_dong(0)
    assert f"Sau khi gửi, bạn đã nộp thừa {amount}." in check
    assert f"Nộp thừa {amount}" in sent
    assert f"Số tiền nộp thừa: {amount}" in mail(walk, CAME)
    act(walk, "confirm-supplement", "bob", "2026-01-07 10:30")
    assert f"Số tiền nộp thừa: {amount}" in mail(walk, GOES_ON, hours=2)


def test_what_the_office_has_asked_for_is_said_to_be_asked_for() -> None:
    walk = dossier_at("tham-dinh.payment-due")
    log = list(walk.dossier.events.order_by("sequence"))

    with override("en"):
        assert "as the office has asked" in demanded(5_000, log)
