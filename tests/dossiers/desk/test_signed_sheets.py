"""A sheet that is printed to be signed by hand bears a code, and its scan is the paper of the number on it and of no other."""

import io
from datetime import timedelta

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from dossiers.background import relay
from dossiers.files import digest
from dossiers.models import Dossier, OfferedScan, Result, ResultFile, SigningSheet
from portal.demo.story import pdf, upload
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.desk.deciding import NOW, on_paper, send, walk_to
from tests.dossiers.proof.records import differences_of, nothing_written, triggers_off

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

SCANNER = 150
"""Dots to the inch, as an office scans."""


def sheet_of(dossier: Dossier) -> bytes:
    return Visitor("tam").get(f"/mot-cua/{dossier.code}/ban-ky/").content


def scanned(sheet: bytes, *, cut: float = 1, shade: int = 255) -> bytes:
    """Return a sheet as a scanner gives it, a picture on each page; ``cut``: how much of its height is on it."""
    pages = []
    for page in pypdfium2.PdfDocument(sheet):
        drawn = page.render(scale=SCANNER / 72, grayscale=True).to_pil().rotate(0.7, fillcolor=shade)
        pages.append(drawn.crop((0, 0, drawn.width, int(drawn.height * cut))))
    out = io.BytesIO()
    pages[0].save(out, "PDF", resolution=SCANNER, save_all=True, append_images=pages[1:])
    return out.getvalue()


def test_the_code_on_a_sheet_leads_to_nothing_until_its_scan_is_entered_and_then_to_its_paper() -> None:
    dossier = walk_to("van-thu").dossier
    sheet = sheet_of(dossier)
    [seen] = _codes(sheet)
    everybody = Visitor(language="vi")
    before = everybody.get(seen)
    scan = scanned(sheet)

    taken = send("tam", dossier, "number", {**on_paper(), "scan": upload("qd.pdf", scan)})

    result, known = Result.objects.get(), everybody.get(seen)
    assert (before.status_code, taken.status_code, known.status_code) == (404, 302, 200)
    assert result.by_hand
    assert seen.endswith(f"/xac-minh/{result.file.token}/")
    assert "01/GP-STTTT" in read(known).words()
    assert "Vũ Ngọc Lan" in read(known).words()
    assert "Mã QR của văn bản ký tay chỉ có địa chỉ này" in read(known).words()
    assert "gõ tay" not in read(known).words()
    assert "phát hành trước đây" not in read(known).words()
    assert "Cơ quan có phát hành một văn bản mang mã này" in read(known).words()
    # The record says the same, and the file of the citizen is known as it is.
    assert not differences_of(Dossier.objects.get(pk=dossier.pk))
    by_file = everybody.post("/xac-minh/", {"file": upload("04.pdf", scan)})
    assert "đúng là văn bản đã phát hành ở đây, không sai một byte" in read(by_file).words()
    assert sheet_of_again(dossier) == 404


def sheet_of_again(dossier: Dossier) -> int:
    return Visitor("tam").get(f"/mot-cua/{dossier.code}/ban-ky/").status_code


def _codes(sheet: bytes) -> list[str]:
    page = pypdfium2.PdfDocument(sheet)[0].render(scale=3).to_pil()
    return [found.text.removeprefix("http://testserver") for found in zxingcpp.read_barcodes(page)]


def test_printed_again_with_the_same_number_it_is_the_same_sheet() -> None:
    dossier = walk_to("van-thu").dossier

    first, second = sheet_of(dossier), sheet_of(dossier)

    assert _codes(first) == _codes(second)
    assert SigningSheet.objects.count() == 1


@pytest.mark.parametrize("typed", [1, 2])
def test_a_sheet_whose_number_was_taken_is_refused_whatever_is_typed(typed: int) -> None:
    first, second = walk_to("van-thu").dossier, walk_to("van-thu").dossier
    scan = scanned(sheet_of(second))
    assert send("tam", first, "number", {}).status_code == 302

    with nothing_written():
        answers = [
            send("tam", second, "number", {**on_paper(typed), "scan": upload("qd.pdf", scan)}),
            # The same sheet, scanned once more.
            send("tam", second, "number", {**on_paper(2), "scan": upload("b.pdf", scan + b"%once more")}),
        ]

    for answer in answers:
        said = read(answer).errors["id_number_scan"]
        assert "tờ này được in với số 01/GP-STTTT, 01/12/2026, còn sổ bây giờ cho số 02/GP-STTTT, 01/12/2026" in said
        assert "In lại bản để ký" in said
    anew = scanned(sheet_of(second))
    assert send("tam", second, "number", {**on_paper(2), "scan": upload("qd.pdf", anew)}).status_code == 302


def test_two_clerks_with_sheets_of_one_number_get_it_once() -> None:
    first, second = walk_to("van-thu").dossier, walk_to("van-thu").dossier
    sheets = {one.pk: scanned(sheet_of(one)) for one in (first, second)}

    answers = [
        send("tam", one, "number", {**on_paper(1), "scan": upload("qd.pdf", sheets[one.pk])}) for one in (first, second)
    ]

    assert [answer.status_code for answer in answers] == [302, 422]
    assert Result.objects.get().number == "01/GP-STTTT"


