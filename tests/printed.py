"""What stands on a printed paper."""

import io

from pypdf import PdfReader


def words_of(pdf: bytes) -> str:
    """Return the words of all pages, with single spaces."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())
