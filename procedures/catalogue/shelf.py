"""The catalogue: the procedures that can be filed, found by their words and narrowed by what they are.

Each process keeps the entries of the day, in order: some 5 kB for a procedure, 10 MB for 2,000. A small
query says whether they still are what is published, and what people call it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache

from django.db import connection

from procedures.catalogue import spoken
from procedures.catalogue.understanding import Answer, Library, Taken, answer, as_typed
from procedures.catalogue.words import shipped
from procedures.machine import Applicant, Level, Online, Text
from procedures.models import CatalogueEntry, ProcedureVersion, VersionStatus

PAGE = 30
"""Rows on a page: 2,000 procedures stay as light as these."""
FILTERS: dict[str, type[Applicant | Level | Online] | None] = {
    "sector": None,
    "applicant": Applicant,
    "level": Level,
    "online": Online,
}
"""The filters in the order in which they are offered, each with its closed list where it has one."""

type _Kind = tuple[str, tuple[str, ...], str, str]
"""What the filters see of an entry, in the order of ``FILTERS``."""
type _Stamp = tuple[int, int | None, int]
type _WordsStamp = tuple[int, int | None]


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody looks for. An empty filter narrows nothing."""

    query: str = ""
    sector: str = ""
    applicant: str = ""
    level: str = ""
    online: str = ""
    is_literal: bool = False
    """Whether the words are searched as they are typed, and nothing that may be meant by them."""

    def without(self, name: str) -> "Search":
        """Return the same search with one filter less."""
        return Search(**asdict(self) | {name: ""})

    def chosen(self, name: str) -> str:
        """Return what a filter is set to."""
        return str(getattr(self, name))

    def lets_through(self, kind: _Kind) -> bool:
        """Say whether all filters let entries of a kind through."""
        return all(
            not (chosen := self.chosen(name)) or chosen in (value if isinstance(value, tuple) else (value,))
            for name, value in zip(FILTERS, kind, strict=True)
        )


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found, how much there is in all, and what each filter would leave."""

    entries: Sequence[CatalogueEntry]
    total: int
    is_ranked: bool
    """Whether the best comes first; else they come by sector and name."""
    page: int
    pages: int
    counts: dict[str, dict[str, int]]
    """For each filter, how many entries each of its values leaves beside the other filters; none is 0."""
    taken: tuple[Taken, ...] = ()
    """What was also searched for."""
    is_partial: bool = False
    """Whether nothing has all of the words: what is shown has some of them."""
    elsewhere: tuple[str, ...] = ()
    """What of it another office does, as it was typed."""


@dataclass(frozen=True, slots=True)
class Sector:
    """A sector and how many procedures of it can be filed."""

    slug: str
    name: Text
    count: int


@dataclass(frozen=True, slots=True)
class Shelf:
    """All that can be filed on a day, by sector and name in the order of the alphabet; by place in two rows."""

    entries: tuple[CatalogueEntry, ...]
    library: Library
    kinds: tuple[_Kind, ...]
    sectors: tuple[Sector, ...]

    def answer(self, search: Search) -> Answer | None:
        """Return the places of what is found by words, the best first; None where no word is asked for."""
        return (as_typed if search.is_literal else answer)(search.query, self.library)

    def sector(self, slug: str) -> Sector | None:
        """Return the sector of that name in addresses."""
        return next((sector for sector in self.sectors if sector.slug == slug), None)

    def of_procedures(self, procedure_ids: Sequence[int]) -> list[CatalogueEntry]:
        """Return the entries of procedures, in their order, without those that cannot be filed."""
        by_id = {entry.version.procedure_id: entry for entry in self.entries}
        return [by_id[pk] for pk in procedure_ids if pk in by_id]


def find(shelf: Shelf, search: Search, *, page: int = 1) -> Found:
    """Find on a shelf: the best first, or by sector and name where no word is asked for."""
    understood = shelf.answer(search)
    matching = understood.found if understood else range(len(shelf.entries))
    kinds = Counter(map(shelf.kinds.__getitem__, matching))
    wanted = {kind for kind in kinds if search.lets_through(kind)}
    found = [place for place in matching if shelf.kinds[place] in wanted]
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(1, page), pages)
    entries = [shelf.entries[place] for place in found[(page - 1) * PAGE : page * PAGE]]
    counts = _counts(kinds, search, shelf.sectors)
    understood = understood or Answer(())
    return Found(
        entries,
        len(found),
        is_ranked=matching is understood.found,
        page=page,
        pages=pages,
        counts=counts,
        taken=understood.taken,
        is_partial=understood.is_partial,
        elsewhere=understood.elsewhere,
    )


def shelf_of(day: date, language: str) -> Shelf:
    """Return what can be filed on a day, in the order of a language: one query, more after a change."""
    stamp, words_stamp = _stamps()
    return _shelf(stamp, words_stamp, day, "en" if language.startswith("en") else "vi")


_STAMPS = f"""
SELECT entries.count, entries.total,
       (SELECT count(*) FROM procedures_procedureversion WHERE status = '{VersionStatus.RETIRED.value}'),
       said.count, said.total
