"""What stands on a printed paper."""

import io

import pypdfium2
from pypdf import PdfReader

A5, A4 = (420, 595), (595, 842)
"""Whole points."""


def pages_of(pdf: bytes) -> list[str]:
    """Return what stands on each page."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def sizes_of(pdf: bytes) -> set[tuple[int, int]]:
    """Return the sizes of the pages."""
    found = (page.mediabox for page in PdfReader(io.BytesIO(pdf)).pages)
    return {(round(float(box.width)), round(float(box.height))) for box in found}


def words_of(pdf: bytes) -> str:
    """Return the words of all pages, with single spaces."""
    return " ".join(" ".join(pages_of(pdf)).split())


def beyond(pdf: bytes, *, margin: float = 20.0, foot: float = 5.0) -> list[tuple[int, str]]:
    """Return each sign that stands nearer to an edge of its page than so many points, with its page: none of a sound layout.

    The number of the page stands in the margin at its foot, or at its head.
    """
    found = list[tuple[int, str]]()
    for number, page in enumerate(pypdfium2.PdfDocument(pdf), start=1):
        width, height = page.get_size()
        text = page.get_textpage()
        for place in range(text.count_chars()):
            sign = text.get_text_range(place, 1)
            left, bottom, right, top = text.get_charbox(place)
            inside = margin <= left and right <= width - margin and foot <= bottom and top <= height - foot
            if sign.strip() and not inside:
                found.append((number, sign))
    return found
