"""Pages of mail as a mail program shows them, which a person has looked at and found right; a test compares those of today with them.

A mail names the fonts of whoever reads it; here it is set in the site's own, so that each machine draws the same.
``GOLDEN=write pytest …`` draws anew what looks otherwise: look at each before it is committed.
"""

import gc
import io
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from itertools import chain
from pathlib import Path

import pypdfium2
from django.conf import settings
from PIL import Image
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from tests.golden import FOLDER
from tests.golden.pictures import SLIGHT, most_of

WIDTHS: Mapping[str, int] = {"notices": 600, "notices-on-phone": 360}
"""The width of a page in pixels of CSS, of which 4 are 3 dots, by the folder in which its picture is kept."""
HIGHEST = 9_000
"""Pixels of CSS: no mail is longer, so that each is one page."""
PADDING = 12
"""Dots that are blank at each edge: the page's own padding of 16 pixels."""
GREYS = 5
"""Levels of grey that are kept, so that a picture is half as large."""
ROUNDED = 255 // (GREYS - 1) // 2
"""By how many of 255 levels a dot that is kept is beside what was drawn, at most."""

_FONTS = Path(settings.ASSETS_DIR) / "@fontsource" / "be-vietnam-pro" / "files"
_SCRIPTS = ("vietnamese", "latin", "latin-ext")
"""Each a family of its own, as in the papers: WeasyPrint takes fonts that share name, weight and style for one."""


def drawn(pages: Iterable[str], width: int) -> list[Image.Image]:
    """Return each page in grey, as wide as it is told in pixels of CSS, and as high as what stands on it."""
    fonts, style = _style(width)
    with _uncollected():
        made = [HTML(string=page).render(stylesheets=[style], font_config=fonts) for page in pages]
        # One file of all: to make the subset of a font that a file needs takes as long as to lay out a mail.
        pdf = pypdfium2.PdfDocument(made[0].copy(list(chain.from_iterable(one.pages for one in made))).write_pdf())
    gc.collect()
    assert len(pdf) == len(made), f"a mail is higher than {HIGHEST} pixels"
    return [_cut(page.render(scale=1, grayscale=True).to_pil().convert("L")) for page in pdf]


def ink_at_edges(picture: Image.Image) -> bool:
    """Say whether anything stands in the padding at the left or the right: what is too wide for a page runs into it."""
    wide, high = picture.size
    edges = (picture.crop((0, 0, PADDING - 1, high)), picture.crop((wide - PADDING + 1, 0, wide, high)))
    return any(edge.getextrema()[0] != 255 for edge in edges)


def other_than_kept(folder: str, pictures: Mapping[str, Image.Image]) -> list[str]:
    """Return the names of those that look otherwise than the kept ones, or have none; keep them where the run is told to."""
    others = [name for name, picture in pictures.items() if not _looks_kept(_path(folder, name), picture)]
    if os.environ.get("GOLDEN") != "write":
        return others
    for name in others:
        _path(folder, name).parent.mkdir(exist_ok=True)
        _path(folder, name).write_bytes(packed(pictures[name]))
    return []


def packed(picture: Image.Image) -> bytes:
    """Return a picture as a PNG with a palette of few greys."""
    most = GREYS - 1
    levels = picture.point([round(level * most / 255) for level in range(256)])
    few = Image.frombytes("P", picture.size, levels.tobytes())
    few.putpalette([round(level * 255 / most) for level in range(GREYS) for _colour in "RGB"])
    file = io.BytesIO()
    few.save(file, "PNG", optimize=True, bits=4)
    return file.getvalue()


def _path(folder: str, name: str) -> Path:
    return FOLDER / folder / f"{name}.png"


def _looks_kept(path: Path, picture: Image.Image) -> bool:
    if not path.exists():
        return False
    kept = Image.open(io.BytesIO(path.read_bytes()))
    return most_of(picture, kept.convert("L")) <= SLIGHT + ROUNDED


def _cut(page: Image.Image) -> Image.Image:
    """Return a page without what is blank below the last line."""
    _left, _top, _right, foot = page.point([255 - level for level in range(256)]).getbbox() or (0, 0, 0, 0)
    return page.crop((0, 0, page.width, foot + PADDING))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the collector from looking through the boxes of all pages while they are in use."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@cache
def _style(width: int) -> tuple[FontConfiguration, CSS]:
    faces = "".join(
        f'@font-face {{ font-family: "{script}"; font-weight: {weight};'
        f' src: url("be-vietnam-pro-{script}-{weight}-normal.woff2"); }}'
        for script in _SCRIPTS
        for weight in (400, 700)
    )
    rules = (
        f"@page {{ size: {width}px {HIGHEST}px; margin: 0; }} body {{ font-family: {', '.join(_SCRIPTS)} !important; }}"
    )
    fonts, files = FontConfiguration(), URLFetcher(allowed_protocols=("file",))
    return fonts, CSS(string=faces + rules, base_url=f"{_FONTS.as_uri()}/", url_fetcher=files, font_config=fonts)
