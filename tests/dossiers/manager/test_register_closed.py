"""The register of a year that is over is closed once and for good, with its last number, and its print says so."""

import io
from zipfile import ZipFile

import pytest
import time_machine
from django.db import DatabaseError, transaction
from pypdf import PdfReader

from accounts.models import Unit
from dossiers.background import jobs as background
from dossiers.manager.details import register
from dossiers.models import ClosedBook, Dossier, Job
from dossiers.papers.books import volumes
from dossiers.proof.audit import check_all
from dossiers.reports import cells
from procedures import locks
from procedures.locks import Lock
from tests.dossiers.browsing import Visitor, content_of, read
from tests.dossiers.lifecycle import dossier_at, local
from tests.dossiers.manager.test_register import NOW, PAGE
from tests.dossiers.manager.test_register_volumes import text_of

CLOSE = f"{PAGE}khoa-so/"
YEAR = "?start=2025-01-01&end=2025-12-31"
LINES = 3

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


@pytest.fixture(autouse=True)
def office() -> list[Dossier]:
    """Make three lines of the year before, and one of this year."""
    made = [dossier_at("accepted", at=local(f"2025-12-{day} 08:30")).dossier for day in (22, 23, 24)]
    dossier_at("accepted", at=local("2026-01-05 08:30"))
    cells.rebuild()
    return made


def close(who: str = "carol", year: str = "2025", meant: str = str(LINES)) -> str:
    """Close a register and return what the next page says."""
    return read(Visitor(who).post(CLOSE, {"year": year, "meant": meant}, follow=True)).words()


def test_it_is_closed_with_its_last_number() -> None:
    page = Visitor("carol").get(f"{PAGE}{YEAR}")
    assert "Close it with 3 lines. It cannot be opened again." in read(page).words()

    said = close()

    assert "The register of 2025 is closed. Its last number is 3." in said
    assert "The register of 2025 was closed at 09:00 23/01/2026 by" in said
    assert "It cannot be opened again" not in said
    [closed] = ClosedBook.objects.all()
    assert (closed.year, closed.count, closed.by.username, closed.at) == (2025, LINES, "carol", NOW)
    assert check_all().differences == []


@pytest.mark.parametrize(
    ("year", "meant", "why"),
    [
        ("2026", "1", "The register of 2026 can be closed once that year is over."),
        ("2025", "", "Tick that you mean it."),
        ("2025", "2", "Tick that you mean it. The number beside the box is that of its lines now; nothing was closed."),
        ("2024", "3", "Tick that you mean it."),
    ],
)
def test_what_cannot_be_closed_is_refused_with_a_sentence(year: str, meant: str, why: str) -> None:
    assert why in close(year=year, meant=meant)
    assert not ClosedBook.objects.exists()


@pytest.mark.parametrize("year", ["", "x", "99999", "-1", "٢٠٢٥"])
def test_what_is_no_year_closes_nothing(year: str) -> None:
    assert Visitor("carol").post(CLOSE, {"year": year, "meant": "0"}).url == PAGE
    assert not ClosedBook.objects.exists()


def test_a_year_is_over_once_nothing_of_it_can_be_taken_back(settings) -> None:
    settings.TAKE_BACK_SECONDS = 30
    with time_machine.travel(local("2026-01-01 00:00"), tick=False):
        assert "can be closed once that year is over" in close()
    with time_machine.travel(local("2026-01-01 00:01"), tick=False):
        assert "is closed" in close()


def test_it_is_closed_once() -> None:
    close()

    assert "The register of 2025 was closed by" in close("lan")
    assert ClosedBook.objects.get().by.username == "carol"


def test_it_is_not_closed_while_earlier_years_are_loaded() -> None:
    Dossier.objects.update(origin="history")
    with locks.alone(Lock.HISTORY):
        assert "The record of earlier years is being loaded." in close()

    assert not ClosedBook.objects.exists()


@pytest.mark.parametrize("who", ["hoa", "bob", "tam", "dung", "admin", "alice"])
def test_who_does_not_answer_for_the_agency_closes_nothing(who: str) -> None:
    assert Visitor(who).post(CLOSE, {"year": "2025", "meant": str(LINES)}).status_code == 404
    assert not ClosedBook.objects.exists()
    assert "Close the register" not in Visitor(who).get(f"{PAGE}{YEAR}").content.decode()


def test_a_closing_is_never_changed() -> None:
    close()
    for change in (lambda: ClosedBook.objects.update(count=4), lambda: ClosedBook.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_what_was_put_into_a_closed_register_is_found(office: list[Dossier]) -> None:
    close()
    late = dossier_at("accepted", at=local("2026-01-20 08:30")).dossier
    assert check_all().differences == [], "what is accepted later stands in its own year"

    Dossier.objects.filter(pk=late.pk).update(accepted_at=local("2025-12-31 08:30"))
    books = [one for one in check_all().differences if one.what == "closed book"]
    agency = Unit.objects.get(pk=office[0].agency_id)
    assert [one.dossier for one in books] == [f"register of 2025, {agency.name_vi}"]
    assert str(books[0].stored).startswith("3 lines")
    assert str(books[0].computed).startswith("4 lines")

    # As many lines, but another one.
    Dossier.objects.filter(pk=office[0].pk).update(accepted_at=local("2026-01-20 08:30"))
    [one] = [one for one in check_all().differences if one.what == "closed book"]
    assert str(one.computed).startswith("3 lines")


def printed(query: str = YEAR, who: str = "carol") -> str:
    pdf = content_of(Visitor(who).get(f"{PAGE}pdf/{query}"))
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_its_print_ends_with_the_closing_and_a_place_for_signatures() -> None:
    assert "KHOÁ SỔ" not in printed()
    close()

    whole = printed()
    assert "Sổ năm 2025 gồm 3 hồ sơ, từ số thứ tự 01 đến số thứ tự 03." in whole
    assert "Khoá sổ lúc 09:00:00 ngày 23/01/2026; người khoá sổ:" in whole
    assert "NGƯỜI KHOÁ SỔ" in whole
    assert "THỦ TRƯỞNG ĐƠN VỊ" in whole
    assert "NGƯỜI KHOÁ SỔ" in printed("?start=2025-12-01&end=2025-12-31"), "a part that ends with the year"
    assert "NGƯỜI KHOÁ SỔ" not in printed("?start=2025-01-01&end=2025-12-30")
    assert "NGƯỜI KHOÁ SỔ" not in printed(who="hoa"), "a division has no book of its own"


def test_of_several_volumes_the_last_one_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(volumes, "LINES", 2)
    monkeypatch.setattr(register, "MOST_PRINTED", 2)
    close()
    to = Visitor("carol").post(f"{PAGE}tep-xuat/{YEAR}", {"format": "zip"}).url
    background.go_on(Job.objects.get().pk, now=NOW, seconds=60)

    with ZipFile(io.BytesIO(content_of(Visitor("carol").get(f"{to}tai-ve/")))) as file:
        first, last = (text_of(file.read(name)) for name in sorted(file.namelist()))

    assert "NGƯỜIKHOÁSỔ" not in first
    assert "NGƯỜIKHOÁSỔ" in last
