"""Handing a result over: each way is called what it is, and what it needs is not called optional."""

from datetime import datetime

import pytest

from dossiers.models import Dossier
from portal.demo import story
from portal.demo.story import Walk
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import dossier_at

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)

pytestmark = [pytest.mark.django_db, pytest.mark.at(datetime(2026, 12, 1, 9, 0, tzinfo=LOCAL))]


@pytest.mark.parametrize("owes", [True, False])
def test_where_nothing_is_owed_the_return_asks_for_no_money_and_the_fold_of_payments_says_so(*, owes: bool) -> None:
    # Of an edition in which the return may take what is owed along.
    walk = dossier_at("result-ready")
    Dossier.objects.filter(pk=walk.dossier.pk).update(owed=100_000 if owes else 0)

    page = read(Visitor("bob", language="vi").get(f"/mot-cua/{walk.dossier.code}/"))

    [handover] = [form for form in page.forms if form.action.endswith("/return/")]
    [payment] = [form for form in page.forms if form.action.endswith("/receive-payment/")]
    assert ("fee_amount" in handover.values) == owes
    assert "fee_amount" in payment.values, "more can come in all the same"
    assert ("Hồ sơ này không còn nợ phí, lệ phí" in page.words()) != owes


def test_the_form_of_the_return_says_when_a_field_is_needed() -> None:
    walk = Walk(story.file("alice", at=MONDAY), MONDAY).until("result-ready")

    words = read(Visitor("bob", language="vi").get(f"/mot-cua/{walk.dossier.code}/")).words()

    assert "Trả trực tuyến" in words
    assert "Giấy tờ tuỳ thân đã xuất trình (bắt buộc khi trao trực tiếp)" in words
    assert "Số hiệu bưu gửi (bắt buộc khi gửi qua bưu chính)" in words
    form = words[words.index("Người nhận") :]
    assert "Nộp trực tuyến" not in form[: form.index("Bản chính")]
