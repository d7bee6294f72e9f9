"""A statement row by row: what came into the account, when, with which message; and what of a row cannot be read."""

import csv
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from itertools import chain, islice
from typing import IO

from dossiers.payments.statement import decoding
from dossiers.payments.statement.columns import CAME_IN, WENT_OUT, Column, Columns, columns_of, plain
from dossiers.refusals.money.statement import BrokenTable, NoColumns, OldLetters

DELIMITERS = (",", ";", "\t")
BEFORE_HEADS = 40
"""Lines that may stand before the heads of the columns: the bank, the account, the period."""
FORMULA = ("=", "@", "+=", "-=")
"""How a cell begins that a spreadsheet would work out."""
SUMS = ("tong cong", "tong phat sinh", "cong phat sinh", "so du", "total", "balance")
"""How a row without a day and a number begins that sums others up, in small letters without accents."""
MOST_AMOUNT = 10**12
"""Đồng; what is more was written wrongly."""
LONGEST_MESSAGE, LONGEST_REFERENCE = 500, 100
ALIKE = 1_000
"""Days and amounts that are read once: most fees are of few amounts, and a file is of few days."""
_QUOTED = re.compile(r'="([^"=]*)"')
"""A number that Excel is to take for text."""
_DAY = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)")
_ISO_DAY = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_CURRENCY = re.compile(r"(đ|₫|d|vnd|vnđ|đồng)$", re.IGNORECASE)
_NUMBER = re.compile(
    r"(\d+)[.,]00?|(\d+|\d{1,3}(?:\.\d{3})+|\d{1,3}(?:,\d{3})+)|(\d{1,3}(?:\.\d{3})+),00?|(\d{1,3}(?:,\d{3})+)\.00?",
    re.ASCII,
)
"""A whole number, with dots or commas between thousands and idle zeros behind the other of the two."""


class Unread(StrEnum):
    """What of a row cannot be read. Values are stored."""

    DAY = "no-day"
    AMOUNT = "no-amount"
    NEGATIVE = "negative"
    FORMULA = "formula"
    DIRECTION = "direction"


AMOUNT_UNREAD = frozenset({Unread.AMOUNT, Unread.NEGATIVE, Unread.FORMULA, Unread.DIRECTION})
"""Why nobody knows what came in, if anything did."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a statement; ``unread`` is why it is no payment whatever its message says."""

    number: int
    """Of the line of the file at which it ends, from 1."""
    day: date | None
    amount: int
    """In đồng; 0 where nobody knows."""
    reference: str
    message: str
    key: str
    """The same in each file that has this row, and of no other row."""
    unread: Unread | None = None


@dataclass(slots=True)
class LeftOut:
    """What was read of a file and is no transfer to the agency, or none that is new in it."""

    went_out: int = 0
    """How many rows say that money went out."""
    repeated: int = 0
    """How many stand in the file once more: ``matching`` counts them, which alone knows what came before."""


class NotRead(Exception):  # noqa: N818 - a fact about a cell
    """A cell that says nothing that is understood."""

    def __init__(self, unread: Unread) -> None:
        super().__init__(unread)
        self.unread = unread


def read(file: IO[bytes], left_out: LeftOut | None = None) -> Iterator[Line]:
    """Yield what came in by a statement, row by row as the file is read, and count in ``left_out`` what did not.

    Raises the refusals of ``refusals.money.statement``.
    """
    left_out = left_out or LeftOut()
    lines = decoding.lines(file)
    begun = list(islice(lines, BEFORE_HEADS))
    found = _heads(begun)
    if found is None:
        raise OldLetters if _heads(decoding.in_old_letters(file)) else NoColumns
    columns, before = found
    # A row may go on in the next line, in quotes; the numbers of lines are the file's.
    rows = csv.reader(chain(begun[before:], lines), delimiter=columns.delimiter)
    seen: dict[str, int] = {}
    while True:
        try:
            cells = next(rows, None)
        except csv.Error as error:
            raise BrokenTable(str(before + rows.line_num)) from error
        if cells is None:
            return
        if (line := _line(cells, columns, before + rows.line_num, seen, left_out)) is not None:
            yield line


def _heads(begun: Iterable[str]) -> tuple[Columns, int] | None:
    """Return the columns, and how many of the first lines there are up to their heads; None where none are named."""
    for delimiter in DELIMITERS:
        rows = csv.reader(begun, delimiter=delimiter)
        # Between other delimiters a cell may seem to be endless.
        with suppress(csv.Error):
            for cells in rows:
                if (columns := columns_of(cells, delimiter)) is not None:
                    return columns, rows.line_num
    return None


