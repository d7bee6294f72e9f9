"""What a law is called, and how a breach of it is told."""

from dataclasses import dataclass
from enum import StrEnum

from procedures.language.errors import DefinitionError


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
    OUTCOMES = "outcomes"
    EVENT = "event"
    FILED = "filed"


@dataclass(frozen=True, slots=True)
class Violation:
    """A law that a machine breaks, told as the compiler tells its errors."""

    law: Law
    key: str
    wrong: str
    right: str
    path: str = ""
    """A way into the trouble: states joined by the actions taken."""

    def as_error(self, file: str) -> DefinitionError:
        """Return the same as an error of a definition."""
        wrong = f"{self.wrong} (đường đi: {self.path})" if self.path else self.wrong
        return DefinitionError(file, self.key, wrong, self.right)
