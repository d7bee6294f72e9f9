"""The shipped definition of 1.003868, and ways to break it."""

from functools import cache
from pathlib import Path

from procedures.compiler import SHIPPED, DefinitionError, DefinitionErrors, compile_text
from procedures.machine import Machine

PATH = SHIPPED / "xb-tai-lieu-khong-kinh-doanh" / "v1.toml"
TEXT = PATH.read_text(encoding="utf-8")
FILE = "v1.toml"
WHOLE = Path(__file__).with_name("whole.toml").read_text(encoding="utf-8")
"""A definition in which every key of the language occurs."""


@cache
def shipped_machine() -> Machine:
    """Return the machine of the shipped definition."""
    return compile_text(TEXT, path=FILE)


def changed(*edits: tuple[str, str], text: str = TEXT) -> str:
    """Return the shipped text, or another, with pieces replaced; each must be there exactly once."""
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def errors_of(text: str | bytes) -> tuple[DefinitionError, ...]:
    """Return the errors of a definition that must be refused."""
    try:
        compile_text(text, path=FILE)
    except DefinitionErrors as refused:
        return refused.errors
    message = "this definition should have been refused"
    raise AssertionError(message)


def compiled(*edits: tuple[str, str]) -> Machine:
    """Return the machine of the shipped definition with pieces replaced."""
    return compile_text(changed(*edits), path=FILE)


def newest() -> list[Path]:
    """Return the newest definition of each shipped procedure."""
    folders = sorted({path.parent for path in SHIPPED.glob("*/v*.toml")})
    return [max(folder.glob("v*.toml"), key=lambda path: int(path.stem[1:])) for folder in folders]


def place_of(message: str) -> str:
    """Return the key that a message is about, as a test may be called by it."""
    key = message.partition(": ")[0].replace("[", ".").replace("]", "")
    return key if key.isascii() else "a-strange-key"
