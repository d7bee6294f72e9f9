"""Rows of a table that say the very same: perhaps one was written twice, perhaps there are two of a kind."""

from collections.abc import Mapping

from procedures.form import Question, QuestionKind, Text


def rows_alike(question: Question, value: object) -> Text | None:
    """Return what is said of rows of a table in which all is the same, capitals and blanks apart; None where none are."""
    if question.kind is not QuestionKind.TABLE or not isinstance(value, list):
        return None
    places: dict[tuple[tuple[str, str], ...], list[int]] = {}
    for number, row in enumerate(value, 1):
        if isinstance(row, Mapping):
            places.setdefault(_bare(row), []).append(number)
    alike = [numbers for cells, numbers in places.items() if cells and len(numbers) > 1]
    if not alike:
        return None
    vi = "; ".join(f"dòng {', '.join(map(str, numbers[:-1]))} và {numbers[-1]}" for numbers in alike)
    en = "; ".join(f"rows {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}" for numbers in alike)
    return Text(
        f"Ghi giống hệt nhau: {vi}. Nếu ghi trùng thì xoá bớt; nếu đúng là có nhiều như thế thì để nguyên.",
        f"These say the very same: {en}. Take out what was written twice; leave it if there really are so many.",
    )


def _bare(row: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, " ".join(str(cell).split()).casefold()) for name, cell in row.items()))
