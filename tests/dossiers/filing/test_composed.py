"""The draft of a result: filled with what is known of whoever has applied."""

from pathlib import Path
from typing import Any

import pytest

from dossiers.filing.composed import drafted, naming
from portal.demo import story
from procedures.composing import GAP, gaps_in, names_in
from procedures.language.compiler import SHIPPED, compile_text
from procedures.machine import Machine, QuestionKind
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.bulk.choosing import NOW, some
from tests.procedures.shipped import newest

PRESS = SHIPPED / "hop-bao-trong-nuoc" / "v3.toml"
[NEWEST_PRESS] = (path for path in newest() if path.parent.name == PRESS.parent.name)
AN: dict[str, Any] = {"applicant_name": "Lê Việt An", "host_kind": "citizen", "conference_title": "Lễ hội Áo dài"}


def of_press(values: dict[str, Any], outcome: str = "refused") -> str:
    machine = compile_text(PRESS.read_text(encoding="utf-8"), path=str(PRESS))
    found = machine.outcome(outcome)
    assert found is not None
    assert found.issues is not None
    return drafted(machine, found.issues.document_for(values), values)


@pytest.mark.parametrize(
    ("more", "party"),
    [
        ({}, "Lê Việt An"),
        ({"applicant_organisation": "Hội Di sản"}, "Hội Di sản"),
        ({"host_kind": "organisation", "host_name": "Báo Hà Nội", "applicant_organisation": "Hội"}, "Báo Hà Nội"),
    ],
)
def test_an_answer_goes_to_whoever_applies_where_no_other_name_is_asked_for(more: dict[str, Any], party: str) -> None:
    draft = of_press(AN | more)

    assert draft.strip().startswith(f"Kính gửi: {party}\n")
    assert f"thông báo của {party} về việc" in draft


PRINTING = next(path for path in newest() if path.parent.name == "dk-co-so-in")


@pytest.mark.parametrize(
    ("products", "named", "line"),
    [
        (["packaging", "other"], "túi giấy", "Bao bì, nhãn hàng hoá; Sản phẩm khác (túi giấy)."),
        (["packaging"], "túi giấy", "Bao bì, nhãn hàng hoá."),
        (["other"], "", "Sản phẩm khác."),
    ],
)
def test_a_draft_names_what_somebody_makes_beside_the_list(products: list[str], named: str, line: str) -> None:
    machine = compile_text(PRINTING.read_text(encoding="utf-8"), path=str(PRINTING))
    [document] = [
        one.issues.document for one in machine.outcomes if one.issues and "registered_products" in one.issues.document
    ]

    draft = drafted(machine, document, {"registered_products": products, "other_products": named})

    assert f"2. Sản phẩm chế bản, in, gia công: {line}\n" in draft
    twice = drafted(machine, document + "{other_products}", {"registered_products": products, "other_products": named})
    assert "(túi giấy)" not in twice


BOOK = next(path for path in newest() if path.parent.name == story.SLUG)
ORIGIN: dict[str, Any] = {"is_translated": True, "origin": "Fire Safety, J. Smith", "translator": "Trần Văn C"}


def of_book(answers: dict[str, Any]) -> str:
    machine = compile_text(BOOK.read_text(encoding="utf-8"), path=str(BOOK))
    issued = machine.outcomes[0].issues
    assert issued is not None
    known = {
        "material_form": "printed",
        "extent": 120,
        "format": "A5",
        "language": "vietnamese",
        "is_translated": False,
    }
    return drafted(machine, issued.document_for(known | answers), known | answers)


