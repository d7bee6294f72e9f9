"""Which papers a PDF says that it is: the codes in its words, behind its links and in its pictures. Runs in the confined process alone."""

import io
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

import msgspec
import pypdfium2
import zxingcpp
from pypdf import PdfReader

from dossiers.viewing.asking import MOST_CODES, Answer, Kind, Limits, Problem
from dossiers.viewing.judging import UNREADABLE, judge

MOST_READ = 10
"""Pages in which a code is looked for, from the first on."""
CODE = re.compile(r"xac-minh/([A-Za-z0-9_-]{43})(?![A-Za-z0-9_-])")
UNREAD = (Problem.BROKEN, Problem.LOCKED, Problem.TOO_MANY_PAGES)


LARGEST_LOOKED_AT = 8_000_000
"""Pixels of a page in which a code is looked for: A4 at 240 dots to the inch."""
QR_CODES = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
DOTS = 200
"""To the inch: a code of ours has modules of half a millimetre and more."""


def read(content: bytes, limits: Limits, *, is_scan: bool = False) -> Answer:
    """Judge a PDF, and name the codes in it; never raises for what is wrong with the file."""
    answer = judge(content, Kind.PDF, limits)
    if answer.problem in UNREAD:
        return answer
    codes = list[str]()
    with suppress(*UNREADABLE):
        for text in _texts(content):
            codes += CODE.findall(text)
        for text in _pictured(content) if is_scan or not codes else ():
            codes += CODE.findall(text)
    return msgspec.structs.replace(answer, codes=tuple(dict.fromkeys(codes))[:MOST_CODES])


def _texts(content: bytes) -> Iterator[str]:
    """Yield where the links of each page lead, and its words without blanks: an address may be broken over lines."""
    for page in islice(PdfReader(io.BytesIO(content)).pages, MOST_READ):
        for link in page.annotations or ():
            action = link.get_object().get("/A")
            yield str(action.get_object().get("/URI", "")) if action else ""
    document = pypdfium2.PdfDocument(content)
    for number in range(min(len(document), MOST_READ)):
        yield re.sub(r"\s+", "", document[number].get_textpage().get_text_bounded())


def _pictured(content: bytes) -> Iterator[str]:
    """Yield what the codes say that are seen on each page."""
    document = pypdfium2.PdfDocument(content)
    for number in range(min(len(document), MOST_READ)):
        page = document[number]
        wide, high = page.get_size()
        scale = min(DOTS / 72, (LARGEST_LOOKED_AT / max(wide * high, 1)) ** 0.5)
        drawn = page.render(scale=scale, grayscale=True).to_pil()
        for found in zxingcpp.read_barcodes(drawn, formats=QR_CODES):
            yield found.text
