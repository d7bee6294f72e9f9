"""Long names, long reasons and many papers: every sign stands inside its page, no row of a table is cut, and heads are repeated."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest

from dossiers.filing.corrections import Item
from dossiers.log.whole import log_of
from dossiers.models import Dossier, Result
from dossiers.papers import press, registry
from dossiers.papers.books.letters import LetterBook, PrintedLetters, Whose, pdf_of
from dossiers.papers.filing import FiledFile, proof_of
from dossiers.papers.issued import TEMPLATE, capacity_lines
from dossiers.papers.receipt import FiledPaper, receipt_of
from dossiers.papers.sheets import control, iso
from dossiers.papers.supplement import Wanted
from dossiers.reports.official.register import Volume
from portal.demo import story
from procedures import steady
from procedures.machine import Paper, Text
from procedures.models import ProcedureVersion
from procedures.results import Capacity, ResultKind
from procedures.time.calendar import LOCAL
from procedures.time.regimes.book import Days
from tests.dossiers.papers.results import NUMBERED, paper_of
from tests.dossiers.papers.test_apology import promised_late, reappointed
from tests.dossiers.papers.test_books import CHAU, entry, letter, printed_of, year_of
from tests.dossiers.papers.test_cover_note import note_of, posted
from tests.dossiers.papers.test_refusal import refused, refused_after_appraisal, stopped
from tests.dossiers.papers.test_supplement import asked
from tests.printed import beyond, pages_of, words_of

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
TOKEN = "k3PqZ0" * 7
NAME = ("Công ty Trách nhiệm hữu hạn Một thành viên " * 3)[:120].strip()
UNBROKEN = "A" * 120
REASON = "Thiếu dấu giáp lai của cơ quan đề nghị, cần bổ sung. " * 95
"""About 5,000 signs, and in one word below."""
LONG = [(NAME, REASON), (UNBROKEN, "A" * 5_000)]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", [NAME, UNBROKEN])
def test_a_receipt_of_200_papers(name: str) -> None:
    event = story.dossier_in("accepted", at=MONDAY).events[0]
    papers = tuple(FiledPaper(f"Giấy tờ thứ {n} " + "rất dài " * 12 + f"hết {n}.", 1) for n in range(1, 201))
    receipt = receipt_of(event, "01/2026/TNHS", TOKEN)
    receipt = replace(receipt, papers=papers, applicant=replace(receipt.applicant, name=name, represented=name))

    pdf = press.printed("papers/receipt.html", receipt)

    pages = [" ".join(page.split()) for page in pages_of(pdf)]
    assert beyond(pdf) == []
    for n in range(1, 201):
        assert any(f"Giấy tờ thứ {n} " in page and f"hết {n}." in page for page in pages), f"row {n} is cut"
    with_rows = [page for page in pages if "Giấy tờ thứ" in page]
    assert all("TT Tên giấy tờ" in page for page in with_rows)
    assert "NGƯỜI TIẾP NHẬN HỒ SƠ" in pages[-1]


def test_what_was_counted_stands_in_its_own_column() -> None:
    event = story.dossier_in("accepted", at=MONDAY).events[0]
    receipt = receipt_of(event, "01/2026/TNHS", TOKEN)
    came = (FiledPaper("Ý kiến xác nhận", 0, originals=2, certified=3, copies=4),)

    [page] = pages_of(press.printed("papers/receipt.html", replace(receipt, papers=came)))

    said = " ".join(page.split())
    heads = ("Bản chính", "Bản sao chứng thực", "Bản photo")
    assert [said.index(head) for head in heads] == sorted(said.index(head) for head in heads)
    assert "Ý kiến xác nhận 2 3 4" in said


@pytest.mark.parametrize("name", [NAME, UNBROKEN])
def test_a_proof_of_filing_with_a_long_name(name: str) -> None:
    proof = proof_of(story.dossier_in("filed", at=MONDAY).dossier.events.get(sequence=1), "", TOKEN)
    parts = tuple(replace(part, answers=tuple((label, name) for label, _text in part.answers)) for part in proof.parts)
    files = tuple(FiledFile(name, f"{name}.pdf", "1 MB", f"{n:012x}") for n in range(1, 30))

    assert beyond(press.printed("papers/filing.html", replace(proof, parts=parts, files=files))) == []


def signs_of(words: str) -> Counter[str]:
    """Count the signs of what is printed, wherever its lines and pages end."""
    return Counter("".join(words.split()))


@pytest.mark.parametrize(("name", "reason"), LONG)
def test_a_request_for_200_papers_with_a_reason_of_5000_signs(name: str, reason: str) -> None:
    found = registry.PAPERS[Paper.SUPPLEMENT_REQUEST].read(asked(MONDAY).events[-1], "01/2026/HDHS", TOKEN)
    titles = [Text(f"Giấy tờ thứ {n} " + "rất dài " * 12 + f"hết {n}.", "") for n in range(1, 201)]
    items = tuple(
        Wanted(Item(str(n), title, f"Chụp lại {name}.", is_paper=True)) for n, title in enumerate(titles, start=1)
    )
    form = replace(found.form, applicant=replace(found.form.applicant, name=name, represented=name))

    pdf = press.printed("papers/supplement.html", replace(found, form=form, items=items, reason=reason))  # type: ignore[type-var]

    pages = [" ".join(page.split()) for page in pages_of(pdf)]
    assert beyond(pdf) == []
    for n in range(1, 201):
        assert any(f"Giấy tờ thứ {n} " in page and f"hết {n}." in page for page in pages), f"row {n} is cut"
    assert all("TT Thành phần" in page for page in pages if "Giấy tờ thứ" in page)
    assert signs_of(reason) <= signs_of("".join(pages))
    assert "NGƯỜI HƯỚNG DẪN" in pages[-1]


@pytest.mark.parametrize(("name", "reason"), LONG)
@pytest.mark.parametrize("walked", [reappointed, promised_late])
def test_an_apology_with_a_reason_of_5000_signs(walked: Callable[[], story.Walk], reason: str, name: str) -> None:
    kind = registry.PAPERS[Paper.APOLOGY]
    found = kind.read(walked().events[-1], "01/2026", TOKEN)
    form = replace(found.form, applicant=replace(found.form.applicant, name=name, represented=name))

    pdf = press.printed(kind.template, replace(found, form=form, reason=reason))  # type: ignore[type-var]

    assert beyond(pdf) == []
    assert signs_of(name + reason) <= signs_of(words_of(pdf))
    assert "Nơi nhận:" in pages_of(pdf)[-1]


@pytest.mark.parametrize("name", [NAME, UNBROKEN])
@pytest.mark.parametrize(
    ("paper", "walked"),
    [(Paper.REFUSAL, refused), (Paper.REFUSAL, refused_after_appraisal), (Paper.STOP_NOTICE, stopped)],
)
def test_a_refusal_and_a_stop_with_a_long_name(paper: Paper, walked: Callable[[], story.Walk], name: str) -> None:
    kind = registry.PAPERS[paper]
    found = kind.read(walked().events[-1], "01/2026", TOKEN)
    form = replace(found.form, applicant=replace(found.form.applicant, name=name, represented=name))

    assert beyond(press.printed(kind.template, replace(found, form=form))) == []  # type: ignore[type-var]


@pytest.mark.parametrize("name", [NAME, UNBROKEN])
def test_a_proof_of_filing_of_200_files(name: str) -> None:
    proof = proof_of(story.dossier_in("filed", at=MONDAY).dossier.events.get(sequence=1), "", TOKEN)
    files = tuple(FiledFile(f"Giấy tờ thứ {n} {name}", f"tep-{n}.pdf", "1 MB", f"{n:012x}") for n in range(1, 201))

    pdf = press.printed("papers/filing.html", replace(proof, files=files))

    pages = [" ".join(page.split()) for page in pages_of(pdf)]
    assert beyond(pdf) == []
    for n in range(1, 201):
        assert any(f"Giấy tờ thứ {n} " in page and f"tep-{n}.pdf" in page for page in pages), f"row {n} is cut"


@pytest.mark.parametrize("name", [NAME, UNBROKEN])
def test_registers_of_long_names_and_notes(name: str) -> None:
    long = {"applicant": name, "organisation": name, "address": name, "received_by": name, "note": REASON}
    year = year_of(0)
    rows = [replace(entry(n), **long) for n in range(1, 4)]  # type: ignore[arg-type]
    letters = [letter(n) for n in range(1, 4)]
    for one in letters:
        one.dossier.applicant_name = one.dossier.organisation = one.dossier.subject = name
    whose = Whose(name, name, CHAU.full_name, MONDAY)
    receipts = PrintedLetters(LetterBook(1, Paper.RECEIPT.value, 2025), whose, letters, Volume(1, 1), closed=None)

    for pdf in (printed_of(replace(year, entries=rows, agency=name)), pdf_of(receipts)):
        assert beyond(pdf) == []
        assert signs_of(name * 3) <= signs_of(words_of(pdf))


@pytest.mark.parametrize("name", [NAME, UNBROKEN])
def test_a_result_with_a_long_name(name: str) -> None:
    NUMBERED[ResultKind.LICENCE]()
    paper = paper_of(Result.objects.get())
    long = tuple(replace(one, text=f"{one.text} {name} {REASON}") for one in paper.paragraphs)

    assert beyond(press.printed(TEMPLATE, replace(paper, paragraphs=long, signer=name))) == []


@pytest.mark.parametrize("name", [NAME, UNBROKEN])
def test_an_iso_document_of_a_long_name(name: str) -> None:
    on = date(2026, 11, 30)
    version = ProcedureVersion.objects.filter(procedure__slug=story.SLUG).order_by("version")[0]
    machine = replace(version.machine, name=Text(name, name))
    found = iso.document_of(machine, iso.Publication("", "", name, ()), steady.now().regimes.ruling(Days(act=on)), on)

    assert beyond(iso.pdf_of(found)) == []


@pytest.mark.parametrize("reason", [REASON, "A" * 5_000])
@pytest.mark.parametrize(("paper", "walked"), [(Paper.REFUSAL, refused), (Paper.STOP_NOTICE, stopped)])
def test_reasons_of_5000_signs(paper: Paper, walked: Callable[[], story.Walk], reason: str) -> None:
    kind = registry.PAPERS[paper]
    found = kind.read(walked().events[-1], "01/2026", TOKEN)

    pdf = press.printed(kind.template, replace(found, reasons=(reason,)))  # type: ignore[type-var]

    assert beyond(pdf) == []
    assert len("".join(pages_of(pdf))) > len(reason)


@pytest.mark.parametrize("reason", [REASON, "A" * 5_000])
def test_a_control_sheet_with_a_reason_of_5000_signs(reason: str) -> None:
    dossier = Dossier.objects.get(pk=story.dossier_in("tham-dinh", at=MONDAY).dossier.pk)
    sheet = control.sheet_of(dossier, log_of(dossier)[0], datetime(2026, 12, 1, 9, 0, tzinfo=LOCAL))
    lines = tuple(replace(line, note=reason, given_by=NAME) for line in sheet.lines)

    pdf = control.pdf_of(replace(sheet, lines=lines, applicant=replace(sheet.applicant, name=NAME)))

    assert beyond(pdf) == []


@pytest.mark.parametrize("name", [NAME, UNBROKEN])
def test_a_cover_note_with_a_long_name_and_200_originals(name: str) -> None:
    enclosed = tuple(f"{n}. Giấy tờ thứ {n} (trả lại): 01 bản chính" for n in range(1, 201))

    pdf = press.printed("papers/cover_note.html", replace(note_of(posted()), recipient=name, enclosed=enclosed))

    assert beyond(pdf) == []
    words = words_of(pdf)
    assert [one for one in enclosed if one not in words] == []


@pytest.mark.parametrize(
    ("capacity", "title", "said"),
    [
        (Capacity.ON_BEHALF, "Giám đốc", "TM. LÃNH ĐẠO SỞ GIÁM ĐỐC"),
        (Capacity.BY_DELEGATION, "Chánh Văn phòng", "TUQ. GIÁM ĐỐC CHÁNH VĂN PHÒNG"),
        (Capacity.BY_ORDER, "Chánh Văn phòng", "TL. GIÁM ĐỐC CHÁNH VĂN PHÒNG"),
    ],
)
def test_the_capacity_is_printed_above_the_name(capacity: Capacity, title: str, said: str, settings: object) -> None:
    settings.AGENCY_COLLECTIVE = "Lãnh đạo Sở"  # type: ignore[attr-defined]
    NUMBERED[ResultKind.LICENCE]()
    paper = paper_of(Result.objects.get())

    words = words_of(press.printed(TEMPLATE, replace(paper, capacity=capacity_lines(capacity, title))))

    assert f"{said} {paper.signer}" in words
