"""The book of a kind of result and a year that is over is closed once and for good: no number comes into it any more."""

from collections.abc import Callable
from datetime import datetime

import pytest
import time_machine
from django.db import DatabaseError, transaction

from dossiers.background import jobs as background
from dossiers.models import ClosedResults, Job, Result
from dossiers.papers.books import volumes
from dossiers.proof.audit import check_all
from procedures.time.calendar import LOCAL
from tests.dossiers import renewals
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.desk.test_letter_book import volumes_at
from tests.dossiers.desk.test_result_book import begun, given

YEAR = renewals.FILED.year
PAGE = "/mot-cua/so-ket-qua/"
BOOK = f"{PAGE}?kind=licence&year={YEAR}"
CLOSE = f"{PAGE}khoa-so/"
NOW = datetime(YEAR + 1, 1, 20, 9, 0, tzinfo=LOCAL)
RESULTS = 3

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


@pytest.fixture
def licences() -> list[Result]:
    """Give three licences in the year before."""
    return given(RESULTS)


def close(who: str = "carol", kind: str = "licence", year: int = YEAR, meant: str = str(RESULTS)) -> str:
    """Close a book and return what the next page says."""
    return read(Visitor(who).post(CLOSE, {"kind": kind, "year": str(year), "meant": meant}, follow=True)).words()


def test_it_is_closed_with_what_the_agency_has_numbered(licences: list[Result]) -> None:
    offered = read(Visitor("carol").get(BOOK)).words()
    assert "Close it with 3 results that the agency has numbered. It cannot be opened again." in offered

    said = close()

    assert f"The book of {YEAR} is closed with 3 results." in said
    assert f"The book of {YEAR} was closed at 09:00 20/01/{YEAR + 1} by" in said
    assert "It cannot be opened again" not in said
    [closed] = ClosedResults.objects.all()
    assert (closed.kind, closed.year, closed.count, closed.by.username, closed.at) == ("licence", YEAR, 3, "carol", NOW)
    assert closed.agency_id == licences[0].agency_id
    assert check_all().differences == []


@pytest.mark.parametrize(
    ("year", "meant", "why"),
    [
        (YEAR + 1, "0", "can be closed once that year is over."),
        (YEAR, "", "Tick that you mean it."),
        (YEAR, "2", "The number beside the box is that of its lines now; nothing was closed."),
    ],
)
def test_what_cannot_be_closed_is_refused_with_a_sentence(
    licences: list[Result], year: int, meant: str, why: str
) -> None:
    assert why in close(year=year, meant=meant)
    assert not ClosedResults.objects.exists()


@pytest.mark.parametrize(("kind", "year"), [("licence", ""), ("licence", "x"), ("01", str(YEAR)), ("", str(YEAR))])
def test_what_is_no_book_closes_nothing(kind: str, year: str) -> None:
    assert Visitor("carol").post(CLOSE, {"kind": kind, "year": year, "meant": "0"}).url == PAGE
    assert not ClosedResults.objects.exists()


def test_it_is_closed_once_and_each_kind_by_itself(licences: list[Result]) -> None:
    close()

    assert f"This book of {YEAR} was closed by" in close("lan")
    assert f"The book of {YEAR} is closed with 0 results." in close("lan", kind="answer", meant="0")
    assert [one.by.username for one in ClosedResults.objects.order_by("-kind")] == ["carol", "lan"]


@pytest.mark.parametrize("who", ["hoa", "bob", "tam", "dung", "admin", "alice", "mallory"])
def test_who_does_not_answer_for_the_agency_closes_nothing(licences: list[Result], who: str) -> None:
    assert Visitor(who).post(CLOSE, {"kind": "licence", "year": str(YEAR), "meant": "3"}).status_code in (403, 404)
    assert not ClosedResults.objects.exists()
    assert "Close the book" not in Visitor(who).get(BOOK).content.decode()


def test_the_database_puts_no_number_into_a_closed_book(licences: list[Result]) -> None:
    with time_machine.travel(renewals.FILED, tick=False):
        other = given(1)[-1]
    Result.objects.filter(pk=other.pk)
    close(meant="4")
    changes: list[Callable[[], object]] = [
        lambda: Result.objects.filter(pk=other.pk).update(serial=99),
        lambda: Result.objects.filter(pk=other.pk).update(dated=licences[0].dated),
    ]

    for change in changes:
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_closing_is_never_changed(licences: list[Result]) -> None:
    close()
    for change in (lambda: ClosedResults.objects.update(count=4), lambda: ClosedResults.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_its_print_says_so_at_the_end_of_its_last_volume_and_on_each_first_sheet(
    licences: list[Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(volumes, "LINES", 2)
    open_book = begun(BOOK)
    close()
    closed_book = begun(BOOK)
    for job in Job.objects.order_by("pk"):
        background.go_on(job.pk, now=NOW, seconds=60)

    first, last = volumes_at(closed_book).values()
    end = f"Sổnăm{YEAR}gồm3kếtquảdocơquancấpsố."
    assert [end in "".join(volume) for volume in (first, last)] == [False, True]
    assert f"Khoásổlúc09:00:00ngày20/01/{YEAR + 1};ngườikhoásổ:" in "".join(last)
    assert "NGƯỜIKHOÁSỔ" in "".join(last)
    assert all(f"Ngàykhoásổ:20/01/{YEAR + 1}" in volume[0] for volume in (first, last))
    assert "Khoásổlúc" not in "".join(page for volume in volumes_at(open_book).values() for page in volume)
