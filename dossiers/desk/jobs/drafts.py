"""The drafts that are signed together, as they are read on the page before."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from dossiers.bulk.judging import Judged
from dossiers.log.facts import Words, words_of
from dossiers.models import Attachment, EventPayload
from dossiers.models.attachment import IN_ORDER
from dossiers.papers.issued import Paragraph, paragraphs_of

MOST_READ = 100
"""So many drafts a page holds; those behind them are read in their files."""
BASIS = re.compile(r"căn cứ\b", re.IGNORECASE)
"""How a paragraph begins that names what law a paper rests on (NĐ 30/2020, phụ lục I)."""
_NUMBER = re.compile(r"(?:\d{1,2}|[a-zđ])[.)]\s+")
KEY_WORDS = 2
"""So many words at its beginning say which paragraph of its form one is."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The text of a draft."""

    paragraphs: tuple[Paragraph, ...]
    alike: frozenset[str] = frozenset()
    """Paragraphs that stand in every draft of the page, without their numbers."""
    odd: tuple[Paragraph, ...] = ()
    """What the others do not say, or most of them say otherwise."""
    lacks: tuple[str, ...] = ()
    """What others say, and this one does not."""

    @property
    def own(self) -> tuple[Paragraph, ...]:
        """What only this one says, or some; all of it where nothing is its own."""
        return tuple(part for part in self.paragraphs if plain(part.text) not in self.alike) or self.paragraphs

    @property
    def substance(self) -> tuple[Paragraph, ...]:
        """What it grants to whom, in its order: what is its own, without the legal bases that are as in the others."""
        found = tuple(part for part in self.own if part in self.odd or not is_basis(part))
        return found or self.own

    @property
    def is_whole(self) -> bool:
        """Say whether its substance is all of it: then nothing is left to be unfolded."""
        return len(self.substance) == len(self.paragraphs)

    @property
    def is_unlike(self) -> bool:
        """Say whether it is another text than the others and not only about somebody else."""
        return bool(self.odd or self.lacks)


