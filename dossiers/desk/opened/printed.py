"""The paper of what was just done, asked for by the page of the file again and again until it is there."""

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.sessions import leave_unused
from accounts.signin import OfOfficer, officer
from dossiers import policy
from dossiers.desk.opened.page import visible
from dossiers.desk.opened.slips import slip_of
from dossiers.pages.opened import Opened

NOTHING_MORE = 286
"""By this status htmx asks no more."""


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
