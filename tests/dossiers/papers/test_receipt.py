"""The receipt: what it says, how it is printed, and that there is one."""

import gc
import io
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone
from pypdf import PdfReader

from accounts.models import Unit
from dossiers import outbox
from dossiers.acts import RECEIVE_HANDED
from dossiers.display.agency.handed import Came, Handed
from dossiers.display.formats import in_digits
from dossiers.models import Event, EventPayload, Letter, OwnPaper
from dossiers.papers import press, registry, wording
from dossiers.papers.receipt import PAY_WHEN, FiledPaper, Receipt, filed_papers, in_register, originals_of, receipt_of
from dossiers.reports.official import register as books
from portal.demo import story
from procedures.machine import Limit, LimitUnit, Paper
from procedures.time.calendar import LOCAL
from procedures.time.regimes.book import Days
from tests import golden
from tests.dossiers import counter, film
from tests.golden.pictures import assert_looks_like
from tests.procedures.time.regimes.law import book

MONDAY = datetime(2026, 1, 5, 8, 30, tzinfo=LOCAL)
A5 = (419.53, 595.28)
TOKEN = "k3PqZ0" * 7


@pytest.fixture
def accepted(db: None) -> Event:
    return story.dossier_in("accepted", at=MONDAY).events[0]


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def stored(letter: Letter) -> bytes:
    with letter.file.open("rb") as file:
        return file.read()


@pytest.mark.usefixtures("one_key_and_one_address")
def test_the_receipt_says_what_form_01_asks_for(accepted: Event) -> None:
    receipt = in_register(receipt_of(accepted, "01/2026/TNHS", TOKEN), accepted, MONDAY + timedelta(hours=1))
    pdf = press.printed("papers/receipt.html", receipt)

    golden.assert_matches("papers/receipt.txt", "\f".join(pages(pdf)) + "\n")
    assert_looks_like("papers/receipt", pdf)


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize(
    ("slug", "said"),
    [
        (story.SLUG, "(nộp khi có thông báo của cơ quan)"),
        ("nhap-khau-xbp-khong-kinh-doanh", "(nộp trước khi nhận kết quả)"),
    ],
)
def test_a_fee_that_is_to_be_paid_later_says_when(slug: str, said: str) -> None:
    walk = story.Walk(story.file("alice", at=film.NOW, slug=slug), film.NOW).take("accept", "bob")
    receipt = receipt_of(walk.events[-1], "01/2026/TNHS", TOKEN)
    assert receipt.fee

    [page] = pages(press.printed("papers/receipt.html", receipt))

    assert said in " ".join(page.split())
    assert not any(sign.isdigit() for sign in "".join(PAY_WHEN.values())), "the fee is read by its digits"