@pytest.mark.parametrize(
    ("answers", "line"),
    [
        (
            {"language": "several", "language_name": "tiếng Việt, tiếng Anh"},
            "Nhiều ngôn ngữ (tiếng Việt, tiếng Anh).\n",
        ),
        ({"language": "vietnamese", "language_name": "tiếng Anh"}, "Ngữ xuất bản: Tiếng Việt.\n"),
        (ORIGIN, "Tiếng Việt. Xuất xứ: Fire Safety, J. Smith. Người dịch: Trần Văn C.\n"),
        ({"is_translated": True}, "Xuất xứ: ……. Người dịch: …….\n"),
        ({"appendices": "01 bản đồ gấp"}, "Khuôn khổ: A5. Phụ bản: 01 bản đồ gấp. Số lượng"),
        ({"printed_pages": 60}, "Số trang quy chuẩn: 120. Khuôn khổ: A5. Số trang của bản in: 60. Số lượng"),
        ({}, "Số trang quy chuẩn: 120. Khuôn khổ: A5. Số lượng"),
    ],
)
def test_the_licence_of_a_book_bears_what_was_declared_and_nothing_of_what_was_not(
    answers: dict[str, Any], line: str
) -> None:
    assert line in of_book(answers)


def test_a_language_beside_others_is_named_behind_its_own_choice() -> None:
    path = next(path for path in newest() if path.parent.name == "gp-ban-tin")
    machine = compile_text(path.read_text(encoding="utf-8"), path=str(path))
    answers = {"content_languages": ["vietnamese", "minority", "foreign"], "other_languages": "tiếng Tày, tiếng Anh"}

    assert "iếng nước ngoài (tiếng Tày, tiếng Anh)" in drafted(machine, "{content_languages}", answers)


NAMES_SOMETHING_ELSE = {
    *("printing_house_name", "venue_name", "online_place", "recipients", "parent_business", "parent_licence"),
    *("new_name", "legal_form_change", "old_head_office", "old_workshop", "old_head_name", "new_head_name"),
    *("new_head_position", "damage_description", "website"),
}
"""Texts that are asked beside a choice and do not say which one is meant."""


@pytest.mark.parametrize("path", newest(), ids=lambda path: path.parent.name)
def test_whatever_names_a_choice_stands_in_each_draft_with_that_choice(path: Path) -> None:
    machine = compile_text(path.read_text(encoding="utf-8"), path=str(path))
    printed = {name for one in machine.outcomes if one.issues for name in names_in(one.issues.document)}
    beside = {
        question.name
        for question in machine.questions
        if question.kind is QuestionKind.TEXT and question.shown_when and question.shown_when.question in printed
    }

    assert beside - printed - NAMES_SOMETHING_ELSE == {
        one.name for choice, one in naming(machine).items() if choice in printed and one.name not in printed
    }


def test_what_nobody_has_answered_stays_a_gap_and_is_named() -> None:
    draft = of_press(AN, "granted")

    assert GAP in draft
    assert any(gap.startswith("4. Người chủ trì: ……") for gap in gaps_in(draft))


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("printed", "Số trang: 120. Khuôn khổ: 14,5 x 20,5 cm."),
        ("audio-visual", "Số phút: 120. Định dạng: 14,5 x 20,5 cm."),
    ],
)
def test_a_licence_says_pages_of_what_is_printed_and_minutes_of_a_recording(form: str, words: str) -> None:
    path = SHIPPED / story.SLUG / "v7.toml"
    machine = compile_text(path.read_text(encoding="utf-8"), path=str(path))
    answers = {"material_form": form, "extent": 120, "format": "14,5 x 20,5 cm"}

    assert words in drafted(machine, machine.outcomes[0].issues.document_for(answers), answers)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("in-person", "Hình thức: Trực tiếp. Địa điểm: Hội trường B, Số 12 phố Huế, Phường Hai Bà Trưng."),
        ("online", "Hình thức: Trực tuyến. Họp trực tuyến qua: Zoom."),
        (
            "both",
            "Hình thức: Trực tiếp kết hợp trực tuyến. Địa điểm: Hội trường B, Số 12 phố Huế, Phường Hai Bà Trưng. "
            "Họp trực tuyến qua: Zoom.",
        ),
    ],
)
def test_the_approval_of_a_press_conference_says_where_it_is(form: str, words: str) -> None:
    machine = compile_text(NEWEST_PRESS.read_text(encoding="utf-8"), path=str(NEWEST_PRESS))
    held = {"text": "Số 12 phố Huế, Phường Hai Bà Trưng"}
    answers = {"meeting_form": form, "venue_name": "Hội trường B", "venue_address": held, "online_place": "Zoom"}

    draft = drafted(machine, machine.outcomes[0].issues.document_for(answers), answers)

    assert words in draft
    assert "theo thông báo đã gửi" not in draft


