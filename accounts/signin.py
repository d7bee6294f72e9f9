"""Views for people who are signed in: what is certain about their request, said once in types."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.away import unsent
from accounts.models import User
from accounts.roles import Role
from accounts.seats import Seats, seats_of


def seats_today(user: User | AnonymousUser) -> Seats | None:
    """Return the seats that somebody holds today; None for whoever is not signed in."""
    return seats_of(user, timezone.localdate()) if user.is_authenticated else None


def works_here(user: User) -> bool:
    """Say whether somebody is of the office today: with a seat in force, or as an administrator of the site."""
    return user.is_staff or bool(seats_of(user, timezone.localdate()))


class SignedIn(HttpRequest):
    """A request of a person with an account."""

    user: User


class OfOfficer(SignedIn):
    """A request of a person with a seat that opens the page."""

    seats: Seats


def impersonal[**P](view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """Mark a view whose answer is the same for everybody: no session is looked at, so that any cache may keep it."""
    view.is_impersonal = True  # type: ignore[attr-defined]
    return view


def signed_in[**P](view: Callable[Concatenate[SignedIn, P], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Send people who are not signed in to sign in; they come back here after it."""
    return _of_somebody(view)


def officer[**P](view: Callable[Concatenate[OfOfficer, P], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Open a view to people whose seat shows dossiers; for everybody else it does not exist."""
    return _with_seat(view, lambda seats: seats.see_dossiers)


def seated[**P](view: Callable[Concatenate[OfOfficer, P], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Open a view to people with any seat; for everybody else it does not exist."""
    return _with_seat(view, bool)


def desk_officer[**P](view: Callable[Concatenate[OfOfficer, P], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Open a view to people with a seat at the one-stop desk; for everybody else it does not exist."""
    return _with_seat(view, lambda seats: seats.has(Role.ONE_STOP_OFFICER))


def administrator[**P](view: Callable[Concatenate[OfOfficer, P], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Open a view to people with an administrator's seat; for everybody else it does not exist."""
    return _with_seat(view, lambda seats: bool(seats.administered_agency_ids))


def _with_seat[**P](
    view: Callable[Concatenate[OfOfficer, P], HttpResponseBase], opens: Callable[[Seats], bool]
) -> Callable[..., HttpResponseBase]:
    @wraps(view)
    def guarded(request: OfOfficer, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        request.seats = seats_of(request.user, timezone.localdate())
        if not opens(request.seats):
            raise Http404
        return view(request, *args, **kwargs)

    return _of_somebody(guarded)


def _of_somebody(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Lead whoever is not signed in to the sign-in page; say of a form that it was not done, and lose none of it."""
    to_sign_in = login_required(view)

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        is_page = request.method != "POST" or bool(request.headers.get("HX-Request"))
        if request.user.is_authenticated or is_page:
            return to_sign_in(request, *args, **kwargs)
        return unsent.not_done(request, _("You are no longer signed in."))

    return guarded
