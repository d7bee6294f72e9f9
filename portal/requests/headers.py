"""Headers of responses that Django has no setting for."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control


def permissions_policy(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Tell the browser which of its powers no page here, and no page in a frame of ours, may ask for.

    A page that needs one says so itself.
    """
    policy = ", ".join(f"{power}=()" for power in settings.POWERS_NOT_USED)

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", policy)
        return response

    return middleware


def no_store(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Forbid to store what was made for a person: no cache, no computer that others use, no search engine keeps it.

    What says that it is public is the same for everybody.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_public = "public" in response.get("Cache-Control", "")
        # Who did not look at the session made nothing for a person. A failure may have the database for its reason.
        if not is_public and request.session.accessed and response.status_code < FAILED:
            _forbid(request, response)
        return response

    return middleware


NO_INDEX = "X-Robots-Tag"
FAILED = 500
"""From here on the site itself is what fails."""


def _forbid(request: HttpRequest, response: HttpResponse) -> None:
    if request.user.is_authenticated:
        patch_cache_control(response, private=True, no_store=True)
        response.headers[NO_INDEX] = "noindex"
