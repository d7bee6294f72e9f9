"""Pages that a person has looked at and found right; a test compares what is printed today with them, dot by dot.

``GOLDEN=write pytest …`` draws them anew: look at each before it is committed.
"""

import io
import os

import pypdfium2
from PIL import Image, ImageChops

from tests.golden import FOLDER

DOTS_PER_POINT = 1
"""72 dpi: letters can be read, and a page weighs 40 kB."""
SLIGHT = 48
"""Of 255 levels of grey: the edge of a letter may be as much lighter or darker, a line that moved is another 200."""


def drawn(pdf: bytes) -> list[Image.Image]:
    """Return the pages of a PDF in grey."""
    pages = list(pypdfium2.PdfDocument(pdf))
    return [page.render(scale=DOTS_PER_POINT, grayscale=True).to_pil().convert("L") for page in pages]


def assert_looks_like(name: str, pdf: bytes) -> None:
    """Compare each page with the kept picture of it, or keep it where the run is told to."""
    pages = drawn(pdf)
    kept = [FOLDER / f"{name}-{number}.png" for number in range(1, len(pages) + 1)]
    if os.environ.get("GOLDEN") == "write":
        for page, path in zip(pages, kept, strict=True):
            path.parent.mkdir(exist_ok=True)
            page.save(path, optimize=True)
    assert not (FOLDER / f"{name}-{len(pages) + 1}.png").exists(), f"{name} has fewer pages"
    for page, path in zip(pages, kept, strict=True):
        differing = most_of(page, Image.open(io.BytesIO(path.read_bytes())))
        assert differing <= SLIGHT, f"{path.name} is not what was looked at and found right"


def most_of(page: Image.Image, kept: Image.Image) -> int:
    """Return by how much two pages differ at most, in levels of grey."""
    if page.size != kept.size:
        return 255
    return int(ImageChops.difference(page, kept.convert("L")).getextrema()[1])
