"""The picture of a procedure and badges as pages show them, drawn once for as long as nothing in them changes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from markupsafe import Markup

from accounts.models import ROLE_LABELS
from dossiers.display.badges import Badge
from dossiers.display.diagram import Move, diagram
from procedures.machine import Machine

KEPT = 256
"""Pictures that a process keeps, of some 16 kB each: dossiers of a procedure mostly go one of a few ways."""
KEPT_BADGES = 4096
"""Badges that a process keeps, of some 300 bytes each: most of a list's are those of a few days."""


def procedure_diagram(machine: Machine, moves: Sequence[Move] = ()) -> SafeString:
    """Draw the steps of a procedure; with the log of a dossier, the way that it has taken."""
    way = tuple(_Step(move.source, move.action, move.target) for move in moves)
    return _drawn(_Drawing(machine.digest, get_language(), way, machine))


class _Step(NamedTuple):
    """All that the picture tells of an event."""

    source: str
    action: str
    target: str


@dataclass(frozen=True, slots=True)
class _Drawing:
    """What a picture depends on; machines of one digest are the same."""

    digest: str
    language: str | None
    way: tuple[_Step, ...]
    machine: Machine = field(compare=False)


@lru_cache(maxsize=KEPT_BADGES)
def due_badge(shown: Badge) -> Markup:
    """Draw how a dossier stands in time; its label says in which language."""
    # What a template has written is escaped already.
    return Markup(render_to_string("components/due_badge.html", {"shown": shown}).rstrip())  # noqa: S704


@lru_cache(maxsize=KEPT)
def _drawn(asked: _Drawing) -> SafeString:
    roles = {role: str(label) for role, label in ROLE_LABELS.items()}
    found = diagram(asked.machine, asked.way, language=asked.language, roles=roles)
    # What a template has written is escaped already.
    return SafeString(render_to_string("components/procedure_diagram.html", {"diagram": found}))
