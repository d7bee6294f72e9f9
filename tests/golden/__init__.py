"""Texts that a person has read and found right; a test compares what is made today with them.

``GOLDEN=write pytest …`` writes them anew: read every difference before it is committed.
"""

import os
from collections.abc import Mapping
from email.message import EmailMessage
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops, ImageStat

NOTHING: Mapping[str, str] = {}
FOLDER = Path(__file__).parent


def assert_matches(name: str, text: str) -> None:
    """Compare a text with the kept one, or keep it where the run is told to."""
    path = FOLDER / name
    if os.environ.get("GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8"), f"{name} is not what was read and found right"


def assert_mail_matches(name: str, text: str, message: EmailMessage, *, replaced: Mapping[str, str] = NOTHING) -> None:
    """Compare a mail in both of its forms: its text with what a test says of its head, and its page. ``replaced``: what varies, and what stands for it."""
    page = message.get_body(("html",))
    assert page is not None, f"{name} has no page"
    html = page.get_content()
    for varying, standing in replaced.items():
        html = html.replace(varying, standing)
    assert_matches(f"notices/{name}.txt", text)
    assert_matches(f"notices/{name}.html", html)


DOTS_A_POINT = 0.9
ALIKE = 1.5
"""How far two pictures of a page may be from each other, as the mean of their dots of 256 greys: what smoothing differs by."""


def assert_page_matches(name: str, pdf: bytes, page: int) -> None:
    """Compare the picture of a page, the first of which is 0, with the kept one: what stands where, not each dot of it."""
    path, shown = FOLDER / name, pypdfium2.PdfDocument(pdf)[page].render(scale=DOTS_A_POINT).to_pil().convert("L")
    if os.environ.get("GOLDEN") == "write":
        shown.save(path, optimize=True)
    kept = Image.open(path)
    assert shown.size == kept.size, f"{name} has another size"
    [apart] = ImageStat.Stat(ImageChops.difference(shown, kept)).mean
    assert apart < ALIKE, f"{name} is not what was looked at and found right: {apart:.1f} apart"
