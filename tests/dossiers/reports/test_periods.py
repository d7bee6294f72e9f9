"""What a period is compared with: one that runs, with the one before as far as it has gone."""

from datetime import date

import pytest
from django.utils import translation

from dossiers.manager.words import change_in_words, on_time_sentence
from dossiers.reports.periods import DAY, Period, moved, named, other_quarter, reporting_quarter
from dossiers.reports.statistics import Figures

TODAY = date(2026, 11, 27)
SAME_QUARTER, SAME_YEAR = "the same days of the quarter before", "the same days of the year before"
SAME_MONTH = "the same days of the month before"


def days(start: str, end: str) -> Period:
    return Period(date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize(
    ("period", "before", "words"),
    [
        # What runs up to today.
        (("2026-11-01", "2026-11-27"), ("2026-10-01", "2026-10-27"), SAME_MONTH),
        (("2026-10-01", "2026-11-27"), ("2026-07-01", "2026-08-27"), SAME_QUARTER),
        (("2026-01-01", "2026-11-27"), ("2025-01-01", "2025-11-27"), SAME_YEAR),
        # All of it, while it runs.
        (("2026-11-01", "2026-11-30"), ("2026-10-01", "2026-10-27"), SAME_MONTH),
        (("2026-10-01", "2026-12-31"), ("2026-07-01", "2026-08-27"), SAME_QUARTER),
        (("2026-01-01", "2026-12-31"), ("2025-01-01", "2025-11-27"), SAME_YEAR),
        (("2026-11-23", "2026-11-29"), ("2026-11-16", "2026-11-20"), "the days from 16/11/2026 to 20/11/2026"),
        (("2026-11-20", "2026-11-27"), ("2026-11-12", "2026-11-19"), "the days from 12/11/2026 to 19/11/2026"),
        # Months that are no quarter and no year.
        (("2026-09-01", "2026-11-27"), ("2026-06-01", "2026-08-27"), "the days from 01/06/2026 to 27/08/2026"),
        (("2026-02-01", "2026-11-27"), ("2025-04-01", "2026-01-27"), "the days from 01/04/2025 to 27/01/2026"),
        # What is over.
        (("2026-07-01", "2026-09-30"), ("2026-04-01", "2026-06-30"), "quarter II/2026"),
        (("2026-07-01", "2026-08-31"), ("2026-05-01", "2026-06-30"), "the days from 01/05/2026 to 30/06/2026"),
        (("2025-01-01", "2025-12-31"), ("2024-01-01", "2024-12-31"), "year 2024"),
        (("2026-01-01", "2026-06-30"), ("2025-07-01", "2025-12-31"), "the days from 01/07/2025 to 31/12/2025"),
        (("2026-10-01", "2026-10-31"), ("2026-09-01", "2026-09-30"), "month 09/2026"),
        # What is to come.
        (("2027-01-01", "2027-03-31"), ("2026-10-01", "2026-12-31"), "quarter IV/2026"),
    ],
)
def test_it_is_compared_with_the_one_before_as_far_as_it_has_gone(
    period: tuple[str, str], before: tuple[str, str], words: str
) -> None:
    asked = days(*period)

    assert asked.before_on(TODAY) == days(*before)
    with translation.override("en"):
        assert change_in_words(90, 80, asked, TODAY) == f"up 10 points on {words}"


@pytest.mark.parametrize(
    ("name", "language", "begins", "since"),
    [
        ("last_month", "vi", "Tháng 10/2026: ", " so với tháng 09/2026."),
        ("last_month", "en", "Month 10/2026: ", " on month 09/2026."),
        ("last_quarter", "vi", "Quý III/2026: ", " so với quý II/2026."),
        ("last_quarter", "en", "Quarter III/2026: ", " on quarter II/2026."),
        ("last_year", "vi", "Năm 2025: ", " so với năm 2024."),
        ("last_year", "en", "Year 2025: ", " on year 2024."),
        ("month", "vi", "Tháng này: ", " so với cùng kỳ tháng trước."),
        ("year", "vi", "Năm nay: ", " so với cùng kỳ năm trước."),
    ],
)
def test_last_month_is_named_and_not_compared_with_last_month(
    name: str, language: str, begins: str, since: str
) -> None:
    now, before = Figures(resolved=10, early=9, overdue=1), Figures(resolved=10, early=8, overdue=2)

    with translation.override(language):
        sentence = on_time_sentence(now, before, named(TODAY)[name], TODAY)

    assert (sentence.startswith(begins), sentence.endswith(since)) == (True, True), sentence


@pytest.mark.parametrize(
    ("today", "quarter", "year"),
    [
        # Through its first month a quarter is a month like any other.
        ("2026-10-15", ("2026-09-01", "2026-09-15"), ("2025-01-01", "2025-10-15")),
        ("2026-02-28", ("2025-10-01", "2025-11-30"), ("2025-10-01", "2025-11-30")),
        ("2026-03-31", ("2025-10-01", "2025-12-31"), ("2025-10-01", "2025-12-31")),
        ("2026-06-30", ("2026-01-01", "2026-03-31"), ("2025-01-01", "2025-06-30")),
    ],
)
def test_the_quarter_and_the_year_of_a_day(today: str, quarter: tuple[str, str], year: tuple[str, str]) -> None:
    periods = named(date.fromisoformat(today))

    assert periods["quarter"].before_on(date.fromisoformat(today)) == days(*quarter)
    assert periods["year"].before_on(date.fromisoformat(today)) == days(*year)


def test_each_quarter_of_the_calendar_has_one_of_official_reports_and_the_other_way_round() -> None:
    for year in range(2016, 2030):
        for number in (1, 2, 3, 4):
            of_reports = reporting_quarter(year, number)
            first = date(year, 3 * number - 2, 1)
            of_calendar = Period(first, moved(first, 3) - DAY)
            found = other_quarter(of_calendar, first), other_quarter(of_reports, first)
            assert found == (of_reports, of_calendar)
    for start, end in (("2026-01-01", "2026-12-31"), ("2026-02-01", "2026-04-30"), ("2025-12-15", "2026-12-14")):
        assert other_quarter(Period(date.fromisoformat(start), date.fromisoformat(end)), date(2026, 5, 7)) is None


@pytest.mark.parametrize("today", ["2026-10-01", "2026-11-29", "2026-12-14", "2026-12-20"])
def test_the_quarter_of_the_calendar_that_runs_has_one_of_official_reports_too(today: str) -> None:
    day = date.fromisoformat(today)

    assert other_quarter(named(day)["quarter"], day) == reporting_quarter(2026, 4)
    assert other_quarter(Period(date(2026, 10, 1), date(2026, 10, 30)), day) is None
