"""What a law is called, and how a breach of it is told."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from procedures.language.errors import DefinitionError
from procedures.language.wording import UNITS
from procedures.machine import Limit, Text


class Law(StrEnum):
    """What is proved; the values are stable names for tests and messages."""

    REACHABLE = "reachable"
    ENDS = "ends"
    CLOSED = "closed"
    RESUMES = "resumes"
    TIMES = "times"
    ROLES = "roles"
    ROUNDS = "rounds"
    RESULT = "result"
    UNIQUE = "unique"
    DECISION = "decision"
    OUTCOMES = "outcomes"
    EVENT = "event"
    FEES = "fees"
    ASKED = "asked"
    FILED = "filed"
    ENDINGS = "endings"
    ASSIGNED = "assigned"
    CHARGED = "charged"
    RULES = "rules"


@dataclass(frozen=True, slots=True)
class Violation:
    """A law that a machine breaks, told as the compiler tells its errors."""

    law: Law
    key: str
    wrong: str
    right: str
    path: str = ""
    """A way into the trouble, a sum, or the answers in question."""

    def as_error(self, file: str) -> DefinitionError:
        """Return the same as an error of a definition."""
        wrong = f"{self.wrong} (đường đi: {self.path})" if self.path else self.wrong
        return DefinitionError(file, self.key, wrong, self.right)


def quoted(text: Text) -> str:
    """Return a title or a label as it stands in a sentence."""
    return f"“{text.vi}”"


def all_quoted(texts: Iterable[Text]) -> str:
    """Return several titles or labels as they stand in a sentence."""
    return ", ".join(map(quoted, texts))


def path_of(texts: Iterable[Text]) -> str:
    """Return where a dossier comes through, one after the other."""
    return " → ".join(map(quoted, texts))


def in_words(limit: Limit) -> str:
    """Return a time limit: ``1.5 ngày làm việc``, with the point that a definition has."""
    return f"{plain(limit.amount)} {UNITS[limit.unit].vi}"


def plain(amount: Decimal) -> str:
    """Return a number as one writes it: ``11``, not ``11.0``."""
    return f"{amount.normalize():f}"
