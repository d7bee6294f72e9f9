"""From the text of a definition to a machine: shape, meaning, freeze.

Three total passes. Whatever the text is, the answer is a machine or ``DefinitionErrors`` with all
mistakes, each told to the author with its file, its key, what is wrong and what would be right.
Whether the machine keeps the laws is the checker's question.
"""

import dataclasses
import hashlib
from pathlib import Path
from types import MappingProxyType

from procedures.errors import DefinitionError, DefinitionErrors, Notes
from procedures.lifecycle import FILED, weave
from procedures.machine import Machine
from procedures.meaning import examine
from procedures.shape import definition_text, parse, read

__all__ = ["SHIPPED", "DefinitionError", "DefinitionErrors", "canonical_text", "compile_text"]

SHIPPED = Path(__file__).parent / "definitions"
"""The folder of the definitions that come with the project: ``<slug>/v<version>.toml``."""


def compile_text(text: str | bytes, *, path: str) -> Machine:
    """Return the machine of a definition; ``path`` is what messages call the file.

    Raises ``DefinitionErrors``, and nothing else, for anything that is not a definition.
    """
    notes = Notes(path)
    written = definition_text(text, notes)
    notes.raise_any()
    values = parse(written, notes)
    notes.raise_any()
    sheet = read(values, notes)
    examine(sheet, notes)
    notes.raise_any()
    steps, states, actions = weave(sheet)
    return dataclasses.replace(
        sheet.outline,
        steps=steps,
        initial=FILED,
        states=MappingProxyType(states),
        actions=actions,
        digest=hashlib.sha256(written.encode()).hexdigest(),
    )


def canonical_text(text: str | bytes, *, path: str) -> str:
    """Return the text as it is stored and digested: UTF-8 without mark, Unix line ends."""
    notes = Notes(path)
    written = definition_text(text, notes)
    notes.raise_any()
    return written
