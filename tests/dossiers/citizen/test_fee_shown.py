"""What the applicant reads of the fee, from the filing on: how much it is, what of it is paid, when it is to be paid."""

from pathlib import Path

import pytest

from dossiers import acts
from portal.demo import story
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.citizen.test_correction import asked, pressed
from tests.dossiers.lifecycle import act, dossier_at, local
from tests.dossiers.owing import owing

NOW = local("2026-12-07 09:00")
LATER = "Nộp khi cơ quan yêu cầu; hiện bạn chưa phải nộp gì."

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def said(dossier, page: str = "") -> str:
    return read(Visitor("alice", language="vi").get(f"/ho-so/{dossier.code}/{page}")).words()


@pytest.mark.parametrize("page", ["", "da-nop/"])
def test_whoever_has_filed_reads_the_fee_and_that_nothing_is_to_be_paid_now(page: str) -> None:
    words = said(story.file("alice", at=NOW), page)

    assert "1.800.000" in words
    assert LATER in words


def test_a_payment_that_is_asked_for_is_named_and_what_is_paid_stays_named() -> None:
    walk = dossier_at("tham-dinh.payment-due")
    asked, fee = said(walk.dossier), f"{walk.dossier.owed:,} đ".replace(",", ".")
    act(walk, "confirm-payment", "bob", "2026-12-07 08:00")

    paid = said(walk.dossier)

    assert f"Cơ quan đang yêu cầu bạn nộp {fee}." in asked
    assert LATER not in asked
    assert f"Đã nộp: {fee}" in paid
    assert "Bạn đã nộp đủ." in paid


def test_what_is_owed_at_the_end_is_paid_with_the_result() -> None:
    words = said(dossier_at("result-ready").dossier)

    assert "khi nhận kết quả" in words
    assert LATER not in words


def test_what_is_owed_of_a_result_that_is_posted_is_paid_before(tmp_path: Path) -> None:
    walk = owing(tmp_path, "return").until("result-ready")
    home = {"province": "01", "commune": "00235", "line": "Số 12", "text": "Số 12"}
    way = {"result_way": "by_post", "result_address": home}
    story.take(walk.dossier, acts.CHANGE_RECEIVING, "alice", at=walk.at, receiving=way)

    words = said(walk.dossier)

    assert "trước khi kết quả được gửi hoặc trả cho bạn" in words
    assert "khi nhận kết quả." not in words


@pytest.mark.parametrize("place", ["rejected", "withdrawn"])
def test_what_has_ended_unpaid_asks_for_nothing(place: str) -> None:
    assert "Phí, lệ phí theo nội dung đã khai" not in said(dossier_at(place).dossier)


@pytest.mark.parametrize(("typed", "is_shown"), [({"extent": "200"}, True), ({"material_name": "Tên đã sửa"}, False)])
def test_the_check_of_an_answer_shows_the_fee_by_it_with_that_before(typed: dict[str, str], *, is_shown: bool) -> None:
    check = pressed(Visitor("alice", language="vi"), asked({}, dict.fromkeys(typed, "Ghi sai.")), typed)

    words = read(check).words()
    assert ("Phí, lệ phí theo nội dung đã sửa" in words) == is_shown
    assert ("= 3.000.000 đ" in words, "trước đó: 1.800.000 đ" in words) == (is_shown, is_shown)


def test_the_check_of_an_answer_says_what_is_paid_already() -> None:
    walk = dossier_at("tham-dinh.payment-due")
    act(walk, "confirm-payment", "bob", "2026-01-07 10:00")
    act(walk, "propose-supplement", "dung", "2026-01-07 11:00")
    act(walk, "issue-supplement", "bob", "2026-01-07 14:00", components={}, questions={"extent": "Ghi sai."})

    check = pressed(Visitor("alice", language="vi"), walk, {"extent": "200"})

    assert "Đã nộp: 1.800.000 đ" in read(check).words()


def test_where_no_fee_is_recorded_the_page_of_the_procedure_and_its_form_say_the_same() -> None:
    alice, words = Visitor("alice", language="vi"), "Không có, theo dữ liệu hiện có"

    for address in ("/thu-tuc/hop-bao-trong-nuoc/", "/ho-so/nop/hop-bao-trong-nuoc/"):
        said = read(alice.get(address)).words()
        assert words in said, address
        assert "Không ghi" not in said, address
