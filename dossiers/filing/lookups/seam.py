"""What looking papers up is to us: a number is asked of a database, which knows it or does not.

The class is named by ``settings.PAPER_LOOKUP``; where none is, no database is asked and every paper is asked for.
"""

from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from procedures.form import Database

MOST_REFERENCE, MOST_TEXT = 100, 300
"""Characters of what is kept of an answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a database answers to a number."""

    is_known: bool
    reference: str = ""
    """Of this answer, as the database numbers it: never the number that was asked, or another that is personal."""
    text: str = ""
    """What stands there, in a line, as people would read it off the paper."""
    text_en: str = ""
    """The same in English, where the database says it so too."""


class Lookup(Protocol):
    """How databases are asked. It is called in a thread of its own, without a connection to our database."""

    @property
    def databases(self) -> frozenset[Database]:
        """Those to which this office is connected."""

    def find(self, database: Database, number: str) -> Answer:
        """Ask one of them. Raises ``OSError`` where it cannot be reached; gives up by itself within ten seconds."""


def configured() -> Lookup | None:
    """Return how this installation asks databases, if it does."""
    if not settings.PAPER_LOOKUP:
        return None
    lookup: Lookup = import_string(settings.PAPER_LOOKUP)()
    return lookup
