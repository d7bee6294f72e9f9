"""Draws a page of a file as a picture. Runs in the confined process alone."""

import io
from math import sqrt

import pypdfium2
from PIL import Image, ImageOps

from dossiers.viewing.asking import Answer, Kind, Limits, Picture, Problem
from dossiers.viewing.judging import FORMATS, UNREADABLE, WRONG_PASSWORD

QUALITY = 80
MOST_DRAWN = 12_000_000
"""Pixels of a picture: a page that is a ribbon is drawn smaller than as wide as it was asked for."""


def paint(content: bytes, kind: Kind, picture: Picture, limits: Limits) -> tuple[Answer, bytes]:
    """Return a page as a JPEG, or why there is none; never raises for what is wrong with the file."""
    try:
        drawn = _pdf(content, picture) if kind is Kind.PDF else _image(content, picture, limits)
    except pypdfium2.PdfiumError as error:
        return Answer(Problem.LOCKED if error.err_code == WRONG_PASSWORD else Problem.BROKEN), b""
    except Image.DecompressionBombError:
        return Answer(Problem.TOO_LARGE), b""
    except UNREADABLE:
        return Answer(Problem.BROKEN), b""
    if drawn is None:
        return Answer(Problem.TOO_LARGE), b""
    out = io.BytesIO()
    drawn.save(out, "JPEG", quality=QUALITY)
    return Answer(), out.getvalue()


def _pdf(content: bytes, picture: Picture) -> Image.Image:
    page = pypdfium2.PdfDocument(content)[picture.page - 1]
    width, height = page.get_size()
    if width <= 0 or height <= 0:
        raise ValueError("a page without a surface")
    # Rounded up by its reader: no wider than asked for.
    scale = min((picture.width - 0.001) / width, sqrt(MOST_DRAWN / (width * height)))
    drawn: Image.Image = page.render(scale=scale).to_pil()
    return drawn.convert("RGB")


def _image(content: bytes, picture: Picture, limits: Limits) -> Image.Image | None:
    with Image.open(io.BytesIO(content), formats=FORMATS) as image:
        image.seek(picture.page - 1)
        if image.width * image.height > limits.pixels:
            return None
        scale = min(picture.width / image.width, sqrt(MOST_DRAWN / (image.width * image.height)), 1.0)
        size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
        # A JPEG is read smaller at once, in a fraction of the memory.
        image.draft("RGB", size)
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((picture.width, MOST_DRAWN // picture.width))
        return on_white(upright)


def on_white(image: Image.Image) -> Image.Image:
    """Return a picture without what is seen through."""
    if image.mode in ("I;16", "I", "F"):
        image = image.convert("L")
    if not image.has_transparency_data:
        return image.convert("RGB")
    paper = Image.new("RGBA", image.size, "white")
    paper.alpha_composite(image.convert("RGBA"))
    return paper.convert("RGB")
