"""Tables as files of office programs, in pieces of rows: memory does not grow with them.

What people typed is text in them and never a formula: in a workbook by the kind of its cell, in CSV, which has no
kinds, by an apostrophe before the signs with which a formula begins (OWASP, "CSV Injection"). The same value is written
out once in a piece.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from html import escape
from itertools import chain
from operator import attrgetter, itemgetter
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter

from dossiers.models import Format


class Amount(int):
    """An amount in đồng."""


type Cell = str | int | datetime
"""Numbers are numbers; instants are local and without a zone, as office programs have them."""

FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""How a formula begins, behind whatever is white; the wide signs of a keyboard for Chinese too."""
INSTANT = "dd/mm/yyyy hh:mm"
AMOUNT = '#,##0 "đ"'
MOST_IN_A_CELL = 32_767
"""Characters; a workbook has no room for more."""
MOST_ROWS = 1_048_576
"""Of a worksheet, the head and the notes among them."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table without its rows: its head, and where it comes from."""

    name: str
    head: Sequence[str]
    widths: Sequence[int]
    """In characters, one for each column."""
    source_name: str = ""
    source: Sequence[tuple[str, str]] = ()


@cache
def _day(ordinal: int) -> str:
    return f"{date.fromordinal(ordinal):%d/%m/%Y}"


@cache
def _minute(hour_and_minute: tuple[int, int]) -> str:
    return "{:02}:{:02}".format(*hour_and_minute)


_HOUR_AND_MINUTE = attrgetter("hour", "minute")


def _in_csv(cell: Cell) -> str:
    if isinstance(cell, str):
        return _quoted(_no_formula(cell))
    if isinstance(cell, datetime):
        return f"{_day(cell.toordinal())} {_minute(_HOUR_AND_MINUTE(cell))}"
    return str(int(cell))


def _no_formula(text: str) -> str:
    return f"'{text}" if text.lstrip().startswith(FORMULA) else text


def _quoted(text: str) -> str:
    # Each sign is looked for faster than a regular expression begins.
    if '"' in text or "," in text or "\n" in text or "\r" in text:
        return '"' + text.replace('"', '""') + '"'
    return text


_FIRST = itemgetter(slice(1))
_QUOTED = '",\n\r'


def _texts_in_csv(texts: Sequence[str]) -> Iterable[str]:
    """Write many texts: what none of them needs is seen of all at once."""
    begins = set(map(_FIRST, texts))
    if any(sign.isspace() or sign in FORMULA for sign in begins):
        texts = list(map(_no_formula, texts))
    whole = "".join(texts)
    return map(_quoted, texts) if any(sign in whole for sign in _QUOTED) else texts


def _instants_in_csv(instants: Sequence[datetime]) -> Iterable[str]:
    days, minutes = map(_day, map(datetime.toordinal, instants)), map(_minute, map(_HOUR_AND_MINUTE, instants))
    return map(" ".join, zip(days, minutes, strict=True))


LOOKED_AT = 500
"""Cells of a column of which it is seen whether they come again: that changes how long it takes, and nothing else."""


def _comes_again(cells: Sequence[Cell]) -> bool:
    """Say whether most of the cells of a column are the same as others."""
    first = cells[:LOOKED_AT]
    return 2 * len(set(first)) < len(first)


def _csv_cells(cells: Sequence[Cell]) -> Iterable[str]:
    if _comes_again(cells):
        return map(cache(_in_csv), cells)
    texts = [cell for cell in cells if type(cell) is str]
    if len(texts) == len(cells):
        return _texts_in_csv(texts)
    instants = [cell for cell in cells if type(cell) is datetime]
    return _instants_in_csv(instants) if len(instants) == len(cells) else map(_in_csv, cells)


def _csv_lines(columns: Sequence[Sequence[Cell]]) -> list[str]:
    return list(map(",".join, zip(*map(_csv_cells, columns), strict=True)))


def csv_rows(columns: Sequence[Sequence[Cell]]) -> bytes:
    """Write rows, which are given by their columns, as lines of CSV."""
    # The last of them, which is empty, has the one before end as every line does.
    return "\r\n".join([*_csv_lines(columns), ""]).encode()


MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""With which each CSV file of ours begins, open data too: Excel knows UTF-8 by it, and what reads CSV on the web passes over it."""


def csv_head(sheet: Sheet) -> bytes:
    """Write the line of the head behind the mark of UTF-8."""
    return MARK.encode() + _plain_lines([sheet.head])


def csv_notes(notes: Iterable[str]) -> bytes:
    """Write what is said below the rows."""
    return _plain_lines([note] for note in notes)


def _plain_lines(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


_FIRST_DAY = date(1899, 12, 30)
"""Day 0 of a workbook."""
_DAY_SECONDS = 86_400
_BOLD, OF_INSTANTS, _OF_AMOUNTS = 1, 2, 3
"""Looks of cells, by the order in which ``_frame`` uses them first."""
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
"""Signs that XML has not, and the beginning of what would be read for one of them (ECMA-376, ST_Xstring)."""


@cache
def _days_since(day: date) -> int:
    return (day - _FIRST_DAY) // timedelta(days=1)


@cache
def _of_a_day(hour: int, minute: int, second: int) -> str:
    return f"{(hour * 3600 + minute * 60 + second) / _DAY_SECONDS:.10f}"[1:]


def _in_workbook(cell: Cell) -> str:
    if isinstance(cell, str):
        return f'<c t="inlineStr"><is><t xml:space="preserve">{_in_xml(cell)}</t></is></c>' if cell else "<c/>"
    if isinstance(cell, datetime):
        number = f"{_days_since(cell.date())}{_of_a_day(cell.hour, cell.minute, cell.second)}"
        return f'<c s="{OF_INSTANTS}"><v>{number}</v></c>'
    look = f' s="{_OF_AMOUNTS}"' if isinstance(cell, Amount) else ""
    return f"<c{look}><v>{int(cell)}</v></c>"


def _workbook_cells(cells: Sequence[Cell]) -> Iterable[str]:
    return map(cache(_in_workbook) if _comes_again(cells) else _in_workbook, cells)


_IS_XML = re.compile("[^&<>_\x00-\x1f\ufffe\uffff]*").fullmatch


def _in_xml(text: str) -> str:
    text = text[:MOST_IN_A_CELL]
    if _IS_XML(text):
        return text
    return escape(_UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text), quote=False)


def _workbook_lines(columns: Sequence[Sequence[Cell]]) -> list[str]:
    return [f"<row>{row}</row>" for row in map("".join, zip(*map(_workbook_cells, columns), strict=True))]


def workbook_rows(columns: Sequence[Sequence[Cell]]) -> bytes:
    """Write rows, which are given by their columns, as rows of a worksheet: each stands below the one before."""
    return "".join(_workbook_lines(columns)).encode()


def write_workbook(sheet: Sheet, pieces: Iterable[bytes], notes: Iterable[str], into: IO[bytes]) -> None:
    """Write a workbook of pieces of ``workbook_rows``; the notes are asked for behind them.

    XlsxWriter makes all but the rows: it would take each cell by itself, which is what takes time.
    """
    frame = _frame(sheet)
    with ZipFile(frame) as parts, ZipFile(into, "w", ZIP_DEFLATED, compresslevel=1) as book:
        for part in parts.infolist():
            content = parts.read(part)
            if part.filename != _TABLE:
                book.writestr(part, content, ZIP_DEFLATED)
                continue
            top, bottom = _around(content)
            with book.open(_TABLE, "w", force_zip64=True) as table:
                for piece in chain([top], pieces, map(_note, notes), [bottom]):
                    table.write(piece)


def _note(text: str) -> bytes:
    return workbook_rows([[text]])


_TABLE = "xl/worksheets/sheet1.xml"
_DIMENSION = re.compile(rb"<dimension [^>]*/>")


def _frame(sheet: Sheet) -> io.BytesIO:
    """Return a workbook whose table has its head and a row of which only the looks are wanted."""
    into = io.BytesIO()
    with xlsxwriter.Workbook(into, {"constant_memory": True}) as book:
        bold = book.add_format({"bold": True})
        instant = book.add_format({"num_format": INSTANT, "align": "left"})
        amount = book.add_format({"num_format": AMOUNT})
        table = book.add_worksheet(sheet.name)
        for column, (label, width) in enumerate(zip(sheet.head, sheet.widths, strict=True)):
            table.set_column(column, column, width)
            table.write_string(0, column, label, bold)
        table.freeze_panes(1, 1)
        table.autofilter(0, 0, 0, max(0, len(sheet.head) - 1))
        table.write_blank(1, 0, None, instant)
        table.write_blank(1, 1, None, amount)
        about = book.add_worksheet(sheet.source_name)
        about.set_column(0, 0, 24)
        about.set_column(1, 1, 80)
        for line, (label, text) in enumerate(sheet.source):
            about.write_string(line, 0, label, bold)
            about.write_string(line, 1, text)
    return into


def _around(table: bytes) -> tuple[bytes, bytes]:
    """Return what stands before the rows of the table, its head among it, and what stands behind them."""
    top, _row, rest = _DIMENSION.sub(b"", table).partition(b'<row r="2"')
    _rows, end, bottom = rest.partition(b"</sheetData>")
    return top, end + bottom


ROWS: Mapping[Format, Callable[[Sequence[Sequence[Cell]]], bytes]] = {
    Format.XLSX: workbook_rows,
    Format.CSV: csv_rows,
}
"""What writes a piece of rows."""
LINES: Mapping[Format, Callable[[Sequence[Sequence[Cell]]], list[str]]] = {
    Format.XLSX: _workbook_lines,
    Format.CSV: _csv_lines,
}
"""The same, line by line, without the end of a line."""
CELLS: Mapping[Format, Callable[[Cell], str]] = {Format.XLSX: _in_workbook, Format.CSV: _in_csv}
"""What writes one cell."""
MEDIA_TYPES: Mapping[Format, str] = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv; charset=utf-8",
    Format.VOLUMES: "application/zip",
}
