"""From the text of a definition to a machine: shape, meaning, freeze.

Three total passes; the last is that of the lifecycle's edition which the text names. Whatever the
text is, the answer is a machine or ``DefinitionErrors`` with all mistakes, each told to the author with
its file, its key, what is wrong and what would be right. Whether the machine keeps the laws is the
checker's question.
"""

import dataclasses
import hashlib
from functools import cache
from pathlib import Path
from types import MappingProxyType

from procedures.language.errors import DefinitionError, DefinitionErrors, Notes
from procedures.language.lifecycle import EDITIONS
from procedures.language.meaning import examine
from procedures.language.shape import read
from procedures.language.source import Library, source_of
from procedures.machine import Machine

__all__ = ["SHIPPED", "DefinitionError", "DefinitionErrors", "canonical_text", "compile_text", "shared_blocks"]

SHIPPED = Path(__file__).parent.parent / "definitions"
"""The folder of the definitions that come with the project: ``<slug>/v<version>.toml``."""


@cache
def shared_blocks() -> Library:
    """Return the text of each block of questions that every definition may name."""
    return {file.stem: file.read_text(encoding="utf-8") for file in sorted((SHIPPED / "blocks").glob("*.toml"))}


def compile_text(text: str | bytes, *, path: str) -> Machine:
    """Return the machine of a definition; ``path`` is what messages call the file.

    Raises ``DefinitionErrors``, and nothing else, for anything that is not a definition.
    """
    notes = Notes(path)
    library = shared_blocks()
    source = source_of(text, notes, library)
    notes.raise_any()
    sheet = read(source.values, notes, shared=tuple(library))
    examine(sheet, notes)
    notes.raise_any()
    edition = EDITIONS[sheet.outline.lifecycle]
    steps, states, actions = edition.build(sheet)
    return dataclasses.replace(
        sheet.outline,
        steps=steps,
        initial=edition.initial,
        states=MappingProxyType(states),
        actions=actions,
        digest=hashlib.sha256(source.text.encode()).hexdigest(),
    )


def canonical_text(text: str | bytes, *, path: str) -> str:
    """Return the text as it is stored and digested: UTF-8, Unix line ends, its shared blocks written out."""
    notes = Notes(path)
    source = source_of(text, notes, shared_blocks())
    notes.raise_any()
    return source.text
