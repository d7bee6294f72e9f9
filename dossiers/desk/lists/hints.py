"""Where a search leads besides what it finds: to dossiers of one's own, and to a list that is narrowed to a procedure."""

from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse

from accounts.models import User
from dossiers import search
from dossiers.display.formats import localized
from dossiers.display.links import path_to, with_query
from dossiers.lists.filters import SEARCH, Filters
from dossiers.lists.known import known

MOST = 3
"""Procedures that are offered: who means another one types on."""
FEWEST = 2
"""Words from which a search can be the name of a procedure: one alone stands in most names."""


class Offer(NamedTuple):
    """A procedure of which the words are the name, and the list of its dossiers."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Hints:
    """What is said above what was found; nothing of most searches."""

    own_url: str
    """The reader's own dossiers that fit; empty where none does."""
    procedures: tuple[Offer, ...]


def hints(filters: Filters, user: User) -> Hints:
    """Return where a search leads besides: at most one query."""
    own = with_query(reverse("my_dossiers"), urlencode({SEARCH: filters.text}))
    return Hints(own if search.fits_own(filters.text, user) else "", tuple(_procedures(filters)))


def _procedures(filters: Filters) -> list[Offer]:
    """Return the procedures whose names have all the words; first those that have them side by side, then the shortest."""
    words = search.Query(filters.text).terms
    if len(words) < FEWEST or filters.get("procedure"):
        return []
    typed, found = " ".join(words), list[tuple[bool, int, Offer]]()
    for slug, text in known().procedures.items():
        name = localized(text)
        folded = search.Query(name).terms
        if set(words) <= set(folded):
            narrowed = Filters(filters.list, (("procedure", slug),))
            offer = Offer(name, f"{path_to('worklist')}?{narrowed.query()}")
            found.append((typed not in " ".join(folded), len(name), offer))
    return [offer for _rest, _length, offer in sorted(found)[:MOST]]
