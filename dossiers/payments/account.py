"""The account that fees are paid into: a bank, a number, a name; all of it or nothing."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

BANKS = Path(__file__).with_name("banks.toml")
NUMBER = re.compile(r"[0-9A-Z]{4,19}")
"""An account or a card as NAPAS passes it on: at most 19 characters (NAPAS, QR switching service, field 38-01-01)."""
MOST_OF_NAME = 70


class AccountError(Exception):
    """An account that nobody could pay into; ``part`` is what is wrong of it, ``expected`` what would be right."""

    def __init__(self, part: str, expected: str) -> None:
        super().__init__(f"{part}: {expected}")
        self.part, self.expected = part, expected


@dataclass(frozen=True, slots=True)
class Bank:
    """A bank by its number in transfers."""

    bin: str
    name: str
    fictitious: bool = False
    """It is none: for the demo alone."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account at a bank, and the name that it is under."""

    bank: Bank
    number: str
    holder: str


@cache
def banks() -> Mapping[str, Bank]:
    """Return the banks that are known, by their numbers."""
    rows = tomllib.loads(BANKS.read_text("utf-8"))["bank"]
    return {row["bin"]: Bank(row["bin"], row["name"], fictitious=row.get("fictitious", False)) for row in rows}


def account_of(bank: str, number: str, holder: str) -> Account | None:
    """Return the account that three settings name; None where none of them is set. Raises AccountError."""
    if not (bank or number or holder):
        return None
    if bank not in banks():
        raise AccountError("bank", f"one of the banks' numbers of 6 digits in {BANKS.name}, such as 970436")
    digits = number.replace(" ", "")
    if not NUMBER.fullmatch(digits):
        raise AccountError("number", "an account number of 4 to 19 digits or capital letters")
    name = " ".join(holder.split())
    if not name or len(name) > MOST_OF_NAME or not name.isprintable():
        raise AccountError("holder", f"the name that the account is under, of at most {MOST_OF_NAME} characters")
    return Account(banks()[bank], digits, name)


def fictitious() -> Account:
    """Return the account of the demo, into which nobody can pay: its bank is none."""
    bank = next(bank for bank in banks().values() if bank.fictitious)
    return Account(bank, "0000000000", "TAI KHOAN THU - KHONG CHUYEN TIEN")
