"""Tables as they are published: whoever adds and subtracts what is shown finds no hidden number, in each year and lately."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossiers.models import Channel
from dossiers.reports.counted import Sums
from dossiers.reports.open.published import ALL, LATELY, SECTOR, Cell, Published, _Making
from dossiers.reports.open.suppression import LEAST, Line, computed, ranges

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


type Key = tuple[str, Cell]
"""A measure, and what it is of."""
PARTS = {"resolved": ("late", "in_time"), "of those": ("online", "elsewhere")}
NAMES = ("received", "resolved", "late", "in_time", "online", "elsewhere")


def of_office(rows: list[list[tuple[int, int, int]]]) -> tuple[Published, dict[Key, int]]:
    """Return what is published of so many on time, late, and of them on line, of each procedure in each month; all true counts."""
    of_month: dict[tuple[date, int, str], Sums] = {}
    true: dict[Key, int] = {}
    for month, its_own in zip(MONTHS, rows, strict=True):
        for procedure, (in_time, late, on_line) in zip(SECTORS, its_own, strict=True):
            count = in_time + late
            online = min(on_line, count)
            if count:
                sums = Sums(received=count, resolved=count, early=in_time, overdue=late, online=online)
                of_month[month, procedure, Channel.DESK.value] = sums
            numbers = dict(zip(NAMES, (count, count, late, in_time, online, count - online), strict=True))
            periods = (f"{month:%Y-%m}", str(month.year), LATELY)
            for when, who in product(periods, (str(procedure), f"{SECTOR}{SECTORS[procedure]}", ALL)):
                for name, number in numbers.items():
                    key = name, Cell(when, who)
                    true[key] = true.get(key, 0) + number
    return _Making(UNTIL, MONTHS, SECTORS, of_month).published(), true


def lines_of(true: dict[Key, int]) -> list[Line[Key]]:
    """Return all that whoever reads knows to add up: months, procedures and sectors of each count, and the parts of what is resolved."""
    months = {str(year): [f"{month:%Y-%m}" for month in MONTHS if month.year == year] for year in (2025, 2026)}
    months[LATELY] = [f"{month:%Y-%m}" for month in MONTHS]
    names = {who for _name, (_when, who) in true}
    lines = []
    for name in NAMES:
        for when in {when for _name, (when, _who) in true}:
            for sector in set(SECTORS.values()):
                own = tuple((name, Cell(when, str(pk))) for pk, its_own in SECTORS.items() if its_own == sector)
                lines.append(Line((name, Cell(when, f"{SECTOR}{sector}")), own))
            sectors = tuple((name, Cell(when, f"{SECTOR}{sector}")) for sector in sorted(set(SECTORS.values())))
            lines.append(Line((name, Cell(when, ALL)), sectors))
        for when, who in product(months, names):
            lines.append(Line((name, Cell(when, who)), tuple((name, Cell(one, who)) for one in months[when])))
    cells = {cell for _name, cell in true}
    for cell, two in product(cells, PARTS.values()):
        lines.append(Line(("resolved", cell), tuple((name, cell) for name in two)))
    return lines


def unknown_of(figures: Published, true: dict[Key, int]) -> set[Key]:
    """Return the counts that are not published: a share tells both of its counts, and of nothing all are nothing.

    A sector's months are shown nowhere.
    """
    found = set()
    for name, cell in true:
        shown = figures.of(*cell)
        share = shown.on_time if name in PARTS["resolved"] else shown.online
        is_known = getattr(shown, name) is not None if name in ("received", "resolved") else share is not None
        if cell.is_nowhere or (not is_known and shown.resolved != 0):
            found.add((name, cell))
    return found


def least_and_most(true: dict[Key, int], lines: list[Line[Key]], unknown: set[Key]) -> dict[Key, tuple[float, float]]:
    """Return between what each unknown count lies by its lines, none of them below nothing."""
    low = {key: 0.0 if key in unknown else count for key, count in true.items()}
    high = {key: float("inf") if key in unknown else count for key, count in true.items()}
    is_new = True
    while is_new:
        is_new = False
        for line in lines:
            bounds = {line.total: (sum(low[key] for key in line.parts), sum(high[key] for key in line.parts))}
            for key in line.parts:
                others = [one for one in line.parts if one != key]
                bounds[key] = (
                    low[line.total] - sum(high[one] for one in others),
                    high[line.total] - sum(low[one] for one in others),
                )
            for key, (down, up) in bounds.items():
                if down > low[key] or up < high[key]:
                    low[key], high[key], is_new = max(low[key], down), min(high[key], up), True
    return {key: (low[key], high[key]) for key in unknown}


def revealed(figures: Published, true: dict[Key, int]) -> set[Key]:
    """Return the counts from 1 to 4 that follow from all that is published."""
    lines, unknown = lines_of(true), unknown_of(figures, true)
    bounds = least_and_most(true, lines, unknown)
    known = computed(lines, unknown) | {key for key, (low, high) in bounds.items() if low == high}
    return {key for key, count in true.items() if 0 < count < LEAST and (key not in unknown or key in known)}


MANY, NONE = (60, 0, 20), (0, 0, 0)


@pytest.mark.parametrize(
    ("row", "share"),
    [
        ((60, 0, 20), 100.0),  # none was late
        ((59, 1, 20), None),
        ((56, 4, 20), None),
        ((55, 5, 20), 100 * 55 / 60),
        ((3, 57, 20), None),  # a few on time
        ((0, 60, 20), 0.0),
    ],
)
def test_a_share_of_the_whole_office_tells_no_few_late_ones(row: tuple[int, int, int], share: float | None) -> None:
    figures, true = of_office([[NONE] * 7, [row, *[NONE] * 6], [NONE] * 7])

    for when in ("2026", "2026-01", LATELY):
        assert figures.of(when).resolved == 60
        assert figures.of(when).on_time == share
    assert revealed(figures, true) == set()


def test_few_late_ones_of_one_procedure_are_not_told_by_the_others_and_all() -> None:
    figures, true = of_office([[NONE] * 7, [(57, 3, 20), (50, 10, 20), MANY, (40, 20, 9), *[NONE] * 3], [MANY] * 7])

    assert figures.of("2026", "1").on_time is None
    assert revealed(figures, true) == set()


LATE = st.one_of(st.just(0), st.integers(0, 6), st.integers(0, 30))


@settings(deadline=None, max_examples=40)
@given(st.lists(st.lists(st.tuples(COUNTS, LATE, COUNTS), min_size=7, max_size=7), min_size=3, max_size=3))
def test_from_all_that_is_published_no_count_from_1_to_4_can_be_computed(
    rows: list[list[tuple[int, int, int]]],
) -> None:
    assert revealed(*of_office(rows)) == set()
