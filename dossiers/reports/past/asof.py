"""As of when something is asked, and by which of the two questions."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class AsOf:
    """A past instant, its own included."""

    at: datetime
    known: bool
    """What was known then, a step that was taken back later among it; else what was so, by all that is known today."""
