"""How long a procedure took is said by published numbers alone: nothing of a hidden one follows from it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from dossiers.public.figures import is_published
from dossiers.reports.lived.lately import FEWEST
from dossiers.reports.open.published import name_of
from tests.dossiers.reports.test_published_tables import COUNTS, MONTHS, SECTORS, published


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(COUNTS, min_size=7, max_size=7), min_size=3, max_size=3))
def test_whoever_reads_the_published_numbers_knows_of_which_procedures_it_is_said(counts: list[list[int]]) -> None:
    figures = published(counts)

    for procedure in SECTORS:
        # A hidden month counts as none, whatever it is.
        shown = [figures.of(name_of(month), str(procedure)).resolved for month in MONTHS]
        assert is_published(figures, procedure, MONTHS) == (sum(filter(None, shown)) >= FEWEST)
