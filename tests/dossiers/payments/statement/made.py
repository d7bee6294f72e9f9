"""Statements as three banks write them, with what is on their first lines."""

import io
from collections.abc import Iterable

VIETCOMBANK = (
    "NGÂN HÀNG TMCP NGOẠI THƯƠNG VIỆT NAM\r\nSAO KÊ TÀI KHOẢN\r\nSố tài khoản;0011001234567\r\n\r\n"
    "STT;Ngày GD/ TNX Date;Số CT/ Doc No;Số tiền ghi nợ/ Debit;Số tiền ghi có/ Credit;Số dư/ Balance;"
    "Nội dung chi tiết/ Transactions in detail\r\n"
)
TECHCOMBANK = (
    '"STT No","Ngày giao dịch Transaction Date","Số bút toán Transaction No","Phát sinh nợ Debit","Phát sinh có Credit",'
    '"Số dư Balance","Nội dung Details"\n'
)
BIDV = "Ngày giao dịch\tSố tiền\tDiễn giải\n"


def vietcombank(rows: Iterable[tuple[str, str, str]]) -> str:
    """Return a statement with dots, semicolons and Windows' ends of lines: of (reference, amount, message)."""
    return VIETCOMBANK + "".join(
        f"{at};05/01/2026;{reference};;{amount};9.000.000;{message}\r\n"
        for at, (reference, amount, message) in enumerate(rows, 1)
    )


def techcombank(rows: Iterable[tuple[str, str, str]]) -> str:
    """Return one with commas, quotes and English amounts."""
    return TECHCOMBANK + "".join(
        f'{at},"05/01/2026","{reference}","","{amount}","9,000,000","{message}"\n'
        for at, (reference, amount, message) in enumerate(rows, 1)
    )


def bidv(rows: Iterable[tuple[str, str]]) -> str:
    """Return one with tabs, one amount with a sign and no number of a row."""
    return BIDV + "".join(f"2026-01-05 09:30:00\t{amount}\t{message}\n" for amount, message in rows)


def file_of(text: str, code_page: str = "utf-8") -> io.BytesIO:
    """Return a text as the file that is uploaded."""
    return io.BytesIO(text.encode(code_page))
