"""A definition on its way to publication."""

from dataclasses import dataclass

from procedures.language.errors import DefinitionError
from procedures.machine import Machine


@dataclass(frozen=True, slots=True)
class Definition:
    """A file that compiles and keeps the laws."""

    file: str
    written: str
    """What its author wrote, without the shared blocks that ``text`` holds."""
    text: str
    machine: Machine

    def error(self, key: str, wrong: str, right: str) -> DefinitionError:
        """Return an error of this file."""
        return DefinitionError(self.file, key, wrong, right)
