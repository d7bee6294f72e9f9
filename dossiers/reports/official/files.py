"""A report as a workbook or as CSV: made of the report alone and without a clock, so that it is the same each time."""

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import xlsxwriter
from xlsxwriter.format import Format as Style
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from dossiers.models import Format
from dossiers.reports.official.form import COLUMNS, FIRST, GROUPS, SECTOR, TITLE, Line, Report
from dossiers.reports.official.wording import (
    CAUSE_HEAD,
    CAUSES,
    FORM,
    MOTTO,
    REPUBLIC,
    SIGNATURES,
    cause_cells,
    head_of,
    notes_of,
    replaced_in_words,
)
from dossiers.reports.sheets import Cell, Sheet, csv_head, csv_rows
from procedures.time.calendar import LOCAL

NUMBER, NAME, LEFT = 0, 1, 2
"""Columns of the sheet: the row's number, what it is about, and the first of the form's numbers."""
LAST = LEFT + len(COLUMNS) - 1
HEAD = 10
"""The first row of the table's head."""
FIRST_LINE = HEAD + 3


def file_of(report: Report, form: Format, digest: str = "") -> bytes:
    """Return a report as a file; ``digest`` is that of one that was issued."""
    into = io.BytesIO()
    _WRITERS[form](report, digest, into)
    return into.getvalue()


def _write_csv(report: Report, _digest: str, into: io.BytesIO) -> None:
    """Write the table alone: programs read it, and what is said beside it stands in the workbook and on paper.

    That its period had not ended, and which one it replaces, are lines of their own, the last: nobody takes it for the whole one.
    """
    head = [
        "(1) STT",
        f"(2) {SECTOR.vi}",
        *(f"({one.number}) {GROUPS[one.group].vi}: {one.label.vi}" for one in COLUMNS),
    ]
    into.write(csv_head(Sheet(FORM, head, [])))
    into.write(csv_rows([*zip(*_rows(report), strict=True)]))


def _rows(report: Report) -> Iterator[Sequence[Cell]]:
    for number, line in enumerate(report.lines, start=1):
        yield number, line.label.vi, *line.numbers
    yield "", report.total.label.vi, *report.total.numbers
    if report.aside:
        yield "", report.aside.line.label.vi, *report.aside.line.numbers
    for said in (report.so_far.vi if report.so_far else "", replaced_in_words(report)):
        if said:
            yield "", said, *[""] * len(COLUMNS)


@dataclass(frozen=True, slots=True)
class _Styles:
    plain: Style
    bold: Style
    middle: Style
    title: Style
    head: Style
    text: Style
    count: Style
    total: Style
    share: Style

    @classmethod
    def of(cls, book: xlsxwriter.Workbook) -> "_Styles":
        face = {"font_name": "Times New Roman", "font_size": 11}
        boxed = {**face, "border": 1, "valign": "vcenter", "text_wrap": True}
        shapes = (
            face,
            {**face, "bold": True},
            {**face, "bold": True, "align": "center"},
            {**face, "bold": True, "align": "center", "valign": "vcenter", "text_wrap": True, "font_size": 13},
            {**boxed, "bold": True, "align": "center"},
            boxed,
            {**boxed, "num_format": "#,##0"},
            {**boxed, "num_format": "#,##0", "bold": True},
            {**boxed, "num_format": "#,##0.0"},
        )
        return cls(*map(book.add_format, shapes))


def _write_workbook(report: Report, digest: str, into: io.BytesIO) -> None:
    with xlsxwriter.Workbook(into, {"in_memory": True}) as book:
        book.set_properties({"title": TITLE.vi, "created": report.drawn_up_at.astimezone(LOCAL).replace(tzinfo=None)})
        styles, sheet = _Styles.of(book), book.add_worksheet("II.06a")
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_column(NUMBER, NUMBER, 5)
        sheet.set_column(NAME, NAME, 38)
        sheet.set_column(LEFT, LAST, 11)
        _write_top(sheet, styles, report)
        _write_head(sheet, styles)
        row = _write_lines(sheet, styles, report)
        row = _write_causes(sheet, styles, report, row + 1)
        for note in notes_of(report, digest):
            sheet.write_string(row, NUMBER, note, styles.plain)
            row += 1
        for column, (who, how) in zip((NAME, LAST - 2), SIGNATURES, strict=True):
            sheet.write_string(row + 1, column, who, styles.middle)
            sheet.write_string(row + 2, column, how, styles.plain)


