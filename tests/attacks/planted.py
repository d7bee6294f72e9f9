"""The site with faults planted in it, each of which the judge has to see."""

import time

from django.db import connection
from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import include, path

from dossiers.models import Attachment, Dossier, OutboxEntry
from tests.attacks.world import SECRETS

SLOW_SECONDS = 0.3


def raising(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError("planted")


def slow(request: HttpRequest) -> HttpResponse:
    time.sleep(SLOW_SECONDS)
    return HttpResponse("late")


def away(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect("//evil.example/")


def untyped(request: HttpRequest) -> HttpResponse:
    response = HttpResponse("x")
    del response.headers["Content-Type"]
    return response


def tracing(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Traceback (most recent call last):", content_type="text/plain")


def echoing(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.GET["q"])


def leaking(request: HttpRequest) -> HttpResponse:
    return HttpResponse(SECRETS["alice"][0], content_type="text/plain")


def writing(request: HttpRequest) -> HttpResponse:
    """Write half of what belongs together, while it is only read."""
    entry = OutboxEntry.objects.earliest("pk")
    OutboxEntry.objects.create(event=entry.event, kind="planted", due_at=entry.due_at)
    return HttpResponse("x")


def refusing(request: HttpRequest) -> HttpResponse:
    """Write, and say that nothing was done."""
    writing(request)
    return HttpResponse("x", status=409)


def opening(request: HttpRequest) -> HttpResponse:
    connection.connection.autocommit = False
    Dossier.objects.count()
    return HttpResponse("x")


def running_ahead(request: HttpRequest) -> HttpResponse:
    """Count an event that is not there."""
    Dossier.objects.update(sequence=F("sequence") + 1)
    return HttpResponse("x")


def losing(request: HttpRequest) -> HttpResponse:
    """Lose the bytes of a file that was filed."""
    file = Attachment.objects.filter(draft=None).earliest("pk").file
    file.storage.delete(str(file.name))
    return HttpResponse("x")


VIEWS = (raising, slow, away, untyped, tracing, echoing, leaking, writing, refusing, opening, running_ahead, losing)

urlpatterns = [
    path("planted/<slug:anything>/<uuid:pk>/", lambda _request, **_given: HttpResponse("x"), name="planted"),
    *(path(f"planted/{view.__name__}/", view) for view in VIEWS),
    path("", include("portal.urls")),
]
handler400 = "portal.requests.errors.bad_request"
handler404 = "portal.requests.errors.page_not_found"
handler500 = "portal.requests.errors.server_error"
