"""Texts that a person has read and found right; a test compares what is made today with them.

``GOLDEN=write pytest …`` writes them anew: read every difference before it is committed.
"""

import os
from pathlib import Path

FOLDER = Path(__file__).parent


def assert_matches(name: str, text: str) -> None:
    """Compare a text with the kept one, or keep it where the run is told to."""
    path = FOLDER / name
    if os.environ.get("GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8"), f"{name} is not what was read and found right"