@pytest.mark.parametrize(
    ("slug", "answers", "lines"),
    [
        (
            "sua-doi-vbxn-buu-chinh",
            {"what_changes": ["name"], "old_name": "CÔNG TY AN", "new_name": "CÔNG TY VIỆT AN"},
            (
                "VĂN BẢN XÁC NHẬN THÔNG BÁO HOẠT ĐỘNG BƯU CHÍNH (SỬA ĐỔI, BỔ SUNG)",
                "2. Nội dung sửa đổi, bổ sung: Tên doanh nghiệp.",
                "- Tên doanh nghiệp đang ghi: CÔNG TY AN. Nay ghi lại là: CÔNG TY VIỆT AN.",
            ),
        ),
        (
            "thay-doi-dk-co-so-in",
            {
                "changes": ["head"],
                "old_head_name": "Lê Hoà",
                "new_head_name": "Vũ Lan",
                "new_head_position": "Giám đốc",
            },
            (
                "2. Nội dung thay đổi: Người đứng đầu.",
                "- Người đứng đầu đã đăng ký: Lê Hoà. Người đứng đầu mới: Vũ Lan. Chức danh: Giám đốc.",
            ),
        ),
    ],
)
def test_a_paper_about_a_change_says_what_was_and_what_is_and_nothing_of_what_stays(
    slug: str, answers: dict[str, Any], lines: tuple[str, ...]
) -> None:
    [path] = (path for path in newest() if path.parent.name == slug)
    machine = compile_text(path.read_text(encoding="utf-8"), path=str(path))

    draft = drafted(machine, machine.outcomes[0].issues.document_for(answers), answers)

    paragraphs = [part.strip() for part in draft.split("\n\n")]
    assert set(lines) <= set(paragraphs)
    assert sum(part.startswith("- ") for part in paragraphs) == 1
    assert "trong hồ sơ" not in draft


OF_PRINTING = {"printing_licence_no": {"number": "15/GP-STTTT", "dated": "2024-03-12"}}


@pytest.mark.parametrize(
    ("slug", "answers", "line"),
    [
        (
            "cap-lai-gp-in",
            OF_PRINTING | {"reason": "lost", "missing_since": "2026-11-02"},
            "4. Giấy phép này thay cho giấy phép hoạt động in số 15/GP-STTTT ngày 12/03/2024. "
            "Lý do cấp lại: giấy phép bị mất từ ngày 02/11/2026.",
        ),
        (
            "cap-lai-gp-in",
            OF_PRINTING | {"reason": "changed"},
            "4. Giấy phép này thay cho giấy phép hoạt động in số 15/GP-STTTT ngày 12/03/2024. "
            "Lý do cấp lại: nội dung giấy phép thay đổi, đang ghi “……”, nay ghi là “……”.",
        ),
        (
            "cap-lai-gp-in",
            {"reason": "damaged", "damage_description": "mờ con dấu"},
            "4. Giấy phép này thay cho giấy phép hoạt động in số ……. Lý do cấp lại: giấy phép bị hỏng (mờ con dấu).",
        ),
        (
            "cap-lai-gcn-diem-tro-choi",
            {
                "old_certificate_no": {"number": "7/GCN-UBND", "dated": "2024-03-12"},
                "what_happened": "burnt",
                "happened_on": "2026-11-02",
            },
            "Lý do cấp lại: giấy chứng nhận đã cấp bị cháy, ngày 02/11/2026.",
        ),
    ],
)
def test_a_paper_that_is_issued_again_says_which_it_replaces_and_why(
    slug: str, answers: dict[str, Any], line: str
) -> None:
    [path] = (path for path in newest() if path.parent.name == slug)
    machine = compile_text(path.read_text(encoding="utf-8"), path=str(path))

    draft = drafted(machine, machine.outcomes[0].issues.document_for(answers), answers)

    assert line in [part.strip() for part in draft.split("\n\n")]
    if slug == "cap-lai-gp-in":
        assert {gap[:10] for gap in gaps_in(draft)} >= {"2. Địa chỉ", "3. Sản phẩ"}
    else:
        assert "thay thế giấy chứng nhận số 7/GCN-UBND ngày 12/03/2024 và có giá trị" in draft


