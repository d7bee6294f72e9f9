"""How the database writes what a dossier has in a column, in each form: the same signs that ``sheets`` would write."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from django.db import connection
from django.utils import timezone

from dossiers.models import Format
from dossiers.reports.sheets import FORMULA, MOST_IN_A_CELL, OF_INSTANTS

type Sql = str


class Written(NamedTuple):
    """The cells and lines of a form, as SQL that COPY writes."""

    options: Sql
    """Of COPY, beside what nothing is."""
    end: bytes
    """Of a line."""
    care: Callable[[Sql], Sql]
    """Of which texts it takes more than this, as a condition."""
    text: Callable[[Sql], Sql]
    instant: Callable[[Sql], Sql]
    """Of an instant, in local time; of none too."""
    nothing: Sql
    line: Callable[[Sequence[Sql], Sql], Sql]
    """Of its cells; nothing, or nothing in the first of them, where a condition holds."""
    word: Callable[[str], str]
    """What is sent of a word, of its cell as ``sheets.CELLS`` writes it."""


_WHITE = [chr(code) for code in range(0x3001) if chr(code).isspace()]
_FIRST = ", ".join(str(ord(sign)) for sign in (*FORMULA, *_WHITE))


def _may_be_formula(text: Sql) -> Sql:
    # The code point of its first sign, of no text 0.
    return f"ascii({text}) IN ({_FIRST})"


def _csv_line(cells: Sequence[Sql], left_out: Sql) -> Sql:
    first, *others = cells
    return ", ".join([f"CASE WHEN {left_out} THEN NULL ELSE {first} END", *others])


def _csv_instant(instant: Sql) -> Sql:
    # Day, month, year, hour and minute, as ``local_dates`` has them written; ``to_char`` takes three times as long.
    return f"coalesce(left({instant}::text, 16), '')"


def _unquoted(cell: str) -> str:
    """Take back what COPY does by itself."""
    return cell[1:-1].replace('""', '"') if cell.startswith('"') else cell


def _is_no_xml(text: Sql) -> Sql:
    # COPY would write a second one beside each backslash.
    return rf"{text} ~ '[&<>_\\\u0001-\u001f\ufffe\uffff]' OR octet_length({text}) > {MOST_IN_A_CELL}"


def _workbook_text(text: Sql) -> Sql:
    in_cell = f"""'<c t="inlineStr"><is><t xml:space="preserve">' || {text} || '</t></is></c>'"""
    return f"CASE {text} WHEN '' THEN '<c/>' ELSE {in_cell} END"


def _workbook_instant(instant: Sql) -> Sql:
    # Days since day 0 of a workbook, to ten places; half of the divisor rounds.
    at = f"{instant}::timestamp"
    seconds = f"floor(extract(epoch FROM {at}::time))::bigint"
    number = (
        f"({at}::date - date '1899-12-30') || '.' || lpad(({seconds} * 10000000000 + 43200) / 86400 || '', 10, '0')"
    )
    return f"""coalesce('<c s="{OF_INSTANTS}"><v>' || {number} || '</v></c>', '<c/>')"""


def _workbook_line(cells: Sequence[Sql], left_out: Sql) -> Sql:
    return f"CASE WHEN {left_out} THEN NULL ELSE concat('<row>', {', '.join(cells)}, '</row>') END"


def _same[Value](value: Value) -> Value:
    return value


WRITTEN: Mapping[Format, Written] = {
    # A value is in quotes where ``sheets`` has it in quotes.
    Format.CSV: Written("FORMAT csv", b"\r\n", _may_be_formula, _same, _csv_instant, "''", _csv_line, _unquoted),
    Format.XLSX: Written(
        "FORMAT text", b"", _is_no_xml, _workbook_text, _workbook_instant, "'<c/>'", _workbook_line, _same
    ),
}


@contextmanager
def local_dates() -> Iterator[None]:
    """Have the database write instants in local time, as ``31/12/2026 23:59:59``, for the length of a block.

    Within a transaction, whose end takes it back where the block raises.
    """
    connection.ensure_connection()
    before = [connection.connection.info.parameter_status(name) for name in ("DateStyle", "TimeZone")]
    setting = "SELECT set_config('datestyle', %s, true), set_config('timezone', %s, true)"
    with connection.cursor() as cursor:
        cursor.execute(setting, ["SQL, DMY", timezone.get_current_timezone_name()])
        yield
        cursor.execute(setting, before)
