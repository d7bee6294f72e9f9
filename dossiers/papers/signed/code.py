"""The code on a paper, which leads to where it is checked."""

from dataclasses import dataclass
from typing import Any

import segno
from segno.consts import MODE_BYTE, MODE_NUMERIC

MASK = 3
"""Of the eight patterns that a code may be laid over: to try them all takes as long as a tenth of the paper, and any can be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """A paper with a code."""

    url: str
    """Where the paper is checked."""
    statement: str = ""
    """What the code says by itself (``statement.signed_statement``); "" of a paper without."""

    @property
    def address(self) -> str:
        """What the QR code holds: browsers keep what stands behind the ``#`` and send it to nobody."""
        return f"{self.url}#{self.statement}" if self.statement else self.url

    @property
    def qr(self) -> str:
        """The QR code as an image in a ``data:`` address."""
        return code_of(self.url, self.statement)


def code_of(url: str, statement: str = "") -> str:
    """Return the QR code (ISO/IEC 18004) of an address as an image in a ``data:`` address.

    With a statement, which is digits and takes three to ten bits, as level L: its modules stay as wide as a telephone needs.
    """
    if not statement:
        return segno.make(url, error="m", micro=False, mask=MASK).svg_data_uri(border=2)
    return code_with(url, statement).svg_data_uri(border=2)


def code_with(url: str, statement: str) -> segno.QRCode:
    """Return the code of an address and what it says by itself."""
    parts: Any = [(f"{url}#", MODE_BYTE), (statement, MODE_NUMERIC)]  # segno takes parts, which its types do not say
    # To look whether a stronger level has room too takes a tenth as long again, and it has none.
    return segno.make(parts, error="l", micro=False, mask=MASK, boost_error=False)
