"""Handing a result over: each way is called what it is, and what it needs is not called optional."""

from datetime import datetime

import pytest

from portal.demo import story
from portal.demo.story import Walk
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)

pytestmark = [pytest.mark.django_db, pytest.mark.at(datetime(2026, 12, 1, 9, 0, tzinfo=LOCAL))]


def test_the_form_of_the_return_says_when_a_field_is_needed() -> None:
    walk = Walk(story.file("alice", at=MONDAY), MONDAY).until("result-ready")

    words = read(Visitor("bob", language="vi").get(f"/mot-cua/{walk.dossier.code}/")).words()

    assert "Trả trực tuyến" in words
    assert "Giấy tờ tuỳ thân đã xuất trình (bắt buộc khi trao trực tiếp)" in words
    assert "Số hiệu bưu gửi (bắt buộc khi gửi qua bưu chính)" in words
    form = words[words.index("Người nhận") :]
    assert "Nộp trực tuyến" not in form[: form.index("Bản chính")]
