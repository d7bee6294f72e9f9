"""Form 01 of the counter: two copies, what came on paper counted, and the number as bars that a scanner reads."""

import io
import zlib
from base64 import b64decode
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from barcode.charsets import code128
from pypdf import PdfReader

from accounts.models import Unit
from dossiers.models import Channel, Dossier, Event
from dossiers.papers import press
from dossiers.papers.receipt import in_register, receipt_of
from dossiers.papers.signed.bars import PIXELS, QUIET, bars_of
from portal.demo import story
from portal.demo.story import Walk
from procedures.machine import Text
from procedures.time.agencies.book import AgencyKind
from procedures.time.agencies.stored import add
from procedures.time.calendar import LOCAL, OFFICE_WEEK, DayException, DayKind, Session, Week
from procedures.time.calendars import plan, put_into_force
from procedures.time.corrections import Correction
from tests import golden
from tests.dossiers import counter
from tests.dossiers.commands.test_for_applicant import answered
from tests.golden.pictures import assert_looks_like
from tests.printed import pages_of
from tests.procedures.time.agencies.rows import agency

MONDAY = datetime(2026, 1, 5, 8, 30, tzinfo=LOCAL)
DUE = date(2026, 1, 19)
"""When the result of what is accepted then is to be had."""
SHORT = (Session(time(8), time(12)), Session(time(13), time(16)))
TOKEN = "k3PqZ0" * 7
TO_C, TO_B, START_C = 99, 100, 105
"""Values of the signs between code sets (ISO/IEC 15417, table 1)."""
MANUSCRIPT, OPINION = "ban-thao", "y-kien-xac-nhan"
NUMBER = "H26.14-260105-0001"

DESK = Text("Bộ phận Tiếp nhận và Trả kết quả", "One-stop desk")

pytestmark = pytest.mark.django_db


def accepted(channel: Channel = Channel.DESK) -> Event:
    return counter.entered(at=MONDAY, channel=channel).dossier.events.get(sequence=2)


def pages(event: Event) -> list[str]:
    pdf = press.printed("papers/receipt.html", receipt_of(event, "01/2026/TNHS", TOKEN))
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def scanned(picture: str) -> str:
    """Return what a scanner reads in bars: each sign is eleven modules, its place in the table its value."""
    png = b64decode(picture.removeprefix("data:image/png;base64,"))
    wide = int.from_bytes(png[16:20])
    row = zlib.decompress(png[png.index(b"IDAT") + 4 : png.index(b"IEND") - 8])[1 : wide + 1]
    modules = "".join("1" if grey == 0 else "0" for grey in row[::PIXELS])[QUIET:-QUIET]
    values = [code128.CODES.index(modules[at : at + 11]) for at in range(0, len(modules) - 13, 11)]
    shown = {value: sign for sign, value in code128.B.items()}
    is_pairs, read = values[0] == START_C, ""
    for value in values[1:-1]:
        if is_pairs and value == TO_B:
            is_pairs = False
        elif not is_pairs and value == TO_C:
            is_pairs = True
        else:
            read += f"{value:02d}" if is_pairs else shown[value]
    assert values[-1] == (values[0] + sum(place * value for place, value in enumerate(values[1:-1], 1))) % 103
    return read


@pytest.mark.parametrize("number", [NUMBER, "000.00.14.H20-200703-0002", "H15.50.05.13-261008-0975"])
def test_the_bars_are_the_number(number: str) -> None:
    assert scanned(bars_of(number)) == number


def test_two_copies_are_printed_each_on_its_page() -> None:
    event = accepted()

    first, second = pages(event)

    assert "(Liên 1: Lưu cùng hồ sơ)" in first
    assert "(Liên 2: Giao khách hàng)" in second
    for copy in (first, second):
        assert event.dossier.code in copy
        assert counter.NAME in copy
        assert "(Nộp trực tuyến)" not in copy


def test_what_came_on_paper_is_counted_in_its_column() -> None:
    event = accepted()
    components = event.dossier.machine.components

    papers = receipt_of(event, "01/2026/TNHS", TOKEN).papers

    assert [(paper.originals, paper.certified, paper.copies) for paper in papers] == [(1, 0, 0)] * len(components)
    assert [paper.electronic for paper in papers] == [0] * len(components), "nothing was sent as a file"


def test_by_post_the_place_of_the_signature_says_so() -> None:
    assert "(Nộp qua dịch vụ bưu chính)" in pages(accepted(Channel.POST))[0]


