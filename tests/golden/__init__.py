"""Texts that a person has read and found right; a test compares what is made today with them.

``GOLDEN=write pytest …`` writes them anew: read every difference before it is committed.
"""

import os
from collections.abc import Mapping
from email.message import EmailMessage
from pathlib import Path

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
