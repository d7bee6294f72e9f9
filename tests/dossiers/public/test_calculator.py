"""The fee calculator on a procedure's page: what a tariff comes to, and what is said of numbers that cannot be."""

from datetime import datetime
from pathlib import Path

import pytest
from django.http import HttpResponse

from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.variants import publish_text
from tests.procedures.shipped import WHOLE

MONDAY = datetime(2026, 1, 5, 8, 30, tzinfo=LOCAL)
SLUG = "thu-tuc-du-khoa"
PAGE = f"/thu-tuc/{SLUG}/"
TARIFF = f"/thu-tuc/{story.SLUG}/"


pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


def get(address: str, language: str = "en", **asked: str) -> HttpResponse:
    return Visitor(language=language).get(address, asked)


def words(address: str, **asked: str) -> str:
    return read(get(address, **asked)).words()


@pytest.fixture
def whole(tmp_path: Path) -> None:
    """Publish a definition with a charge of 50,000 that is always due, and 10,000 for each of up to 500 stands."""
    publish_text(tmp_path, WHOLE)


@pytest.mark.usefixtures("whole")
@pytest.mark.parametrize(("typed", "total"), [("3", "80.000"), ("0", "50.000"), (" 500 ", "5.050.000")])
def test_what_is_counted_is_added_to_what_is_always_due(typed: str, total: str) -> None:
    assert f"In all: {total} đ" in words(PAGE, fee_1=typed)


@pytest.mark.usefixtures("whole")
def test_the_bound_of_the_forms_own_question_holds() -> None:
    page = read(get(PAGE, fee_1="501"))

    assert page.errors == {"id_fee_1": "The number must be between 0 and 500."}
    assert "In all" not in page.words()


@pytest.mark.parametrize(
    ("asked", "total"),
    [
        ({"fee_0": "120"}, "1.800.000"),
        ({"fee_0": "120", "fee_1": "10", "fee_2": "1"}, "1.887.000"),
        ({"fee_0": "", "fee_1": " 2 "}, "12.000"),
        ({"fee_0": "0"}, "0"),
        ({"fee_0": "100 000"}, "1.500.000.000"),
        ({"fee_0": "١٢"}, None),
        ({"fee_0": ""}, None),
        ({"fee_9": "3", "fee_x": "3"}, None),
        ({}, None),
    ],
)
def test_a_tariff_comes_to_its_sum(asked: dict[str, str], total: str | None) -> None:
    said = words(TARIFF, **asked)

    assert (f"In all: {total} đ" in said) == (total is not None)
    assert ("In all" in said) == (total is not None)


NOT_A_NUMBER = "Please give a whole number such as 12 or 1000."
OUT_OF_BOUNDS = "The number must be between 0 and 100,000."
WRONG = {
    "-3": OUT_OF_BOUNDS,
    "100001": OUT_OF_BOUNDS,
    "9" * 18: OUT_OF_BOUNDS,
    "9" * 5000: NOT_A_NUMBER,
    "many": NOT_A_NUMBER,
    "1,5": NOT_A_NUMBER,
    "1e3": "Please give the number alone, without words or another unit, such as 12 or 1000.",
    "²": NOT_A_NUMBER,
    "\x00": NOT_A_NUMBER,
    "<script>": NOT_A_NUMBER,
    "12 34": NOT_A_NUMBER,
}


@pytest.mark.parametrize(("typed", "sentence"), WRONG.items(), ids=[typed[:10] for typed in WRONG])
def test_a_number_that_cannot_be_is_told_at_its_field_and_stays_there(typed: str, sentence: str) -> None:
    response = get(TARIFF, fee_0="5", fee_1=typed)
    page = read(response)

    assert response.status_code == 200
    assert page.errors == {"id_fee_1": sentence}
    assert "In all" not in page.words()
    assert "One of the numbers cannot be read; see the line above." in page.words()
    assert {"fee_0": "5", "fee_1": typed, "fee_2": ""} in [form.values for form in page.forms]


def test_where_nothing_is_counted_there_is_no_calculator() -> None:
    for slug in ("nhap-khau-xbp-khong-kinh-doanh", "gp-hoat-dong-in"):
        response = get(f"/thu-tuc/{slug}/", fee_0="3")
        assert "Compute the fee" not in read(response).words()
        assert b"htmx" not in response.content


def test_a_flat_fee_that_is_not_always_due_has_a_box_with_its_case(tmp_path: Path) -> None:
    when = '\nper = { vi = "gian hàng", en = "stand" }\nquantity = "stands"\n'
    assert WHOLE.count(when) == 1
    publish_text(tmp_path, WHOLE.replace(when, "\n"))

    assert "where you answer" in words(PAGE)
    assert "In all: 60.000 đ" in words(PAGE, fee_1="on")
    assert "In all" not in words(PAGE)
