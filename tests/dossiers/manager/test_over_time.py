"""The pictures over time: few marks however long the period, each with exactly its dossiers, on pages of the usual size."""

import re
from html import unescape

import pytest

from dossiers.models import Dossier
from tests.dossiers.browsing import Visitor
from tests.dossiers.lifecycle import local
from tests.dossiers.reports.public_figures import every_month, resolved

NOW = local("2026-01-23 09:00")
pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

PAGE, PICTURES = "/quan-ly/", "/quan-ly/theo-thoi-gian/"
MOST_BYTES = 60_000
CHOSEN = "&sector=xuat-ban-in-phat-hanh&channel=online&by=channel&order=-rate&against=year"
MONTHS, QUARTERS = "?start=2024-10-01&end=2025-12-31", "?start=2016-02-01&end=2019-11-20"
YEARS = "?start=2016-01-01&end=2025-12-31"
AGES = "?start=1976-01-01&end=2039-12-31"
DRAWN = (
    (MONTHS, "10/2024", "12/2025", 15),
    (QUARTERS, "Quý I/2016", "Quý IV/2019", 16),
    (YEARS, "2016", "2025", 10),
    (AGES, "2015", "2026, chưa kết thúc", 12),
)
"""Some periods, the first and the last of their marks, and how many these are."""
NUMBERS = {"on-time": r"trên ([\d.]+) hồ sơ", "flow": r": ([\d.]+)$", "pending": r": ([\d.]+)$"}
MARK = re.compile(r'<a class="chart__mark" href="([^"]*)"><title>([^<]*)</title>')
FIGURE = re.compile(r'<figure class="chart" aria-labelledby="([a-z-]+)-title">(.*?)</figure>', re.DOTALL)
TITLE = re.compile(r"<h1>[^<]*: ([\d.]+)</h1>")


@pytest.fixture
def ten_years() -> None:
    """Make one to three dossiers of each month of eleven years, so that none of ten is without the year before."""
    every_month(resolved(), range(2015, 2026))


def text_of(address: str, language: str = "vi") -> str:
    answer = Visitor("carol", language=language).get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def marks_of(page: str) -> dict[str, list[tuple[str, str]]]:
    """Return the address and the words of each mark, by the key of its picture."""
    return {
        key: [(unescape(href), title) for href, title in MARK.findall(drawn)] for key, drawn in FIGURE.findall(page)
    }


@pytest.mark.parametrize("chosen", ["", CHOSEN])
@pytest.mark.parametrize("page", [PAGE, PICTURES])
def test_no_period_makes_a_page_larger_than_any_other(ten_years: None, page: str, chosen: str) -> None:
    for days in ("?start=2026-01-01&end=2026-01-23", MONTHS, QUARTERS, YEARS, AGES):
        shown = text_of(f"{page}{days}{chosen}")

        assert len(shown.encode()) <= MOST_BYTES, days
        assert page == PAGE or {len(marks) >= 10 for marks in marks_of(shown).values()} == {True}, days


def test_a_long_period_is_drawn_by_quarters_or_years(ten_years: None) -> None:
    for days, first, last, count in DRAWN:
        marks = marks_of(text_of(f"{PICTURES}{days}"))

        assert set(marks) == {"on-time", "flow", "pending"}
        assert len(marks["pending"]) == count
        assert len(marks["flow"]) == 2 * count
        assert len(marks["on-time"]) == (count if days in {YEARS, AGES} else 2 * count)
        assert (marks["pending"][0][1].partition(":")[0], marks["pending"][-1][1].partition(":")[0]) == (first, last)


def test_each_mark_opens_exactly_its_dossiers(ten_years: None) -> None:
    Dossier.objects.filter(accepted_at__year=2017, accepted_at__month=5).update(verdict="overdue")
    for days in (MONTHS, QUARTERS, YEARS):
        marks = marks_of(text_of(f"{PICTURES}{days}"))
        for key, pattern in NUMBERS.items():
            for address, title in marks[key][::7]:
                assert TITLE.search(text_of(address))[1] == re.search(pattern, title)[1], (address, title)


def test_a_quarter_is_the_sum_of_its_months_and_ends_as_its_last_one() -> None:
    every_month(resolved(), range(2017, 2020))
    open_since = Dossier.objects.filter(accepted_at__date="2018-03-05").first()
    Dossier.objects.filter(pk=open_since.pk).update(resolved_at=None, verdict="")

    marks = {title: address for address, title in marks_of(text_of(f"{PICTURES}{QUARTERS}"))["pending"]}

    assert marks["Quý IV/2017: 0"] == "/quan-ly/pending/?start=2017-10-01&end=2017-12-31"
    assert marks["Quý I/2018: 1"] == "/quan-ly/pending/?start=2018-01-01&end=2018-03-31"


def test_the_page_of_figures_has_the_pictures_behind_it_and_a_way_to_them_without_scripts(ten_years: None) -> None:
    page = text_of(f"{PAGE}{YEARS}&by=channel", language="en")
    [place] = re.findall(r'<div id="over-time"[^>]*>.*?</div>', page, re.DOTALL)
    asked, linked = re.search(r'hx-get="([^"]*)"', place)[1], re.search(r'href="([^"]*)"', place)[1]

    assert asked == linked
    assert 'id="over-time"' in text_of(unescape(linked))


def test_before_there_are_two_months_a_sentence_says_that_there_is_nothing_to_compare() -> None:
    resolved()

    shown = text_of(PICTURES, language="en")

    assert "nothing to compare yet" in shown
    assert marks_of(shown) == {}


def test_as_of_a_past_minute_there_are_none() -> None:
    resolved()

    assert "over-time" in text_of(PAGE)
    assert "over-time" not in text_of(f"{PAGE}?asof=2026-01-22T12:00")


def test_a_period_that_cannot_be_used_is_said_to_be_wrong_with_the_fields_to_mend_it() -> None:
    answer = Visitor("carol").get(f"{PICTURES}?start=2026-02-01&end=2026-01-01")
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "The period ends before it begins." in page
    assert 'name="start"' in page
    assert 'name="start"' not in text_of(f"{PICTURES}{MONTHS}")
