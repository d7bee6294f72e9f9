"""VietQR: a transfer as the text that banks' programs read off a picture (EMVCo, as NAPAS fills it in; ADR-0063).

A text is fields one behind the other, each a tag of two digits, its length in two, and that many characters; the last is
a checksum of all before it.
"""

import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import segno

from dossiers.payments.account import Account

FORMAT, METHOD, MERCHANT, CURRENCY, AMOUNT, COUNTRY, MORE, CHECKSUM = "00", "01", "38", "53", "54", "58", "62", "63"
SERVICE, TO, BANK, NUMBER, WAY, PURPOSE = "00", "01", "00", "01", "02", "08"
NAPAS, TO_ACCOUNT, DONG, VIET_NAM = "A000000727", "QRIBFTTA", "704", "VN"
ONCE = "12"
"""A code for one transfer, whose amount stands in it."""
LONGEST = 99
"""Characters of a field: its length has two digits."""
LONGEST_MESSAGE = 25
"""Characters that each bank passes on; some take 50."""
MOST = 10**13 - 1
"""Of an amount in đồng, in 13 characters."""
POLYNOMIAL, START, TOP, MASK = 0x1021, 0xFFFF, 0x8000, 0xFFFF


class Unreadable(ValueError):  # noqa: N818 - a fact about a text
    """A text that is no VietQR, or not the whole of one."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """What a code asks for: so many đồng into an account, with a message."""

    bank: str
    """The number of the bank, of 6 digits."""
    number: str
    amount: int
    message: str


def transfer(account: Account, amount: int, message: str) -> Transfer:
    """Return a transfer that banks take as it is: its message in letters without accents. Raises ValueError."""
    plain = unaccented(message)
    if not 0 < amount <= MOST:
        raise ValueError(f"no amount to be paid: {amount}")
    if not 0 < len(plain) <= LONGEST_MESSAGE:
        raise ValueError(f"no message of at most {LONGEST_MESSAGE} characters: {plain!r}")
    return Transfer(account.bank.bin, account.number, amount, plain)


def text(asked: Transfer) -> str:
    """Return the text of a transfer, with its checksum."""
    to = field(BANK, asked.bank) + field(NUMBER, asked.number)
    return sealed(
        field(FORMAT, "01")
        + field(METHOD, ONCE)
        + field(MERCHANT, field(SERVICE, NAPAS) + field(TO, to) + field(WAY, TO_ACCOUNT))
        + field(CURRENCY, DONG)
        + field(AMOUNT, str(asked.amount))
        + field(COUNTRY, VIET_NAM)
        + field(MORE, field(PURPOSE, asked.message))
    )


def read(scanned: str) -> Transfer:
    """Return the transfer into an account that a text asks for; raises Unreadable, for one that is cut too."""
    given = scanned.strip()
    if not given.isascii() or given[-8:-4] != CHECKSUM + "04" or checksum(given[:-4]) != given[-4:].upper():
        raise Unreadable
    fields = dict(_fields(given))
    merchant = dict(_fields(fields.get(MERCHANT, "")))
    to = dict(_fields(merchant.get(TO, "")))
    amount = fields.get(AMOUNT, "")
    if merchant.get(SERVICE) != NAPAS or not {BANK, NUMBER} <= to.keys() or not amount.isdecimal():
        raise Unreadable
    message = dict(_fields(fields.get(MORE, ""))).get(PURPOSE, "")
    return Transfer(to[BANK], to[NUMBER], int(amount), message)


def drawn(asked: Transfer) -> bytes:
    """Return the same as a file of its own, for a page that has no room for it."""
    into = io.BytesIO()
    segno.make(text(asked), error="m", micro=False).save(into, kind="svg", border=4, light="#fff", omitsize=True)
    return into.getvalue()


def picture(asked: Transfer) -> str:
    """Return the code of a transfer as SVG in a ``data:`` address: dark on white, with the margin that readers need."""
    return segno.make(text(asked), error="m", micro=False).svg_data_uri(border=4, light="#fff", omitsize=True)


def field(tag: str, value: str) -> str:
    """Return a field; raises ValueError for a value that does not fit into one."""
    if not 0 < len(value) <= LONGEST or not value.isascii():
        raise ValueError(f"no value of field {tag}: {value!r}")
    return f"{tag}{len(value):02d}{value}"


def sealed(fields: str) -> str:
    """Return fields with the checksum behind them."""
    begun = f"{fields}{CHECKSUM}04"
    return begun + checksum(begun)


def checksum(text: str) -> str:
    """Return the checksum of a text: CRC-16/CCITT-FALSE, in four hexadecimal digits (EMVCo MPM 4.7.3)."""
    crc = START
    for byte in text.encode("ascii"):
        crc ^= byte << 8
        for _bit in range(8):
            crc = ((crc << 1) ^ POLYNOMIAL if crc & TOP else crc << 1) & MASK
    return f"{crc:04X}"


def unaccented(words: str) -> str:
    """Return words in the letters that banks pass on: Latin ones without accents."""
    apart = unicodedata.normalize("NFD", words.replace("đ", "d").replace("Đ", "D"))
    return " ".join(apart.encode("ascii", "ignore").decode().split())


def _fields(given: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(given):
        tag, length = given[at : at + 2], given[at + 2 : at + 4]
        end = at + 4 + int(length) if length.isdecimal() else len(given) + 1
        if end > len(given):
            raise Unreadable
        yield tag, given[at + 4 : end]
        at = end