def test_on_line_it_is_one_copy_without_bars() -> None:
    receipt = receipt_of(story.dossier_in("accepted", at=MONDAY).events[0], "01/2026/TNHS", TOKEN)

    assert (receipt.leaves, receipt.bars, receipt.how_filed) == (("Giao khách hàng",), "", "Nộp trực tuyến")


def look_at(name: str, pdf: bytes) -> None:
    """Compare what is printed with the words and the pages that were found right."""
    golden.assert_matches(f"papers/{name}.txt", "\f".join(pages_of(pdf)) + "\n")
    assert_looks_like(f"papers/{name}", pdf)


@pytest.mark.usefixtures("one_key_and_one_address")
def test_it_looks_as_form_01_does() -> None:
    event = accepted()
    receipt = in_register(receipt_of(event, "01/2026/TNHS", TOKEN), event, event.at)

    look_at("receipt_counter", press.printed("papers/receipt.html", receipt))


@pytest.mark.usefixtures("one_key_and_one_address")
def test_where_the_desk_moves_before_the_day_of_return_it_names_both_and_keeps_its_code_whole() -> None:
    here, there = "185 Giảng Võ, Đống Đa, Hà Nội", "Số 1 phố Mới, Phường Láng, Hà Nội"
    rows = [
        agency("mot-cua", "2025-07-01", DESK, kind=AgencyKind.DESK, part_of="so-tttt", address=here),
        agency("mot-cua", "2026-01-08", DESK, kind=AgencyKind.DESK, part_of="so-tttt", address=there),
    ]
    add(rows, at=MONDAY - timedelta(days=1), used_through=lambda: None)

    event = accepted()
    receipt = in_register(receipt_of(event, "01/2026/TNHS", TOKEN), event, event.at)

    pdf = press.printed("papers/receipt.html", receipt)
    for page in PdfReader(io.BytesIO(pdf)).pages:
        said = " ".join(page.extract_text().split())
        assert f"{DESK.vi}, {there} (từ ngày 08/01/2026; đến hết ngày 07/01/2026: {here})" in said
        assert TOKEN in "".join(said.split())
    look_at("receipt_counter_moved", pdf)
    by_another = replace(receipt, authority="Giấy uỷ quyền số 5, có giá trị đến ngày 31/12/2026")
    assert len(PdfReader(io.BytesIO(press.printed("papers/receipt.html", by_another))).pages) == len(receipt.leaves)


def close_the_desk(week: Week | None = None, *, at: datetime = MONDAY - timedelta(days=1)) -> None:
    """Give the desk a day off of its own on the day of return, or hours."""
    off = DayException(DUE, DayKind.HOLIDAY, Text("Nghỉ chuyển trụ sở", "Moving"), "121/QĐ", official=True)
    desk = Unit.objects.get(slug="mot-cua")
    put = () if week else (off,)
    own = plan(Correction(unit_id=desk.pk, put=put, week=week, since=DUE if week else None))
    put_into_force(own, decision="121/QĐ-STTTT", decided_on=None, by=None, at=at)


@pytest.mark.usefixtures("one_key_and_one_address")
def test_where_the_desk_is_closed_on_the_day_of_return_it_says_when_it_opens_and_keeps_to_one_sheet() -> None:
    close_the_desk()
    event = accepted()
    receipt = in_register(receipt_of(event, "01/2026/TNHS", TOKEN), event, event.at)

    assert receipt.due == "17 giờ 00 phút, ngày 19 tháng 01 năm 2026"
    assert receipt.received_at.endswith(" (ngày 19/01/2026 nơi này đóng cửa; mở cửa lại lúc 08 giờ 00 ngày 20/01/2026)")
    pdf = press.printed("papers/receipt.html", receipt)
    assert len(PdfReader(io.BytesIO(pdf)).pages) == len(receipt.leaves)
    look_at("receipt_counter_closed", pdf)
    by_another = replace(receipt, authority="Giấy uỷ quyền số 5, có giá trị đến ngày 31/12/2026")
    assert len(PdfReader(io.BytesIO(press.printed("papers/receipt.html", by_another))).pages) == len(receipt.leaves)


