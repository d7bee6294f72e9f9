"""The book of a kind of paper and a year on paper: whole, in the order of its numbers, in volumes with a first sheet each."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from accounts.models import Unit
from dossiers.background import jobs as background
from dossiers.background import relay
from dossiers.jobs import Stop
from dossiers.models import Dossier, Export, ExportPart, Job, JobState, Letter
from dossiers.papers.books import letters as book
from dossiers.papers.books import volumes
from portal.demo import story
from portal.demo.story import Walk
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, content_of, read
from tests.dossiers.papers.test_refusal import refused, refused_after_appraisal, stopped

PAGE = "/mot-cua/so-van-ban/"
BOOK = f"{PAGE}?kind=01&year=2026"
MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
LATER = MONDAY + timedelta(hours=2)

pytestmark = [pytest.mark.django_db, pytest.mark.at(LATER)]


def receipts(count: int) -> list[Letter]:
    """Issue receipts, numbered from 1."""
    for _number in range(count):
        story.dossier_in("accepted", at=MONDAY)
    relay.run(LATER)
    return list(Letter.objects.filter(kind="01").order_by("pk"))


def begun(address: str = BOOK, who: str = "bob") -> str:
    """Ask for a book; return the address of its page."""
    return str(Visitor(who).post(address, {"format": "zip"}).url)


def printed(at: datetime = LATER) -> Job:
    """Go on with the newest job to its end."""
    job = Job.objects.order_by("-pk")[0]
    background.go_on(job.pk, now=at, seconds=60)
    job.refresh_from_db()
    return job


def volumes_at(address: str, who: str = "bob") -> dict[str, list[str]]:
    """Return the volumes of a book by their names: the words of each page, without the room between them."""
    with ZipFile(io.BytesIO(content_of(Visitor(who).get(f"{address}tai-ve/")))) as file:
        readers = {name: PdfReader(io.BytesIO(file.read(name))) for name in file.namelist()}
    return {name: ["".join(page.extract_text().split()) for page in reader.pages] for name, reader in readers.items()}


def test_each_number_stands_in_it_once_in_volumes_that_say_where_they_begin_and_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(volumes, "LINES", 2)
    issued = receipts(3)
    address = begun()
    assert printed().state == JobState.DONE

    found = volumes_at(address)

    assert list(found) == [f"so-van-ban-mau-01-2026-quyen-0{number}.pdf" for number in (1, 2)]
    (cover, lines), (last_cover, last_lines) = found.values()
    assert "SỔĐĂNGKÝVĂNBẢNĐI" in cover
    assert "Quyểnsố01/02(từsố01/2026/TNHSđếnsố02/2026/TNHS)" in cover
    assert "Quyểnsố02/02(từsố03/2026/TNHSđếnsố03/2026/TNHS)" in last_cover
    assert "Ngàymởsổ:30/11/2026" in cover
    assert [letter.number in lines for letter in issued] == [True, True, False]
    assert [letter.number in last_lines for letter in issued] == [False, False, True]
    for letter, text in zip(issued, (lines, lines, last_lines), strict=True):
        for told in (letter.dossier.code, letter.dossier.applicant_name, letter.event.by_whom):
            assert "".join(told.split()) in text
    assert "Rows: 3" in read(Visitor("bob").get(address)).words()


def test_ten_stands_after_nine() -> None:
    [letter] = receipts(1)
    for number in (100, 9, 10, 99):
        other = story.dossier_in("accepted", at=MONDAY)
        relay.run(LATER)
        Letter.objects.filter(dossier=other.dossier, kind="01").update(number=f"{number:02d}/2026/TNHS")

    found = Letter.objects.of_book(letter.dossier.agency_id, "01", 2026)

    assert [one.number.split("/")[0] for one in found] == ["01", "09", "10", "99", "100"]


def test_a_number_of_new_year_s_eve_stands_in_the_year_that_it_names() -> None:
    [letter] = receipts(1)
    Letter.objects.update(issued_at=datetime(2027, 1, 1, 0, 0, 20, tzinfo=LOCAL))

    assert Letter.objects.of_book(letter.dossier.agency_id, "01", 2026).get() == letter
    assert not Letter.objects.of_book(letter.dossier.agency_id, "01", 2027).exists()


def test_numbers_without_a_symbol_stand_in_their_book_behind_those_whose_place_was_left_open() -> None:
    issued = receipts(3)
    for letter, number in zip(issued, ("10/2026", "09/2026/……", "11/2026"), strict=True):
        Letter.objects.filter(pk=letter.pk).update(number=number)
    agency = issued[0].dossier.agency_id

    found = [one.number for one in Letter.objects.of_book(agency, "01", 2026)]

    assert found == ["09/2026/……", "10/2026", "11/2026"]
    assert not Letter.objects.of_book(agency, "01", 2025).exists()


def test_an_empty_book_says_so_and_keeps_its_first_sheet() -> None:
    address = begun(f"{PAGE}?kind=04&year=2025")
    printed()

    [(cover, lines)] = volumes_at(address).values()

    assert "Thưxinlỗi,năm2025" in cover or "năm2025" in cover
    assert "Quyểnsố01/01" in cover
    assert "Khôngpháthànhvănbảnnàoloạinàytrongnăm." in lines


def test_a_number_whose_symbol_is_not_known_leaves_no_blank_in_the_name_of_a_file_and_names_two_papers_apart() -> None:
    for walk in (refused(MONDAY), stopped(MONDAY)):
        relay.run(walk.at + timedelta(minutes=2))
    papers = Letter.objects.filter(kind__in=("03", "05"))
    address = begun(f"{PAGE}?kind=03&year=2026")
    printed(LATER + timedelta(days=1))

    assert {letter.number for letter in papers} == {"01/2026"}
    assert {letter.file_name for letter in papers} == {"01-2026-mau-03.pdf", "01-2026-mau-05.pdf"}
    assert list(volumes_at(address)) == ["so-van-ban-mau-03-2026-quyen-01.pdf"]
    assert "…" not in Visitor("bob").get(f"{address}tai-ve/")["Content-Disposition"]


def test_as_of_the_same_instant_it_is_the_same_to_the_byte_whenever_it_is_printed() -> None:
    receipts(2)
    addresses = [begun(), begun()]
    story.dossier_in("accepted", at=LATER)
    for job, at in zip(Job.objects.order_by("pk"), (LATER, LATER + timedelta(hours=5)), strict=True):
        relay.run(at)
        background.go_on(job.pk, now=at, seconds=60)

    first, second = (content_of(Visitor("bob").get(f"{address}tai-ve/")) for address in addresses)

    assert first == second
    assert Letter.objects.filter(kind="01").count() == 3


@pytest.mark.parametrize(
    "address", [PAGE, f"{PAGE}?kind=zz", f"{PAGE}?kind=nop-don", f"{PAGE}?kind=01&year=2027", f"{PAGE}?kind=01&year=x"]
)
def test_of_what_is_no_book_none_is_begun(address: str) -> None:
    assert Visitor("bob").post(address, {"format": "zip"}).status_code == 404
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"), [("hoa", 403), ("dung", 403), ("mallory", 404), ("admin", 404), ("alice", 404)]
)
def test_who_sees_a_part_of_the_agency_or_nothing_prints_no_book(who: str, status: int) -> None:
    answer = Visitor(who).post(BOOK, {"format": "zip"})

    assert answer.status_code == status
    assert not Job.objects.exists()
    if status == 403:
        assert "it is printed by whoever sees all of its dossiers" in read(answer).words()


def test_another_agency_s_papers_stand_in_no_book_of_this_one() -> None:
    ours, theirs = receipts(2)
    other = Unit.objects.create(kind="agency", slug="khac", agency_code="H99", name_vi="Khác", name_en="Other")
    Dossier.objects.filter(pk=theirs.dossier_id).update(agency=other)
    address = begun()
    printed()

    [(_cover, lines)] = volumes_at(address).values()

    assert ours.dossier.code in lines
    assert theirs.dossier.code not in lines


def test_the_button_stands_where_there_is_a_book() -> None:
    receipts(1)

    assert "Print the book (PDF)" in read(Visitor("bob").get(BOOK)).words()
    for address, who in ((PAGE, "bob"), (f"{BOOK}&q=01", "bob"), (BOOK, "hoa")):
        assert "Print the book" not in read(Visitor(who).get(address)).words()


def test_one_that_is_stopped_leaves_nothing() -> None:
    receipts(1)
    address = begun()
    book.Printing(Job.objects.get()).do([1], LATER)
    assert ExportPart.objects.exists()

    Visitor("bob").post(address)
    job = printed()

    assert job.state == JobState.CANCELLED
    assert not ExportPart.objects.exists()
    assert Visitor("bob").get(f"{address}tai-ve/").status_code == 404


def test_whoever_has_lost_the_seat_gets_no_volume(monkeypatch: pytest.MonkeyPatch) -> None:
    receipts(1)
    begun()
    monkeypatch.setattr("dossiers.papers.books.letters.WHOLE_AGENCY", frozenset())

    with pytest.raises(Stop):
        book.Printing(Job.objects.get()).do([1], LATER)


def test_of_too_many_lines_nothing_is_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    receipts(2)
    monkeypatch.setattr(volumes, "MOST_LINES", 1)

    assert Visitor("bob").post(BOOK, {"format": "zip"}).status_code == 409
    assert not Export.objects.exists()


def test_a_long_name_keeps_rows_whole_and_the_head_on_each_sheet() -> None:
    name = "Nguyễn Thị Rất Dài " * 13
    receipts(3)
    Dossier.objects.update(applicant_name=name[:255], subject="việc " * 51, organisation="Công ty " * 31)
    address = begun()
    printed()

    [(_cover, *sheets)] = volumes_at(address).values()

    assert ["Số,kýhiệuvănbản" in sheet for sheet in sheets] == [True] * len(sheets)
    torn = [sheet for sheet in sheets if sheet.count("/2026/TNHS") != sheet.count("HồsơH26.NN")]
    assert torn == []


@pytest.mark.parametrize(
    ("kind", "walked", "signs", "acted"),
    [
        ("05", stopped, "KT.GIÁMĐỐCPHÓGIÁMĐỐCVũNgọcLan", "TrầnVănBình"),
        ("03", refused, "TrầnVănBình", ""),
        ("03", refused_after_appraisal, "", "BùiThanhTâm"),
    ],
)
def test_who_signs_is_who_stands_on_the_paper_not_who_carried_it_out(
    kind: str, walked: Callable[[datetime], Walk], signs: str, acted: str
) -> None:
    walked(MONDAY)
    relay.run(LATER)
    address = begun(f"{PAGE}?kind={kind}&year=2026")
    assert printed().state == JobState.DONE

    [(_cover, lines)] = volumes_at(address).values()

    line = lines[: lines.index("Tríchtừnhậtký")]
    assert signs in line
    assert not acted or acted not in line
