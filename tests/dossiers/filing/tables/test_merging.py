"""One table in two windows, laid beside each other cell by cell."""

from collections.abc import Mapping

import pytest

from dossiers.filing.tables import merging, rows
from procedures.form import Question, QuestionKind, Text

LABEL = Text("Bảng", "Table")
COLUMNS = (Question("a", QuestionKind.TEXT, LABEL), Question("b", QuestionKind.TEXT, LABEL))
TABLE = Question("t", QuestionKind.TABLE, LABEL, maximum=4, columns=COLUMNS)


def raw(*lines: str) -> dict[str, str]:
    """Return the fields of a table; a line has the words of its two cells."""
    found = {"t.rows": str(len(lines))}
    for row, line in enumerate(lines):
        found[f"t.{row}.a"], _bar, found[f"t.{row}.b"] = line.partition("|")
    return found


def lines_of(fields: Mapping[str, str]) -> list[str]:
    return [f"{fields.get(f't.{row}.a', '')}|{fields.get(f't.{row}.b', '')}" for row in range(int(fields["t.rows"]))]


def merged(base: Mapping[str, str], kept: Mapping[str, str], *typed: str, pressed: str = "") -> merging.MergedTable:
    known = merging.known_line(TABLE, base)
    return merging.merge(TABLE, kept, raw(*typed), known, pressed.split(":"))


BASE = raw("1|x", "2|y")
CASES = [
    ("nobody changed anything", BASE, ("1|x", "2|y"), ["1|x", "2|y"]),
    ("only this page did", BASE, ("1|x", "3|y"), ["1|x", "3|y"]),
    ("only the other did", raw("1|x", "2|z"), ("1|x", "2|y"), ["1|x", "2|z"]),
    ("other rows", raw("9|x", "2|y"), ("1|x", "8|y"), ["9|x", "8|y"]),
    ("other cells of a row", raw("9|x", "2|y"), ("1|8", "2|y"), ["9|8", "2|y"]),
    ("the same", raw("9|x", "2|y"), ("9|x", "2|y"), ["9|x", "2|y"]),
    ("blanks", raw("9|x", "2|y"), (" 1 |x", "2|y"), ["9|x", "2|y"]),
    ("a row was added there", raw("1|x", "2|y", "3|z"), ("1|x", "4|y"), ["1|x", "4|y", "3|z"]),
    ("a row came here", raw("1|x", "2|y", "3|z"), ("1|x", "2|y", "4|"), ["1|x", "2|y", "3|z", "4|"]),
    ("the first was removed there", rows.removed(TABLE, BASE, 0), ("1|x", "2|9"), ["2|9"]),
    ("emptied here, removed there", rows.removed(TABLE, BASE, 0), ("|", "2|y"), ["2|y"]),
    ("missing here", BASE, ("1|x",), ["1|x"]),
    ("missing here, changed there", raw("1|x", "2|z"), ("1|x",), ["1|x", "2|z"]),
]  # fmt: skip


