"""What is shown to somebody who is signed in stays nowhere: no cache, no computer that others use, keeps it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control


def no_store(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Forbid to store what was made for a person; what says that it is public is the same for everybody."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_public = "public" in response.get("Cache-Control", "")
        # Who did not look at the session made nothing for a person. A failure may have the database for its reason.
        if not is_public and request.session.accessed and response.status_code < FAILED:
            _forbid(request, response)
        return response

    return middleware


FAILED = 500
"""From here on the site itself is what fails."""


def _forbid(request: HttpRequest, response: HttpResponse) -> None:
    if request.user.is_authenticated:
        patch_cache_control(response, private=True, no_store=True)
