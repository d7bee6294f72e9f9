"""Whether a dossier has moved since somebody opened it, and who else has: asked again and again while its page is looked at."""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.signin import OfOfficer, officer
from dossiers.commands import notes
from dossiers.commands.remarks import latest_by_others
from dossiers.desk.opened.page import visible
from dossiers.display.formats import localized
from dossiers.log.effective import called
from dossiers.models import Dossier, Event
from dossiers.refusals.workbench import NoLongerHere

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
    if dossier.sequence > _asked(request, "seen"):
        news = _event(dossier)
    elif (latest := latest_by_others(dossier, request.user)) and latest.pk > _asked(request, "remark"):
        news = News(_("a remark"), latest.by.get_full_name(), latest.at)
    elif others:
        news = None
    else:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return render(request, "desk/moved.html", {"gone": None, "news": news, "others": others})


def _event(dossier: Dossier) -> News:
    """Return the last event of a dossier."""
    last = Event.objects.select_related("actor").get(dossier=dossier, sequence=dossier.sequence)
    label = called(dossier, last)
    who = last.by_whom
    return News(localized(label) if label else last.action, who, last.at)


def _asked(request: HttpRequest, name: str) -> int:
    """Return a number of the address; so great that nothing is news for what is none."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else 10**MOST_DIGITS
