"""Files that nobody should send: empty, broken, false, made to break their readers, named to break the rest."""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import cache

from django.conf import settings

from portal.demo import story

type File = tuple[str, str, bytes]
"""A name, a content type, the bytes."""

PNG = b"\x89PNG\r\n\x1a\n"
NAMES = (
    "a.pdf", "a\x00.pdf", "../../../etc/passwd.pdf", "..\\..\\a.pdf", "/etc/passwd", "a" * 3_000 + ".pdf", "a." + "p" * 500, "\u202efdp.exe", "\u202e.pdf", ".pdf", "pdf", "", ".", "..", " ", "a.pdf.exe", "a.PDF", "a.pdf ", "a.pdf.",
    "e\u0302\u0301.pdf", "😀.pdf", 'a"b.pdf', "a;b.pdf", "a\r\nX: y.pdf", "<script>alert(1)</script>.pdf", "CON.pdf", "a.svg", "a.docx", "a.png", "a.jpg", "a.html", "\ud800.pdf", "%2e%2e%2fa.pdf", "ế" * 300 + ".pdf", "a.pdf\x7f", "{{7*7}}.pdf",
)  # fmt: skip


def a_file(chance: random.Random) -> File:
    """Return a file: name, type and content each true or false."""
    name = chance.choice(NAMES) if chance.random() < 0.5 else f"to-khai.{chance.choice(('pdf', 'png', 'jpg', 'docx'))}"
    kind = chance.choice(
        ("application/pdf", "image/svg+xml", "text/html", "", "application/octet-stream", "a/b; c=\xff")
    )
    # The largest are rare: they are many megabytes.
    make = _over_the_limit if chance.random() < 0.004 else chance.choice(CONTENTS)
    return name, kind, make()


def good() -> File:
    """Return a file that is in order."""
    return "ban-thao.pdf", "application/pdf", story.pdf()


@cache
def _over_the_limit() -> bytes:
    return b"%PDF-1.7\n" + b"0" * settings.UPLOAD_MAX_BYTES


@cache
def _zip_bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"\0" * 20_000_000)
    return buffer.getvalue()


@cache
def _docx() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
        archive.writestr("../../evil", "x")
    return buffer.getvalue()


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _vast_png() -> bytes:
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return PNG + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(b"\0" * 9_000)) + _chunk(b"IEND", b"")


def _endless_pdf() -> bytes:
    """Pages that hold themselves."""
    objects = (
        b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 99999999>>endobj\n"
    )
    return b"%PDF-1.4\n" + objects + b"trailer<</Root 1 0 R/Size 3>>\nstartxref\n9\n%%EOF"


def _deep_pdf() -> bytes:
    return b"%PDF-1.4\n1 0 obj\n" + b"[" * 5_000 + b"\nendobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF"


def _looped_xref() -> bytes:
    return b"%PDF-1.4\nxref\n0 1\n0000000000 65535 f \ntrailer<</Root 1 0 R/Size 1/Prev 9>>\nstartxref\n9\n%%EOF"


def _huge_numbers() -> bytes:
    return story.pdf().replace(b"/Count 1", b"/Count " + b"9" * 5_000).replace(b"595", b"1e999")


CONTENTS: tuple[Callable[[], bytes], ...] = (
    lambda: b"",
    story.pdf,
    lambda: story.pdf()[:40],
    lambda: story.pdf()[:-30],
    lambda: story.pdf().replace(b"/Type", b"/Tpye"),
    lambda: story.pdf().replace(b"xref", b"\xff\xfe\x00\x01"),
    lambda: b"%PDF-",
    lambda: b"%PDF-1.7\n" + b"\x00" * 3_000,
    lambda: b"%PDF-1.7\n%%EOF" + _docx(),
    _endless_pdf,
    _deep_pdf,
    _looped_xref,
    _huge_numbers,
    lambda: b"MZ" + b"\x90" * 200,
    lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    lambda: b"<html><script>alert(1)</script>",
    lambda: PNG,
    _vast_png,
    lambda: PNG + b"\xff\xff\xff\xffIHDR",
    lambda: b"\xff\xd8\xff" + b"\xff\xe0\xff\xff" * 50,
    lambda: b"\xff\xd8\xff\xe1\xff\xffExif\x00\x00II*\x00\xff\xff\xff\xff",
    _zip_bomb,
    _docx,
    lambda: b"PK\x03\x04" + b"\x00" * 100,
    lambda: b"PK\x05\x06" + b"\xff" * 18,
    lambda: b"GIF89a/*" + b"*/=1;alert(1)",
)
