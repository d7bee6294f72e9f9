"""The receipt book of a day as a file: each payment and each reversal a row, with sums that a workbook works out itself."""

import io
from collections.abc import Sequence
from datetime import date, datetime

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.format import Format as XlsxFormat
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from dossiers.commands.money import cash
from dossiers.display.formats import vn_datetime
from dossiers.log.facts import facts_of, words_of
from dossiers.log.money import goes_back
from dossiers.models import CashDay, Format, PaidWay, Payment
from dossiers.reports.sheets import AMOUNT, INSTANT, Amount, Cell, Sheet, csv_head, csv_rows
from procedures.time.calendar import LOCAL

RECEIPT, TAKES_OFF, AT, AMOUNTS, WAY, DOSSIER, PURPOSE, WHO, REASON, WHAT, REFERENCE = range(11)
"""The columns in their order."""
WIDTHS = (16, 16, 17, 16, 24, 24, 48, 28, 48, 44, 24)


def file_of(rows: Sequence[Payment], closed: CashDay | None, on: date, form: Format) -> bytes:
    """Return the book of a day as CSV or as a workbook; what is given back has a negative amount.

    Below the rows of a day that is closed stands its closing: what was counted, and the difference with its reason.
    """
    sheet = Sheet(_("Receipt book of %(on)s") % {"on": f"{on:%d/%m/%Y}"}, _head(), WIDTHS)
    table = [_cells(row) for row in rows]
    end = _closing(closed) if closed else []
    return _csv(sheet, table, end) if form is Format.CSV else _workbook(sheet, table, end)


def _head() -> list[str]:
    return [
        _("Receipt"),
        _("Takes off receipt"),
        _("At"),
        _("Amount (đồng)"),
        _("Way of payment"),
        _("Dossier number"),
        _("What for"),
        _("By whom"),
        _("Reason"),
        _("Kind of entry"),
        _("Number of the transfer or paper"),
    ]


def _cells(row: Payment) -> list[Cell]:
    paid, words = row.of, words_of(row.event.payload)
    return [
        row.receipt,
        paid.receipt if paid else "",
        row.at.astimezone(LOCAL).replace(tzinfo=None),
        Amount(row.signed),
        str(PaidWay(row.way).label),
        row.dossier.code,
        row.purpose,
        row.by.get_full_name() if row.by else _("the system"),
        words.reason if paid else "",
        undoing(row) or _("Payment received"),
        words.fee_reference,
    ]


def undoing(row: Payment) -> str:
    """Say what a row does to the payment that it is of, and how; "" of a receipt."""
    paid = row.of
    if paid is None:
        return ""
    if row.restores:
        words = _("%(receipt)s: the part that never went back is undone")
    elif row.part_of:
        words = _("Part of %(receipt)s given back to the payer")
    elif cash.voids(row):
        words = _("%(receipt)s voided as a wrong entry")
    elif goes_back(row.event.action, facts_of(row.event)):
        words = _("%(receipt)s given back to the payer")
    else:
        words = _("Reversal of %(receipt)s")
    return words % {"receipt": paid.receipt}


def undone(row: Payment) -> str:
    """Say of a receipt that it holds no more, how and since when; "" of one that stands, and of what is no receipt."""
    back: Payment | None = getattr(row, "reversal", None)
    if back is None:
        return ""
    words = _("Reversed, %(at)s")
    if cash.voids(back):
        words = _("Voided as a wrong entry, %(at)s")
    elif goes_back(back.event.action, facts_of(back.event)):
        words = _("Given back to the payer, %(at)s")
    return words % {"at": vn_datetime(back.at)}


def _closing(closed: CashDay) -> list[tuple[str, Cell]]:
    """Return what was written when the cash of a day was closed, each with its label."""
    who = f"{closed.by.get_full_name()}, {vn_datetime(closed.at)}"
    lines: list[tuple[str, Cell]] = [(_("Closed by"), who), (_("Cash by the book"), Amount(closed.amount))]
    if closed.counted is not None:
        lines += [(_("Cash that was counted"), Amount(closed.counted)), (_("Difference"), Amount(closed.difference))]
    return [*lines, (_("Reason of the difference"), closed.reason)] if closed.reason else lines


def _csv(sheet: Sheet, table: Sequence[Sequence[Cell]], end: Sequence[tuple[str, Cell]]) -> bytes:
    """Write the rows, and after an empty line the closing: programs read them, and the sums are those of the page."""
    empty = ("",) * len(sheet.head)
    lines = [("",) * AT + (label, cell) + ("",) * (len(sheet.head) - AMOUNTS - 1) for label, cell in end]
    below = [empty, *lines] if end else []
    return csv_head(sheet) + (csv_rows([*zip(*table, *below, strict=True)]) if table or below else b"")


def _workbook(sheet: Sheet, table: Sequence[Sequence[Cell]], end: Sequence[tuple[str, Cell]]) -> bytes:
    into = io.BytesIO()
    with xlsxwriter.Workbook(into, {"in_memory": True}) as book:
        bold, instant, amount = (
            book.add_format(look) for look in ({"bold": True}, {"num_format": INSTANT}, {"num_format": AMOUNT})
        )
        total = book.add_format({"num_format": AMOUNT, "bold": True})
        page = book.add_worksheet(sheet.name.replace("/", "-"))
        page.freeze_panes(1, 1)
        for column, (label, width) in enumerate(zip(sheet.head, sheet.widths, strict=True)):
            page.set_column(column, column, width)
            page.write_string(0, column, label, bold)
        for line, cells in enumerate(table, start=1):
            for column, cell in enumerate(cells):
                if isinstance(cell, datetime):
                    page.write_datetime(line, column, cell, instant)
                elif isinstance(cell, int):
                    page.write_number(line, column, cell, amount)
                else:
                    page.write_string(line, column, cell)
        last = max(1, len(table))
        amounts, ways = xl_range(1, AMOUNTS, last, AMOUNTS), xl_range(1, WAY, last, WAY)
        page.write_string(last + 1, AT, _("In all"), bold)
        page.write_formula(last + 1, AMOUNTS, f"=SUM({amounts})", total, _sum(table))
        for line, way in enumerate(PaidWay, start=last + 2):
            label = str(way.label)
            page.write_string(line, AT, label)
            formula = f'=SUMIF({ways},"{label}",{amounts})'
            page.write_formula(line, AMOUNTS, formula, amount, _sum(table, label))
        _write_closing(page, end, last + len(PaidWay) + 3, amount)
    return into.getvalue()


def _write_closing(page: Worksheet, end: Sequence[tuple[str, Cell]], first: int, amount: XlsxFormat) -> None:
    for line, (label, cell) in enumerate(end, start=first):
        page.write_string(line, AT, label)
        if isinstance(cell, Amount):
            page.write_number(line, AMOUNTS, cell, amount)
        else:
            page.write_string(line, AMOUNTS, str(cell))


def _sum(table: Sequence[Sequence[Cell]], way: str = "") -> int:
    """Return the sum of the amounts, of one way alone where one is named."""
    return sum(cell for row in table if isinstance(cell := row[AMOUNTS], Amount) and way in ("", row[WAY]))
