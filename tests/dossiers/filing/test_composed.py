"""The draft of a result: filled with what is known of whoever has applied."""

from typing import Any

import pytest

from dossiers.filing.composed import drafted
from portal.demo import story
from procedures.composing import GAP, gaps_in
from procedures.language.compiler import SHIPPED, compile_text
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


@pytest.mark.django_db
@pytest.mark.at(NOW)
def test_the_draft_that_a_specialist_begins_with_says_the_word_of_the_answer() -> None:
    [dossier] = some(1, "tham-dinh")

    page = read(Visitor("dung").get(f"/mot-cua/{dossier.code}/")).words()

    assert "Số trang: 120. Khuôn khổ: 14,5 x 20,5 cm." in page
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
