"""The book of a kind of result and a year on paper: in the order of its numbers, in volumes with a first sheet each."""

import io
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from accounts.models import Unit
from dossiers.background import jobs as background
from dossiers.jobs import Stop
from dossiers.models import Dossier, Export, ExportPart, Job, JobState, Result
from dossiers.papers.books import results as book
from dossiers.papers.books import volumes
from portal.demo import story
from portal.demo.story import Walk
from tests import golden
from tests.dossiers import renewals
from tests.dossiers.browsing import Visitor, content_of, read
from tests.dossiers.desk.test_letter_book import volumes_at
from tests.dossiers.proof.records import triggers_off
from tests.dossiers.renewals import granted
from tests.golden.pictures import assert_looks_like

PAGE = "/mot-cua/so-ket-qua/"
NOW = renewals.FILED + timedelta(days=9)
BOOK = f"{PAGE}?kind=licence&year={renewals.FILED.year}"

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def given(count: int) -> list[Result]:
    """Give licences, numbered from 1."""
    for _number in range(count):
        Walk(story.file("alice", at=renewals.FILED), renewals.FILED).until("result-ready")
    return list(Result.objects.order_by("pk"))


def numbered(result: Result, number: int) -> None:
    """Give a result another number of its register, behind the application's back."""
    with triggers_off():
        Result.objects.filter(pk=result.pk).update(serial=number, number=f"{number:02d}/{result.symbol}")


def begun(address: str = BOOK, who: str = "bob") -> str:
    """Ask for a book; return the address of its page."""
    return str(Visitor(who).post(address, {"format": "zip"}).url)


def printed() -> Job:
    """Go on with the newest job to its end."""
    job = Job.objects.order_by("-pk")[0]
    background.go_on(job.pk, now=NOW, seconds=60)
    job.refresh_from_db()
    return job


def test_each_number_stands_in_it_once_and_ten_after_nine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(volumes, "LINES", 2)
    results = given(3)
    for result, number in zip(results, (10, 9, 2), strict=True):
        numbered(result, number)
    address = begun()
    assert printed().state == JobState.DONE

    found = volumes_at(address)

    year = renewals.FILED.year
    assert list(found) == [f"so-ket-qua-licence-{year}-quyen-0{number}.pdf" for number in (1, 2)]
    (cover, lines), (last_cover, last_lines) = found.values()
    assert "SỔKẾTQUẢGIẢIQUYẾTTHỦTỤCHÀNHCHÍNH" in cover
    assert f"Giấyphép,năm{year}" in cover
    symbol = results[0].symbol
    assert f"Quyểnsố01/02(từsố02/{symbol}đếnsố09/{symbol})" in cover
    assert f"Quyểnsố02/02(từsố10/{symbol}đếnsố10/{symbol})" in last_cover
    assert [result.dossier.code in lines for result in results] == [False, True, True]
    assert results[0].dossier.code in last_lines
    for told in (results[1].holder, "KT.VũNgọcLan", results[1].dossier.machine.name.vi, "Đãvàosố,"):
        assert "".join(told.split()) in lines
    assert "Rows: 3" in read(Visitor("bob").get(address)).words()


def test_what_another_agency_has_numbered_stands_at_the_end() -> None:
    first, second = given(2)
    with triggers_off():
        Result.objects.filter(pk=first.pk).update(
            serial=None, number="1/QĐ-UBND", symbol="", issuer="Ủy ban", signer=None
        )

    found = book.ResultBook(first.agency_id, "licence", renewals.FILED.year).results()

    assert list(found) == [second, first]


def test_what_was_revoked_says_so(tmp_path: Path) -> None:
    renewals.published(tmp_path)
    granted().take("revoke-result", "lan", reason="Giấy tờ giả mạo.")
    kind = Result.objects.get().kind
    address = begun(f"{PAGE}?kind={kind}&year={renewals.FILED.year}")
    printed()

    [(_cover, lines)] = volumes_at(address).values()

    assert "thuhồi" in lines.lower()


def test_an_empty_book_says_so() -> None:
    address = begun(f"{PAGE}?kind=answer&year=2025")
    printed()

    [(cover, lines)] = volumes_at(address).values()

    assert "Quyểnsố01/01" in cover
    assert "Khôngcókếtquảnàoloạinàytrongnăm." in lines


@pytest.mark.parametrize("query", ["", "?kind=zz", "?kind=licence&year=2050", "?kind=licence&year=x"])
def test_of_what_is_no_book_none_is_begun(query: str) -> None:
    assert Visitor("bob").post(f"{PAGE}{query}", {"format": "zip"}).status_code == 404
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"), [("hoa", 403), ("dung", 403), ("mallory", 404), ("admin", 404), ("alice", 404)]
)
def test_who_sees_a_part_of_the_agency_or_nothing_prints_no_book(who: str, status: int) -> None:
    assert Visitor(who).post(BOOK, {"format": "zip"}).status_code == status
    assert not Job.objects.exists()


def test_another_agency_s_results_stand_in_no_book_of_this_one() -> None:
    ours, theirs = given(2)
    other = Unit.objects.create(kind="agency", slug="khac", agency_code="H99", name_vi="Khác", name_en="Other")
    with triggers_off():
        Result.objects.filter(pk=theirs.pk).update(agency=other)
        Dossier.objects.filter(pk=theirs.dossier_id).update(agency=other)

    address = begun()
    printed()

    [(_cover, lines)] = volumes_at(address).values()
    assert (ours.dossier.code in lines, theirs.dossier.code in lines) == (True, False)


def test_the_button_stands_where_there_is_a_book() -> None:
    given(1)

    assert "Print the book (PDF)" in read(Visitor("bob").get(BOOK)).words()
    for address, who in ((PAGE, "bob"), (f"{BOOK}&q=01", "bob"), (BOOK, "hoa")):
        assert "Print the book" not in read(Visitor(who).get(address)).words()


def test_one_that_is_stopped_leaves_nothing() -> None:
    given(1)
    address = begun()
    book.Printing(Job.objects.get()).do([1], NOW)
    assert ExportPart.objects.exists()

    Visitor("bob").post(address)

    assert printed().state == JobState.CANCELLED
    assert not ExportPart.objects.exists()


def test_whoever_has_lost_the_seat_gets_no_volume(monkeypatch: pytest.MonkeyPatch) -> None:
    given(1)
    begun()
    monkeypatch.setattr("dossiers.papers.books.letters.WHOLE_AGENCY", frozenset())

    with pytest.raises(Stop):
        book.Printing(Job.objects.get()).do([1], NOW)


def test_of_too_many_lines_nothing_is_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    given(2)
    monkeypatch.setattr(volumes, "MOST_LINES", 1)

    assert Visitor("bob").post(BOOK, {"format": "zip"}).status_code == 409
    assert not Export.objects.exists()


def test_its_file_is_called_after_the_register() -> None:
    address = begun()
    printed()

    assert 'filename="so-ket-qua-' in Visitor("bob").get(f"{address}tai-ve/")["Content-Disposition"]


def test_a_volume_looks_as_it_was_looked_at() -> None:
    given(3)
    address = begun()
    printed()
    with ZipFile(io.BytesIO(content_of(Visitor("bob").get(f"{address}tai-ve/")))) as file:
        [pdf] = [file.read(name) for name in file.namelist()]
    texts = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]

    golden.assert_matches("papers/results_book.txt", "\f".join(texts) + "\n")
    assert_looks_like("papers/results_book", pdf)