@pytest.mark.parametrize(("kept", "typed", "left"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_does_not_touch_is_merged(kept: dict[str, str], typed: tuple[str, ...], left: list[str]) -> None:
    table = merged(BASE, kept, *typed)

    assert not table.is_clashing
    assert lines_of(table.fields()) == left
    # The same page sent again changes nothing.
    again = merging.merge(TABLE, table.fields(), raw(*typed), table.known(), [])
    assert (lines_of(again.fields()), again.is_clashing) == (left, False)


def test_a_cell_that_both_changed_is_asked_and_the_rest_is_kept() -> None:
    table = merged(BASE, raw("9|x", "2|y"), "8|7", "2|6")

    assert lines_of(table.fields()) == ["9|7", "2|6"]
    assert [(clash.row, clash.column, clash.saved) for clash in table.clashes()] == [(0, COLUMNS[0], "9")]
    assert lines_of(table.shown()) == ["8|7", "2|6"]
    # Asked again until one is chosen.
    asking = merging.merge(TABLE, table.fields(), table.shown(), table.known_to_asking(), [])
    assert [(clash.row, clash.saved) for clash in asking.clashes()] == [(0, "9")]


@pytest.mark.parametrize(
    ("pressed", "left"),
    [
        (f"take-mine:t.0.a:{merging.mark('9')}", ["8|x", "2|y"]),
        ("take-saved:t.0.a", ["9|x", "2|y"]),
        (f"take-mine:t.0.a:{merging.mark('seven')}", None),
        (f"take-mine:t.1.a:{merging.mark('9')}", None),
        ("take-mine:t.0.a", None),
    ],
)
def test_one_of_two_cells_is_chosen_as_it_was_shown(pressed: str, left: list[str] | None) -> None:
    table = merged(BASE, raw("9|x", "2|y"), "8|x", "2|y", pressed=pressed)

    assert table.is_clashing == (left is None)
    assert lines_of(table.fields()) == (left or ["9|x", "2|y"])


def test_a_row_that_was_removed_there_and_changed_here_is_asked() -> None:
    kept = rows.removed(TABLE, BASE, 0)
    table = merged(BASE, kept, "1|new", "2|y")

    assert lines_of(table.fields()) == ["2|y"]
    assert [(clash.row, clash.column) for clash in table.clashes()] == [(0, None)]
    assert lines_of(table.shown()) == ["1|new", "2|y"]
    mine = merging.merge(TABLE, kept, table.shown(), table.known_to_asking(), ["take-mine", "t.0", ""])
    assert (lines_of(mine.fields()), mine.is_clashing) == (["1|new", "2|y"], False)
    saved = merging.merge(TABLE, kept, table.shown(), table.known_to_asking(), ["take-saved", "t.0"])
    assert (lines_of(saved.fields()), saved.is_clashing) == (["2|y"], False)
    gone = merged(BASE, kept, "1|new", "2|y", pressed="remove-row:t:0")
    assert (lines_of(gone.fields()), gone.is_clashing, gone.place_of(0)) == (["2|y"], False, None)


def test_a_row_that_is_kept_against_its_removal_may_be_one_too_many() -> None:
    full = raw("1|", "2|", "3|", "4|")
    kept = rows.added(TABLE, rows.removed(TABLE, full, 0)) | {"t.3.a": "5"}
    table = merged(full, kept, "1|new", "2|", "3|", "4|")

    mine = merging.merge(TABLE, kept, table.shown(), table.known_to_asking(), ["take-mine", "t.0", ""])

    assert lines_of(mine.fields()) == ["1|new", "2|", "3|", "4|", "5|"]
    assert rows.shown(TABLE, mine.fields()) == 5
    assert lines_of(rows.bounded(TABLE, mine.fields())) == lines_of(mine.fields())
    assert lines_of(rows.added(TABLE, mine.fields())) == lines_of(mine.fields())
    again = merging.merge(TABLE, mine.fields(), raw(*lines_of(mine.fields())), mine.known(), [])
    assert lines_of(again.fields()) == lines_of(mine.fields())


def test_a_row_is_known_wherever_it_stands() -> None:
    removed = rows.removed(TABLE, raw("1|", "2|", "3|"), 1)
    added = rows.added(TABLE, removed)
    back = rows.inserted(TABLE, added, 1, {"a": "2", "b": ""}, 1)

    assert rows.ids(TABLE, removed) == ([0, 2], 3)
    assert rows.ids(TABLE, added) == ([0, 2, 3], 4)
    assert rows.ids(TABLE, back) == ([0, 1, 2, 3], 4)
    table = merged(raw("1|", "2|", "3|"), added, "1|", "2|", "9|")
    assert (table.place_of(0), table.place_of(1), table.place_of(2)) == (0, None, 1)
    assert lines_of(table.fields()) == ["1|", "9|", "|"]


def test_a_row_holds_something_unread_where_another_window_changed_it() -> None:
    table = merged(BASE, raw("9|x", "2|y"), "1|7", "2|6")

    assert (table.is_unread(0), table.is_unread(1), table.is_unread(7)) == (True, False, False)


@pytest.mark.parametrize("ids", ["x", "0 0 1", "5 1", "1", "", "9 9999999", "0 1 2 3 4 5 6 7 8 9", " ", "²"])
def test_numbers_of_rows_that_make_no_sense_harm_nothing(ids: str) -> None:
    known, fresh = rows.ids(TABLE, BASE | {"t.ids": ids})

    assert len(known) == len(set(known)) == 2
    assert fresh > max(known)


@pytest.mark.parametrize(
    "known", ["", "/", "abcdef12", "0:", "0:,/0:,", "0:,/x", "0:zz,", "1000000:,", "0:,,", "/".join(["0:,"] * 9)]
)
def test_a_page_that_says_nothing_of_rows_is_asked_about_each_cell_that_differs(known: str) -> None:
    table = merging.merge(TABLE, raw("9|x", "2|y"), raw("1|x", "2|y"), known, [])

    assert [(clash.row, clash.column, clash.saved) for clash in table.clashes()] == [(0, COLUMNS[0], "9")]


def test_a_page_that_says_nothing_at_all_sends_all_of_it() -> None:
    table = merging.merge(TABLE, raw("9|x", "2|y"), raw("1|x"), None, [])

    assert lines_of(table.fields()) == ["1|x"]
    assert not table.is_clashing
