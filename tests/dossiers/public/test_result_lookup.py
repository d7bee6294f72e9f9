"""Whoever holds a paper learns whether it was issued here and is in force: of an answer too, and however it is copied."""

from datetime import timedelta
from pathlib import Path

import pytest

from dossiers.log.facts import facts_of
from dossiers.models import Dossier, Result
from dossiers.models.result import spellings
from portal.demo import story
from portal.demo.story import Walk
from tests.dossiers import renewals
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import local
from tests.dossiers.renewals import CHANGE, answers, changed, granted

PAGE = "/tra-cuu/ket-qua/"
LATER = "2027-02-01T02:00:00Z"
COPIED = [
    "01/GP-STTTT",
    "1/GP-STTTT",
    "001/gp-stttt",
    " 01 / GP - STTTT ",
    "Số 01/GP-STTTT",
    "số: 1/GP-STTTT.",
    "Số:01/GP–STTTT",
    "No. 01/GP-STTTT",
]

pytestmark = [pytest.mark.django_db, pytest.mark.at(LATER)]


def answer(number: str, dated: str) -> str:
    return read(Visitor("", language="vi").get(PAGE, {"number": number, "dated": dated})).words()


@pytest.mark.parametrize("copied", COPIED)
def test_a_number_is_found_as_people_copy_it_by_the_public_and_in_a_form(copied: str, tmp_path: Path) -> None:
    renewals.published(tmp_path)
    earlier = granted()

    assert "hôm nay còn hiệu lực" in answer(copied, "05/01/2027")
    later = story.file(at=earlier.at, slug=CHANGE, answers=answers(copied, "05/01/2027"))
    filed = later.events.get()
    assert facts_of(filed).rests_on == (earlier.dossier.result.pk,)
    assert filed.payload.content["answers"]["earlier"]["number"] == "01/GP-STTTT", "papers name it as it is"


@pytest.mark.parametrize(
    "other", ["10/GP-STTTT", "11/GP-STTTT", "01/GP", "01", "1", "GP-STTTT", "Số", "/GP-STTTT", "0"]
)
def test_another_number_is_not(other: str, tmp_path: Path) -> None:
    renewals.published(tmp_path)
    granted()

    said = answer(other, "05/01/2027")
    assert "Sổ không có văn bản nào" in said
    assert "giấy tiếp nhận, phiếu, thư không có trong sổ này" in said.lower()


def test_the_zeros_of_another_agencys_register_are_left_out_or_not() -> None:
    assert "0012/QĐ-UBND" in spellings("12/QĐ-UBND")
    assert "12/QĐ-UBND" in spellings("0012/QĐ-UBND")


def test_an_answer_that_was_handed_over_is_genuine_and_no_more() -> None:
    walk = Walk(story.file("alice", at=renewals.FILED), renewals.FILED).until("tham-dinh")
    walk.take("propose-refused", "dung", reason="Nội dung quảng cáo.").take("finish-xem-xet", "hoa")
    walk.take("decide", "lan").take("number", "tam")
    number, dated = walk.dossier.result.number, f"{walk.dossier.result.dated:%d/%m/%Y}"
    before = answer(number, dated)
    walk.take("return", "bob")

    after = answer(number, dated)

    assert "Sổ không có văn bản nào" in before, "nothing is public before it is handed over"
    assert "Do cơ quan ban hành" in after
    assert "iệu lực:" not in after
    assert "còn hiệu lực" not in after
    for secret in ("Nội dung quảng cáo", "Nguyễn Thị An", walk.dossier.code):
        assert secret not in after


def test_the_date_is_typed_as_everywhere() -> None:
    page = Visitor("", language="vi").get(PAGE, {"number": "01/GP-STTTT", "dated": "31/02/2027"})

    assert 'placeholder="ngày/tháng/năm"' in page.content.decode()
    assert read(page).errors["id_dated"]
    assert 'value="31/02/2027"' in page.content.decode(), "what was typed is kept"


