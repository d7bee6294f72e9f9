"""The way in: the home page, and the catalogue that is searched and narrowed."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dossiers.display.formats import localized
from dossiers.display.labels import applicant_label, level_label, online_label
from dossiers.reports.lived import lately
from procedures.catalogue import shelf as procedures
from procedures.catalogue import unfound
from procedures.catalogue.shelf import FILTERS, Found, Search, Shelf
from procedures.machine import Text
from procedures.models import CatalogueEntry

MOST_FILED = 6
"""Procedures on the home page that one gets to at once."""
MOST_TYPED = 200
"""Characters of a search: the longest name of a procedure fits in."""
PAGE_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Option:
    """A value of a filter, and how many procedures it leaves."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter with the values that leave something, beside the other filters."""

    name: str
    label: str
    any_label: str
    options: Sequence[Option]


@dataclass(slots=True)
class Group:
    """Entries under the name of their sector; without one where the best find comes first."""

    title: Text | None
    entries: list[CatalogueEntry]


@dataclass(frozen=True, slots=True)
class Loosening:
    """A filter that could be taken off where nothing was found."""

    label: str
    url: str
    count: int


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the way in: search, what is filed most, the sectors, how it works, look-up."""
    shelf = todays_shelf()
    most_filed = shelf.of_procedures(lately.most_filed(MOST_FILED))
    return render(request, "public/home.html", {"sectors": shelf.sectors, "most_filed": most_filed})


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """List the procedures by sector, or those that were searched for, the best first."""
    shelf = todays_shelf()
    search, is_misread = _search(request.GET, shelf)
    found = _found(request, search, shelf)
    context = {
        "query": search.query,
        "found": found,
        "filters": list(_filters(found, search, shelf)),
        "is_misread": is_misread,
        "is_narrowed": any(search.chosen(name) for name in FILTERS),
        "groups": _groups(found),
        "loosenings": [] if found.total else list(_loosenings(search, shelf)),
        "page": _neighbours(found, search),
    } | _other_way(search)
    response = render(request, "public/catalogue.html", context)
    # What a live search leaves in the address is what somebody would send to a friend.
    response["HX-Replace-Url"] = _address(search, found.page)
    return response


def _found(request: HttpRequest, search: Search, shelf: Shelf) -> Found:
    """Find, and count what is in vain when somebody sends it, not at every key while it is typed."""
    found = procedures.find(shelf, search, page=_page(request.GET))
    if found.is_partial and "HX-Request" not in request.headers and "page" not in request.GET:
        unfound.note(search.query, on=timezone.localdate())
    return found


def _other_way(search: Search) -> dict[str, object]:
    """Return whether only what is typed is searched, and where the other way of searching is."""
    other = replace(search, is_literal=not search.is_literal)
    return {"is_literal": search.is_literal, "other_way_url": _address(other)}


def todays_shelf() -> Shelf:
    """Return what can be filed today, in the reader's language."""
    return procedures.shelf_of(timezone.localdate(), get_language() or "vi")


def _search(asked: Mapping[str, str], shelf: Shelf) -> tuple[Search, bool]:
    """Return what is looked for, and whether something in the address is no filter of ours: it is left out."""
    typed = unicodedata.normalize("NFC", asked.get("q", "")[:MOST_TYPED])
    query = "".join(sign for sign in typed if unicodedata.category(sign) not in ("Cc", "Cs")).strip()
    chosen = {name: asked.get(name, "") for name in FILTERS}
    known = {name: value for name, value in chosen.items() if value and _is_known(name, value, shelf)}
    narrowed = {name: known.get(name, "") for name in FILTERS}
    search = Search(query, is_literal=asked.get("exact", "") == "1", **narrowed)
    return search, len(known) < sum(map(bool, chosen.values()))


def _is_known(name: str, value: str, shelf: Shelf) -> bool:
    words = FILTERS[name]
    return value in words if words else shelf.sector(value) is not None


def _page(asked: Mapping[str, str]) -> int:
    number = asked.get("page", "")
    return int(number) if number.isascii() and number.isdecimal() and len(number) <= PAGE_DIGITS else 1


def _groups(found: Found) -> list[Group]:
    if found.is_ranked:
        return [Group(None, list(found.entries))] if found.entries else []
    groups: dict[str, Group] = {}
    for entry in found.entries:
        groups.setdefault(entry.sector, Group(entry.sector_name, [])).entries.append(entry)
    return list(groups.values())


def _filters(found: Found, search: Search, shelf: Shelf) -> Iterator[Filter]:
    """Give the filters that can still tell something apart, and those that are set."""
    names = {
        "sector": (_("Sector"), _("All sectors")),
        "applicant": (_("Who applies"), _("Everybody")),
        "level": (_("Who decides"), _("All levels")),
        "online": (_("Online"), _("Any way")),
    }
    for name, (label, any_label) in names.items():
        chosen = search.chosen(name)
        counts = found.counts[name] | ({} if chosen in found.counts[name] or not chosen else {chosen: 0})
        if len(counts) > 1 or chosen:
            said_of = _labels(name, shelf)
            options = [Option(value, said_of(value), count, value == chosen) for value, count in counts.items()]
            yield Filter(name, label, any_label, options)


def _labels(name: str, shelf: Shelf) -> Callable[[str], str]:
    by_filter = {"applicant": applicant_label, "level": level_label, "online": online_label}
    sectors = {sector.slug: localized(sector.name) for sector in shelf.sectors}
    return by_filter.get(name, sectors.__getitem__)


def _loosenings(search: Search, shelf: Shelf) -> Iterable[Loosening]:
    for name in FILTERS:
        looser = search.without(name)
        if search.chosen(name) and (count := procedures.find(shelf, looser).total):
            yield Loosening(_labels(name, shelf)(search.chosen(name)), _address(looser), count)


def _neighbours(found: Found, search: Search) -> dict[str, str]:
    return {
        "next_url": _address(search, found.page + 1) if found.page < found.pages else "",
        "previous_url": _address(search, found.page - 1) if found.page > 1 else "",
    }


def _address(search: Search, page: int = 1) -> str:
    """Return the address of a page of the catalogue, with nothing in it that says nothing."""
    asked = asdict(search)
    is_literal = asked.pop("is_literal")
    parts = {
        "q": asked.pop("query"),
        **asked,
        "exact": "1" if is_literal else "",
        "page": str(page) if page > 1 else "",
    }
    said_in_it = urlencode({name: value for name, value in parts.items() if value})
    return f"{reverse('catalogue')}?{said_in_it}" if said_in_it else reverse("catalogue")