def _line(cells: list[str], columns: Columns, number: int, seen: dict[str, int], left_out: LeftOut) -> Line | None:
    """Return what a row says came in; None of what went out, of sums, and of lines without anything."""
    day, message = _day(columns.cell(cells, Column.DAY)), columns.cell(cells, Column.MESSAGE)
    reference = _text(columns.cell(cells, Column.REFERENCE))[:LONGEST_REFERENCE]
    if day is None and not reference and (not message or plain(message).startswith(SUMS)):
        return None
    unread = Unread.FORMULA if message.startswith(FORMULA) else None if day else Unread.DAY
    try:
        amount = _came_in(cells, columns)
    except NotRead as error:
        amount, unread = 0, error.unread
    if not amount and unread not in AMOUNT_UNREAD:
        left_out.went_out += day is not None and not plain(message).startswith(SUMS)
        return None
    return Line(number, day, amount, reference, message[:LONGEST_MESSAGE], _key(cells, columns, seen), unread)


def _came_in(cells: list[str], columns: Columns) -> int:
    """Return how many đồng came in, 0 where they went out; raises NotRead."""
    if Column.CREDIT not in columns.at:
        amount = _amount(columns.cell(cells, Column.AMOUNT))
        return amount if amount > 0 and _is_in(cells, columns) else 0
    amount = _amount(columns.cell(cells, Column.CREDIT))
    if amount < 0:
        raise NotRead(Unread.NEGATIVE)
    return amount


def _is_in(cells: list[str], columns: Columns) -> bool:
    """Say whether an amount came in, by the column that tells it; where there is none its sign does. Raises NotRead."""
    if Column.DIRECTION not in columns.at:
        return True
    words = plain(columns.cell(cells, Column.DIRECTION))
    if words in WENT_OUT:
        return False
    if words in CAME_IN or columns.cell(cells, Column.AMOUNT).startswith("+"):
        return True
    raise NotRead(Unread.DIRECTION)


@lru_cache(ALIKE)
def _amount(cell: str) -> int:
    """Return đồng: ``1.800.000``, ``1,800,000.00``, ``+1800000 VND``, ``(5.000)``; nothing and a dash are 0. Raises NotRead."""
    words = cell.strip("\ufeff ").replace("\N{NO-BREAK SPACE}", "").replace(" ", "").replace("\N{MINUS SIGN}", "-")
    if words in ("", "-"):
        return 0
    if words.startswith(FORMULA):
        raise NotRead(Unread.FORMULA)
    is_negative = words.startswith("-") or (words.startswith("(") and words.endswith(")"))
    amount = _digits(_CURRENCY.sub("", words.strip("+-()")))
    if amount > MOST_AMOUNT:
        raise NotRead(Unread.AMOUNT)
    return -amount if is_negative else amount


def _digits(words: str) -> int:
    """Return a whole number; more than there can be for what is none."""
    number = _NUMBER.fullmatch(words)
    return int(re.sub("[.,]", "", next(filter(None, number.groups())))) if number else MOST_AMOUNT + 1


@lru_cache(ALIKE)
def _day(cell: str) -> date | None:
    found, iso = _DAY.search(cell), _ISO_DAY.search(cell)
    if found is None and iso is None:
        return None
    try:
        if iso is not None:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        return date(int(found[3]), int(found[2]), int(found[1])) if found else None
    except ValueError:
        return None


def _text(cell: str) -> str:
    words = " ".join(cell.split())
    quoted = _QUOTED.fullmatch(cell.strip()) if words.startswith("=") else None
    return quoted[1] if quoted else words


def _key(cells: list[str], columns: Columns, seen: dict[str, int]) -> str:
    """Return what tells a row from each other: what the bank says of it and, of equal ones without a number, which it is."""
    read = [_text(cell) for cell in columns.known(cells)]
    key = sha256("\0".join(read).encode("utf-8", "surrogatepass")).hexdigest()
    if columns.cell(cells, Column.REFERENCE):
        return key
    # Only of the files that number nothing is it kept which rows have been.
    seen[key] = seen.get(key, 0) + 1
    return key if seen[key] == 1 else sha256(f"{key} {seen[key]}".encode()).hexdigest()