def _write_top(sheet: Worksheet, styles: _Styles, report: Report) -> None:
    right = LAST - 5
    for row, (own, common) in enumerate((
        (report.superior.upper(), REPUBLIC), (report.agency.upper(), MOTTO), (FORM, ""),
    )):  # fmt: skip
        sheet.merge_range(row, NUMBER, row, LEFT, "", styles.middle)
        sheet.write_string(row, NUMBER, own, styles.middle)
        sheet.merge_range(row, right, row, LAST, common, styles.middle)
    sheet.merge_range(4, NUMBER, 4, LAST, TITLE.vi.upper(), styles.title)
    sheet.set_row(4, 36)
    for row, (label, text) in enumerate(head_of(report), start=5):
        sheet.write_string(row, NAME, f"{label}:", styles.bold)
        sheet.write_string(row, LEFT, text, styles.plain)


def _write_head(sheet: Worksheet, styles: _Styles) -> None:
    sheet.merge_range(HEAD, NUMBER, HEAD + 1, NUMBER, "STT", styles.head)
    sheet.merge_range(HEAD, NAME, HEAD + 1, NAME, SECTOR.vi, styles.head)
    for group, members in groupby(COLUMNS, lambda one: one.group):
        numbers = [one.number - FIRST + LEFT for one in members]
        sheet.merge_range(HEAD, numbers[0], HEAD, numbers[-1], GROUPS[group].vi, styles.head)
    for one in COLUMNS:
        sheet.write_string(HEAD + 1, one.number - FIRST + LEFT, one.label.vi, styles.head)
    sheet.set_row(HEAD + 1, 62)
    for column in range(LAST + 1):
        sheet.write_string(HEAD + 2, column, f"({column + 1})", styles.head)
    sheet.freeze_panes(FIRST_LINE, LEFT)


def _write_lines(sheet: Worksheet, styles: _Styles, report: Report) -> int:
    """Write the rows of the table and return the row after them."""
    row = FIRST_LINE
    for number, line in enumerate(report.lines, start=1):
        sheet.write_number(row, NUMBER, number, styles.count)
        _write_line(sheet, (styles.text, styles.count), row, line)
        row += 1
    sheet.write_blank(row, NUMBER, None, styles.total)
    over = (FIRST_LINE, row - 1) if report.lines else None
    _write_line(sheet, (styles.head, styles.total), row, report.total, over)
    row += 1
    if report.aside:
        sheet.write_blank(row, NUMBER, None, styles.text)
        _write_line(sheet, (styles.text, styles.count), row, report.aside.line)
        row += 1
    return row


def _write_line(
    sheet: Worksheet, looks: tuple[Style, Style], row: int, line: Line, over: tuple[int, int] | None = None
) -> None:
    """Write a row; columns that are sums of others, or of the rows above, by their formulas."""
    text, count = looks
    sheet.write_string(row, NAME, line.label.vi, text)
    for one in COLUMNS:
        column, number = one.number - FIRST + LEFT, line.at(one.number)
        if over:
            sheet.write_formula(row, column, f"=SUM({xl_range(over[0], column, over[1], column)})", count, number)
        elif one.sums:
            first, last = (part - FIRST + LEFT for part in (one.sums[0], one.sums[-1]))
            sheet.write_formula(row, column, f"=SUM({xl_range(row, first, row, last)})", count, number)
        else:
            sheet.write_number(row, column, number, count)


def _write_causes(sheet: Worksheet, styles: _Styles, report: Report, row: int) -> int:
    """Write the second table, if there is one, and return the row after it."""
    if not report.causes:
        return row
    sheet.write_string(row, NUMBER, CAUSES, styles.bold)
    for column, label in enumerate(CAUSE_HEAD, start=NAME):
        sheet.write_string(row + 1, column, label, styles.head)
    for line, cause in enumerate(report.causes, start=row + 2):
        where, resolved, pending, days = cause_cells(cause)
        sheet.write_string(line, NAME, where, styles.text)
        sheet.write_number(line, LEFT, resolved, styles.count)
        sheet.write_number(line, LEFT + 1, pending, styles.count)
        sheet.write_number(line, LEFT + 2, days, styles.share)
    return row + 3 + len(report.causes)


_WRITERS: Mapping[Format, Callable[[Report, str, io.BytesIO], None]] = {
    Format.XLSX: _write_workbook,
    Format.CSV: _write_csv,
}
