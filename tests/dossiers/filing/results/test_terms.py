"""When a term that begins on a day ends."""

from datetime import date

import pytest

from dossiers.filing.results.terms import months_after


@pytest.mark.parametrize(
    ("begins", "months", "last"),
    [
        ("2027-01-05", 12, "2028-01-04"),
        ("2027-01-05", 6, "2027-07-04"),
        ("2027-08-01", 6, "2028-01-31"),
        ("2027-12-15", 1, "2028-01-14"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2028-02-29", 48, "2032-02-28"),
        ("2027-08-31", 6, "2028-02-29"),
        ("2027-12-31", 2, "2028-02-29"),
    ],
)
def test_a_term_ends_the_day_before_its_date_or_with_a_month_that_has_no_such_date(
    begins: str, months: int, last: str
) -> None:
    assert months_after(date.fromisoformat(begins), months) == date.fromisoformat(last)