@pytest.mark.django_db
@pytest.mark.at(NOW)
def test_the_draft_that_a_specialist_begins_with_says_the_word_of_the_answer() -> None:
    [dossier] = some(1, "tham-dinh")

    page = read(Visitor("dung").get(f"/mot-cua/{dossier.code}/")).words()

    assert "Số trang quy chuẩn: 120. Khuôn khổ: 14,5 x 20,5 cm." in page
    assert (
        "Cơ sở in: Công ty Cổ phần In Hà Nội, Lô 6B, cụm công nghiệp Ngọc Hồi, Xã Ngọc Hồi, Thành phố Hà Nội. Ngữ xuất bản"
        in page
    )
    assert "Số trang hoặc số phút: " not in page


@pytest.mark.django_db
@pytest.mark.at(NOW)
def test_the_form_of_a_draft_says_where_its_gaps_are(monkeypatch: pytest.MonkeyPatch) -> None:
    [dossier] = some(1, "tham-dinh")
    whole = read(Visitor("dung").get(f"/mot-cua/{dossier.code}/")).words()
    monkeypatch.setattr("dossiers.filing.composed.answer_text", lambda _question, _value: "")

    page = read(Visitor("dung").get(f"/mot-cua/{dossier.code}/")).words()

    assert "Fill in what nobody has answered" not in whole
    assert "Fill in what nobody has answered, or leave it out: “" in page


def of_file(slug: str, version: int) -> Machine:
    path = SHIPPED / slug / f"v{version}.toml"
    return compile_text(path.read_text(encoding="utf-8"), path=str(path))


MACHINE = {
    "machine_name": "Máy in offset 4 màu",
    "manufacturer": "Heidelberg",
    "model": "SM 52",
    "serial_no": "không có",
    "made_in_year": 2015,
}


def test_a_table_is_listed_in_a_draft_a_line_a_row() -> None:
    machine = of_file("dk-co-so-in", 6)
    other = MACHINE | {"machine_name": "Máy xén", "model": ""}
    issued = machine.outcomes[0].issues
    assert issued is not None

    draft = drafted(machine, issued.document, {"business_name": "Công ty An", "machines": [MACHINE, other]})

    begins = draft.index("3. Máy móc, thiết bị:")
    assert draft[begins:].splitlines()[:4] == [
        "3. Máy móc, thiết bị:",
        "",
        "- Tên máy: Máy in offset 4 màu; Hãng sản xuất: Heidelberg; Kiểu máy (model): SM 52; "
        "Số định danh máy: không có; Năm sản xuất: 2015.",
        "- Tên máy: Máy xén; Hãng sản xuất: Heidelberg; Số định danh máy: không có; Năm sản xuất: 2015.",
    ]


def test_a_list_that_nobody_gave_is_a_gap_and_one_that_was_not_asked_falls_away() -> None:
    importing = of_file("nhap-khau-xbp-khong-kinh-doanh", 5)
    assert drafted(importing, "Danh mục:\n\n{titles}\n", {"list_way": "here"}) == "Danh mục:\n\n……\n"
    assert drafted(importing, "Danh mục trong tệp.\n\n{titles}\n", {"list_way": "file"}) == "Danh mục trong tệp.\n\n"


@pytest.mark.parametrize("slug", ["dk-co-so-in", "dk-may-photocopy-mau", "dk-phat-hanh-xbp", "dk-tvro"])
def test_a_registration_lists_what_is_registered(slug: str) -> None:
    """Who has the paper alone, as an inspector has, reads what was registered: it doesn't send them to the dossier."""
    machine = of_file(slug, 6)
    issued = machine.outcomes[0].issues
    assert issued is not None
    assert "theo danh" not in issued.document
    listed = [question.name for question in machine.questions if question.kind is QuestionKind.TABLE]
    assert listed
    assert set(listed) <= set(names_in(issued.document))
