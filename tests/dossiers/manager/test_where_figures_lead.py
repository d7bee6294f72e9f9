"""What the figures lead to beside their lists: the page on which what lies with nobody is named, and the sheet of the day."""

import pytest

from tests.dossiers.browsing import Visitor
from tests.dossiers.lifecycle import local

pytestmark = [pytest.mark.django_db, pytest.mark.at(local("2026-01-08 09:00"))]


@pytest.mark.parametrize("who", ["carol", "lan"])
def test_who_answers_for_the_agency_comes_to_the_board_and_to_the_sheet_of_the_day(who: str) -> None:
    page = Visitor(who).get("/quan-ly/").text

    for address in ("/mot-cua/phong/", "/mot-cua/ngay/tong-hop/"):
        assert f'href="{address}"' in page.partition("<main")[2]
        assert Visitor(who).get(address).status_code == 200


def test_who_heads_a_division_has_neither_among_the_figures() -> None:
    page = Visitor("hoa").get("/quan-ly/").text

    assert 'href="/mot-cua/ngay/tong-hop/"' not in page.partition("<main")[2]
