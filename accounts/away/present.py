"""Who is signed in at this browser now: asked by a page that is open while its session may end."""

from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.away.marks import mark_of
from accounts.models import User
from accounts.sessions import leave_unused


@never_cache
@require_safe
def present(request: HttpRequest) -> JsonResponse:
    """Give ``{person, token}``: the mark of who is signed in, "" for nobody, and what a form has to come with now.

    An open page asks by itself, so that the session is not used by it.
    """
    leave_unused(request)
    person = mark_of(request.user) if isinstance(request.user, User) else ""
    return JsonResponse({"person": person, "token": get_token(request)})
