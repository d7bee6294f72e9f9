"""The officers' work: lists of what waits."""

import unicodedata
from dataclasses import replace
from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.rights import HEADING, LOOKING_AT_MONEY
from accounts.roles import Role
from accounts.signin import OfOfficer, officer
from dossiers import queries, search
from dossiers.bulk.kinds import offered
from dossiers.desk.filter_form import OPEN, form
from dossiers.desk.found import found as find
from dossiers.desk.lists import chips
from dossiers.desk.lists.heads import heads
from dossiers.desk.lists.hints import hints
from dossiers.desk.lists.letters import letters_to_sign
from dossiers.desk.lists.tabs import of_nothing, of_span, tabs
from dossiers.desk.opened.reasons import keeps
from dossiers.desk.rows import Look, drawn
from dossiers.display.formats import capped
from dossiers.display.links import path_to
from dossiers.lists import views
from dossiers.lists.columns import CHOSEN, remember
from dossiers.lists.filters import COLUMNS, FILTERS, LIST, SEARCH, Filters
from dossiers.lists.listed import listed
from dossiers.lists.views import Glance
from dossiers.log.appointments import WAITING
from dossiers.models.rows import at_once
from dossiers.pages.gaps import barred_of, of_head, of_manager
from dossiers.pages.inbox import untold
from dossiers.refusals.workbench import FilterGone

MOST_SEARCHED = 200
"""Characters of a search; no name, number or address in a QR code is longer."""
TICKED = "chosen"
"""The name of the box of a row, and of what is ticked when one comes back."""
APPLY = "apply"
"""The name of the buttons of the form of filters."""
USUAL = "usual"
"""The value of the one that puts the usual columns back."""
MOST_DIGITS = 4
"""Of the number of a page that there may be, and one more."""


@officer
@require_safe
def worklist(request: OfOfficer) -> HttpResponse:
    """List the dossiers of an officer's seats, what is due first on top, or what a search finds among all of them.

    A whole number, or the address in a QR code, opens its file.
    """
    now, query = timezone.now(), searched(request)
    if query and not request.headers.get("HX-Request"):
        code = search.exact(query, request.seats)
        if code:
            return redirect("desk_file", code=code)
    filters = filters_of(request, now)
    if APPLY in request.GET and not filters.ignored:
        return _applied(request, filters)
    beside, first = _at_a_glance(request, filters, query, now)
    bulk = offered(request.seats)
    look = _look(request, filters, query, filters.columns or beside.columns or CHOSEN, can_choose=bool(bulk))
    shown = _search(request, filters, look, now) if query else _list(request, filters, look, now, first)
    shown |= _bar(request, filters, look, now)
    shared = {"query": query, "filters": filters, "bulk": bulk, "fields": parse_qsl(look.kept)}
    shared |= {"heads": heads(filters, look.columns), "keeps_reasons": keeps(request.seats)}
    around = _beside(request, beside, None if query else filters, now)
    shown |= {"whole": shown.get("count") or around["here"]}
    return render(request, "desk/worklist.html", {**shared, **shown, **around})


def _applied(request: OfOfficer, filters: Filters) -> HttpResponse:
    """Lead to the list that a form asks for, and remember its columns: a form sends what was left empty too."""
    if request.GET[APPLY] == USUAL:
        filters = replace(filters, columns=())
    if request.method != "HEAD":
        remember(request.user.pk, filters.columns)
    return redirect(f"{path_to('worklist')}?{filters.query()}")


def _at_a_glance(request: OfOfficer, filters: Filters, query: str, now: datetime) -> tuple[Glance, queries.Page | None]:
    """Return what stands beside a list, and with it the first page of a whole list, which has a statement of its own."""
    if query or request.GET.get("after") or filters.values or filters.sort:
        return views.glance(request.seats), None
    page = queries.asked_first(filters.list, request.seats, now)
    beside, found = at_once(views.asked(request.seats), page)
    return views.seen_in(beside), queries.first_page(found)


def _beside(request: OfOfficer, beside: Glance, filters: Filters | None, now: datetime) -> dict[str, object]:
    """Return what stands beside every list, and by what it is seen later that somebody has acted."""
    around = tabs(beside, filters, request.seats, now)
    return {
        "here": next((tab.count for kept in around.values() for tab in kept if tab.current), ""),
        "seen": beside.last,
        "last": beside.last,
        "new": 0,
        "written": 0,
        "cases": beside.cases,
        "untold": untold.count(request.seats, now),
        **around,
    }


def _look(request: OfOfficer, filters: Filters, query: str, columns: tuple[str, ...], *, can_choose: bool) -> Look:
    """Return what the rows of a page have in common; a file that is opened knows the list, its filters and its page."""
    kept = kept_of(request, filters)
    place = "#notes" if filters.list == "mentioned" and not query else ""
    of_letters = filters.get("apology") == WAITING and not query
    of_lying = filters.list == "lying" and not query
    return Look(get_language(), kept, place, columns, can_choose=can_choose, of_lying=of_lying, of_letters=of_letters)


