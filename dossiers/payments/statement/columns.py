"""What banks call the columns of a statement: which of them tell of a transfer, by the words of their heads.

Read off statements of Vietcombank and Techcombank and off programs that read them; the third spelling, with one
amount that has a sign, is that of exports for accounting (BIDV, MB). None of them is published by its bank.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Column(StrEnum):
    """A column that is read."""

    DAY = "day"
    REFERENCE = "reference"
    CREDIT = "credit"
    """What came in, where what went out has a column of its own."""
    AMOUNT = "amount"
    """What came in or, below zero, went out."""
    MESSAGE = "message"
    BALANCE = "balance"
    DIRECTION = "direction"
    """Whether an amount without a sign came in or went out."""


HEADS: Mapping[Column, tuple[str, ...]] = {
    Column.DAY: (
        "ngay gd",
        "ngay giao dich",
        "ngay hach toan",
        "tnx date",
        "transaction date",
        "ngay hieu luc",
        "ngay",
    ),
    Column.REFERENCE: (
        *("so ct", "doc no", "so but toan", "transaction no", "ma giao dich", "so tham chieu", "reference no", "so gd"),
        *("ref no", "so chung tu", "so giao dich", "so hieu giao dich", "ma gd", "ma tham chieu", "transaction id"),
    ),
    Column.CREDIT: ("so tien ghi co", "phat sinh co", "ghi co", "credit", "tien vao", "so tien gui vao"),
    Column.AMOUNT: ("so tien", "so tien gd", "so tien giao dich", "amount"),
    Column.MESSAGE: (
        *(
            "noi dung chi tiet",
            "noi dung",
            "noi dung giao dich",
            "dien giai",
            "mo ta",
            "mo ta giao dich",
            "description",
        ),
        *("transactions in detail", "transaction details", "details", "remark"),
    ),
    Column.DIRECTION: (
        *("no/co", "co/no", "ghi no/ghi co", "ghi no/co", "n/c", "d/c", "c/d", "dr/cr", "cr/dr", "debit/credit"),
        *("loai giao dich", "loai gd", "chieu giao dich", "transaction type", "type"),
    ),
    Column.BALANCE: ("so du", "balance", "so du sau gd", "running balance"),
}
CAME_IN = frozenset({"c", "cr", "co", "ghi co", "credit", "+", "tien vao", "thu", "in", "nhan"})
WENT_OUT = frozenset({"d", "dr", "no", "ghi no", "debit", "-", "tien ra", "chi", "out", "rut"})
"""What stands in a column that tells the direction of an amount, in small letters without accents."""
_COLUMN_OF = {head: column for column, heads in HEADS.items() for head in heads}


@dataclass(frozen=True, slots=True)
class Columns:
    """The places of the columns of a file, and what stands between them."""

    delimiter: str
    at: Mapping[Column, int]
    places: Sequence[int] = field(init=False)
    """Those that there are, in the order of ``Column``."""

    def __post_init__(self) -> None:
        """Put the places in order, once for all rows."""
        object.__setattr__(self, "places", [self.at[column] for column in Column if column in self.at])

    def cell(self, cells: Sequence[str], column: Column) -> str:
        """Return a cell of a row without blanks around it; "" where there is none."""
        place = self.at.get(column)
        return cells[place].strip() if place is not None and place < len(cells) else ""

    def known(self, cells: Sequence[str]) -> list[str]:
        """Return the cells of a row that are read, in the order of the columns and not of the file; "" where there is none."""
        count = len(cells)
        return [cells[place] if place < count else "" for place in self.places]


def columns_of(cells: Sequence[str], delimiter: str) -> Columns | None:
    """Return the columns whose heads a row holds; None where it is not the row of the heads."""
    at: dict[Column, int] = {}
    for place, cell in enumerate(cells):
        column = _column(cell)
        if column is not None:
            at.setdefault(column, place)
    is_whole = {Column.DAY, Column.MESSAGE} <= at.keys() and at.keys() & {Column.CREDIT, Column.AMOUNT}
    return Columns(delimiter, at) if is_whole else None


def _column(head: str) -> Column | None:
    """Return the column that a head names, in one of two languages or in both: ``Số CT/ Doc No``, ``Phát sinh có Credit``."""
    words = plain(head)
    parts = [part.strip() for part in re.split(r"[/|(\n]", words)]
    for name in (words.replace(" / ", "/"), *parts, *_beginnings(words)):
        if name.rstrip(") .:0123456789") in _COLUMN_OF:
            return _COLUMN_OF[name.rstrip(") .:0123456789")]
    return None


def _beginnings(words: str) -> list[str]:
    """Return the first words of a head, the longest first: the other language may follow without a sign."""
    each = words.split()
    return [" ".join(each[:count]) for count in range(len(each), 0, -1)]


def plain(words: str) -> str:
    """Return words in small letters without accents."""
    apart = unicodedata.normalize("NFD", words.lower().replace("đ", "d"))
    return " ".join("".join(letter for letter in apart if not unicodedata.combining(letter)).split())
