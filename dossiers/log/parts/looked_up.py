"""That a paper was looked up in a database of the State, as a filing keeps it."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct


class LookupOutcome(StrEnum):
    """What came of a look-up."""

    FOUND = "found"
    NOT_FOUND = "not-found"
    NO_ANSWER = "no-answer"


class LookedUp(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where (``procedures.form.Database``) and when a paper was looked up, and what came of it."""

    database: str
    outcome: LookupOutcome
    at: datetime
    reference: str = ""
    """Of the database's answer."""
