"""A syllable is found with i or y at its end, and a day by the first half of a number."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dossiers import search
from dossiers.models import Dossier
from dossiers.search import finding
from portal.demo import story
from tests.dossiers.lifecycle import MONDAY
from tests.dossiers.test_search import AN, an, binh, counted, found, seats

__all__ = ["an", "binh"]

pytestmark = pytest.mark.django_db

LY = AN | {
    "applicant_name": "Lý Thị Mỹ",
    "applicant_phone": "0911222333",
    "applicant_organisation": "Công ty Quý Sỹ",
    "material_name": "Kỉ vật",
}


@pytest.mark.parametrize(
    "typed",
    [
        "lý thị mỹ", "lí thị mĩ", "li thi mi", "ly thi mi", "cong ti qui si", "quí sĩ", "quy sy", "kỷ vật", "ky vat", "kỉ vật",
        "LÝ THỊ MĨ", "my ki", "mỹ kỷ",
    ],
)  # fmt: skip
def test_a_syllable_is_found_with_either_i_at_its_end(typed: str, an: Dossier) -> None:
    ly = story.file("viet-an", at=MONDAY + timedelta(minutes=6), answers=LY)

    assert found(typed) == [ly.code]


@pytest.mark.parametrize("typed", ["ki yeu anh", "kỉ yếu ảnh", "ky yeu anh"])
def test_what_is_written_with_y_is_found_and_marked_as_what_is_written_with_i(typed: str, an: Dossier) -> None:
    query = search.Query(typed)

    assert found(typed) == [an.code]
    assert search.places(query, "Kỷ yếu ảnh") == [(0, 2), (3, 6), (7, 10)]
    assert search.holding(query, ["Kỷ", "Khác"]) == [True, False]


def test_two_names_stay_two_and_what_goes_on_goes_on_as_it_was_typed(an: Dossier) -> None:
    assert search.Query("mai thy").parts(begun=False) == ["mai", "thy"]
    assert search.Query("my ky").parts(begun=True) == ["(my | mi)", "(ky:* | ki)"]
    assert search.places(search.Query("ky"), "Kim Kỷ Ki") == [(4, 6), (7, 9)]


def test_what_is_known_of_either_way_is_summed(an: Dossier) -> None:
    story.file("viet-an", at=MONDAY + timedelta(minutes=6), answers=LY)
    counted()

    assert finding._shares(search.Query("ki"))["(ki | ky)"] == 1


@pytest.mark.parametrize("typed", ["260105", "H26.NN-260105", "h26nn260105", "H26.NN-260105-", "H26 NN 260105"])
def test_the_first_half_of_a_number_finds_what_was_filed_that_day_newest_first(
    typed: str, an: Dossier, binh: Dossier
) -> None:
    story.file("alice", at=MONDAY + timedelta(days=1), answers=AN)

    assert found(typed) == [binh.code, an.code]


@pytest.mark.parametrize("typed", ["260231", "H26.XX-260105", "H27NN260105", "26010"])
def test_no_day_and_no_agency_of_one_s_own_find_nothing(typed: str, an: Dossier) -> None:
    assert found(typed) == []


@pytest.mark.parametrize("typed", ["261106", "H26.NN-261106", "kỷ yếu lý mỹ"])
def test_these_ask_at_most_twelve_statements(typed: str, an: Dossier) -> None:
    seen = seats()
    with CaptureQueriesContext(connection) as queries:
        search.search(typed, seen)

    assert len(queries) <= 12