def test_of_what_is_not_in_force_it_says_since_when_and_not_why(tmp_path: Path) -> None:
    renewals.published(tmp_path)
    walk = granted()
    assert "không còn hiệu lực từ" not in answer("01/GP-STTTT", "05/01/2027")

    walk.take("revoke-result", "lan", reason="Giấy tờ giả mạo.")

    found = answer("01/GP-STTTT", "05/01/2027")
    assert f"Văn bản không còn hiệu lực từ ngày {walk.at:%d/%m/%Y}." in found
    for secret in ("thu hồi", "giả mạo", "Vũ Ngọc Lan"):
        assert secret not in found


@pytest.mark.at(f"{renewals.FIRST_ENDS + timedelta(days=3)}T02:00:00Z")
def test_what_has_expired_is_not_in_force_from_the_day_after_its_last(tmp_path: Path) -> None:
    renewals.published(tmp_path)
    granted()

    day_after = renewals.FIRST_ENDS + timedelta(days=1)
    assert f"không còn hiệu lực từ ngày {day_after:%d/%m/%Y}." in answer("01/GP-STTTT", "05/01/2027")


def test_what_was_replaced_is_not_in_force_from_the_day_of_the_other(tmp_path: Path) -> None:
    renewals.published(tmp_path)
    later = changed(granted(), state="returned")

    since = f"{later.dossier.result.dated:%d/%m/%Y}"
    assert f"không còn hiệu lực từ ngày {since}." in answer("01/GP-STTTT", "05/01/2027")


@pytest.mark.at(f"{renewals.THEN_ENDS + timedelta(days=9)}T02:00:00Z")
def test_an_extension_of_what_was_revoked_is_gone_with_it_for_everybody_who_asks(tmp_path: Path) -> None:
    renewals.published(tmp_path, "extends")
    earlier = granted()
    later = changed(earlier, state="returned")
    expired = local(f"{renewals.THEN_ENDS + timedelta(days=6)} 09:00")
    revoked = Walk(earlier.dossier, expired).take("revoke-result", "lan", reason="Giấy tờ giả mạo.")

    dated = f"{later.dossier.result.dated:%d/%m/%Y}"
    assert f"không còn hiệu lực từ ngày {revoked.at:%d/%m/%Y}." in answer("02/GP-STTTT", dated)
    lan = Visitor("lan", language="vi")
    assert read(lan.get("/mot-cua/so-ket-qua/?year=2027")).words().count("Lý do: Giấy tờ giả mạo.") == 2
    assert lan.get(f"/mot-cua/{later.dossier.code}/").status_code == 200
    assert Visitor("alice").get(f"/ho-so/{later.dossier.code}/").status_code == 200


def test_of_two_agencies_that_gave_one_number_on_one_day_each_is_offered_by_kind_and_name(tmp_path: Path) -> None:
    renewals.published(tmp_path)
    mine = granted().dossier.result
    other = story.file("viet-an", at=renewals.FILED)
    Dossier.objects.filter(pk=other.pk).update(returned_at=renewals.FILED)
    same = ("procedure_id", "agency_id", "outcome", "number", "symbol", "dated", "holder", "content")
    own = {"issuer": "UBND phường Láng", "kind": "certificate", "event": other.events.get()}
    Result.objects.create(dossier=other, **{name: getattr(mine, name) for name in same}, **own)
    asked = {"number": mine.number, "dated": f"{mine.dated:%d/%m/%Y}"}

    page = Visitor("", language="vi").get(PAGE, asked)

    words = read(page).words()
    assert "Có nhiều giấy mang số và ngày này" in words
    assert "còn hiệu lực" not in words, "of which one is not known"
    assert f"Giấy phép – {mine.issuer}" in words
    assert "Giấy chứng nhận – UBND phường Láng" in words
    chosen = read(Visitor("", language="vi").get(PAGE, {**asked, "issuer": mine.issuer})).words()
    assert "hôm nay còn hiệu lực" in chosen
    assert f"Giấy phép – {mine.issuer}" in chosen
    assert "UBND phường Láng" not in chosen
