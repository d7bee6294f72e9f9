"""What is wrong in a definition, said to the person who wrote it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DefinitionError:
    """One mistake: where it is, what is wrong and what would be right, in Vietnamese."""

    file: str
    key: str
    wrong: str
    right: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.wrong}; {self.right}"


class DefinitionErrors(Exception):  # noqa: N818 - several, told at once
    """All the mistakes of one definition; never raised without any."""

    def __init__(self, errors: Sequence[DefinitionError]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(str(error) for error in self.errors))


class Notes:
    """The mistakes found so far in one file, in the order in which they were found."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._errors: dict[str, DefinitionError] = {}

    def add(self, key: str, wrong: str, right: str) -> None:
        """Note a mistake, unless one is already known at that key or above it: it may follow from it."""
        if not self.knows(key):
            self._errors[key] = DefinitionError(self.file, key, wrong, right)

    def knows(self, key: str) -> bool:
        """Say whether a mistake is known at that key or above it: then what stands there is a stand-in."""
        above = (key[: found.start()] for found in _SEPARATOR.finditer(key))
        return key in self._errors or any(part in self._errors for part in above)

    @property
    def errors(self) -> tuple[DefinitionError, ...]:
        """Return what was noted."""
        return tuple(self._errors.values())

    def raise_any(self) -> None:
        """Raise ``DefinitionErrors`` if anything was noted."""
        if self._errors:
            raise DefinitionErrors(self.errors)


_SEPARATOR = re.compile(r"[.\[]")
