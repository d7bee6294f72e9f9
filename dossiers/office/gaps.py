"""The administrator's page of what the organisation lacks, and where else the administrator learns of it."""

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.signin import OfOfficer, administrator, seats_today
from dossiers.display.links import path_to
from dossiers.models import Dossier
from dossiers.pages.gaps import Gaps, count_of_administrator, of_administrator
from dossiers.reports.alerts.coming import coming

MOST_WARNED = 3
"""Gaps that a warning names; the page has all of them."""


@administrator
@require_safe
def gaps(request: OfOfficer) -> HttpResponse:
    """Show what is missing today, and what will be within a week."""
    on = timezone.localdate()
    found = of_administrator(request.seats, on)
    lying = Dossier.objects.filter(agency__in=request.seats.administered_agency_ids)
    context = {"gaps": found, "lacking": found.count, "coming": coming(lying, on, also_now=True)}
    return render(request, "office/gaps.html", context)


def lacking(request: OfOfficer) -> dict[str, str]:
    """Return what the tabs of these pages show: how much is missing, empty where nothing is."""
    return {"lacking": count_of_administrator(request.seats, timezone.localdate())}


def administration(request: HttpRequest) -> TemplateResponse:
    """Show the first page of the administration, with what is missing on top."""
    found = _of_whoever(request)
    return admin.site.index(request, {"gaps": found, "gaps_url": path_to("gaps")})


def warn(request: HttpRequest) -> None:
    """Warn whoever has just changed seats under /admin/ of what is missing now (``settings.AFTER_SEATS``)."""
    if sentence := _missing(request):
        link = format_html('{} <a href="{}">{}</a>', sentence, path_to("gaps"), _("See what is missing"))
        messages.warning(request, link)


def tell(request: HttpRequest) -> None:
    """Warn of the same on a page of ours, whose tabs lead to what is missing."""
    if sentence := _missing(request):
        messages.warning(request, sentence)


def _missing(request: HttpRequest) -> str:
    """Return what is missing for an administrator as a sentence; "" where nothing is."""
    found = _of_whoever(request)
    if not found:
        return ""
    language = get_language()
    lacks = [one.lack.of(language) for one in found.missing[:MOST_WARNED]]
    if found.left_alone:
        lacks.append(_("dossiers without a case officer who stays: %(n)s") % {"n": len(found.left_alone)})
    if found.barred:
        lacks.append(_("dossiers that nobody may handle: %(n)s") % {"n": len(found.barred)})
    return _("Something is missing in the organisation now or within a week: %(what)s.") % {"what": "; ".join(lacks)}


def _of_whoever(request: HttpRequest) -> Gaps | None:
    """Return what is missing for an administrator with a seat; None for others who may open the administration."""
    seats = seats_today(request.user)
    return of_administrator(seats, timezone.localdate()) if seats and seats.administered_agency_ids else None