@pytest.mark.usefixtures("one_key_and_one_address")
def test_with_two_places_other_hours_and_an_authority_each_copy_is_one_sheet_with_its_remark() -> None:
    rows = [
        agency("mot-cua", since, DESK, kind=AgencyKind.DESK, part_of="so-tttt", address=address)
        for since, address in (("2025-07-01", "185 Giảng Võ, Đống Đa, Hà Nội"), ("2026-01-08", "Số 1 phố Mới, Hà Nội"))
    ]
    add(rows, at=MONDAY - timedelta(days=1), used_through=lambda: None)
    close_the_desk((SHORT, *OFFICE_WEEK[1:]))
    event = accepted()
    receipt = in_register(receipt_of(event, "01/2026/TNHS", TOKEN), event, event.at)

    by_another = replace(receipt, authority="Giấy uỷ quyền số 5, có giá trị đến ngày 31/12/2026")
    pages = PdfReader(io.BytesIO(press.printed("papers/receipt.html", by_another))).pages

    assert len(pages) == len(receipt.leaves)
    assert all("lập thành hai liên" in " ".join(page.extract_text().split()) for page in pages)
    assert "; giờ làm việc từ ngày 19/01/2026: thứ hai" in receipt.received_at


def test_where_the_desk_closes_before_the_hour_of_return_it_names_the_hour() -> None:
    close_the_desk((SHORT, *OFFICE_WEEK[1:]))

    said = receipt_of(accepted(), "01/2026/TNHS", TOKEN).received_at

    assert said.endswith(" (lúc 17 giờ 00 ngày 19/01/2026 nơi này đóng cửa; mở cửa lại lúc 08 giờ 00 ngày 20/01/2026)")


def test_a_closing_that_was_entered_after_the_acceptance_is_not_said_when_it_is_made_again() -> None:
    event = accepted()
    close_the_desk(at=MONDAY + timedelta(days=1))

    assert "đóng cửa" not in receipt_of(event, "01/2026/TNHS", TOKEN).received_at


def test_it_says_for_whom_and_by_which_paper_and_how_many_sets_came() -> None:
    more = {"applicant_organisation": "Công ty A", "authority": "Giấy uỷ quyền số 5", "authorised_until": "31/12/2026"}
    dossier = counter.entered(at=MONDAY, more={**more, "sets": "2"}).dossier

    page = pages(dossier.events.get(sequence=2))[0]

    assert "Chủ hồ sơ: Công ty A" in page
    assert "Giấy uỷ quyền, giấy giới thiệu: Giấy uỷ quyền số 5, có giá trị đến ngày 31/12/2026" in page
    assert "Số lượng hồ sơ: 02 bộ" in page


def test_where_nobody_said_how_many_sets_came_it_is_what_the_procedure_asks() -> None:
    event = accepted()

    assert receipt_of(event, "01/2026/TNHS", TOKEN).sets == f"{event.dossier.machine.sets:02d}"
    assert "Giấy uỷ quyền" not in pages(event)[0]


def test_what_was_supplied_at_the_desk_is_counted_with_what_the_filing_brought() -> None:
    walk = Walk(counter.entered(at=MONDAY, accept=False, more={f"brought-{OPINION}.original": ""}).dossier, MONDAY)
    walk.take("ask-supplement", "bob", components={MANUSCRIPT: "Thêm một bản.", OPINION: "Nộp bản chính."})
    came = {
        f"brought-{MANUSCRIPT}.original": "2",
        f"brought-{MANUSCRIPT}.copy": "1",
        f"brought-{OPINION}.original": "1",
    }
    event = answered(walk.dossier, walk.at + timedelta(hours=1), came)
    walk = Walk(Dossier.objects.get(pk=walk.dossier.pk), event.at).take("accept", "bob")
    accepted = walk.dossier.events.order_by("sequence").last()
    assert accepted is not None

    papers = {one.title: one for one in receipt_of(accepted, "01/2026/TNHS", TOKEN).papers}

    titles = {one.name: one.title.vi for one in walk.dossier.machine.components}
    manuscript, opinion = papers[titles[MANUSCRIPT]], papers[titles[OPINION]]
    assert (manuscript.originals, manuscript.copies) == (4, 1)
    assert (opinion.originals, opinion.electronic) == (1, 0)


def test_what_is_supplied_later_is_not_on_the_receipt_of_an_earlier_day() -> None:
    walk = Walk(counter.entered(at=MONDAY).dossier, MONDAY).until("tham-dinh")
    walk.take("propose-supplement", "dung", components={MANUSCRIPT: "Thêm một bản."}).take("issue-supplement", "bob")
    answered(walk.dossier, walk.at + timedelta(hours=1), {f"brought-{MANUSCRIPT}.original": "2"})

    papers = receipt_of(walk.dossier.events.get(sequence=2), "01/2026/TNHS", TOKEN).papers

    assert {paper.originals for paper in papers} == {1}
