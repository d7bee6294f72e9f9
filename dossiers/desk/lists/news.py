"""New work shows itself: asked for by a page of a list from time to time, while somebody looks at it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.sessions import leave_unused
from accounts.signin import OfOfficer, officer
from dossiers import queries
from dossiers.desk.lists.tabs import tabs
from dossiers.desk.worklist import filters_of
from dossiers.display.formats import capped
from dossiers.lists import views
from dossiers.lists.listed import listed
from dossiers.lists.news import arrived, written

MOST_DIGITS = 18
"""Of the number of an event."""


@officer
@require_safe
def news(request: OfOfficer) -> HttpResponse:
    """Say what has come into the list of an address, and how many there are in all lists; nothing if nobody has acted.

    ``seen`` is the last event of the page, ``last`` that of what it was told last.
    """
    # No officer is at work because a page is open.
    leave_unused(request)
    now, beside = timezone.now(), views.glance(request.seats)
    if _number(request, "last") == beside.last:
        return HttpResponse(status=204)
    filters = filters_of(request, now)
    seen, shown = _number(request, "seen"), listed(filters, request.seats, now)
    count = arrived(shown, request.seats, seen=seen, last=beside.last)
    messages = written(shown, seen=seen, last=beside.last)
    context = {
        "filters": filters,
        "seen": seen,
        "last": beside.last,
        "new": count,
        "new_in_words": capped(count, queries.MOST_COUNTED),
        "written": messages,
        "written_in_words": capped(messages, queries.MOST_COUNTED),
        **tabs(beside, filters, request.seats, now),
    }
    return render(request, "desk/news.html", context)


def _number(request: OfOfficer, name: str) -> int:
    """Return a number of an address, 0 for anything else."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else 0
