"""The printed report: laid out as a form of the administration, and the same each time it is printed."""

import io
from datetime import date, datetime

import pytest
from msgspec import structs
from pypdf import PdfReader

from dossiers.papers.sheets.report import pdf_of
from dossiers.reports.official.form import Aside, Cause, Line, Report, total_of
from dossiers.reports.official.wording import PART
from procedures.machine import Text
from procedures.time.calendar import LOCAL
from tests import golden
from tests.golden.pictures import assert_looks_like

DIGEST = "5e" * 32
LINES = (
    Line("bao-chi", Text("Báo chí", "Press"), (12, 8, 1, 3, 9, 6, 2, 1, 3, 2, 1)),
    Line(
        "xuat-ban",
        Text("Xuất bản, In và Phát hành", "Publishing"),
        (1500, 1200, 100, 200, 1400, 1300, 90, 10, 100, 98, 2),
    ),
)
REPORT = Report(
    superior="Ủy ban nhân dân Thành phố Hà Nội",
    agency="Sở Thông tin và Truyền thông Hà Nội",
    unit="",
    receiver="",
    start=date(2025, 12, 15),
    end=date(2026, 3, 14),
    at=datetime(2026, 3, 16, 9, 5, 7, tzinfo=LOCAL),
    by="Trần Thị Châu",
    lines=LINES,
    total=total_of(LINES),
    aside=Aside(5, 2, 1, Line("", Text("Nếu tính gộp", "If"), (1512, 1208, 101, 203, 1414, 1303, 100, 11, 98, 95, 3))),
    causes=(Cause(Text("Phòng Báo chí - Xuất bản", "Press Division"), 11, 3, 120.5),),
)


def pages(pdf: bytes) -> list[str]:
    """Return the text of each page."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def test_the_report_says_what_form_ii_06a_asks_for() -> None:
    pdf = pdf_of(REPORT, DIGEST)

    golden.assert_matches("papers/ii_06a.txt", "\f".join(pages(pdf)) + "\n")
    assert_looks_like("papers/ii_06a", pdf)


def test_it_is_one_sheet_of_a4_across_and_has_its_structure() -> None:
    reader = PdfReader(io.BytesIO(pdf_of(REPORT, DIGEST)))

    assert [[round(float(side)) for side in page.mediabox[2:]] for page in reader.pages] == [[842, 595]]
    assert reader.trailer["/Root"]["/Lang"] == "vi"
    assert "/StructTreeRoot" in reader.trailer["/Root"]


def test_it_is_printed_the_same_each_time() -> None:
    assert pdf_of(REPORT, DIGEST) == pdf_of(Report.of_json(REPORT.to_json()), DIGEST)


def test_one_of_divisions_says_that_it_is_a_part_and_older_ones_keep_their_words() -> None:
    part = structs.replace(REPORT, unit="Phòng Báo chí - Xuất bản, Phòng Bưu chính", is_part=True)
    older = Report.of_json({name: value for name, value in part.to_json().items() if name != "is_part"})

    new, old = (" ".join(" ".join(pages(pdf_of(one, DIGEST))).split()) for one in (part, older))

    assert "Phòng Bưu chính thuộc Sở Thông tin và Truyền thông Hà Nội" in new
    assert "Phòng Bưu chính, Sở Thông tin và Truyền thông Hà Nội" in old
    assert (PART in new, PART in old) == (True, False)


@pytest.mark.parametrize(("rows", "causes"), [(9, 0), (14, 0), (15, 0), (4, 1), (9, 1), (2, 3), (6, 3), (22, 3)])
def test_the_signatures_stand_with_the_last_rows_and_never_alone_on_a_page(rows: int, causes: int) -> None:
    report = structs.replace(REPORT, lines=(LINES[1],) * rows, causes=(REPORT.causes[0],) * causes)

    *_before, last = pages(pdf_of(report, DIGEST))

    assert "NGƯỜI LẬP BIỂU" in last
    assert "người lập: Trần Thị Châu" in last
    assert (REPORT.causes[0].where.vi if causes else "TỔNG SỐ") in last


@pytest.mark.parametrize(("rows", "causes"), [(4, 1), (9, 1), (12, 1), (6, 3)])
def test_a_table_that_fits_the_first_page_is_not_torn_though_what_follows_it_does_not(rows: int, causes: int) -> None:
    report = structs.replace(REPORT, lines=(LINES[1],) * rows, causes=(REPORT.causes[0],) * causes, aside=None)

    first, *_rest = pages(pdf_of(report))

    assert first.count(LINES[1].label.vi) == rows
    assert "TỔNG SỐ" in first


def test_what_fits_one_page_with_its_causes_and_signatures_stays_on_one() -> None:
    report = structs.replace(REPORT, lines=(LINES[1],) * 4, aside=None)

    assert len(pages(pdf_of(report, DIGEST))) == 1


def test_what_was_not_issued_says_so() -> None:
    assert "BẢN XEM TRƯỚC, CHƯA PHÁT HÀNH" in pages(pdf_of(REPORT))[0]
    assert "CHƯA PHÁT HÀNH" not in pages(pdf_of(REPORT, DIGEST))[0]
