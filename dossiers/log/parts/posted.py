"""What came or went by post by a log, and what was put right of it since, pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from dossiers.acts.posted import CORRECT_POST
from dossiers.log.effective import Happened
from dossiers.log.facts import HasFacts, Words, facts_of, words_of
from procedures.results import Way


@dataclass(frozen=True, slots=True)
class Mended:
    """What is put right of a postal item: that of the event of a sequence. What stays empty stays as it stands."""

    of: int
    number: str = ""
    on: date | None = None
    """The day on the envelope, of what came."""


class Recorded(Happened, Protocol):
    """An event with its words."""

    payload: Any


def is_posted(event: Happened) -> bool:
    """Say whether something came or went by post by an event."""
    facts = facts_of(event)
    return event.action != CORRECT_POST and (facts.posted_on is not None or facts.way == Way.BY_POST)


def came(event: HasFacts) -> bool:
    """Say so of what came, which has an envelope with a day."""
    return facts_of(event).posted_on is not None


def items[E: Happened](log: Iterable[E]) -> list[E]:
    """Return the events of a log that holds by which something came or went by post."""
    return [event for event in log if is_posted(event)]


def mending[E: Happened](log: Iterable[E], sequence: int) -> list[E]:
    """Return the events of a log that holds by which that of a sequence was put right, the first first."""
    return [event for event in log if event.action == CORRECT_POST and facts_of(event).mends == sequence]


def number_of(words: Words, since: Iterable[Words]) -> str:
    """Return the number of an item as it stands: as it was recorded, or put right since."""
    return ([one.post_number for one in (words, *since) if one.post_number] or [""])[-1]


def numbers[E: Recorded](log: Sequence[E]) -> Iterator[tuple[E, str]]:
    """Yield each event of a log that holds by which something came or went by post, with the number of its item as it stands."""
    for event in items(log):
        since = [words_of(one.payload) for one in mending(log, event.sequence)]
        yield event, number_of(words_of(event.payload), since)


def day_of(event: HasFacts, since: Iterable[HasFacts]) -> date | None:
    """Return the day on the envelope as it stands; None of what went."""
    said = [on for one in (event, *since) if (on := facts_of(one).posted_on)]
    return said[-1] if said else None
