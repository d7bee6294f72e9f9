"""The ISO document of a procedure: cover, revisions, seven parts, from the definition, for whoever asks."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from dossiers.papers.sheets.iso import BLANK, TEMPLATE, ProcessDocument, Publication, document_of, pdf_of
from dossiers.public.procedure import all_in_force
from portal.demo import story
from procedures import steady
from procedures.iso import IsoRecord
from procedures.machine import Machine, Paper, Text
from procedures.models import ProcedureVersion, machine_of
from procedures.time.regimes.book import Days
from tests import printed
from tests.dossiers.browsing import Visitor
from tests.dossiers.lifecycle import local

NOW = local("2026-11-28 09:00")
pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]
ADDRESS = f"/thu-tuc/{story.SLUG}/quy-trinh/"
PARTS = (
    "BẢNG THEO DÕI SỬA ĐỔI", "1. MỤC ĐÍCH", "2. PHẠM VI", "3. TÀI LIỆU VIỆN DẪN", "4. ĐỊNH NGHĨA, VIẾT TẮT",
    "5. NỘI DUNG QUY TRÌNH", "5.1. Cơ sở pháp lý", "5.2. Thành phần hồ sơ", "5.3. Số lượng hồ sơ", "5.4. Thời gian xử lý",
    "5.5. Nơi tiếp nhận và trả kết quả", "5.6. Phí, lệ phí", "5.8. Quy trình xử lý công việc", "5.9. Lưu đồ", "6. BIỂU MẪU",
    "7. HỒ SƠ CẦN LƯU",
)  # fmt: skip


def in_force() -> ProcedureVersion:
    return ProcedureVersion.objects.get(digest=all_in_force(timezone.localdate())[story.SLUG].digest)


def test_it_has_its_parts_in_order_and_what_the_definition_says() -> None:
    answer = Visitor("").get(ADDRESS)

    words, machine = printed.words_of(answer.content), in_force().machine
    places = [words.index(part) for part in PARTS]
    assert places == sorted(places)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert printed.sizes_of(answer.content) == {printed.A4, printed.A4[::-1]}
    for step in machine.steps:
        assert step.title.vi in words
    for paper in machine.components:
        assert paper.title.vi.split(",")[0] in words
    assert machine.name.vi.upper() in words


def test_each_procedure_has_one_in_which_nothing_is_said_to_be_unknown() -> None:
    there = all_in_force(NOW.date())

    assert len(there) >= 20
    for version in there.values():
        _has_nothing_unknown(machine_of(version.digest))


def _has_nothing_unknown(machine: Machine) -> None:
    on = NOW.date()

    found = document_of(machine, Publication("", "", "", ()), steady.now().regimes.ruling(Days(act=on)), on)

    assert [step.title for step in found.steps] == [step.title.vi for step in machine.steps]
    for row, step in zip(found.steps, machine.steps, strict=True):
        amount = re.match(r"[\d,.]+", row.time)
        shown = Decimal(amount.group().replace(".", "").replace(",", ".")) if amount else None
        assert shown == (step.limit.amount if step.limit else None)
    texts = [found.code, found.revision, found.issued_on, found.decision, found.purpose, found.scope, *found.fees]
    texts += [f"{form.code} {form.title.vi}" for form in found.forms]
    texts += [f"{one.name.vi} {one.keeper.vi} {one.retention.vi}" for one in found.records]
    assert not [text for text in texts if not text.strip() or re.search(r"None|chưa rõ|unknown", text)]
    assert found.picture.startswith("data:image/svg+xml,")


UNKNOWN = re.compile(r"\bNone\b|chưa rõ|không rõ|\bunknown\b|\bnull\b", re.IGNORECASE)


def test_no_printed_word_of_any_procedure_says_unknown_and_its_picture_is_on_its_page() -> None:
    """The words as the press gets them, of all; printing every one would take minutes."""
    on, ruling = NOW.date(), steady.now().regimes.ruling(Days(act=NOW.date()))
    for version in all_in_force(on).values():
        found = document_of(machine_of(version.digest), Publication("", "", "", ()), ruling, on)
        page = render_to_string(TEMPLATE, {"paper": found}, using="django")
        words = " ".join(re.sub(r"<[^>]+>", " ", page).split())
        assert not UNKNOWN.findall(words), (found.machine.slug, UNKNOWN.findall(words))
        assert '<img src="data:image/svg+xml,' in page, found.machine.slug


def document(slug: str) -> ProcessDocument:
    on = NOW.date()
    machine = machine_of(all_in_force(on)[slug].digest)
    return document_of(machine, Publication("", "", "", ()), steady.now().regimes.ruling(Days(act=on)), on)


MECHANISM = [
    ("01", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"), ("02", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"),
    ("03", "Phiếu từ chối tiếp nhận giải quyết hồ sơ"), ("04", "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết"),
    ("05", "Thông báo dừng giải quyết hồ sơ"), ("06", "Phiếu kiểm soát"), ("07", "Sổ theo dõi hồ sơ"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("slug", "own"),
    [
        (story.SLUG, [("Mẫu số 04", "Đơn đề nghị cấp giấy phép xuất bản tài liệu không kinh doanh")]),
        ("gp-buu-chinh", [("Phụ lục I", "Giấy đề nghị cấp giấy phép bưu chính")]),
    ],
)
def test_its_forms_are_those_of_the_procedure_then_those_of_the_mechanism_that_it_prints(
    slug: str, own: list[tuple[str, str]]
) -> None:
    found = document(slug)

    listed = [(form.code, form.title.vi) for form in found.forms]
    assert listed[: len(own)] == own
    assert listed[-7:] == [(f"Mẫu số {number} (cơ chế một cửa)", title) for number, title in MECHANISM]
    kept = [record.name.vi for record in found.records]
    assert kept[:2] == ["Hồ sơ của tổ chức, cá nhân", found.machine.result.vi]
    assert kept[2:] == [title for _number, title in MECHANISM]


def test_what_no_act_of_a_procedure_prints_is_none_of_its_forms_and_what_the_agency_has_written_stays() -> None:
    machine = document(story.SLUG).machine
    asked = tuple(action for action in machine.actions if action.paper is not Paper.STOP_NOTICE)
    kept = IsoRecord(Text("Sổ theo dõi hồ sơ", ""), Text("Bộ phận Một cửa", ""), Text("10 năm", ""))
    changed = replace(machine, actions=asked, iso=replace(machine.iso, records=(kept,)))
    on = NOW.date()

    found = document_of(changed, Publication("", "", "", ()), steady.now().regimes.ruling(Days(act=on)), on)

    assert "Thông báo dừng giải quyết hồ sơ" not in [form.title.vi for form in found.forms]
    assert found.records[0] == kept
    assert [record.name.vi for record in found.records].count("Sổ theo dõi hồ sơ") == 1


def test_what_the_agency_has_not_written_is_a_line_to_be_filled() -> None:
    words = printed.words_of(Visitor("").get(ADDRESS).content)

    assert in_force().machine.iso.code == ""
    assert f"Mã hiệu {BLANK}" in words
    assert f"Quyết định phê duyệt {BLANK}" in words


def test_what_was_written_at_the_publication_stands_on_the_cover() -> None:
    written = Publication("120/QĐ-STTTT", "Hoàng Tiến Dũng", "Vũ Ngọc Lan", ((1, NOW.date()),))
    ruling = steady.now().regimes.ruling(Days(act=NOW.date()))

    words = printed.words_of(pdf_of(document_of(in_force().machine, written, ruling, NOW.date())))

    assert "Quyết định phê duyệt 120/QĐ-STTTT" in words
    assert f"Họ tên Hoàng Tiến Dũng {BLANK} Vũ Ngọc Lan" in words
    assert f"1 28/11/2026 {BLANK}" in words


def test_an_earlier_version_is_asked_for_by_its_number_and_names_those_up_to_it() -> None:
    first = ProcedureVersion.objects.filter(procedure__slug=story.SLUG).order_by("version").first()
    assert first is not None

    answer = Visitor("").get(f"{ADDRESS}?ban={first.version}")

    assert f'filename="quy-trinh-{story.SLUG}-ban-{first.version}.pdf"' in answer.headers["Content-Disposition"]
    assert f"Bản {first.version}, áp dụng từ ngày {first.effective_on:%d/%m/%Y}" in printed.words_of(answer.content)


@pytest.mark.parametrize("number", ["0", "999", "99999999999999999999", "1.5", "-1", "một", "\u0661"])
def test_another_number_leads_nowhere(number: str) -> None:
    assert Visitor("").get(ADDRESS, {"ban": number}).status_code == 404


def test_a_draft_and_a_procedure_that_is_not_there_lead_nowhere() -> None:
    version = in_force()
    ProcedureVersion.objects.create(
        procedure=version.procedure, version=99, text=version.text, digest="0" * 64, effective_on=version.effective_on
    )

    assert Visitor("").get(f"{ADDRESS}?ban=99").status_code == 404
    assert Visitor("").get("/thu-tuc/khong-co/quy-trinh/").status_code == 404


def test_the_page_of_the_procedure_leads_there() -> None:
    page = Visitor("", language="vi").get(f"/thu-tuc/{story.SLUG}/").content.decode()

    assert f'href="{ADDRESS}"' in page
