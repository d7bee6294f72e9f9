"""The drafts that are signed together, as they are read on the page before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import shorten

from dossiers.bulk.judging import Judged
from dossiers.log.facts import words_of
from dossiers.models import EventPayload
from dossiers.papers.issued import Paragraph, paragraphs_of

MOST_READ = 100
"""So many drafts a page holds; those behind them are read in their files."""
BEGINNING = 240
"""Characters of what is read without unfolding."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The text of a draft."""

    paragraphs: tuple[Paragraph, ...]
    alike: frozenset[str] = frozenset()
    """Paragraphs that stand in every draft of the page."""

    @property
    def own(self) -> tuple[Paragraph, ...]:
        """What only this one says, or some; all of it where nothing is its own."""
        return tuple(part for part in self.paragraphs if part.text not in self.alike) or self.paragraphs

    @property
    def beginning(self) -> str:
        """What tells it from the others: its first lines."""
        return shorten(" ".join(part.text for part in self.own), BEGINNING, placeholder="…")


def drafts_of(found: Sequence[Judged]) -> Mapping[str, Draft]:
    """Return the texts that would be decided, by the number of the dossier; one query. A draft that is a file has none."""
    events = {one.proposal.pk: one.code for one in found if one.proposal is not None}
    chosen = list(events)[:MOST_READ]
    payloads = EventPayload.objects.filter(event__in=chosen) if chosen else ()
    texts = {events[payload.event_id]: paragraphs_of(words_of(payload).document) for payload in payloads}
    written = {code: paragraphs for code, paragraphs in texts.items() if paragraphs}
    sets = [{part.text for part in paragraphs} for paragraphs in written.values()]
    alike = frozenset[str].intersection(*map(frozenset, sets)) if len(sets) > 1 else frozenset[str]()
    return {code: Draft(paragraphs, alike) for code, paragraphs in written.items()}
