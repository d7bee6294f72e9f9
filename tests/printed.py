"""What stands on a printed paper."""

import io

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
