"""The list that an officer came from with a dossier: the files beside it there, and the way back."""

from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from urllib.parse import urlencode

from django.db.models import Q

from accounts.signin import OfOfficer
from dossiers import search
from dossiers.desk.worklist import filters_of, page_number
from dossiers.display.links import FROM, came_from, list_of, path_to
from dossiers.lists.filters import Filters
from dossiers.lists.listed import Listed, fitting, listed
from dossiers.models import Dossier, DossierQuerySet
from dossiers.queries import PAGE, Cursor, kind_of

AT = "at"
"""In the address: the place that the dossier had in the list when it was opened, for an act may move it."""
OF_LIST = ("list", "q")
"""What an address has that was opened from a list, or from a search."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The list's own query, with the dossier's place in it, and the addresses of the files before and behind."""

    kept: str = ""
    back: str = ""
    """The query of the list itself."""
    previous_url: str = ""
    next_url: str = ""
    figures_url: str = ""
    """The address of the list of figures that it was opened from, which has no neighbours."""


def neighbours(request: OfOfficer, dossier: Dossier, now: datetime) -> Neighbours:
    """Return what lies beside a dossier in the list it was opened from; nothing where it was opened by itself."""
    if not any(name in request.GET for name in OF_LIST):
        figures_url = list_of(request.GET.get(FROM, ""))
        return Neighbours(kept=came_from(figures_url) if figures_url else "", figures_url=figures_url)
    filters = filters_of(request, now)
    return _in_search(request, dossier, filters, now) if filters.text else _in_list(request, dossier, filters, now)


def _in_search(request: OfOfficer, dossier: Dossier, filters: Filters, now: datetime) -> Neighbours:
    """Return the neighbours among what was found and fits; a dossier that fits no more keeps its place among the found."""
    found = search.search(filters.text, request.seats)
    if dossier.pk not in found:
        back = _on_page(filters, page_number(request.GET.get("page", "")))
        return Neighbours(back, back)
    place, fit = found.index(dossier.pk), fitting(found, filters, request.seats, now)
    rest = set(fit) - {dossier.pk}
    before, behind = ([pk for pk in part if pk in rest] for part in (found[:place], found[place:]))
    beside = before[-1:], behind[:1]
    seen = Dossier.objects.visible_to(request.seats).filter(pk__in=[*chain(*beside)])
    codes, back = dict(seen.values_list("pk", "code")), _on_page(filters, 1 + len(before) // PAGE)
    previous_url, next_url = (_file("".join(codes.get(pk, "") for pk in one), back) for one in beside)
    return Neighbours(back, back, previous_url, next_url)


def _on_page(filters: Filters, number: int) -> str:
    """Return the query of a page of what was found."""
    return filters.query() + (f"&{urlencode({'page': number})}" if number > 1 else "")


def _in_list(request: OfOfficer, dossier: Dossier, filters: Filters, now: datetime) -> Neighbours:
    after = request.GET.get("after", "")
    back = filters.query() + (f"&{urlencode({'after': after})}" if after else "")
    shown = listed(filters, request.seats, now)
    place = _place(request, dossier, shown)
    if place is None:
        return Neighbours(back, back)
    return Neighbours(
        f"{back}&{urlencode({AT: place.write()})}",
        back,
        _file(_beside(shown, dossier, place, backwards=True), back),
        _file(_beside(shown, dossier, place, backwards=False), back),
    )


def _place(request: OfOfficer, dossier: Dossier, shown: Listed) -> Cursor | None:
    """Return the place that the address has kept, else the one that the dossier has now; None where it has none."""
    kept = Cursor.read(request.GET.get(AT, ""), kind_of(shown.by))
    if kept is not None and kept.pk == dossier.pk:
        return kept
    # In the order of hands its place is what the list is annotated with.
    own = shown.dossiers.filter(pk=dossier.pk).values_list(shown.by, flat=True)
    value = getattr(dossier, shown.by) if hasattr(dossier, shown.by) else own.first()
    return Cursor(value, dossier.pk) if value is not None else None


def _beside(shown: Listed, dossier: Dossier, place: Cursor, *, backwards: bool) -> str:
    """Return the number of the dossier before or behind a place: a look-up in the list's own order."""
    descending = shown.descending != backwards
    sign = "lt" if descending else "gt"
    behind = Q(**{f"{shown.by}__{sign}": place.value}) | Q(**{shown.by: place.value, f"id__{sign}": place.pk})
    rest: DossierQuerySet = shown.dossiers.filter(behind, **{f"{shown.by}__{sign}e": place.value})
    order = "-" if descending else ""
    rest = rest.exclude(pk=dossier.pk).order_by(f"{order}{shown.by}", f"{order}id")
    return str(next(iter(rest.values_list("code", flat=True)[:1]), ""))


def _file(code: str, query: str) -> str:
    return f"{path_to('desk_file', code=code)}?{query}" if code else ""
