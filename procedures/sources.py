"""By what source each part of a procedure is known, and how well."""

from dataclasses import dataclass
from enum import StrEnum

from procedures.form import Text


class Confidence(StrEnum):
    """How well a fact is known: read in the text itself, in one that repeats it, or only recalled."""

    VERBATIM = "verbatim"
    SECONDARY = "secondary"
    RECALLED = "recalled"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a part of a definition is from; ``of`` names the part, as ``code``, ``fees.1`` or ``components.don``."""

    of: str
    text: Text
    confidence: Confidence
    doubt: Text | None = None
    """What is to be confirmed yet."""
