"""When the session of somebody of the office ends: after a while without use, and with the working day (ADR-0026).

Citizens are not concerned: somebody who reads papers together for a long form must not lose it.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any

import structlog
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user, logout
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from accounts.away import unsent
from accounts.entry import record
from accounts.models import SignInOutcome
from accounts.signin import works_here

log = structlog.get_logger()

BEGUN, USED = "office_begun", "office_used"
"""Names in the session: seconds since 1970."""
WRITTEN_EVERY = timedelta(minutes=1)
"""How exactly the last use is kept, so that a session is not written at every request."""
_IN_USE = "_office_session_in_use"

type View = Callable[..., HttpResponseBase]


class End(Enum):
    """Why a session is over."""

    UNUSED = auto()
    LONG = auto()

    def sentence(self) -> str:
        """Return what the person reads."""
        if self is End.UNUSED:
            minutes = settings.OFFICER_IDLE_MINUTES
            text = ngettext(
                "You were signed out after %(minutes)s minute without use.",
                "You were signed out after %(minutes)s minutes without use.",
                minutes,
            )
            return text % {"minutes": minutes}
        hours = settings.OFFICER_SESSION_HOURS
        text = ngettext(
            "You were signed out because you had been signed in for %(hours)s hour.",
            "You were signed out because you had been signed in for %(hours)s hours.",
            hours,
        )
        return text % {"hours": hours}


def leave_unused(request: HttpRequest) -> None:
    """Let a session's time run on: a page that renews itself asks, nobody may be there."""
    setattr(request, _IN_USE, None)


class OfficeSessions:
    """Ends the sessions of the office's people in time, and notes when they are used."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next in line."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Note the use, after the page: one that renews itself is not used by being open."""
        response = self.get_response(request)
        now: datetime | None = getattr(request, _IN_USE, None)
        if now is not None and request.user.is_authenticated:
            _note(request.session, now)
        return response

    def process_view(self, request: HttpRequest, view: View, *_view_arguments: Any) -> HttpResponse | None:
        """Let nothing be seen or done in a session that is over."""
        if getattr(view, "is_impersonal", False) or settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        # Django's lazy one takes a detour through Python at each look at it; here it is looked at in any case.
        request.user = user = get_user(request)
        if not (user.is_authenticated and works_here(user)):
            return None
        now = timezone.now()
        end = end_of(request.session, now)
        if end is None:
            setattr(request, _IN_USE, now)
            return None
        return _signed_out(request, end)


def end_of(session: SessionBase, now: datetime) -> End | None:
    """Return why a session is over at an instant; None while it goes on."""
    begun, used = session.get(BEGUN), session.get(USED)
    if begun is None or used is None:
        return None
    if now.timestamp() - begun >= timedelta(hours=settings.OFFICER_SESSION_HOURS).total_seconds():
        return End.LONG
    idle = timedelta(minutes=settings.OFFICER_IDLE_MINUTES) + WRITTEN_EVERY
    return End.UNUSED if now.timestamp() - used >= idle.total_seconds() else None


def _note(session: SessionBase, now: datetime) -> None:
    session.setdefault(BEGUN, now.timestamp())
    if now.timestamp() - session.get(USED, 0) >= WRITTEN_EVERY.total_seconds():
        session[USED] = now.timestamp()


def _signed_out(request: HttpRequest, end: End) -> HttpResponse:
    """End the session; lead to the sign-in page and back, or say that what was sent has not been done."""
    log.info("session_ended", user=request.user.pk, why=end.name.lower())
    if request.user.is_authenticated:
        address = get_adapter(request).get_client_ip(request)
        record.note(request, [request.user], SignInOutcome[end.name], address, timezone.now())
    logout(request)
    if request.method not in ("GET", "HEAD"):
        return unsent.not_done(request, end.sentence())
    messages.info(request, end.sentence())
    login = reverse("account_login")
    to_login = redirect(login) if request.path == login else redirect_to_login(_page_of(request), login)
    # A part of a page that is fetched cannot show the form.
    return HttpResponseClientRedirect(to_login.url) if request.headers.get("HX-Request") else to_login


def _page_of(request: HttpRequest) -> str:
    """Return where whoever signs in again comes back to: to a page, and never to a part of one."""
    details: HtmxDetails | None = getattr(request, "htmx", None)
    return (details.current_url_abs_path if details else None) or request.get_full_path()
