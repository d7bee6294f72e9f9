"""To whom a procedure is offered, where, how far on line, and by what source each part of it is known."""

from dataclasses import dataclass
from enum import StrEnum

from procedures.form import Text


class Applicant(StrEnum):
    """Who may apply; what the catalogue is narrowed by."""

    CITIZEN = "citizen"
    HOUSEHOLD = "household"
    BUSINESS = "business"
    ORGANISATION = "organisation"
    FOREIGN = "foreign"


class Level(StrEnum):
    """The level of the administration that decides."""

    MINISTRY = "ministry"
    PROVINCE = "province"
    COMMUNE = "commune"


class Online(StrEnum):
    """How far a procedure can be done on line (NĐ 42/2022): wholly, in part, or not."""

    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"


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
