"""The administrator's page of what the organisation lacks: roles without a holder, dossiers whose case officer has left."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.signin import OfOfficer, administrator
from dossiers.pages.gaps import of_administrator


@administrator
@require_safe
def gaps(request: OfOfficer) -> HttpResponse:
    """Show what is missing today, and what will be within a week."""
    return render(request, "office/gaps.html", {"gaps": of_administrator(request.seats, timezone.localdate())})
