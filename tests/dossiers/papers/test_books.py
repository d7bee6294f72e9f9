"""Registers on paper: the volume of each, laid out as its form is, looked at and kept as text and as pictures."""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.utils import translation
from pypdf import PdfReader

from accounts.models import User
from dossiers.models import ClosedBook, ClosedLetters, Dossier, Event, Letter
from dossiers.papers.books.letters import LetterBook, PrintedLetters, Whose, pdf_of
from dossiers.papers.books.register import MOST_IN_A_CELL, TEMPLATE, PrintedRegister
from dossiers.papers.press import printed
from dossiers.reports.official.register import Book, Entry, Volume
from dossiers.reports.official.wording import form_of_register
from dossiers.reports.periods import Period
from procedures.machine import Paper, Text
from procedures.time.calendar import LOCAL
from tests import golden
from tests.golden.pictures import assert_looks_like
from tests.procedures.time.regimes.law import book

AT = datetime(2026, 1, 5, 9, 0, tzinfo=LOCAL)
FORM = "Mẫu số 07, Thông tư 03/2025/TT-VPCP"
CHAU = User(full_name="Trần Thị Châu")
PEOPLE = ("Nguyễn Thị Ánh Tuyết", "Đỗ Hữu Phước", "Hoàng Đức Ước", "Lê Quỳnh Như Ỷ")
WAYS = ("Tại quầy", "Qua bưu chính công ích", "Trực tuyến")
TAKEN = ("Nhận trực tiếp: Nguyễn Thị Ánh Tuyết", "Gửi bưu chính: số EK123456785VN", "Nhận trực tuyến")
SUBJECTS = ("Họp báo giới thiệu chương trình nghệ thuật mùa thu", "Cấp giấy phép bưu chính")


def entry(number: int) -> Entry:
    """Return a line; every second one has ended and belongs to an organisation."""
    at, is_done = datetime(2025, 1, 2, 8, 30, tzinfo=LOCAL) + timedelta(days=number), number % 2 == 0
    return Entry(
        pk=number,
        number=number,
        code=f"H26.14-{at:%y%m%d}-{number:04}",
        procedure=Text("Cấp giấy phép bưu chính phạm vi nội tỉnh", "Postal licence"),
        sets=1,
        applicant=PEOPLE[number % 4],
        organisation="Công ty TNHH Chuyển phát Đất Việt" if is_done else "",
        address="Số 185 phố Giảng Võ, phường Ô Chợ Dừa, Thành phố Hà Nội",
        phone="0912345678",
        in_charge="Phòng Bưu chính - Viễn thông",
        accepted_at=at,
        received_by="Phạm Quốc Bảo",
        first_due_at=at + timedelta(days=14),
        handed_over_at=at + timedelta(hours=5),
        handed_over_by="Phạm Quốc Bảo",
        returned_at=at + timedelta(days=12) if is_done else None,
        returned_by="Phạm Quốc Bảo" if is_done else "",
        way=WAYS[number % 3] if is_done else "",
        taken=TAKEN[number % 3] if is_done else "Chưa nhận" if number == 9 else "",
        signs=is_done and number % 3 == 0,
        note="" if is_done else "Đang chờ bổ sung hồ sơ",
    )


def closing(count: int) -> ClosedBook:
    return ClosedBook(year=2025, count=count, digest="5e" * 32, by=CHAU, at=AT)


def year_of(count: int, *, closed: ClosedBook | None = None, volume: Volume | None = None) -> Book:
    """Return a register of a year."""
    return Book(
        superior="Ủy ban nhân dân Thành phố Hà Nội",
        agency="Sở Thông tin và Truyền thông Hà Nội",
        unit="",
        period=Period(date(2025, 1, 1), date(2025, 12, 31)),
        at=AT,
        by="Trần Thị Châu",
        entries=[entry(number) for number in range(1, count + 1)],
        volume=volume,
        closing=closed,
    )


def with_remarks() -> Book:
    """Return one that goes on, with what is said beside the columns at its longest."""
    notes = (
        "hẹn trả hiện nay 28/01/2025; ngày 20/01/2025 xin lỗi, hẹn trả 26/01/2025; ngày 21/01/2025 xin lỗi, hẹn trả 28/01/2025",
        "có kết quả từ 10/01/2025; bưu chính chuyển hoàn ngày 20/01/2025; ngày 21/01/2025 gửi lại: số EB123456785VN",
    )
    return replace(year_of(2), entries=[replace(entry(n), note=note, has_more=True) for n, note in enumerate(notes, 1)])


def with_posted(numbers: Sequence[str], *, has_more: bool) -> Book:
    """Return one of results that went by post, as a register of this year has it."""
    taken = [f"Gửi qua bưu chính: số {number}" for number in numbers]
    lines = [
        replace(entry(n), taken=words, signs=False, way="Bưu chính", has_more=has_more, is_posted=True)
        for n, words in enumerate(taken, 1)
    ]
    return replace(year_of(len(lines)), entries=lines)


def register_of(count: int, *, closed: ClosedBook | None = None, volume: Volume | None = None) -> bytes:
    """Print a register of a year."""
    return printed_of(year_of(count, closed=closed, volume=volume))


def printed_of(of_year: Book, form: str = FORM) -> bytes:
    with translation.override("vi"):
        return printed(TEMPLATE, PrintedRegister(of_year, form))


