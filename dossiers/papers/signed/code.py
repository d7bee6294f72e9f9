"""The code on a paper, which leads to where it is checked."""

import struct
import zlib
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import segno
from segno.consts import MODE_BYTE, MODE_NUMERIC

MASK = 3
"""Of the eight patterns that a code may be laid over: to try them all takes as long as a tenth of the paper, and any can be read."""


PIXELS = 4
"""Of a module, at each side: where a viewer smooths what it shows, an eighth of a module is blurred at each edge."""
SIGNATURE = b"\x89PNG\r\n\x1a\n"
QUIET = 2
"""Modules that are left white around the code; the paper leaves as many again (ISO/IEC 18004 asks for four)."""


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
        return _drawn(segno.make(url, error="m", micro=False, mask=MASK))
    return _drawn(code_with(url, statement))


def _drawn(code: segno.QRCode) -> str:
    """Return a code as a grey PNG: WeasyPrint takes a sixth of a paper's time for the same as a path, and turns what has one bit into colours."""
    return grey([[bool(dark) for dark in row] for row in code.matrix_iter(border=QUIET)], PIXELS)


def grey(modules: Sequence[Sequence[bool]], pixels: int) -> str:
    """Return dark and light modules as a grey PNG in a ``data:`` address, each of so many pixels at a side."""
    rows = [b"".join((b"\x00" if dark else b"\xff") * pixels for dark in row) for row in modules]
    wide, high = pixels * len(modules[0]), pixels * len(rows)
    # A byte of grey a pixel, and before each row that it is not filtered (ISO/IEC 15948).
    head = struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)
    drawn = b"".join((b"\x00" + row) * pixels for row in rows)
    parts = [_chunk(b"IHDR", head), _chunk(b"IDAT", zlib.compress(drawn)), _chunk(b"IEND", b"")]
    return f"data:image/png;base64,{b64encode(b''.join([SIGNATURE, *parts])).decode()}"


def _chunk(kind: bytes, content: bytes) -> bytes:
    """Return a part of a PNG, with its length before it and its checksum behind it."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def code_with(url: str, statement: str) -> segno.QRCode:
    """Return the code of an address and what it says by itself."""
    parts: Any = [(f"{url}#", MODE_BYTE), (statement, MODE_NUMERIC)]  # segno takes parts, which its types do not say
    # To look whether a stronger level has room too takes a tenth as long again, and it has none.
    return segno.make(parts, error="l", micro=False, mask=MASK, boost_error=False)
