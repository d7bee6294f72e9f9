"""The answers of a dossier as they stand: those of its filing, each with the last correction that came after it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from dossiers.log.columns import begins_round
from dossiers.log.facts import ANSWERING, Words, facts_of, words_of
from dossiers.models import Dossier, Event
from dossiers.models.rows import among
from procedures.machine import Machine


@dataclass(frozen=True, slots=True)
class Version:
    """An answer as it was given at a time; ``round`` is that of the supplement, 0 for the filing."""

    round: int
    at: datetime
    value: Any
    """Typed; None where there was no answer."""


def merged(said: Iterable[Words]) -> dict[str, Any]:
    """Return the answers that stand after these words, which come in the order of the log."""
    found: dict[str, Any] = {}
    for words in said:
        found |= (words.answers or {}) | words.corrected
    return {name: value for name, value in found.items() if value is not None}


def standing(events: Iterable[Event]) -> dict[str, Any]:
    """Return the answers that stand at the end of a log with its words; none of those that are erased."""
    return merged(words_of(event.payload) for event in events)


def standing_of(dossier: Dossier) -> Mapping[str, Any]:
    """Return the answers of a dossier as they stand: one query."""
    return standing(dossier.events.filter(ANSWERING).select_related("payload").order_by("sequence"))


@dataclass(slots=True)
class _Stored:
    """What was said at an event, of which nothing else is read."""

    content: Any


def standing_in(dossiers: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Return by dossier the answers as they stand, of several: one query."""
    return {pk: merged(words.values()) for pk, words in words_in(dossiers).items()}


def words_in(dossiers: Iterable[int], also: Q | None = None) -> dict[int, dict[int, Words]]:
    """Return by dossier and sequence the words of what holds answers, and of other events, of several: one query."""
    asked = Event.objects.filter(ANSWERING | also if also else ANSWERING, among("dossier", dossiers))
    said: dict[int, dict[int, Words]] = {}
    for pk, sequence, content in asked.order_by("sequence").values_list("dossier_id", "sequence", "payload__content"):
        said.setdefault(pk, {})[sequence] = words_of(_Stored(content))
    return said


def superseded(events: Iterable[Event]) -> dict[str, Any]:
    """Return by question the answer that stood before its last correction; None where there was none."""
    found: dict[str, Any] = {}
    stood: dict[str, Any] = {}
    for event in events:
        words = words_of(event.payload)
        found |= {name: stood.get(name) for name in words.corrected}
        stood |= (words.answers or {}) | words.corrected
    return found


def history(events: Sequence[Event], machine: Machine, name: str) -> list[Version]:
    """Return how a question was answered over time, oldest first: the filing, then each correction of it."""
    found: list[Version] = []
    rounds = 0
    for event in events:
        rounds += int(begins_round(event, machine))
        words = words_of(event.payload)
        if event.sequence == events[0].sequence:
            found.append(Version(0, event.at, (words.answers or {}).get(name)))
        elif name in facts_of(event).corrected:
            found.append(Version(rounds, event.at, words.corrected.get(name)))
    return found
