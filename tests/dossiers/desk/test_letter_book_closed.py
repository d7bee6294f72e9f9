"""The book of a kind of paper and a year that is over is closed once and for good: no number comes into it any more."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.utils import translation

from dossiers import outbox
from dossiers.background import jobs as background
from dossiers.background import relay
from dossiers.models import ClosedLetters, Job, Letter, OutboxEntry
from dossiers.papers import registry
from dossiers.papers.books import volumes
from dossiers.proof.audit import check_all
from portal.demo import story
from procedures.machine import Paper
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.desk.test_letter_book import begun, volumes_at

PAGE = "/mot-cua/so-van-ban/"
BOOK = f"{PAGE}?kind=01&year=2025"
CLOSE = f"{PAGE}khoa-so/"
BEFORE = datetime(2025, 12, 22, 8, 30, tzinfo=LOCAL)
NOW = datetime(2026, 1, 23, 9, 0, tzinfo=LOCAL)
PAPERS = 3

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


@pytest.fixture
def receipts() -> list[Letter]:
    """Issue three receipts in the year before, and one in this year."""
    for at in (BEFORE, BEFORE, BEFORE, NOW - timedelta(days=2)):
        story.dossier_in("accepted", at=at)
        relay.run(at + timedelta(hours=1))
    return list(Letter.objects.filter(kind="01").order_by("pk"))


def close(who: str = "carol", kind: str = "01", year: str = "2025", meant: str = str(PAPERS)) -> str:
    """Close a book and return what the next page says."""
    return read(Visitor(who).post(CLOSE, {"kind": kind, "year": year, "meant": meant}, follow=True)).words()


def test_it_is_closed_with_what_stands_in_it(receipts: list[Letter]) -> None:
    assert "Close it with 3 papers. It cannot be opened again." in read(Visitor("carol").get(BOOK)).words()

    said = close()

    assert "The book of 2025 is closed with 3 papers." in said
    assert "The book of 2025 was closed at 09:00 23/01/2026 by" in said
    assert "It cannot be opened again" not in said
    [closed] = ClosedLetters.objects.all()
    found = (closed.kind, closed.year, closed.count, closed.by.username, closed.at)
    assert found == ("01", 2025, PAPERS, "carol", NOW)
    assert closed.agency_id == receipts[0].dossier.agency_id
    assert check_all().differences == []


@pytest.mark.parametrize(
    ("year", "meant", "why"),
    [
        ("2026", "1", "The register of 2026 can be closed once that year is over."),
        ("2025", "", "Tick that you mean it."),
        ("2025", "2", "The number beside the box is that of its lines now; nothing was closed."),
        ("2024", "3", "Tick that you mean it."),
    ],
)
def test_what_cannot_be_closed_is_refused_with_a_sentence(
    receipts: list[Letter], year: str, meant: str, why: str
) -> None:
    assert why in close(year=year, meant=meant)
    assert not ClosedLetters.objects.exists()


@pytest.mark.parametrize(
    ("kind", "year"), [("01", ""), ("01", "x"), ("01", "99999"), ("01", "٢٠٢٥"), ("", "2025"), ("filing", "2025")]
)
def test_what_is_no_book_closes_nothing(kind: str, year: str) -> None:
    assert Visitor("carol").post(CLOSE, {"kind": kind, "year": year, "meant": "0"}).url == PAGE
    assert not ClosedLetters.objects.exists()


def test_a_year_is_over_once_nothing_of_it_can_be_taken_back(receipts: list[Letter], settings) -> None:
    settings.TAKE_BACK_SECONDS = 30
    with time_machine.travel(datetime(2026, 1, 1, 0, 0, tzinfo=LOCAL), tick=False):
        assert "can be closed once that year is over" in close()
    with time_machine.travel(datetime(2026, 1, 1, 0, 1, tzinfo=LOCAL), tick=False):
        assert "is closed" in close()


def test_it_is_closed_once_and_each_kind_by_itself(receipts: list[Letter]) -> None:
    close()

    assert "This book of 2025 was closed by" in close("lan")
    assert "The book of 2025 is closed with 0 papers." in close("lan", kind="02", meant="0")
    assert [one.by.username for one in ClosedLetters.objects.order_by("kind")] == ["carol", "lan"]


@pytest.mark.parametrize("who", ["hoa", "bob", "tam", "dung", "admin", "alice"])
def test_who_does_not_answer_for_the_agency_closes_nothing(receipts: list[Letter], who: str) -> None:
    assert Visitor(who).post(CLOSE, {"kind": "01", "year": "2025", "meant": "3"}).status_code == 404
    assert not ClosedLetters.objects.exists()
    assert "Close the book" not in Visitor(who).get(BOOK).content.decode()


@pytest.mark.parametrize("query", ["", "?year=2025", "?kind=01&year=2025&q=01", "?kind=01&year=2026"])
def test_what_is_no_whole_book_of_a_year_that_is_over_offers_no_closing(receipts: list[Letter], query: str) -> None:
    assert "Close the book" not in read(Visitor("carol").get(f"{PAGE}{query}")).words()


def test_it_is_not_closed_while_a_paper_of_that_year_waits_for_its_number(receipts: list[Letter]) -> None:
    story.dossier_in("accepted", at=BEFORE)

    assert "1 paper of that year has still to be issued." in close()
    assert not ClosedLetters.objects.exists()

    relay.run(NOW)
    assert "is closed with 4 papers" in close(meant="4")
    assert Letter.objects.latest("pk").number == "04/2025/TNHS"


def test_what_is_issued_afterwards_is_numbered_in_the_year_of_its_issuing(receipts: list[Letter]) -> None:
    event = story.dossier_in("accepted", at=BEFORE).events[0]
    OutboxEntry.objects.filter(event=event, kind=outbox.issue_of(Paper.RECEIPT)).update(done_at=NOW)
    close()

    with transaction.atomic():
        late = registry.issue(event, Paper.RECEIPT, at=NOW)

    assert late.number == "02/2026/TNHS"
    assert late in Letter.objects.of_book(late.dossier.agency_id, "01", 2026)
    assert check_all().differences == []


def test_the_database_puts_no_number_into_a_closed_book(receipts: list[Letter]) -> None:
    close()
    other = story.dossier_in("accepted", at=BEFORE)
    forged = Letter(
        event=other.events[0], dossier=other.dossier, kind="01", number="04/2025/TNHS", token="x", issued_at=BEFORE
    )
    changes: list[Callable[[], object]] = [
        lambda: forged.save(force_insert=True),
        lambda: Letter.objects.filter(pk=receipts[-1].pk).update(number="04/2025/TNHS"),
    ]

    for change in changes:
        with pytest.raises(DatabaseError, match="of this year is closed"), transaction.atomic():
            change()

    # The books of other kinds are open.
    forged.kind, forged.number = "02", "01/2025/HDHS"
    forged.save(force_insert=True)


def test_a_closing_is_never_changed(receipts: list[Letter]) -> None:
    close()
    for change in (lambda: ClosedLetters.objects.update(count=4), lambda: ClosedLetters.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_closed_book_with_other_lines_is_found(receipts: list[Letter]) -> None:
    close()
    Letter.objects.filter(pk=receipts[0].pk).update(number="03/2026/TNHS")

    [found] = [one for one in check_all().differences if one.what == "closed book"]
    agency = receipts[0].dossier.agency
    assert found.dossier == f"book of papers 01 of 2025, {agency.name_vi}"
    assert (str(found.stored)[:7], str(found.computed)[:7]) == ("3 lines", "2 lines")


def test_its_print_says_so_at_the_end_of_its_last_volume_and_on_each_first_sheet(
    receipts: list[Letter], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(volumes, "LINES", 2)
    open_book = begun(BOOK)
    close()
    closed_book = begun(BOOK)
    for job in Job.objects.order_by("pk"):
        background.go_on(job.pk, now=NOW, seconds=60)

    first, last = volumes_at(closed_book).values()
    end = "Sổnăm2025gồm3vănbản,sốcuốicùnglà03/2025/TNHS."
    assert [end in "".join(volume) for volume in (first, last)] == [False, True]
    assert "Khoásổlúc09:00:00ngày23/01/2026;ngườikhoásổ:" in "".join(last)
    assert "NGƯỜIKHOÁSỔ" in "".join(last)
    assert all("Ngàykhoásổ:23/01/2026" in volume[0] for volume in (first, last))
    # One that was asked for while it was open is as of then.
    assert "Khoásổlúc" not in "".join(page for volume in volumes_at(open_book).values() for page in volume)


def test_the_page_says_so_in_vietnamese(receipts: list[Letter]) -> None:
    close()
    with translation.override("vi"):
        words = read(Visitor("carol", language="vi").get(BOOK)).words()

    assert "Sổ năm 2025 đã được" in words
    assert "Văn bản phát hành sau đó lấy số của năm phát hành." in words