def letter(number: int) -> Letter:
    """Return a receipt as its row and what stands beside it have it."""
    at = datetime(2025, 1, 2, 8, 30, tzinfo=LOCAL) + timedelta(days=number)
    dossier = Dossier(code=f"H26.14-{at:%y%m%d}-{number:04}", subject=SUBJECTS[number % 2])
    dossier.applicant_name, dossier.organisation = PEOPLE[number % 4], "Báo Đại Đoàn Kết" if number % 2 else ""
    event = Event(at=at, actor=User(full_name="Phạm Quốc Bảo"))
    return Letter(dossier=dossier, event=event, kind="01", number=f"{number:02d}/2025/TNHS", issued_at=at)


def letters_of(count: int, *, closed: ClosedLetters | None = None) -> bytes:
    """Print a book of receipts."""
    whose = Whose("Ủy ban nhân dân Thành phố Hà Nội", "Sở Thông tin và Truyền thông Hà Nội", "Trần Thị Châu", AT)
    letters = [letter(number) for number in range(1, count + 1)]
    return pdf_of(PrintedLetters(LetterBook(1, Paper.RECEIPT.value, 2025), whose, letters, Volume(1, 1), closed=closed))


def pages(pdf: bytes) -> list[str]:
    """Return the text of each page."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


BOOKS = {
    "register": lambda: register_of(9, closed=closing(9), volume=Volume(1, 1)),
    "register_remarks": lambda: printed_of(with_remarks()),
    "letters": lambda: letters_of(9),
    "letters_closed": lambda: letters_of(
        3, closed=ClosedLetters(kind="01", year=2025, count=3, digest="5e" * 32, by=CHAU, at=AT)
    ),
}


NEW, OLD = "mẫu số 07, Thông tư số 03/2025/TT-VPCP", "mẫu số 06, Thông tư số 01/2018/TT-VPCP"


@pytest.mark.parametrize(
    ("year", "today", "said"),
    [
        (2018, "2026-12-01", "Sổ theo dõi hồ sơ"),
        (2024, "2026-12-01", OLD),
        (2025, "2025-09-12", OLD),
        (2025, "2026-12-01", f"{NEW} (trước ngày 15/09/2025: {OLD})"),
        (2026, "2026-12-01", NEW),
    ],
)
def test_a_book_names_the_form_of_the_days_on_which_it_was_kept(year: int, today: str, said: str) -> None:
    found = form_of_register(book(), Period(date(year, 1, 1), date(year, 12, 31)), date.fromisoformat(today))

    assert found.vi == said[0].upper() + said[1:]
    assert found.en


@pytest.mark.parametrize("name", BOOKS)
def test_a_volume_has_what_its_form_has_and_looks_as_it_was_looked_at(name: str) -> None:
    pdf = BOOKS[name]()
    texts = pages(pdf)

    golden.assert_matches(f"papers/{name}.txt", "\f".join(texts) + "\n")
    assert_looks_like(f"papers/{name}", pdf)


@pytest.mark.parametrize("name", BOOKS)
def test_it_is_a4_across_with_its_structure_and_the_same_each_time(name: str) -> None:
    pdf = BOOKS[name]()
    reader = PdfReader(io.BytesIO(pdf))

    assert {tuple(round(float(side)) for side in page.mediabox[2:]) for page in reader.pages} == {(842, 595)}
    assert reader.trailer["/Root"]["/Lang"] == "vi"
    assert "/StructTreeRoot" in reader.trailer["/Root"]
    assert BOOKS[name]() == pdf


@pytest.mark.parametrize("count", range(7, 16))
def test_the_closing_stands_whole_with_a_line_above_it(count: int) -> None:
    last = pages(register_of(count, closed=closing(count), volume=Volume(1, 1)))[-1]

    for told in (
        f"-{count:04}",
        f"Sổ năm 2025 gồm {count} hồ sơ",
        "5e5e5e",
        "NGƯỜI KHOÁ SỔ",
        "người in: Trần Thị Châu",
    ):
        assert told in last


def test_a_part_in_which_something_is_looked_up_has_no_first_sheet() -> None:
    first = pages(register_of(2))[0]

    assert "Ngày mở sổ" not in first
    assert "Số 185 phố Giảng Võ" in " ".join(first.split())


def test_a_text_that_would_not_fit_a_sheet_is_cut_and_no_row_is_torn() -> None:
    long = replace(entry(2), applicant="Nguyễn " * 800, note="Lý do " * 900)
    book = Book("", "Sở", "", Period(date(2025, 1, 1), date(2025, 12, 31)), AT, "Châu", [entry(1), long, entry(3)])

    sheets = pages(printed_of(book))

    assert len(sheets) <= 3
    assert all("Mã hồ sơ" in sheet for sheet in sheets)
    [row] = [sheet for sheet in sheets if "H26.14-250104-0002" in sheet]
    assert "".join(row.split()).count("Nguyễn") >= MOST_IN_A_CELL // len("Nguyễn ")
    assert "…" in row


def test_of_no_papers_the_book_says_so() -> None:
    cover, last = pages(letters_of(0))

    assert "Quyển số 01/01" in cover
    assert "Không phát hành văn bản nào loại này trong năm." in last


@pytest.mark.parametrize("has_more", [False, True])
def test_the_number_of_a_postal_item_stands_on_one_line(*, has_more: bool) -> None:
    numbers = ("EG123456785VN", "RW888888888VN", "CM000000000VN")

    text = "".join(pages(printed_of(with_posted(numbers, has_more=has_more))))

    for number in numbers:
        assert number in text