@pytest.mark.usefixtures("db")
def test_what_is_paid_by_then_is_not_to_be_paid_later() -> None:
    walk = story.Walk(story.file("alice", at=film.NOW), film.NOW)
    fee = receipt_of(walk.take("accept", "bob").events[-1], "01/2026/TNHS", TOKEN)
    half = replace(fee, paid=fee.fee // 2)

    whole, part = (
        " ".join(pages(press.printed("papers/receipt.html", one))[0].split())
        for one in (replace(half, pay_when=""), half)
    )

    assert "; phần còn lại nộp khi có thông báo của cơ quan)" in part
    assert "phần còn lại" not in whole


@pytest.mark.parametrize(("lines", "register"), [(500, "Quyển số 01, số thứ tự 02"), (1, "Quyển số 02, số thứ tự 02")])
def test_it_says_where_its_dossier_stands_in_the_register(
    accepted: Event, monkeypatch: pytest.MonkeyPatch, lines: int, register: str
) -> None:
    monkeypatch.setattr(books, "LINES", lines)
    walk = story.dossier_in("accepted", at=MONDAY + timedelta(minutes=5))

    letter = registry.issue(walk.events[0], Paper.RECEIPT, at=walk.at)

    [entry] = books.entries_of([walk.dossier.pk])
    assert register in pages(stored(letter))[0]
    assert register.endswith(f" {entry.number:02d}")
    assert accepted.dossier_id != walk.dossier.pk


@pytest.mark.usefixtures("db")
def test_while_an_acceptance_before_it_may_be_taken_back_its_place_is_left_open() -> None:
    """A receipt of the counter waits for nothing."""
    walk = story.dossier_in("accepted", at=MONDAY)
    at_desk = counter.entered(at=walk.at + timedelta(seconds=10)).dossier.events.get(sequence=2)
    receipt = receipt_of(at_desk, "01/2026/TNHS", TOKEN)

    soon, later = (in_register(receipt, at_desk, at_desk.at + timedelta(seconds=wait)) for wait in (1, 120))

    assert (soon.register, later.register) == ("Quyển số ……, số thứ tự ……", "Quyển số 01, số thứ tự 02")


@pytest.mark.usefixtures("one_key_and_one_address", "db")
def test_the_receipt_counts_what_came_to_the_receiving_point_as_an_original() -> None:
    walk = story.Walk(film.filed(), film.NOW)
    walk.take(RECEIVE_HANDED, "bob", handed_in=film.DISC, note="1 USB, mở xem được").take("accept", "bob")

    receipt = receipt_of(walk.events[-1], "01/2026/TNHS", TOKEN)
    pdf = press.printed("papers/receipt.html", receipt)

    assert {(one.title, one.originals, one.electronic) for one in receipt.papers if one.originals} == {
        (film.TITLE, 1, 0)
    }
    golden.assert_matches("papers/receipt-handed-in.txt", "\f".join(pages(pdf)) + "\n")
    assert_looks_like("papers/receipt-handed-in", pdf)


@pytest.mark.usefixtures("db")
def test_what_has_not_come_and_what_is_asked_for_more_than_once_is_not_counted() -> None:
    walk = story.Walk(film.filed(), film.NOW).take("accept", "bob")
    disc = walk.dossier.machine.component(film.DISC)
    assert disc is not None
    came, two = Came(film.NOW, "Trần Văn Bình", ""), replace(disc, originals=2)

    assert sum(one.originals for one in filed_papers(walk.events[-1], walk.events)) == 0
    assert [originals_of(Handed(one, came)) for one in (disc, two)] == [1, 0]
    assert originals_of(Handed(disc)) == 0


def test_the_receipt_is_one_a5_page_even_with_every_paper_of_the_procedure(accepted: Event) -> None:
    machine = accepted.dossier.machine
    full = tuple(FiledPaper(component.title.vi, 2) for component in machine.components)
    receipt = replace(receipt_of(accepted, "01/2026/TNHS", TOKEN), papers=full, provisional=True)

    pdf = PdfReader(io.BytesIO(press.printed("papers/receipt.html", receipt)))

    assert len(pdf.pages) == 1
    assert [round(float(side), 2) for side in pdf.pages[0].mediabox[2:]] == list(A5)


def test_the_receipt_carries_its_fonts_its_language_and_its_structure(accepted: Event) -> None:
    pdf = PdfReader(io.BytesIO(press.printed("papers/receipt.html", receipt_of(accepted, "01/2026/TNHS", TOKEN))))

    fonts = [font.get_object() for font in pdf.pages[0]["/Resources"]["/Font"].values()]
    names = {str(font["/BaseFont"]).split("+")[1] for font in fonts}
    assert names == {f"Tinos-{script}{face}" for script in ("Latin", "Vietnamese") for face in ("", "-Bold", "-Italic")}
    assert all("/FontFile2" in font["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts)
    catalogue = pdf.trailer["/Root"]
    assert catalogue["/Lang"] == "vi"
    assert catalogue["/MarkInfo"]["/Marked"]
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Giấy tiếp nhận hồ sơ và hẹn trả kết quả 01/2026/TNHS"


def test_the_qr_code_and_its_link_lead_to_the_page_that_checks_the_paper(accepted: Event) -> None:
    receipt = receipt_of(accepted, "01/2026/TNHS", TOKEN)

    pdf = PdfReader(io.BytesIO(press.printed("papers/receipt.html", receipt)))

    assert receipt.url == f"http://127.0.0.1:8000/xac-minh/{TOKEN}/"
    assert receipt.qr.startswith("data:image/png")
    assert {link.get_object()["/A"]["/URI"] for link in pdf.pages[0]["/Annots"]} == {receipt.url}


def test_a_long_receipt_goes_on_with_its_table_head_and_its_dossier_number(accepted: Event) -> None:
    titles = tuple(FiledPaper(f"Giấy tờ thứ {n} " + "rất dài " * 20, 1) for n in range(1, 31))
    name = "Công ty Trách nhiệm hữu hạn Một thành viên " * 5
    receipt = receipt_of(accepted, "01/2026/TNHS", TOKEN)
    receipt = replace(receipt, papers=titles, applicant=replace(receipt.applicant, name=name, email="a" * 250))

    pdf = press.printed("papers/receipt.html", receipt)

    first, *others = pages(pdf)
    assert len(others) >= 2
    assert "trang" not in first.splitlines()[-1]
    for number, page in enumerate(others, start=2):
        assert page.splitlines()[0].startswith("TT Tên giấy tờ") or "NGƯỜI NỘP HỒ SƠ" in page
        assert f"{accepted.dossier.code}, trang {number}" in page
    whole = " ".join(" ".join([first, *others]).split())
    assert all(f"Giấy tờ thứ {n} " in whole for n in range(1, 31))


def test_a_paper_leaves_nothing_lying_about_in_memory(accepted: Event) -> None:
    press.printed("papers/receipt.html", receipt_of(accepted, "01/2026/TNHS", TOKEN))
    press.printed("papers/receipt.html", receipt_of(accepted, "02/2026/TNHS", TOKEN))

    assert gc.collect() < 100


def test_what_people_typed_is_printed_as_it_was_typed(accepted: Event) -> None:
    receipt = receipt_of(accepted, "01/2026/TNHS", TOKEN)
    name = "<b>H'Hen Niê</b> & {{ number }} Ðặng Thuỷ"
    receipt = replace(receipt, applicant=replace(receipt.applicant, name=name))

    [page] = pages(press.printed("papers/receipt.html", receipt))

    assert name in page


def test_a_name_in_decomposed_letters_is_printed_whole(accepted: Event) -> None:
    receipt = receipt_of(accepted, "01/2026/TNHS", TOKEN)
    receipt = replace(receipt, applicant=replace(receipt.applicant, name="Nguyễn Thị Ẩn"))

    [page] = pages(press.printed("papers/receipt.html", receipt))

    assert "Nguyễn Thị Ẩn" in page


def test_a_date_that_rests_on_holidays_not_yet_official_says_so(accepted: Event) -> None:
    receipt = replace(receipt_of(accepted, "01/2026/TNHS", TOKEN), provisional=True)

    [page] = pages(press.printed("papers/receipt.html", receipt))

    assert "lịch nghỉ chưa chính thức" in " ".join(page.split())


def test_the_receipt_lists_what_was_handed_in_until_the_acceptance(accepted: Event) -> None:
    walk = story.Walk(accepted.dossier, accepted.at)
    more = {"ban-dich": (story.files.store(story.upload("ban-dich.pdf")),)}

    walk.until("tham-dinh").take("propose-supplement", "dung").take("issue-supplement", "bob")
    walk.take("answer-supplement", "alice", component_files=more)

    assert [paper.electronic for paper in filed_papers(accepted, [accepted])] == [1, 1]
    assert "Bản dịch" not in " ".join(paper.title for paper in filed_papers(accepted, [accepted]))


def test_a_receipt_is_issued_once_and_keeps_its_number(accepted: Event) -> None:
    first = registry.issue(accepted, Paper.RECEIPT, at=MONDAY)
    again = registry.issue(accepted, Paper.RECEIPT, at=MONDAY)

    assert again == first
    assert first.number == "01/2026/TNHS"
    assert stored(first).startswith(b"%PDF-")
    assert Letter.objects.count() == 1


def test_receipts_are_numbered_without_gaps_through_the_year(accepted: Event) -> None:
    later = story.dossier_in("accepted", at=datetime(2026, 3, 2, 9, tzinfo=LOCAL)).events[0]

    numbers = [registry.issue(event, Paper.RECEIPT, at=event.at).number for event in (accepted, later)]

    assert numbers == ["01/2026/TNHS", "02/2026/TNHS"]


def test_a_receipt_made_after_the_words_were_erased_leaves_their_places_empty(accepted: Event) -> None:
    EventPayload.objects.filter(event__dossier=accepted.dossier, event__sequence=1).erase(at=timezone.now())

    [page] = pages(press.printed("papers/receipt.html", receipt_of(accepted, "01/2026/TNHS", TOKEN)))

    assert accepted.dossier.code in page
    assert "001185012345" not in page
    assert "Địa chỉ:" in [line.strip() for line in page.splitlines()]


def test_the_head_names_the_body_above_the_agency_and_the_desk_that_hands_out_results(accepted: Event) -> None:
    above = Unit.objects.create(
        slug="tren", kind="province", name_vi="UBND Thành phố", name_en="City", agency_code="H1"
    )
    agency = accepted.dossier.agency
    agency.parent = above

    receipt: Receipt = receipt_of(accepted, "01/2026/TNHS", TOKEN)

    assert receipt.office.superior == "UBND Thành phố"
    assert receipt.office.collected_at == "Bộ phận Tiếp nhận và Trả kết quả, 185 Giảng Võ, Đống Đa, Hà Nội"


def test_no_letter_is_printed_in_another_font(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(press, "FONTS", tmp_path)

    with pytest.raises(FileNotFoundError, match=r"no tinos-latin-400-normal\.woff2 in .*: install the front-end"):
        press._press.__wrapped__()


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 1, 5), "ngày 05 tháng 01 năm 2026"),
        (date(2026, 2, 10), "ngày 10 tháng 02 năm 2026"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (date(2026, 9, 30), "ngày 30 tháng 9 năm 2026"),
        (date(2026, 12, 31), "ngày 31 tháng 12 năm 2026"),
    ],
)
def test_a_date_in_words_has_zeros_where_the_decree_wants_them(day: date, words: str) -> None:
    assert wording.day_in_words(day) == words


@pytest.mark.parametrize(
    ("amount", "unit", "vi", "en"),
    [
        (10, LimitUnit.WORKING_DAY, "10 ngày làm việc", "10 working days"),
        (5, LimitUnit.CALENDAR_DAY, "05 ngày", "5 days"),
        (1, LimitUnit.WORKING_DAY, "01 ngày làm việc", "1 working day"),
        (8, LimitUnit.WORKING_HOUR, "08 giờ làm việc", "8 working hours"),
    ],
)
def test_a_limit_in_words(amount: int, unit: LimitUnit, vi: str, en: str) -> None:
    words = wording.limit_in_words(Limit(Decimal(amount), unit))

    assert (words.vi, words.en) == (vi, en)


@pytest.mark.parametrize(
    ("stored_as", "shown"),
    [("+84912345678", "0912345678"), ("+842438256789", "02438256789"), ("", ""), ("1900 1234", "1900 1234")],
)
def test_a_phone_number_is_shown_as_it_is_dialled_at_home(stored_as: str, shown: str) -> None:
    assert in_digits(stored_as) == shown


def test_every_paper_that_is_enqueued_has_a_row_and_the_other_way_round() -> None:
    assert registry.PAPERS.keys() == outbox.PRINTED | set(OwnPaper)


def test_every_kind_of_paper_has_a_template_and_a_register_of_its_own() -> None:
    kinds = registry.PAPERS.values()

    assert len(kinds) == len({kind.template for kind in kinds})
    for day in (date(2018, 6, 20), date(2020, 1, 1), date(2026, 1, 5)):
        forms = [(book().ruling(Days(act=day)).form(paper), paper) for paper in outbox.PRINTED]
        registers = [registry.register_of(form, paper) for form, paper in forms if form]
        assert len(dict(registers)) == len(registers)
        assert all(symbol in (series, "") for series, symbol in registers)
    assert all((press.FOLDER / Path(kind.template).name).is_file() for kind in kinds)


@pytest.mark.parametrize(
    ("paid", "words"),
    [
        (0, "lệ phí: 1.800.000 đ"),
        (300_000, "lệ phí: 1.800.000 đ (đã nộp 300.000 đ; phần còn lại nộp khi có thông báo của cơ quan)"),
    ],
)
def test_the_receipt_names_the_fee_by_the_answers_and_what_is_paid_of_it(
    accepted: Event, paid: int, words: str
) -> None:
    receipt = replace(receipt_of(accepted, "01/2026/TNHS", TOKEN), paid=paid)

    text = "".join(pages(press.printed("papers/receipt.html", receipt)))

    assert words in " ".join(text.split())
