"""Tables as files of office programs, written row by row: memory does not grow with them.

What people typed is text in them and never a formula: in a workbook by the kind of its cell, in CSV, which has no
kinds, by an apostrophe before the signs with which a formula begins (OWASP, "CSV Injection").
"""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import IO

import xlsxwriter

from dossiers.models import Format

type Cell = str | int | datetime
"""Amounts in đồng are numbers; instants are local and without a zone, as office programs have them."""

FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""How a formula begins, behind whatever is white; the wide signs of a keyboard for Chinese too."""
INSTANT = "dd/mm/yyyy hh:mm"
AMOUNT = '#,##0 "đ"'
MOST_IN_A_CELL = 32_767
"""Characters; a workbook has no room for more."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its head, what is to be said below it, and where it comes from."""

    name: str
    head: Sequence[str]
    widths: Sequence[int]
    """In characters, one for each column."""
    rows: Iterable[Sequence[Cell]]
    notes: Iterable[str]
    """Asked for after the rows."""
    source_name: str
    source: Sequence[tuple[str, str]]


def write(sheet: Sheet, form: Format, into: IO[bytes]) -> None:
    """Write a table as a file of some form."""
    WRITERS[form](sheet, into)


def _write_csv(sheet: Sheet, into: IO[bytes]) -> None:
    """Write UTF-8 with the mark by which Excel knows it; the table alone, for other programs to read."""
    text = io.TextIOWrapper(into, encoding="utf-8-sig", newline="", write_through=True)
    lines = csv.writer(text)
    lines.writerow(sheet.head)
    for row in sheet.rows:
        lines.writerow([_plain(cell) for cell in row])
    for note in sheet.notes:
        lines.writerow([note])
    text.detach()


def _plain(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y %H:%M}"
    if isinstance(cell, int):
        return str(cell)
    return f"'{cell}" if cell.lstrip().startswith(FORMULA) else cell


def _write_workbook(sheet: Sheet, into: IO[bytes]) -> None:
    book = xlsxwriter.Workbook(into, {"constant_memory": True})
    bold, amount = book.add_format({"bold": True}), book.add_format({"num_format": AMOUNT})
    instant = book.add_format({"num_format": INSTANT, "align": "left"})
    table = book.add_worksheet(sheet.name)
    for column, width in enumerate(sheet.widths):
        table.set_column(column, column, width)
    table.freeze_panes(1, 1)
    table.autofilter(0, 0, 0, max(0, len(sheet.head) - 1))
    notes = ([note] for note in sheet.notes)
    for line, row in enumerate(chain((sheet.head,), sheet.rows, notes)):
        for column, cell in enumerate(row):
            if isinstance(cell, datetime):
                table.write_datetime(line, column, cell, instant)
            elif isinstance(cell, int):
                table.write_number(line, column, cell, amount)
            elif cell:
                table.write_string(line, column, cell[:MOST_IN_A_CELL], None if line else bold)
    about = book.add_worksheet(sheet.source_name)
    about.set_column(0, 0, 24)
    about.set_column(1, 1, 80)
    for line, (label, text) in enumerate(sheet.source):
        about.write_string(line, 0, label, bold)
        about.write_string(line, 1, text)
    book.close()


WRITERS: Mapping[Format, Callable[[Sheet, IO[bytes]], None]] = {Format.XLSX: _write_workbook, Format.CSV: _write_csv}
MEDIA_TYPES: Mapping[Format, str] = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv; charset=utf-8",
}
