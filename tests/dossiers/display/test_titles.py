"""An apology is called by the title of its form where it is named as a paper; the letter of our own by the office's word."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import translation

from dossiers.acts import PROMISE_LATE
from dossiers.background import relay
from dossiers.display.agency.titles import letter_title, paper_title, title_of_act
from dossiers.display.labels import paper_label
from dossiers.models import Letter
from dossiers.papers.books.letters import LetterBook, PrintedLetters, Whose
from dossiers.reports.official.issued import LAYOUTS, Register
from dossiers.reports.official.register import Volume
from portal.demo.story import Walk
from procedures.machine import Paper
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.papers.test_apology import MONDAY, UNDER, promised_late, reappointed
from tests.printed import words_of

pytestmark = pytest.mark.django_db
TITLES = {
    "tt-01-2018": "Phiếu xin lỗi và hẹn lại ngày trả kết quả",
    "tt-03-2025": "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết",
}
ENGLISH = {
    "tt-01-2018": "Apology and new appointment for the result",
    "tt-03-2025": "Apology and request for an extension of the time",
}
NEWEST, OURS = TITLES["tt-03-2025"], "Thư xin lỗi"
SOON = MONDAY + timedelta(hours=1)


def issued(walk: Walk) -> Letter:
    relay.run(walk.at + timedelta(minutes=2))
    return Letter.objects.select_related("event", "dossier__version").get(kind="04")


@pytest.mark.parametrize("forms", UNDER)
def test_it_has_the_title_that_is_printed_on_it(forms: str) -> None:
    letter = issued(reappointed(UNDER[forms]))

    with translation.override("vi"):
        assert letter_title(letter) == TITLES[forms]
    with translation.override("en"):
        assert letter_title(letter) == ENGLISH[forms], "in our own words: no set of forms has English"
    with letter.file.open("rb") as file:
        assert TITLES[forms].upper() in words_of(file.read())


def test_the_letter_of_our_own_and_every_other_paper_are_called_as_they_were() -> None:
    letter = issued(promised_late())

    with translation.override("en"):
        assert letter_title(letter) == "Letter of apology"
    with translation.override("vi"):
        assert letter_title(letter) == OURS
        assert paper_title("01", letter.event) == "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"


def test_the_kind_has_a_word_of_its_own_and_what_an_act_will_print_the_title_of_its_day() -> None:
    """“Thư xin lỗi” stood at the form whose paper is called otherwise, and over the papers of all sets in the register."""
    machine = reappointed().dossier.machine
    action = next(one for one in machine.actions if one.paper is Paper.APOLOGY)

    with translation.override("vi"):
        assert paper_label("04") == "Văn bản xin lỗi"
        assert title_of_act(action, Paper.APOLOGY, MONDAY.date()) == NEWEST
        assert title_of_act(action, Paper.APOLOGY, date(2025, 9, 8)) == TITLES["tt-01-2018"]
        assert title_of_act(replace(action, name=PROMISE_LATE), Paper.APOLOGY, MONDAY.date()) == OURS
        assert title_of_act(action, Paper.STOP_NOTICE, MONDAY.date()) == paper_label("05")


@pytest.mark.at(SOON)
def test_every_page_that_names_the_paper_names_it_by_its_title() -> None:
    letter = issued(reappointed())
    code, register = letter.dossier.code, "/mot-cua/so-van-ban/"
    assert letter.number == "01/2026", "no symbol is known, so that it ends with the year"

    for who, page in (("alice", f"/ho-so/{code}/"), ("bob", f"/mot-cua/{code}/"), ("bob", register)):
        words = read(Visitor(who, language="vi").get(page)).words()
        assert f"{NEWEST} {letter.number if page == register else '01/2026 '}" in words
        assert f"{OURS} 01/2026" not in words
        assert f"{OURS} (PDF)" not in words
    checked = read(Visitor(language="vi").get(f"/xac-minh/{letter.token}/")).words()
    assert NEWEST in checked
    assert OURS not in checked


def test_the_register_s_file_and_its_book_name_it_so_too() -> None:
    letter = issued(reappointed())
    whose = Whose("UBND thành phố", "Sở", "Bob", SOON)

    with translation.override("vi"):
        cells = [column.cell(letter, SOON.date()) for column in LAYOUTS[Register.LETTERS].columns]
        book = PrintedLetters(LetterBook(letter.dossier.agency_id, "04", 2026), whose, [letter], Volume(1, 1))
        [row] = book.rows

    assert cells[0] == NEWEST
    assert row[2][0] == NEWEST
