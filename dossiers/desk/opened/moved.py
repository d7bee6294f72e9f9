"""What the page of a file asks again and again: whether it has moved since, and whether the paper of what was just done is there."""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.sessions import leave_unused
from accounts.signin import OfOfficer, officer
from dossiers import acts, policy
from dossiers.commands import notes
from dossiers.commands.remarks import latest_by_others
from dossiers.desk.opened.page import visible
from dossiers.desk.opened.slips import slip_of
from dossiers.display.formats import localized
from dossiers.log.effective import called
from dossiers.models import Dossier, Event
from dossiers.pages.opened import Opened
from dossiers.refusals.workbench import NoLongerHere

NOTHING_MORE = 286
"""By this status htmx asks no more."""
MOST_DIGITS = 18
"""Of a number in an address."""


@dataclass(frozen=True, slots=True)
class News:
    """What somebody did to a dossier that is open."""

    what: str
    who: str
    at: datetime


@officer
@require_safe
def moved(request: OfOfficer, code: str) -> HttpResponse:
    """Say what happened to a dossier since a page of it was made, else who else has it open; nothing (204) where neither."""
    try:
        dossier = visible(request, code)
    except NoLongerHere as gone:
        # Its page is still open: what is typed there can be copied.
        return render(request, "desk/moved.html", {"gone": gone, "news": None, "others": ()})
    others = notes.looks_at(dossier, request.user.pk, at=timezone.now())
    seen = _asked(request, "seen")
    if dossier.sequence > seen and (last := _last(dossier, seen)):
        news = _in_words(dossier, last)
    elif (latest := latest_by_others(dossier, request.user)) and latest.pk > _asked(request, "remark"):
        news = News(_("a remark"), latest.by.get_full_name(), latest.at)
    elif others:
        news = None
    else:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return render(request, "desk/moved.html", {"gone": None, "news": news, "others": others})


def _last(dossier: Dossier, seen: int) -> Event | None:
    """Return the last event of a dossier after that sequence; that a paper was issued is no news."""
    later = dossier.events.filter(sequence__gt=seen).exclude(action__in=acts.PAPERS)
    return later.select_related("actor", "on_behalf_of").order_by("sequence").last()


def _in_words(dossier: Dossier, event: Event) -> News:
    """Put an event into words."""
    label = called(dossier, event)
    return News(localized(label) if label else event.action, event.by_whom, event.at)


def _asked(request: HttpRequest, name: str) -> int:
    """Return a number of the address; so great that nothing is news for what is none."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else 10**MOST_DIGITS


@officer
@require_safe
def slip(request: OfOfficer, code: str) -> HttpResponse:
    """Show the paper of what this person has just done at a dossier, or that it is being printed."""
    # No officer is at work because a page is open.
    leave_unused(request)
    dossier = visible(request, code)
    found = slip_of(Opened.of(dossier, policy.actors(request.user, request.seats), timezone.now()))
    is_coming = found is not None and not found.url
    status = HTTPStatus.OK if is_coming else NOTHING_MORE
    return render(request, "desk/slip_line.html", {"slip": found}, status=status)