@dataclass(frozen=True, slots=True)
class Shared:
    """What stands in every draft of a page, in the order of one of them."""

    bases: tuple[Paragraph, ...]
    """What law they rest on."""
    text: tuple[Paragraph | None, ...]
    """The rest; None is a place where each says its own."""


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody wrote with a step on the way to the decision."""

    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Read:
    """What is read of dossiers before they are decided together, by their numbers."""

    drafts: Mapping[str, Draft]
    notes: Mapping[str, tuple[Note, ...]]
    files: Mapping[str, Sequence[Attachment]] = field(default_factory=dict)
    """Of those drafts that are files, or have some beside their text."""

    @property
    def unlike(self) -> int:
        """How many are unlike the others."""
        return sum(draft.is_unlike for draft in self.drafts.values())

    @property
    def has_no_usual(self) -> bool:
        """Whether there are no others that the unlike ones could be unlike to."""
        return self.unlike == len(self.drafts)

    @property
    def shared(self) -> Shared | None:
        """What they all say, once; None of a single one, and where they have nothing in common."""
        form = next((draft for draft in self.drafts.values() if not draft.is_unlike), None)
        form = form or next(iter(self.drafts.values()), None)
        if form is None or not form.alike:
            return None
        common = [part if plain(part.text) in form.alike else None for part in form.paragraphs]
        text: list[Paragraph | None] = []
        for part in common:
            is_same_gap = part is None and text[-1:] == [None]
            if not is_same_gap and not (part and is_basis(part)):
                text.append(part)
        return Shared(tuple(part for part in common if part and is_basis(part)), tuple(text))


NOTHING_READ = Read({}, {})


def is_basis(paragraph: Paragraph) -> bool:
    """Say whether a paragraph names what law the paper rests on."""
    return BASIS.match(paragraph.text) is not None


def read_of(found: Sequence[Judged]) -> Read:
    """Return the texts and the files that would be decided, and the notes with which they came; two queries."""
    chosen = [one for one in found if one.proposal is not None][:MOST_READ]
    events = [event.pk for one in chosen for event in one.since]
    words = {row.event_id: words_of(row) for row in EventPayload.objects.filter(event__in=events)} if events else {}
    notes = {one.code: tuple(_notes(one, words)) for one in chosen}
    texts = {one.code: words[one.proposal.pk].document for one in chosen if one.proposal and one.proposal.pk in words}
    return Read(_drafts_of(texts), notes, _files_of(found))


def _files_of(found: Sequence[Judged]) -> Mapping[str, Sequence[Attachment]]:
    """Return by number the files that were proposed: those whose SHA-256 is part of the digest that is decided."""
    codes = {one.proposal.pk: one.code for one in found if one.proposal}
    files: dict[str, list[Attachment]] = defaultdict(list)
    for file in Attachment.objects.filter(event__in=codes).order_by(*IN_ORDER) if codes else ():
        files[codes[file.event_id or 0]].append(file)
    return files


def _notes(judged: Judged, words: Mapping[int, Words]) -> Iterator[Note]:
    for event in judged.since:
        text = words[event.pk].note if event.pk in words else ""
        if text:
            yield Note(event.author, text)


def _drafts_of(texts: Mapping[str, str]) -> Mapping[str, Draft]:
    paragraphed = {code: paragraphs_of(text) for code, text in texts.items()}
    written = {code: paragraphs for code, paragraphs in paragraphed.items() if paragraphs}
    sets = [{plain(part.text) for part in paragraphs} for paragraphs in written.values()]
    alike = frozenset[str].intersection(*map(frozenset, sets)) if len(sets) > 1 else frozenset[str]()
    unlike = compared([tuple(part.text for part in paragraphs) for paragraphs in written.values()])
    return {
        code: Draft(paragraphs, alike, tuple(paragraphs[place] for place in odd), lacks)
        for (code, paragraphs), (odd, lacks) in zip(written.items(), unlike, strict=True)
    }


def compared(texts: Sequence[Sequence[str]]) -> list[tuple[tuple[int, ...], tuple[str, ...]]]:
    """Return for each text the places of the paragraphs that are odd in it, and what it lacks of what the others say.

    A paragraph that is filled in differently everywhere (a name, a title) is odd in none. Texts of the usual number of
    paragraphs are read line by line; the others are laid along one of these by how their paragraphs begin.
    """
    if not texts:
        return []
    lengths = Counter(map(len, texts))
    usual = max(lengths, key=lambda length: (lengths[length], length))
    form = next(text for text in texts if len(text) == usual)
    laid = [_laid(text, form) for text in texts]
    at = [[text[row.index(n)] for text, row in zip(texts, laid, strict=True) if n in row] for n in range(usual)]
    return [_odd(text, row, form, at, len(texts)) for text, row in zip(texts, laid, strict=True)]


def plain(paragraph: str) -> str:
    """Return a paragraph without its number: with a clause before it, it has another."""
    return _NUMBER.sub("", paragraph)


def _laid(text: Sequence[str], form: Sequence[str]) -> list[int | None]:
    """Return for each paragraph of a text which one of the form it is; None for one that the form does not have."""
    if len(text) == len(form):
        return list(range(len(form)))
    places: list[int | None] = [None] * len(text)
    matcher = SequenceMatcher(None, [*map(_key, form)], [*map(_key, text)], autojunk=False)
    for _tag, first, last, begin, end in matcher.get_opcodes():
        for place, own in zip(range(first, last), range(begin, end), strict=False):
            places[own] = place
    return places


def _key(paragraph: str) -> tuple[str, ...]:
    return tuple(plain(paragraph).casefold().split()[:KEY_WORDS])


def _common(found: Sequence[str]) -> str:
    """Return what more than half say at a place of the form, without its number; "" where each says its own."""
    [(text, count)] = Counter(map(plain, found)).most_common(1) or [("", 0)]
    return text if count * 2 > len(found) and count > 1 else ""


def _odd(
    text: Sequence[str], row: Sequence[int | None], form: Sequence[str], at: Sequence[Sequence[str]], of: int
) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Return the places of what is odd in a text, and what it lacks."""
    odd = [
        own
        for own, (part, place) in enumerate(zip(text, row, strict=True))
        if place is None or (of > 1 and len(at[place]) * 2 <= of) or _common(at[place]) not in ("", plain(part))
    ]
    lacks = [part for place, part in enumerate(form) if place not in row]
    return tuple(odd), tuple(lacks)
