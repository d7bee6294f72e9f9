"""The page of the desk with whom it has to tell of a new date, or another place, as no mail does."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.roles import Role
from accounts.signin import OfOfficer, officer
from dossiers.pages.inbox.untold import lately


@officer
@require_safe
def new_dates(request: OfOfficer) -> HttpResponse:
    """List the open dossiers whose date or place a change has moved and whose applicant no mail has told."""
    if not request.seats.has(Role.ONE_STOP_OFFICER):
        raise Http404
    return render(request, "desk/untold.html", {"untold": lately(request.seats, timezone.now())})
