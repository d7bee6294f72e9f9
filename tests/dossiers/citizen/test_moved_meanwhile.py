"""What an applicant is told whose page is older than the dossier: that it has moved, and nothing of the office's own acts."""

from datetime import datetime

import pytest
from django.http import HttpResponse

from portal.demo.story import Walk, dossier_in
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.proof.records import nothing_written

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
OFFICERS = ("Bình", "Hoa", "Dũng", "Lan", "Tâm")
INNER = ("Phân công", "Thẩm định", "Đề nghị", "Trình", "Rút lại thao tác", "Ký duyệt")

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


def sentence_of(answer: HttpResponse) -> str:
    assert answer.status_code == 409
    return read(answer).words()


def told_nothing(said: str) -> None:
    assert "Cơ quan đã xử lý tiếp hồ sơ này" in said
    assert [word for word in (*OFFICERS, *INNER) if word in said] == []


def proposed() -> Walk:
    return dossier_in("tham-dinh", at=MONDAY).take("propose-supplement", "dung", reason="Thiếu giấy tờ")


@pytest.mark.parametrize("action", ["ask-withdrawal", "take-back"])
def test_a_stale_page_says_nothing_of_what_the_office_only_proposed(action: str) -> None:
    walk, alice = proposed(), Visitor("alice", language="vi")

    with nothing_written():
        typed = {"seen": "1", "undoes": "1", "reason": "Tôi đổi ý"}
        answer = alice.post(f"/ho-so/{walk.dossier.code}/{action}/", typed)

    told_nothing(sentence_of(answer))


def test_an_answer_that_comes_too_late_says_nothing_of_who_closed_it() -> None:
    walk, alice = dossier_in("accepted", at=MONDAY), Visitor("alice", language="vi")

    answer = alice.post(f"/ho-so/{walk.dossier.code}/ask-withdrawal/", {"seen": "1", "reason": "Tôi đổi ý"})

    told_nothing(sentence_of(answer))


def test_what_the_applicant_did_in_another_tab_is_named() -> None:
    walk, alice = dossier_in("accepted", at=MONDAY), Visitor("alice", language="vi")
    seen = str(walk.dossier.sequence)
    walk.take("ask-withdrawal", "alice", reason="Tôi đổi ý")

    answer = alice.post(f"/ho-so/{walk.dossier.code}/ask-withdrawal/", {"seen": seen, "reason": "Tôi đổi ý"})

    said = sentence_of(answer)
    assert "Cơ quan đã xử lý tiếp" not in said
    assert "đã thực hiện “" in said, said[600:1500]
