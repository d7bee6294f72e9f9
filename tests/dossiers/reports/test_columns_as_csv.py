"""Columns as CSV: what is seen of a whole column at once is what would be seen of each of its cells."""

import csv
import io
from datetime import datetime

import pytest

from dossiers.reports.sheets import FORMULA, csv_rows

PLAIN = [f"Hồ sơ số {number}" for number in range(9)]
INSTANTS = [datetime(2026, 1, day, day % 24, 5) for day in range(1, 32)]  # noqa: DTZ001 - as cells are


@pytest.mark.parametrize(
    "other",
    ["", " ", "a,b", 'a "b"', "a\nb", "a\rb", ",", '"', *FORMULA, *(f"{sign}1" for sign in FORMULA), " =1", "\t=1", "\n=1", "\u3000=1"],
)  # fmt: skip
def test_one_text_among_many_is_written_as_it_is_alone(other: str) -> None:
    texts = [*PLAIN, other, *(f"{text}!" for text in PLAIN)]

    written = csv_rows([texts])

    assert written == b"".join(csv_rows([[text]]) for text in texts)
    read = [row[0] if row else "" for row in csv.reader(io.StringIO(written.decode(), newline=""))]
    assert read == [f"'{text}" if text.lstrip().startswith(FORMULA) else text for text in texts]


def test_instants_and_what_is_mixed_are_written_as_they_are_alone() -> None:
    mixed = [value if place % 3 else "" for place, value in enumerate(INSTANTS)]

    for column in (INSTANTS, mixed, [*range(30), "-1"], ["", ""], []):
        assert csv_rows([column]) == b"".join(csv_rows([[cell]]) for cell in column)
    assert csv_rows([INSTANTS[:2], PLAIN[:2]]).decode().splitlines() == [
        "01/01/2026 01:05,Hồ sơ số 0", "02/01/2026 02:05,Hồ sơ số 1"
    ]  # fmt: skip