FROM (SELECT count(*) AS count, sum(id)::bigint AS total FROM procedures_catalogueentry) AS entries,
     (SELECT count(*) AS count, sum(id)::bigint AS total FROM procedures_searchword) AS said
"""  # noqa: S608 - a status of ours


def _stamps() -> tuple[_Stamp, _WordsStamp]:
    """Return what changes with each entry that is written and each version that is retired, and with what people call them."""
    with connection.cursor() as cursor:
        cursor.execute(_STAMPS)
        [(entries, total, retired, words, total_of_words)] = cursor.fetchall()
    return (entries, total, retired), (words, total_of_words)


@lru_cache(maxsize=4)
def _shelf(stamp: _Stamp, words_stamp: _WordsStamp, day: date, language: str) -> Shelf:
    names = spoken.added() if words_stamp[0] else []
    entries = tuple(sorted(_entries(stamp, day), key=lambda entry: entry.order(language)))
    searched = tuple(entry.searched(language) for entry in entries)
    library = Library(searched, {entry.slug: place for place, entry in enumerate(entries)}, shipped().with_names(names))
    return Shelf(entries, library, tuple(map(_kind, entries)), _sectors(entries))


@lru_cache(maxsize=2)
def _entries(stamp: _Stamp, day: date) -> tuple[CatalogueEntry, ...]:
    """Return the entries; what is published under a stamp does not change."""
    del stamp
    current = CatalogueEntry.objects.filter(version__in=ProcedureVersion.objects.current(on=day))
    return tuple(current.select_related("version").defer("version__text").order_by("pk"))


def _sectors(entries: Sequence[CatalogueEntry]) -> tuple[Sector, ...]:
    counts = Counter(entry.sector for entry in entries)
    names = {entry.sector: entry.sector_name for entry in reversed(entries)}
    return tuple(Sector(slug, names[slug], count) for slug, count in counts.items())


def _kind(entry: CatalogueEntry) -> _Kind:
    return entry.sector, tuple(entry.applicants), entry.level, entry.online


def _counts(kinds: Counter[_Kind], search: Search, sectors: Sequence[Sector]) -> dict[str, dict[str, int]]:
    counts = {}
    for place, (name, words) in enumerate(FILTERS.items()):
        others, tally = search.without(name), Counter[str]()
        for kind, count in kinds.items():
            if others.lets_through(kind):
                value = kind[place]
                tally.update(dict.fromkeys(value if isinstance(value, tuple) else [value], count))
        in_order = [word.value for word in words] if words else [sector.slug for sector in sectors]
        counts[name] = {value: tally[value] for value in in_order if tally[value]}
    return counts
