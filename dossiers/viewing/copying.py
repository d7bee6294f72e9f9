"""Makes a readable copy of a photograph or a scan: a PDF of its pages, upright and straight. Runs in the confined process alone."""

import io
from itertools import pairwise
from math import sqrt
from statistics import median

from PIL import Image, ImageOps

from dossiers.viewing.asking import Answer, Limits, Problem
from dossiers.viewing.judging import FORMATS, UNREADABLE
from dossiers.viewing.painting import on_white

A4 = 595.276, 841.89
"""Points: the largest page."""
MOST_DRAWN = 1654 * 2339
"""Pixels of an A4 page at 200 dots to the inch; a page that has more is drawn smaller."""
SCREEN_DOTS = 96
"""To the inch: a picture of few pixels is not blown up to a page."""
QUALITY = 82
LOOKED_AT = 640
"""Pixels of the longer side of the grey copy that the skew is measured on."""
MOST_SKEW = 6.0
"""Degrees: who lays a sheet more askew than that sees it."""
LEAST_SKEW = 0.4
STEP, FINE_STEP = 0.5, 0.1
PLAIN = 1.3
"""So many times sharper must the lines be once turned than as they are, or nothing is turned."""
PEAK = 2.0
"""And than at most angles: what has no lines is about as sharp at each."""
LEAST_LINES = 4
"""A line or two, and a frame, are sharp at an angle where they only happen to come into sight."""
CLEAR = 0.2
"""A line is a run of rows that are darker than this share of the darkest one."""
SAME = 0.8
"""So much of what is dark once a page is turned must be in sight as it is: else they are not the same lines."""


def copy(content: bytes, limits: Limits) -> tuple[Answer, bytes]:
    """Return a PDF of a picture's pages, or why there is none; never raises for what is wrong with the file."""
    # 0.2 seconds that only a copy needs: the box would bear it for all.
    import img2pdf

    try:
        pages = _pages(content, limits)
        if pages is None:
            return Answer(Problem.TOO_LARGE), b""
        made = img2pdf.convert(pages, layout_fun=_layout, nodate=True, rotation=img2pdf.Rotation.ifvalid)
    except (*UNREADABLE, img2pdf.ImageOpenError, img2pdf.AlphaChannelError, img2pdf.JpegColorspaceError):
        return Answer(Problem.BROKEN), b""
    return Answer(pages=len(pages)), made


def _pages(content: bytes, limits: Limits) -> list[bytes] | None:
    pages = []
    with Image.open(io.BytesIO(content), formats=FORMATS) as image:
        for number in range(getattr(image, "n_frames", 1) if image.format == "TIFF" else 1):
            image.seek(number)
            if image.width * image.height > limits.pixels:
                return None
            pages.append(_page(image))
    return pages


def _page(image: Image.Image) -> bytes:
    """Return a page as a picture that a PDF takes in as it is."""
    if image.mode == "1":
        return _saved(_straight(ImageOps.exif_transpose(image)), "TIFF", compression="group4")
    scale = min(1.0, sqrt(MOST_DRAWN / (image.width * image.height)))
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    # A JPEG is read smaller at once, in a fraction of the memory.
    image.draft(None, size)
    page = image if image.mode in ("L", "RGB") else on_white(image)
    page.thumbnail((max(size), max(size)))
    return _saved(_straight(ImageOps.exif_transpose(page)), "JPEG", quality=QUALITY)


def _saved(image: Image.Image, kind: str, **options: int | str) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def _straight(image: Image.Image) -> Image.Image:
    """Return a page turned by what its lines are askew, if that is plain."""
    angle = skew_of(image)
    if not angle:
        return image
    white = "white" if image.mode == "RGB" else 255
    resample = Image.Resampling.NEAREST if image.mode == "1" else Image.Resampling.BICUBIC
    return image.rotate(-angle, resample, expand=True, fillcolor=white)


def skew_of(image: Image.Image) -> float:
    """Return by how many degrees the lines of a page are turned against the clock; 0.0 where that is not plain.

    The sums of the rows of a page differ most from one to the next where its lines lie along the rows.
    """
    small = ImageOps.invert(ImageOps.autocontrast(_small(image)))
    coarse = {step * STEP: _sharpness(small, step * STEP) for step in range(-_steps(MOST_SKEW), _steps(MOST_SKEW) + 1)}
    best = max(coarse, key=coarse.__getitem__)
    near = (best + step * FINE_STEP for step in range(-4, 5))
    fine = coarse | {angle: _sharpness(small, angle) for angle in near}
    best = max(fine, key=fine.__getitem__)
    is_small = LEAST_SKEW <= abs(best) < MOST_SKEW
    is_plain = fine[best] >= max(PLAIN * fine[0.0], PEAK * median(coarse.values()))
    return round(best, 1) if is_small and is_plain and _has_lines(small, best) else 0.0


def _has_lines(small: Image.Image, angle: float) -> bool:
    """Say whether a page that is turned by an angle shows enough lines, and those that it shows as it lies."""
    before, after = _rows(small, 0.0), _rows(small, angle)
    lightest, darkest = min(after), max(after)
    dark = [row - lightest > CLEAR * (darkest - lightest) for row in after]
    lines = sum(here and not above for above, here in pairwise([False, *dark]))
    return lines >= LEAST_LINES and sum(before) >= SAME * sum(after)


def _steps(degrees: float) -> int:
    return round(degrees / STEP)


def _small(image: Image.Image) -> Image.Image:
    small = image.convert("L")
    small.thumbnail((LOOKED_AT, LOOKED_AT), Image.Resampling.BOX)
    return small


def _sharpness(small: Image.Image, angle: float) -> float:
    """Return how much the rows of a page differ that is turned by an angle with the clock."""
    return sum((after - before) ** 2 for before, after in pairwise(_rows(small, angle)))


def _rows(small: Image.Image, angle: float) -> list[float]:
    """Return how dark each row of a page is that is turned by an angle with the clock."""
    # Its edge is left out: there is nothing in the corners.
    edge = LOOKED_AT // 10
    inner = min(edge, small.width // 4), min(edge, small.height // 4)
    turned = small.rotate(-angle, Image.Resampling.BILINEAR).crop(
        (*inner, small.width - inner[0], small.height - inner[1])
    )
    rows = turned.convert("F").resize((1, turned.height), Image.Resampling.BOX).tobytes()
    return list(memoryview(rows).cast("f"))


def _layout(width: int, height: int, _dots: object) -> tuple[float, float, float, float]:
    """Return the size of a page, and that of the picture which fills it, in points."""
    across, along = A4 if width <= height else A4[::-1]
    scale = min(across / width, along / height, 72 / SCREEN_DOTS)
    return width * scale, height * scale, width * scale, height * scale
