"""Texts in which a question's name in braces stands for its answer: the subject of a dossier, the draft of a result."""

import re
from collections.abc import Callable

_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_BRACE = re.compile(r"[{}]")
REASON, UNTIL = "reason", "until"
"""Names for what is given beside a draft: its reasons, and the last day on which the result holds."""
GAP = "……"
"""What stands where there is no answer; a text that holds one is not finished."""


def names_in(text: str) -> tuple[str, ...]:
    """Return the names of the questions that a text asks for, once each, in its order."""
    return tuple(dict.fromkeys(_PLACE.findall(text)))


def is_clear(text: str) -> bool:
    """Say whether every brace of a text belongs to a name."""
    return _BRACE.search(_PLACE.sub("", text)) is None


def compose(text: str, answer: Callable[[str], str]) -> str:
    """Return a text with the answers in place; a ``GAP`` where the answer is empty."""
    return _PLACE.sub(lambda found: answer(found[1]) or GAP, text)
