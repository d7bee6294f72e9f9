"""The calendar that a telephone subscribes to, by its secret address; and the page on which one makes and ends that."""

from datetime import datetime
from hashlib import sha256

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.adapter import visitor_of
from accounts.entry.tries import TooManyTriesError
from accounts.seats import seats_of
from accounts.signin import SignedIn, impersonal, signed_in
from dossiers.calendars.feed import addresses, entries
from dossiers.calendars.feed.entries import Entry
from dossiers.calendars.feed.written import MEDIA_TYPE, written
from dossiers.display.links import absolute
from dossiers.log.instants import events_in
from dossiers.models import CalendarFeed
from dossiers.pages.known import known_dossier

ADDRESS = "webcal:"
"""What a telephone takes for a calendar to subscribe to."""


@impersonal
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponseBase:
    """Hand out a calendar to whoever knows its address; for every other address there is nothing, and soon no answer."""
    now = timezone.now()
    try:
        found = addresses.opened(secret, visitor_of(request), now)
    except TooManyTriesError as full:
        seconds = max(1, round((full.until - now).total_seconds()))
        return HttpResponse(status=429, headers={"Retry-After": seconds})
    if found is None:
        raise Http404
    with translation.override(found.language):
        content = written(_entries(found, now))
    etag = f'"{sha256(content).hexdigest()}"'
    headers = {"ETag": etag, "Content-Disposition": 'inline; filename="mot-cua.ics"', "X-Robots-Tag": "noindex"}
    response = HttpResponse(content, content_type=MEDIA_TYPE, headers=headers)
    patch_cache_control(response, private=True, max_age=0, must_revalidate=True)
    return get_conditional_response(request, etag=etag, response=response) or response


def _entries(found: CalendarFeed, now: datetime) -> list[Entry]:
    """Return what the owner of a feed may see now."""
    seats = seats_of(found.owner, timezone.localdate(now))
    own = [known_dossier(dossier, now) for dossier in entries.own(found.owner, now)]
    announced = events_in([dossier.pk for dossier in own])
    return [*entries.of_officer(seats, of_unit=found.of_unit), *entries.of_applicant(own, announced)]


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def own_feed(request: SignedIn) -> HttpResponse:
    """Show whether there is an address; make one, which is shown this once, change what it has, or end it."""
    of_unit = "of_unit" in request.POST
    if "make" in request.POST:
        return _made(request, of_unit=of_unit)
    if "revoke" in request.POST:
        if addresses.revoke(request.user):
            messages.success(request, _("The address leads nowhere any more. Take the calendar off your telephone."))
        return redirect("own_feed")
    if "choose" in request.POST:
        addresses.choose(request.user, of_unit=of_unit)
        messages.success(request, _("Kept. Your telephone shows it when it looks again."))
        return redirect("own_feed")
    return _page(request)


def _made(request: SignedIn, *, of_unit: bool) -> HttpResponse:
    """Show a new address, here alone: what leads to another page would have to be kept."""
    seen, language = request.POST.get("seen", ""), translation.get_language() or ""
    secret = addresses.make(request.user, seen, of_unit=of_unit, language=language, at=timezone.now())
    if not secret:
        messages.info(
            request, _("This was done already, and an address is shown once. Make another one if you need it.")
        )
        return redirect("own_feed")
    return _page(request, absolute("feed", secret))


def _page(request: SignedIn, address: str = "") -> HttpResponse:
    made = addresses.of(request.user)
    seats = seats_of(request.user, timezone.localdate())
    context = {
        "made": made,
        "seen": addresses.name_of(made),
        "address": address,
        "to_subscribe": ADDRESS + address.partition(":")[2] if address else "",
        "is_officer": seats.see_dossiers,
        "heads": bool(entries.heading(seats)),
    }
    return render(request, "public/own_feed.html", context)