def test_where_the_code_is_seen_a_slip_of_who_copies_is_told_and_costs_no_new_scan() -> None:
    dossier = walk_to("van-thu").dossier
    scan = scanned(sheet_of(dossier))

    with nothing_written():
        slip = send("tam", dossier, "number", {**on_paper(7), "scan": upload("qd.pdf", scan)})
    taken = send("tam", dossier, "number", {**on_paper(1), "scan": upload("qd.pdf", scan)})

    assert "Theo mã thì trên giấy ghi 01/GP-STTTT" in read(slip).errors["id_number_scan_number"]
    assert not OfferedScan.objects.exists()
    assert taken.status_code == 302


def test_a_number_to_come_is_a_slip_and_the_same_scan_is_taken_with_the_right_one() -> None:
    dossier = walk_to("van-thu").dossier
    scan = pdf(2)

    with nothing_written():
        slip = send("tam", dossier, "number", {**on_paper(2), "scan": upload("qd.pdf", scan)})
    taken = send("tam", dossier, "number", {**on_paper(1), "scan": upload("qd.pdf", scan)})

    assert "Sổ chưa đến số 02/GP-STTTT, 01/12/2026" in read(slip).errors["id_number_scan_number"]
    assert not OfferedScan.objects.exists()
    assert taken.status_code == 302


def test_a_number_that_is_taken_is_no_slip() -> None:
    first, second = walk_to("van-thu").dossier, walk_to("van-thu").dossier
    scan = pdf(2)
    assert send("tam", first, "number", {}).status_code == 302

    answers = [send("tam", second, "number", {**on_paper(typed), "scan": upload("qd.pdf", scan)}) for typed in (1, 2)]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert OfferedScan.objects.count() == 1


def test_the_sheet_of_another_dossier_is_refused_without_naming_it() -> None:
    dossier, other = walk_to("van-thu").dossier, walk_to("van-thu").dossier
    sheet_of(dossier)

    answer = send("tam", dossier, "number", {**on_paper(), "scan": upload("qd.pdf", scanned(sheet_of(other)))})

    refusal = read(answer).errors["id_number_scan"]
    assert "hệ thống in cho một hồ sơ khác" in refusal
    assert other.code not in refusal


def test_a_scan_without_its_code_is_taken_by_what_was_copied_and_checked_by_its_bytes() -> None:
    dossier = walk_to("van-thu").dossier
    scan = scanned(sheet_of(dossier), cut=0.4)

    taken = send("tam", dossier, "number", {**on_paper(), "scan": upload("qd.pdf", scan)})

    assert taken.status_code == 302
    by_file = Visitor(language="vi").post("/xac-minh/", {"file": upload("04.pdf", scan)})
    assert "không sai một byte" in read(by_file).words()
    assert "đừng dùng" not in read(by_file).words()


def test_a_scan_of_what_bears_no_code_is_found_by_its_file_with_number_and_day() -> None:
    walk = walk_to("van-thu")
    scan = pdf(2)
    send("tam", walk.dossier, "number", {**on_paper(), "scan": upload("qd.pdf", scan)})
    assert ResultFile.objects.get().token == ""

    answer = Visitor(language="vi").post("/xac-minh/", {"file": upload("04.pdf", scan)})

    words = read(answer).words()
    assert "Tệp này đúng là giấy đã cấp, không sai một byte" in words
    assert "01/GP-STTTT" in words
    assert "đừng dùng" not in words
    # Where it is looked up by its number it is found once it was handed over.
    link = "/tra-cuu/ket-qua/?number=01/GP-STTTT&amp;dated=01/12/2026"
    assert link not in answer.content.decode().replace("%2F", "/")
    relay.run(NOW + timedelta(minutes=30))
    walk.at = NOW + timedelta(minutes=30)
    walk.dossier.refresh_from_db()
    walk.take("return", "bob")
    relay.run(NOW + timedelta(hours=2))
    after = Visitor(language="vi").post("/xac-minh/", {"file": upload("04.pdf", scan)})
    assert link in after.content.decode().replace("%2F", "/")


def test_of_a_scan_whose_row_is_not_what_the_record_says_nothing_good_is_said() -> None:
    dossier = walk_to("van-thu").dossier
    scan, other = pdf(2), upload("x.pdf", pdf(4))
    send("tam", dossier, "number", {**on_paper(), "scan": upload("qd.pdf", scan)})
    with triggers_off():
        ResultFile.objects.update(sha256=digest(other))

    answer = Visitor(language="vi").post("/xac-minh/", {"file": upload("x.pdf", pdf(4))})

    assert "không sai một byte" not in read(answer).words()


def test_no_code_is_looked_for_in_a_picture() -> None:
    out = io.BytesIO()
    Image.new("L", (600, 800), 255).save(out, "PNG")

    answer = send("tam", walk_to("van-thu").dossier, "number", {**on_paper(), "scan": upload("a.png", out.getvalue())})

    assert answer.status_code == 422
