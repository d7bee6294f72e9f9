"""The rows of a table while it is being filled in."""

from collections.abc import Mapping

import pytest

from dossiers.filing.tables import rows
from procedures.form import Question, QuestionKind, Text

LABEL = Text("Bảng", "Table")
COLUMNS = (Question("a", QuestionKind.TEXT, LABEL), Question("b", QuestionKind.TEXT, LABEL))


def table(minimum: int | None = None, maximum: int | None = None) -> Question:
    return Question("t", QuestionKind.TABLE, LABEL, minimum=minimum, maximum=maximum, columns=COLUMNS)


def raw(*words: str, count: str | None = None) -> Mapping[str, str]:
    """Return the fields of a table whose rows have these words in column a."""
    cells = {f"t.{number}.a": word for number, word in enumerate(words)}
    return cells | {"t.rows": str(len(words)) if count is None else count}


@pytest.mark.parametrize(
    ("minimum", "maximum", "sent", "number"),
    [
        (None, None, {}, 1),
        (None, None, {"t.rows": "3"}, 3),
        (None, None, {"t.rows": "21"}, 20),
        (None, None, {"t.rows": "-3"}, 1),
        (None, None, {"t.rows": "9" * 5000}, 1),
        (None, None, {"t.rows": "²"}, 1),
        (None, None, {"t.rows": "hai"}, 1),
        (0, None, {"t.rows": "0"}, 1),
        (3, 5, {}, 3),
        (3, 5, {"t.rows": "999999999"}, 5),
        (3, 2, {}, 2),
        (0, 0, {}, 1),
    ],
)
def test_a_table_shows_the_rows_that_were_there_within_its_bounds(
    minimum: int | None, maximum: int | None, sent: Mapping[str, str], number: int
) -> None:
    assert rows.shown(table(minimum, maximum), sent) == number


def test_rows_that_nobody_was_shown_are_left_out() -> None:
    sent = {**raw("x", "y", "z", count="99"), "t.2.c": "?", "t.07.a": "?", "t.-1.a": "?", "u.0.a": "?"}

    assert rows.bounded(table(maximum=2), sent) == raw("x", "y")


def test_a_row_is_added_below_the_others_until_the_table_is_full() -> None:
    once = rows.added(table(maximum=3), raw("x", "y"))
    twice = rows.added(table(maximum=3), once)

    assert once == raw("x", "y", count="3")
    assert twice == once


def test_the_rows_below_a_row_that_is_taken_out_move_up() -> None:
    sent = {**raw("x", "y", "z"), "t.1.b": "1", "t.2.b": "2"}

    assert rows.removed(table(), sent, 0) == {**raw("y", "z"), "t.0.b": "1", "t.1.b": "2", "t.ids": "1 2 3"}
    assert rows.removed(table(), sent, 1) == {**raw("x", "z"), "t.1.b": "2", "t.ids": "0 2 3"}
    assert rows.removed(table(), sent, 2) == {**raw("x", "y"), "t.1.b": "1", "t.ids": "0 1 3"}


def test_the_only_row_is_emptied_and_stays_on_the_page() -> None:
    left = rows.removed(table(), raw("x"), 0)

    assert left == {"t.rows": "0", "t.ids": "1"}
    assert rows.shown(table(), left) == 1


@pytest.mark.parametrize("row", [-1, 3, 999])
def test_a_row_that_is_not_there_takes_none_out(row: int) -> None:
    assert rows.removed(table(), raw("x", "y", "z"), row) == raw("x", "y", "z")
