"""Tables as they are published: whoever adds and subtracts what is shown finds no hidden number, in each year and lately."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from dossiers.models import Channel
from dossiers.reports.counted import Sums
from dossiers.reports.open.published import ALL, LATELY, SECTOR, Cell, Published, _Making
from dossiers.reports.open.suppression import Line, ranges

SECTORS = {1: "a", 2: "a", 3: "a", 4: "b", 5: "b", 6: "b", 7: "c"}
UNTIL = date(2026, 2, 28)
MONTHS = (date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1))
COUNTS = st.one_of(st.integers(0, 3), st.integers(0, 20))


def published(counts: list[list[int]]) -> Published:
    """Return what is published of so many received and resolved of each procedure in each month."""
    of_month = {
        (month, procedure, Channel.DESK.value): Sums(received=count, resolved=count, early=count)
        for month, its_own in zip(MONTHS, counts, strict=True)
        for procedure, count in zip(SECTORS, its_own, strict=True)
        if count
    }
    return _Making(UNTIL, MONTHS, SECTORS, of_month).published()


def table(figures: Published, counts: list[list[int]], when: str) -> tuple[dict[Cell, int], list[Line[Cell]]]:
    """Return the true numbers of a year or of the last twelve months, and how procedures, sectors and all add up."""
    months = [at for at, month in enumerate(MONTHS) if when in (LATELY, str(month.year))]
    true = {Cell(when, str(pk)): sum(counts[at][pk - 1] for at in months) for pk in SECTORS}
    lines = [
        Line(Cell(when, f"{SECTOR}{name}"), tuple(Cell(when, str(pk)) for pk, own in SECTORS.items() if own == name))
        for name in sorted(set(SECTORS.values()))
    ]
    lines.append(Line(Cell(when, ALL), tuple(line.total for line in lines)))
    for line in lines:
        true[line.total] = sum(true[part] for part in line.parts)
    return true, lines


def test_six_procedures_of_one_dossier_are_not_told_by_one_of_ten_and_their_sum() -> None:
    figures = published([[0] * 7, [1, 1, 1, 0, 0, 0, 5], [0, 0, 0, 1, 1, 1, 5]])

    assert figures.of("2026").received == 16
    assert {shown.received for shown in figures.procedures("2026").values()} == {None}
    assert {shown.resolved for shown in figures.procedures("2026").values()} == {None}


@settings(deadline=None, max_examples=40)
@given(st.lists(st.lists(COUNTS, min_size=7, max_size=7), min_size=3, max_size=3))
def test_each_hidden_number_of_each_period_could_be_another(counts: list[list[int]]) -> None:
    figures = published(counts)

    for when in (LATELY, "2025", "2026"):
        true, lines = table(figures, counts, when)
        secret = {cell for cell in true if figures.of(*cell).received is None}
        assert secret == {cell for cell in true if figures.of(*cell).resolved is None}
        for low, high in ranges(true, lines, secret).values():
            assert low < high
