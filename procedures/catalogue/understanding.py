"""What somebody may have meant: the words as typed, other words for the same, a slip of the finger; and what fits.

Plain texts in, places in a list out; ``shelf`` brings the texts.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise

from procedures.catalogue import sentences
from procedures.catalogue.search import (
    TOGETHER_IN_NAME,
    TOGETHER_IN_TEXT,
    Query,
    Searched,
    exact,
    fold,
    phrase,
    read,
    spellings_of,
    words,
)
from procedures.catalogue.slips import mended, mended_beside
from procedures.catalogue.words import Phrase, Place, Words, places
from procedures.machine import Text

WITH_LETTERS = 0.5
"""How much more some of the words count where the letters of all of them stand."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What was typed, and what was also searched for; empty where people call a procedure by what was typed."""

    typed: str
    meant: str
    only: Text | None = None
    """Where what was typed is wider than the procedures: for whom and what these are."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The places of what was found, the best first, and how what was typed was understood."""

    found: Sequence[int]
    taken: tuple[Taken, ...] = ()
    is_partial: bool = False
    """Whether no procedure has all of the words: these have some of them."""
    elsewhere: tuple[str, ...] = ()
    """What of it another office does, as it was typed."""


@dataclass(frozen=True)
class Library:
    """All that can be found: the texts by place, the place of each procedure, and what people call them."""

    searched: Sequence[Searched]
    place_of: Mapping[str, int]
    words: Words

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The words, folded, that somebody may have wanted to type: of the names and of what people say."""
        names = {word for one in self.searched for word in one.name_folded.split()}
        spoken = {fold(word) for ones in self.words.spoken.values() for one in ones for word in one}
        meant = {word for others in self.words.same.values() for other in others for word in words(fold(other))}
        return frozenset(names | spoken | meant)

    @cached_property
    def neighbours(self) -> frozenset[tuple[str, str]]:
        """What stands side by side, folded, in the names and in what people say."""
        said = [one.name_folded.split() for one in self.searched]
        said += [list(map(fold, one)) for ones in self.words.spoken.values() for one in ones]
        return frozenset(pair for ones in said for pair in pairwise(ones) if "|" not in pair)

    def knows(self, word: str) -> bool:
        """Say whether a folded word stands anywhere, at least inside another."""
        return word in self.vocabulary or any(word in one.texts_folded for one in self.searched)

    def has_exactly(self, word: str) -> bool:
        """Say whether a word stands anywhere with just these accents."""
        spelled = [f" {spelling} " for spelling in spellings_of(word)]
        return any(one in texts.words_exact for texts in self.searched for one in spelled) or any(
            word in said
            for phrases in (self.words.spoken, self.words.filler)
            for ones in phrases.values()
            for said in ones
        )

    def is_named(self, said: Phrase) -> bool:
        """Say whether words stand side by side in the name of a procedure."""
        folded = phrase(" ".join(map(fold, said)))
        return any(folded in one.name_folded for one in self.searched)

    def matching(self, query: Query) -> dict[int, int]:
        """Return the worth of every place in which all words of a query are found."""
        worths = enumerate(map(query.worth, self.searched))
        return {place: worth for place, worth in worths if worth is not None}


def as_typed(typed: str, library: Library) -> Answer | None:
    """Find the words as they were typed and nothing else; None where there is none to search for."""
    query = read(typed)
    return Answer(_ordered(library.matching(query))) if query else None


def _without_wrong_accents(word: str, library: Library) -> str:
    """Return a word as it is, and without accents where nothing is written with these: chuyẻn."""
    folded = fold(word)
    return word if folded == word or library.has_exactly(word) else folded


def _without_speech(localized: Sequence[str], library: Library) -> Sequence[str]:
    """Return what is left of a sentence without what is only said around it; all of it, where a name has it, or nothing is."""
    if library.is_named(tuple(localized)):
        return localized
    return library.words.without_speech(localized) or localized


def answer(typed: str, library: Library) -> Answer | None:
    """Find what was meant; None where there is nothing to search for.

    What another office does is left out: where then no thing is left that somebody wants, nothing is found.
    """
    said = words(exact(typed))
    foreign = [one for one in places(said, library.words.elsewhere) if not library.is_named(one.phrase)]
    if not foreign:
        return _answer(said, library)
    elsewhere = tuple(" ".join(said[one.start : one.end]) for one in foreign)
    ours = [word for at, word in enumerate(said) if all(at not in one.all for one in foreign)]
    rest = None if library.words.says_no_thing(ours) else _answer(ours, library)
    return replace(rest or Answer(()), elsewhere=elsewhere)


def _answer(said: Sequence[str], library: Library) -> Answer | None:
    bare = _without_speech(said, library)
    localized = [_without_wrong_accents(word, library) for word in bare]
    if not localized:
        return None
    meant = _Meant.of(localized, library)
    found = meant.found()
    is_sure = list(localized) == list(bare)
    if meant.stands(found, is_sure=is_sure):
        return Answer(found, meant.taken())
    slips = mended(localized, library.knows, library.vocabulary)
    slips |= mended_beside([slips.get(word, word) for word in localized], lambda *pair: pair in library.neighbours)
    corrected = [slips.get(word, word) for word in localized]
    meant = _Meant.of(corrected, library, is_loose=True)
    taken = tuple(Taken(word, better) for word, better in slips.items())
    loose = meant.found()
    if meant.stands(loose, is_sure=is_sure):
        return Answer(loose, taken + meant.taken())
    some = meant.partly({*found, *loose}) or meant.side_by_side(loose or found)
    return Answer(some, taken, is_partial=True)


@dataclass(frozen=True, slots=True)
class _Meant:
    """Typed words with the phrases in them that mean something else, or nothing."""

    localized: Sequence[str]
    library: Library
    spoken: Sequence[Place]
    fillers: Collection[str]
    named: dict[int, int] = field(default_factory=dict)
    """The places of procedures that people call so, and how likely each is: less is better."""

    @classmethod
    def of(cls, localized: Sequence[str], library: Library, *, is_loose: bool = False) -> "_Meant":
        known = library.words
        spoken = known.phrases_in(localized, is_loose=is_loose)
        fillers = {
            word
            for one in places(localized, known.filler, is_loose=is_loose)
            for word in localized[one.start : one.end]
        }
        found = cls(localized, library, spoken, fillers)
        for one in spoken:
            for slug in known.named.get(one.phrase, ()):
                if slug in library.place_of:
                    found.named.setdefault(library.place_of[slug], len(found.named))
        return found

    def found(self) -> Sequence[int]:
        """Return what people call so, then what has all the words, in one wording or another."""
        wordings = list(self._wordings())
        worths: dict[int, int] = {}
        for is_other, wording in enumerate(wordings):
            query, core = read(" ".join(wording), self.fillers), fold(self._core(wording))
            for place, worth in (self.library.matching(query) if query else {}).items():
                # Where both are as good, that which was typed comes first.
                better = worth + self._together(core, place) - bool(is_other)
                worths[place] = max(better, worths.get(place, better))
        worths = self._without_scattered(worths, wordings)
        if not self.named:
            return _ordered(worths)
        whole = phrase(" ".join(map(fold, self.localized)))
        called = [place for place in worths if whole in self.library.searched[place].name_folded]
        rest = self._rest()
        named = sorted(self.named, key=lambda place: (-self._in_name(rest, place), self.named[place]))
        most = self._in_name(rest, named[0])
        nearer = [place for place in _ordered(worths) if self._in_name(rest, place) > most]
        # Of two whose names have it alike, what people mean by it first comes first.
        calling = sorted(called, key=lambda place: (-worths[place], self.named.get(place, len(self.named)), place))
        return tuple(dict.fromkeys((*calling, *nearer, *named, *_ordered(worths))))

    def _core(self, wording: Sequence[str]) -> str:
        """Return a wording without what says nothing around it, as it is looked for: its end may not be typed yet."""
        telling = [at for at, word in enumerate(wording) if word not in self.fillers]
        return " ".join(["", *wording[telling[0] : telling[-1] + 1]]) if len(telling) > 1 else ""

    def _together(self, core: str, place: int) -> int:
        """Return what it is worth that the words that say something, folded, stand side by side."""
        one = self.library.searched[place]
        if not core or core not in one.texts_folded:
            return 0
        return TOGETHER_IN_NAME if core in one.name_folded else TOGETHER_IN_TEXT

    def _without_scattered(self, worths: dict[int, int], wordings: Sequence[Sequence[str]]) -> dict[int, int]:
        """Leave out what has the words here and there, where a name has them side by side with their accents."""
        one_of = self.library.searched
        cores = [core for wording in wordings if (core := self._core(wording))]
        if not any(self._is_named(core, one_of[place]) for core in cores for place in worths):
            return worths
        parts = [(core, [f" {word}" for word in core.split()]) for core in map(fold, cores)]
        return {
            place: worth
            for place, worth in worths.items()
            for one in [one_of[place]]
            if any(core in one.texts_folded or all(word in one.name_folded for word in apart) for core, apart in parts)
        }

    @staticmethod
    def _is_named(core: str, one: Searched) -> bool:
        return core in (one.name_folded if core.isascii() else one.name_exact)

    def taken(self) -> tuple[Taken, ...]:
        """Return what was understood otherwise than it stands."""
        said: dict[Taken, None] = {}
        for one in self.spoken:
            typed = " ".join(self.localized[one.start : one.end])
            if one.phrase in self.library.words.named:
                only = self.library.words.only.get(one.phrase)
                said |= dict.fromkeys([Taken(typed, "", only)] if self._names(one.phrase) else [])
                continue
            for other in self.library.words.same.get(one.phrase, ()):
                said[Taken(typed, other)] = None
        return tuple(said)

    def stands(self, found: Sequence[int], *, is_sure: bool) -> bool:
        """Say whether what was found has the words, and not just their letters.

        That is not asked of what was typed without accents; it is where some went because nothing is written with them.
        """
        one_of = self.library.searched
        tellings = [self._telling(wording) for wording in self._wordings()]
        return bool(found) and (
            (is_sure and all(map(str.isascii, tellings[0])))
            or bool(self.named)
            or any(sentences.stands_whole(telling, one_of[place]) for telling in tellings for place in found)
        )

    def side_by_side(self, with_letters: Sequence[int]) -> Sequence[int]:
        """Return where the letters of words with other accents stand side by side, as those words do here."""
        cores = [fold(core) for wording in self._wordings() if (core := self._core(wording))]
        return [place for place in with_letters if not cores or any(self._together(core, place) for core in cores)]

    def partly(self, with_letters: Collection[int]) -> Sequence[int]:
        """Return where some of the words stand, those first that have most of what tells procedures apart.

        What has at least the letters of all of them counts for more.
        """
        wordings = self._wordings()
        # Who sells newspapers does not mean to make a machine over, whatever other words there are for selling.
        general = {
            wording[at] for wording in wordings for one in places(wording, self.library.words.general) for at in one.all
        }
        found = sentences.points(map(self._telling, wordings), self.library.searched, general)
        points = {place: point * (1 + WITH_LETTERS * (place in with_letters)) for place, point in found.items()}
        most = max(points.values(), default=0)
        return _ordered({place: point for place, point in points.items() if 2 * point >= most})

    def _telling(self, wording: Sequence[str]) -> list[str]:
        return [word for word in wording if word not in self.fillers]

    def _names(self, said: Phrase) -> bool:
        """Say whether a phrase names procedures whose own names do not have it."""
        slugs = [slug for slug in self.library.words.named.get(said, ()) if slug in self.library.place_of]
        own = phrase(" ".join(map(fold, said)))
        return any(own not in self.library.searched[self.library.place_of[slug]].name_folded for slug in slugs)

    def _wordings(self) -> list[list[str]]:
        """Return the words as typed, then with phrases in the catalogue's own words: one wording for each choice."""
        same = self.library.words.same
        choices = max((len(same.get(one.phrase, ())) for one in self.spoken), default=0)
        return [list(self.localized), *(self._in_other_words(choice) for choice in range(choices))]

    def _in_other_words(self, choice: int) -> list[str]:
        written, at = [], 0
        for one in self.spoken:
            others = self.library.words.same.get(one.phrase, ())
            if others:
                written += [*self.localized[at : one.start], *words(exact(others[min(choice, len(others) - 1)]))]
                at = one.end
        return [*written, *self.localized[at:]]

    def _rest(self) -> set[str]:
        """Return what was typed beside the names that people have for procedures, and what means the same."""
        rest, at = set[str](), 0
        for one in self.spoken:
            rest |= set(self.localized[at : one.start])
            at = one.end
            if one.phrase not in self.library.words.named:
                others = self.library.words.same[one.phrase]
                rest |= {*one.phrase, *(word for other in others for word in words(exact(other)))}
        return (rest | set(self.localized[at:])) - set(self.fillers)

    def _in_name(self, rest: Collection[str], place: int) -> int:
        one = self.library.searched[place]
        return sum(f" {word} " in one.name_exact or f" {word} " in one.name_folded for word in rest)


def _ordered(worths: Mapping[int, float]) -> Sequence[int]:
    return [place for _worth, place in sorted((-worth, place) for place, worth in worths.items())]
