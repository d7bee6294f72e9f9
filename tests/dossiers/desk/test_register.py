"""A row of the register says whose a result is, for what, who signed it how, and what has become of it since."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from dossiers import files
from portal.demo import story
from portal.demo.story import Walk
from tests.dossiers import renewals
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.renewals import changed, granted

PAGE = "/mot-cua/so-ket-qua/?year=2027"

pytestmark = [pytest.mark.django_db, pytest.mark.at(renewals.FILED + timedelta(days=9))]


def rows() -> list[str]:
    """Return the words of each row, the newest number first."""
    _head, *found = Visitor("lan", language="vi").get(PAGE).content.decode().split("<tr>")[1:]
    return [" ".join(re.sub("<[^>]*>", "", row.partition("</tr>")[0]).split()) for row in found]


def test_a_row_names_holder_procedure_subject_and_the_capacity_of_the_signer() -> None:
    walk = Walk(story.file("alice", at=renewals.FILED), renewals.FILED).until("result-ready")

    [row] = rows()

    assert story.ANSWERS["organisation_name"] in row
    assert "Nguyễn Thị An" not in row
    assert walk.dossier.machine.name.vi in row
    assert walk.dossier.subject in row
    assert "KT. Vũ Ngọc Lan" in row
    assert "bản quét" not in row


def test_a_scan_is_marked() -> None:
    walk = Walk(story.file("alice", at=renewals.FILED), renewals.FILED).until("van-thu")
    walk.take(
        "number",
        "tam",
        scan=(files.store(story.upload("ban-ky.pdf")),),
        expected=f"01/GP-STTTT, {(renewals.FILED):%d/%m/%Y}",
    )

    [row] = rows()

    assert row.startswith("01/GP-STTTT bản quét")


def test_a_revoked_result_says_when_by_whom_and_why(tmp_path: Path) -> None:
    renewals.published(tmp_path)
    walk = granted().take("revoke-result", "lan", reason="Giấy tờ giả mạo.")

    [row] = rows()

    assert f"Đã thu hồi {walk.at:%d/%m/%Y}, Vũ Ngọc Lan Lý do: Giấy tờ giả mạo." in row


@pytest.mark.parametrize(
    ("effect", "of_the_earlier", "of_the_later"),
    [
        ("replaces", "Đã được thay thế 05/01/2027, theo văn bản số 02/GP-STTTT", "Thay thế: 01/GP-STTTT"),
        ("extends", "gia hạn theo văn bản số 02/GP-STTTT", "Gia hạn: 01/GP-STTTT"),
        ("revokes", "Đã thu hồi 05/01/2027, theo văn bản số 02/GP-STTTT", "Thu hồi: 01/GP-STTTT"),
    ],
)
def test_results_that_hang_together_name_each_other(
    tmp_path: Path, effect: str, of_the_earlier: str, of_the_later: str
) -> None:
    renewals.published(tmp_path, effect)
    changed(granted(), state="returned")

    later, earlier = rows()

    assert of_the_earlier in earlier
    assert of_the_later in later


def test_an_answer_is_called_one_and_a_filter_calls_nothing_optional() -> None:
    walk = Walk(story.file("alice", at=renewals.FILED), renewals.FILED).until("tham-dinh")
    walk.take("propose-refused", "dung").take("finish-xem-xet", "hoa").take("decide", "lan").take("number", "tam")

    [row] = rows()

    assert "văn bản trả lời" in row
    assert "hiệu lực" not in row
    assert "không bắt buộc" not in read(Visitor("lan", language="vi").get(PAGE)).words()


def test_each_cell_says_what_it_is_where_the_head_is_out_of_sight(tmp_path: Path) -> None:
    renewals.published(tmp_path)
    granted()

    page = Visitor("lan", language="vi").get(PAGE).content.decode()

    for label in ("Ngày ban hành", "Người được cấp", "Người ký", "Có giá trị đến hết ngày", "Trạng thái"):
        assert f'data-label="{label}"' in page
