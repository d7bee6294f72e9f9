"""What stays hidden in a table: held against exact algebra and against every table that could be behind what is shown."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossiers.reports.open.suppression import LEAST, Line, computed, hidden, ranges

COUNTS = st.one_of(st.integers(0, 8), st.integers(0, 60))
type Key = tuple[str, str]


def column(*counts: int) -> tuple[dict[str, int], list[Line[str]]]:
    """Return a line of counts with its total."""
    names = [chr(ord("a") + number) for number in range(len(counts))]
    return {**dict(zip(names, counts, strict=True)), "total": sum(counts)}, [Line("total", tuple(names))]


def table(rows: list[list[int]]) -> tuple[dict[Key, int], list[Line[Key]]]:
    """Return a table with the sums of its rows and columns, of all, and of its columns in two groups."""
    tops = [str(number) for number in range(len(rows[0]))]
    sides = [chr(ord("a") + number) for number in range(len(rows))]
    counts = {(side, top): rows[i][j] for i, side in enumerate(sides) for j, top in enumerate(tops)}
    lines = [Line((side, "all"), tuple((side, top) for top in tops)) for side in sides]
    lines += [Line(("all", top), tuple((side, top) for side in sides)) for top in tops]
    groups = {"left": tops[:2], "right": tops[2:]}
    lines += [Line(("all", name), tuple(("all", top) for top in inside)) for name, inside in groups.items() if inside]
    lines.append(Line(("all", "all"), tuple(("all", name) for name, inside in groups.items() if inside)))
    lines.append(Line(("all", "all"), tuple((side, "all") for side in sides)))
    for line in lines:
        counts[line.total] = sum(counts[part] for part in line.parts)
    return counts, lines


def follows[K](lines: list[Line[K]], unknown: set[K]) -> set[K]:
    """Return the unknown that follow from the rest, by ranks: one that adds nothing to a matrix is determined."""
    keys = sorted(unknown, key=str)
    matrix = [[Fraction((key in line.parts) - (key == line.total)) for key in keys] for line in lines]
    whole = rank(matrix)
    return {
        key for at, key in enumerate(keys) if rank([*matrix, [Fraction(at == n) for n in range(len(keys))]]) == whole
    }


def rank(matrix: list[list[Fraction]]) -> int:
    """Return the rank of a matrix, by Gauss."""
    rows, found = [list(row) for row in matrix], 0
    for at in range(len(rows[0]) if rows else 0):
        pivot = next((row for row in rows[found:] if row[at]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        rows.insert(found, pivot)
        for row in rows[found + 1 :]:
            times = row[at] / pivot[at]
            row[:] = [value - times * other for value, other in zip(row, pivot, strict=True)]
        found += 1
    return found


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ((20, 30), "a b total"),
        ((3, 20, 30), "c total"),
        ((3, 4, 30), "c total"),
        ((1, 3, 30), "total"),  # together 4, which is itself too little
        ((2, 3, 30), "total"),  # together 5: 1 and 4, or 2 and 3
        ((1, 1, 1, 1, 1, 1, 9), "total"),  # six ones that are hidden would add up to six
        ((0, 0, 30), "a b c total"),
        ((0, 3), "a"),
        ((0, 3, 3), "a total"),
        ((2, 0, 0, 50, 9), "b c d total"),
    ],
)
def test_small_numbers_are_hidden_and_the_next_smallest_where_one_alone_would_follow(counts, shown):
    numbers, lines = column(*counts)

    assert " ".join(sorted(numbers.keys() - hidden(numbers, lines))) == shown


@given(st.lists(COUNTS, min_size=1, max_size=5))
def test_each_hidden_number_of_a_column_could_be_another(counts):
    numbers, lines = column(*counts)
    secret = hidden(numbers, lines)

    assert secret >= {key for key, count in numbers.items() if 0 < count < LEAST}
    if secret and "total" not in secret:
        # All that the rest of the line could be made of, by numbers from 1 on: up to 12 already tell.
        rest = sum(numbers[part] for part in secret)
        ways = [way for way in product(range(1, 13), repeat=len(secret) - 1) if sum(way) < rest]
        assert all(len(set(place)) > 1 for place in zip(*ways, strict=True))
        assert len(secret) > 1


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 4).flatmap(lambda n: st.lists(st.lists(COUNTS, min_size=n, max_size=n), min_size=1, max_size=4)))
def test_no_hidden_number_of_a_table_can_be_computed_from_the_shown_ones(rows):
    counts, lines = table(rows)
    secret = hidden(counts, lines)

    assert secret >= {key for key, count in counts.items() if 0 < count < LEAST}
    assert not {key for key in secret if not counts[key]}
    assert follows(lines, secret) == set()
    for line in lines:
        parts = [counts[part] for part in line.parts if part in secret]
        assert line.total in secret or not parts or sum(parts) >= LEAST


def office(sectors: list[list[int]]) -> tuple[dict[str, int], list[Line[str]]]:
    """Return the procedures of some sectors with the sum of each sector and of all."""
    counts: dict[str, int] = {}
    lines = []
    for number, procedures in enumerate(sectors):
        names = {f"s{number}p{at}": count for at, count in enumerate(procedures)}
        lines.append(Line(f"s{number}", tuple(names)))
        counts |= {**names, f"s{number}": sum(procedures)}
    lines.append(Line("all", tuple(line.total for line in lines)))
    return counts | {"all": sum(map(sum, sectors))}, lines


def sums_of(lists: list[set[int]], most: int) -> set[int]:
    """Return the sums, up to a number, of one number of each list."""
    found = {0}
    for one in lists:
        found = {known + number for known in found for number in one if known + number <= most}
    return found


def could_be(counts: dict[str, int], lines: list[Line[str]], secret: set[str]) -> dict[str, set[int]]:
    """Return what each hidden procedure could be: every number for which the others still add up to what is shown.

    Whoever reads knows that what is hidden is 1 at least; of an office whose sum is hidden, any number could be.
    """
    if "all" in secret:
        return {}
    most = counts["all"]
    own = {key: set(range(1, most + 1)) if key in secret else {count} for key, count in counts.items()}
    procedures = {line.total: [own[part] for part in line.parts] for line in lines[:-1]}
    sectors = {name: sums_of(parts, most) & own[name] for name, parts in procedures.items()}
    found = {}
    for line in lines[:-1]:
        beside = sums_of([numbers for name, numbers in sectors.items() if name != line.total], most)
        its_own = {number for number in sectors[line.total] if most - number in beside}
        for key in secret & {*line.parts}:
            rest = sums_of([own[part] for part in line.parts if part != key], most)
            found[key] = {number for number in own[key] if any(whole - number in rest for whole in its_own)}
    return found


def test_the_procedures_of_several_sectors_do_not_add_up_to_their_own_number():
    # Six that are 1 each and one that is 10: with 16 and 10 shown, each of the six would be known.
    counts, lines = office([[1, 1, 1], [1, 1, 1], [10]])

    secret = hidden(counts, lines)

    assert {"s2", "s2p0"} <= secret
    assert "all" not in secret
    assert min(len(numbers) for numbers in could_be(counts, lines, secret).values()) >= LEAST


@settings(deadline=None, max_examples=80)
@given(st.lists(st.lists(st.integers(0, 12), min_size=1, max_size=4), min_size=1, max_size=5))
def test_nobody_finds_a_hidden_procedure_by_its_sector_and_by_all(sectors):
    counts, lines = office(sectors)
    secret = hidden(counts, lines)

    for key, numbers in could_be(counts, lines, secret).items():
        assert len(numbers) > 1
        assert max(numbers) >= LEAST, (key, numbers)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.lists(COUNTS, min_size=3, max_size=3), min_size=1, max_size=4))
def test_all_lines_of_a_table_together_leave_room_for_each_hidden_number(rows):
    counts, lines = table(rows)

    for low, high in ranges(counts, lines, hidden(counts, lines)).values():
        assert high >= LEAST
        assert low < high


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.lists(COUNTS, min_size=3, max_size=3), min_size=2, max_size=4),
    st.sets(st.tuples(st.sampled_from("abcd"), st.sampled_from("012")), max_size=9),
)
def test_what_follows_is_what_exact_algebra_says(rows, unknown):
    counts, lines = table(rows)
    there = unknown & counts.keys()

    assert computed(lines, there) == follows(lines, there)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.lists(COUNTS, min_size=2, max_size=2), min_size=4, max_size=4))
def test_a_second_table_of_the_same_numbers_does_not_tell_what_the_first_one_hides(rows):
    counts, lines = table(rows)
    first = hidden(counts, lines)
    decided = {key: key in first for key in counts}
    window = [Line(("last", top), tuple((side, top) for side in "cd")) for top in "01"]
    window.append(Line(("last", "all"), (("last", "0"), ("last", "1"))))
    later = dict(counts)
    for line in window:
        later[line.total] = sum(later[part] for part in line.parts)

    both = hidden(later, [*lines, *window], decided)

    assert {key for key in both if key in counts} == first
    assert follows([*lines, *window], both) == set()


def test_two_open_squares_that_one_cell_joins_do_not_tell_that_cell():
    rows = [[5, 5, 99, 99], [5, 5, 6, 99], [99, 99, 5, 5], [99, 99, 5, 5]]
    _counts, lines = table(rows)
    lines = [line for line in lines if line.total[1] not in ("left", "right") and line.total != ("all", "all")]
    squares = {(side, top) for side, tops in (("a", "01"), ("b", "01"), ("c", "23"), ("d", "23")) for top in tops}

    # Each of its lines has two more unknown ones, and it follows from the sum of all lines of a square.
    assert computed(lines, squares | {("b", "2")}) == {("b", "2")}
