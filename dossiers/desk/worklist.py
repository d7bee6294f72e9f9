"""The officers' work: lists of what waits."""

import unicodedata
from collections.abc import Sequence
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.signin import OfOfficer, officer
from dossiers import clock, queries
from dossiers.display.formats import localized
from dossiers.models import Dossier

MOST_SEARCHED = 100
"""Characters of a search; nobody's name or number is longer."""


def tab_labels() -> dict[str, str]:
    """Return the names of the work-lists."""
    return {
        "mine": _("Waiting for me"),
        "soon": _("Due soon"),
        "late": _("Overdue"),
        "ready": _("To be collected"),
        "open": _("All open"),
        "done": _("Ended"),
    }


@officer
@require_safe
def worklist(request: OfOfficer) -> HttpResponse:
    """List the dossiers of an officer's seats, what is due first on top; a whole number opens its file."""
    query = _searched(request)
    whole = Dossier.objects.visible_to(request.seats).filter(code=query.upper()) if query else Dossier.objects.none()
    if not request.headers.get("HX-Request") and whole.exists():
        return redirect("desk_file", code=query.upper())
    return _worklist(request, query)


def _worklist(request: OfOfficer, query: str) -> HttpResponse:
    now = timezone.now()
    lists = queries.worklists(request.seats, now)
    chosen = request.GET.get("list", "mine")
    chosen = chosen if chosen in lists else "mine"
    shown = lists[chosen]
    found = queries.matching(shown.dossiers, query)
    after = request.GET.get("after", "")
    listed = queries.page_of(found, by=shown.by, after=after, newest_first=shown.newest_first)
    context = {
        "rows": _rows(listed.rows),
        "now": now,
        "tabs": _tabs(lists, chosen),
        "page": queries.links(listed, request.GET),
        "query": query,
        "list": chosen,
    }
    return render(request, "desk/worklist.html", context)


def _tabs(lists: dict[str, queries.Worklist], chosen: str) -> list[dict[str, object]]:
    return [
        {
            "label": label,
            "count": "" if name == "done" else lists[name].count(),
            "url": f"{reverse('worklist')}?list={name}",
            "current": name == chosen,
        }
        for name, label in tab_labels().items()
        if name in lists
    ]


def _rows(dossiers: Sequence[Dossier]) -> list[Dossier]:
    """Put on each dossier what its row shows besides its columns: two texts, and by when a refusal must be told."""
    events = queries.announced([one for one in dossiers if one.accepted_at is None and one.machine.event])
    for dossier in dossiers:
        dossier.step_label = localized(dossier.place.label)  # type: ignore[attr-defined]
        dossier.procedure_name = localized(dossier.machine.name)  # type: ignore[attr-defined]
        dossier.tell_by = _tell_by(dossier, events.get(dossier.pk))  # type: ignore[attr-defined]
    return [*dossiers]


def _tell_by(dossier: Dossier, event_at: datetime | None) -> datetime | None:
    """Return the instant before an announced event by which the earliest of the outcomes must be told."""
    hours = [one.hours_before_event for one in dossier.machine.outcomes if one.hours_before_event is not None]
    return clock.inform_by(event_at, max(hours)) if event_at and hours and dossier.is_open else None


def _searched(request: HttpRequest) -> str:
    """Return what is searched for in the form in which texts are stored: NFC, without control characters."""
    typed = unicodedata.normalize("NFC", request.GET.get("q", ""))
    return "".join(c for c in typed if unicodedata.category(c) != "Cc").strip()[:MOST_SEARCHED]