def kept_of(request: HttpRequest, filters: Filters) -> str:
    """Return by what one comes back to a list, or a search: its filters and its page."""
    page = {name: request.GET[name] for name in ("after", "page") if name in request.GET}
    return urlencode([*parse_qsl(filters.query()), *page.items()]) if page else filters.query()


def ticked(request: HttpRequest) -> frozenset[str]:
    """Return the numbers of the dossiers whose rows an address wants ticked."""
    return frozenset(text.partition(":")[0] for text in request.GET.getlist(TICKED))


def asked(request: HttpRequest) -> dict[str, str]:
    """Return what an address asks for by name; of columns, which a form sends one by one, all.

    A search that was emptied leads to its list: what narrowed what was found is left behind with it.
    """
    query, given = searched(request), request.GET.dict()
    if SEARCH in given and not query:
        return {LIST: given.get(LIST, "")}
    return given | {COLUMNS: ",".join(request.GET.getlist(COLUMNS)), SEARCH: query}


def filters_of(request: OfOfficer, now: datetime) -> Filters:
    """Return what the address of a page says of the list that it is of, or comes from."""
    return Filters.read(asked(request), request.seats, timezone.localdate(now))


def narrowed(request: OfOfficer, now: datetime) -> Filters:
    """Return what the address of a page says of the list with which something is done as a whole.

    Raises ``FilterGone`` where something of it narrows no more: what is done would go over dossiers that nobody meant.
    """
    filters = filters_of(request, now)
    if any(name in FILTERS for name in filters.ignored):
        raise FilterGone
    return filters


def _bar(request: OfOfficer, filters: Filters, look: Look, now: datetime) -> dict[str, object]:
    """Return what stands above a list, or above what was found, of what narrows it."""
    today = timezone.localdate(now)
    is_asked = OPEN in request.GET or filters.crossed
    return {
        "chips": chips.chips(filters, today),
        "ignored": chips.ignored(filters),
        "form": form(filters, request.seats, today, look.columns) if is_asked else "",
        "reads_money": request.seats.has(*LOOKING_AT_MONEY),
        "keeps_money": request.seats.has(Role.DEPARTMENT_LEADER),
        "leads": request.seats.has(*HEADING),
        "can_save": not filters.text and bool(filters.values or filters.sort or filters.columns),
    }


def _search(request: OfOfficer, filters: Filters, look: Look, now: datetime) -> dict[str, object]:
    """Return what a search finds among all that somebody may see, as far as it fits the filters of the search."""
    found = find(filters, request.seats, page_number(request.GET.get("page", "")), now)
    return {
        **drawn(found.rows, request.seats, look, now, matches=found.matches, ticked=ticked(request))._asdict(),
        "shown": len(found.rows),
        "found": found,
        "hints": hints(filters, request.user),
        "letters": None,
        "count": found.count,
        "page": found.page,
        "span": "",
        "gaps": None,
        "stopped": (),
        "barred": (),
    }


def _list(
    request: OfOfficer, filters: Filters, look: Look, now: datetime, first: queries.Page | None
) -> dict[str, object]:
    """Return a list with its filters, and what its reader has to see to besides."""
    seats, today = request.seats, timezone.localdate(now)
    page, count = (first, "") if first else _page(filters, request, now)
    return {
        **drawn(page.rows, seats, look, now, ticked=ticked(request))._asdict(),
        "shown": len(page.rows),
        "found": None,
        "hints": None,
        "letters": letters_to_sign(seats, now),
        "count": count,
        "page": queries.links(page, dict(parse_qsl(filters.query()))),
        "order": chips.order(filters),
        "nothing": None if page.rows else of_nothing(filters.list, is_provincial=seats.has(Role.PROVINCIAL_OFFICE)),
        "span": of_span(filters.list) if page.rows else "",
        "gaps": of_head(seats, today),
        "stopped": of_manager(seats, today),
        "barred": barred_of(seats, today),
    }


def _page(filters: Filters, request: OfOfficer, now: datetime) -> tuple[queries.Page, str]:
    """Return the page that an address asks for, and how many dossiers fit where the list is narrowed.

    What ends on its first page is counted by it.
    """
    after = request.GET.get("after", "")
    shown = listed(filters, request.seats, now)
    page = shown.page(after)
    if not filters:
        return page, ""
    count = shown.count if after or page.next else len(page.rows)
    return page, capped(count, queries.MOST_COUNTED)


def page_number(text: str) -> int:
    """Return the number of a page in an address; 0 for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < MOST_DIGITS else 0


def searched(request: HttpRequest) -> str:
    """Return what is searched for in the form in which texts are stored: NFC, without control characters."""
    typed = unicodedata.normalize("NFC", request.GET.get(SEARCH, ""))
    return "".join(c for c in typed if unicodedata.category(c) != "Cc").strip()[:MOST_SEARCHED]
