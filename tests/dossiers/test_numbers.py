"""Numbers of dossiers and letters: counted for an agency, a series and a day."""

from datetime import date

import pytest

from accounts.models import Unit
from dossiers import numbers
from dossiers.models import Counter, Event, Letter
from procedures import steady

pytestmark = pytest.mark.django_db

DAY, NEXT_DAY = date(2026, 1, 5), date(2026, 1, 6)


@pytest.fixture
def agency() -> Unit:
    """Return the department."""
    return Unit.objects.get(slug="so-tttt")


def test_each_series_of_each_agency_counts_from_one_on_each_day(agency: Unit) -> None:
    other = Unit.objects.get(slug="ubnd")

    taken = [
        numbers.take(agency, "dossier", DAY),
        numbers.take(agency, "dossier", DAY),
        numbers.take(agency, "dossier", NEXT_DAY),
        numbers.take(agency, "TNHS", DAY),
        numbers.take(other, "dossier", DAY),
        numbers.take(agency, "dossier", DAY),
    ]

    assert taken == [1, 2, 1, 1, 1, 3]
    assert Counter.objects.count() == 4


@pytest.mark.parametrize(
    ("last", "code"),
    [
        (0, "H26.NN-260105-0001"),
        (41, "H26.NN-260105-0042"),
        (9998, "H26.NN-260105-9999"),
        (9999, "H26.NN-260105-10000"),
        (123455, "H26.NN-260105-123456"),
    ],
)
def test_a_dossiers_number_has_the_agency_the_day_and_at_least_four_digits(agency: Unit, last: int, code: str) -> None:
    if last:
        Counter.objects.create(agency=agency, series="dossier", on=DAY, last=last)

    assert numbers.dossier_code(agency, DAY, steady.now().regimes) == code


def test_a_register_of_letters_counts_through_the_year_and_begins_anew_in_the_next(agency: Unit) -> None:
    taken = [numbers.letter_number(agency, "TNHS", on) for on in (DAY, date(2026, 12, 31), date(2027, 1, 1))]

    assert taken == ["01/2026/TNHS", "02/2026/TNHS", "01/2027/TNHS"]


def test_two_series_of_letters_are_two_registers(agency: Unit) -> None:
    assert numbers.letter_number(agency, "TNHS", DAY) == "01/2026/TNHS"
    assert numbers.letter_number(agency, "HDHS", DAY) == "01/2026/HDHS"


def test_a_paper_without_a_known_symbol_is_numbered_to_its_year_and_its_file_named_after_its_form(agency: Unit) -> None:
    assert numbers.letter_number(agency, "mau-04", DAY, symbol="") == "01/2026"

    moving = Event(action="reappoint")
    named = {Letter(kind="04", number=number, event=moving).file_name for number in ("01/2026", "01/2026/……")}

    assert named == {"01-2026-mau-04.pdf"}
    own = Letter(kind="04", number="02/2026", event=Event(action="promise-late"))
    assert own.file_name == "02-2026-thu-xin-loi.pdf", "a letter of apology that moves no date is no form 04"
    assert Letter(kind="02", number="01/2026/HDHS").file_name == "01-2026-HDHS.pdf"
    assert Letter(kind="04", number="01/2026/……").number_on_pages == "01/2026"
