"""From a refusal or an error to a page, in one place."""

import errno
import sys
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation, TooManyFilesSent
from django.core.files.uploadedfile import UploadedFile
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.shortcuts import render
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

from accounts.away import carrying, unsent
from dossiers.refusals import Refusal
from procedures.time.calendar import CalendarExhausted

TEMPLATE = "error.html"
RETRY_SECONDS = 30
WORDS = (
    "document", "reason", "note", "message", "date", "issued_number", "handover_recipient", "handover_identity",
    "handover_authority",
)  # fmt: skip
"""The fields of an action that hold what somebody has written."""
PARTS_OF_WORDS = ("component-", "remark_text_", "text.")
"""How those begin of which there is one for each paper, or for each place."""

UNREADABLE = (MultiPartParserError, SuspiciousOperation, BadRequest, UnreadablePostError, OverflowError)
"""What is raised for a form that is broken, too much, cut off, or claims to be longer than can be counted."""


READ = "portal.read"
"""In the environment of a request that was too much: the fields that had been read by then."""


class Parser(MultiPartParser):
    """Keeps of a form that is too much at once what came before that: nobody types it twice."""

    def __init__(self, meta: MutableMapping[str, Any], *given: Any) -> None:
        """Keep where to leave it."""
        super().__init__(meta, *given)
        self.environment = meta

    def parse(self) -> "tuple[QueryDict, MultiValueDict[str, UploadedFile[Any]]]":
        """Read the form."""
        try:
            return super().parse()
        except (RequestDataTooBig, TooManyFilesSent):
            self.environment[READ] = getattr(self, "_post", None)
            raise


class UnreadableMiddleware:
    """Answers a form that cannot be read, once and before anything asks for it.

    Otherwise the check of its token asks first, and that of the page of the error asks again, which ends in a 500.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next in line."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Read the form, or say that it cannot be read."""
        request.multipart_parser_class = Parser  # type: ignore[assignment] # the stubs mean an instance
        try:
            _form(request)
        except UNREADABLE as error:
            return _unreadable(request, error)
        return self.get_response(request)


def _form(request: HttpRequest) -> QueryDict:
    """Return the form that was sent; Django reads it where it is first asked for."""
    return request.POST


class RefusalMiddleware:
    """Turns a Refusal that no form has caught into a page that says what was refused and why."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next in line."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal, and a date beyond the calendar; leave everything else to Django."""
        match exception:
            case Refusal():
                return _refused(request, exception)
            case CalendarExhausted():
                reason = exception.text.of(get_language())
                sentence = _("The return date cannot be computed: %(reason)s.") % {"reason": reason}
                again = request.get_full_path()
                return page(request, 409, _("This could not be done"), sentence, written=_written(request), again=again)
        return None


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Render what was refused, with what was typed: as it came with the request, else as it had been kept."""
    again = request.get_full_path() if refusal.leads_back else ""
    written = _written(request) or _words_in(refusal.typed())
    return page(request, refusal.status, refusal.heading(), refusal.sentence(), written=written, again=again)


def page(
    request: HttpRequest, status: int, heading: str, sentence: str, *, written: Iterable[str] = (), again: str = ""
) -> HttpResponse:
    """Render the page of an error: its heading, and one sentence that says what to do.

    ``written`` is what must not be lost, ``again`` the address at which to look once more.
    """
    context = {"status": status, "heading": heading, "sentence": sentence, "written": written, "again": again}
    return render(request, TEMPLATE, context | {"listed": _listed(request)}, status=status)


def _listed(request: HttpRequest) -> str:
    """Return the query of the work-list that one came from, none where that very query is what cannot be read."""
    try:
        return request.GET.urlencode() if "list" in request.GET else ""
    except UNREADABLE:
        return ""


def _written(request: HttpRequest) -> list[str]:
    """Return the texts that came with an action, for the person to copy: no form shows them again."""
    return _words_in(request.POST)


def _words_in(sent: Mapping[str, str | object]) -> list[str]:
    texts = (str(value) for name, value in sent.items() if name in WORDS or name.startswith(PARTS_OF_WORDS))
    return [text for text in texts if text]


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400, or 413 where there was too much of something."""
    return _unreadable(request, exception)


def _unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    heading = _("This is too much at once")
    back = _("Nothing of it was sent; what had been saved before is still there. Go back to what you typed.")
    match exception:
        case RequestDataTooBig():
            todo = _("Shorten the longest text, then send it again.")
        case TooManyFilesSent():
            todo = _("Choose fewer files; send the others after them.")
        case _:
            return page(request, 400, _("The request could not be read"), _("Go back, reload the page and try again."))
    read = request.META.get(READ)
    written = _words_in(read) if isinstance(read, QueryDict) else []
    return page(request, 413, heading, f"{back} {todo}", written=written, again=request.get_full_path())


@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403."""
    del exception
    return page(request, 403, _("This is not open to you"), _("Sign in with the account that this page belongs to."))


@requires_csrf_token
def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404, for what does not exist and for what this person may not see, a seat that has ended meanwhile too."""
    del exception
    sentence = _("Check the address, or look for the procedure or dossier again.")
    return page(request, 404, _("Page not found"), sentence, written=_written(request))


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that did not come from our page, or came after the session had ended."""
    del reason
    if carrying.is_of_our_page(request) and (kept := carrying.carried(request, _("You are no longer signed in."))):
        return kept
    if settings.CSRF_COOKIE_NAME in request.COOKIES:
        heading = _("The form has expired")
        sentence = _(
            "You have signed in or out since this page was opened, so nothing was done. Open it again and send it again."
        )
    else:
        heading = _("The browser keeps no cookies of this site")
        sentence = _(
            "They are blocked, or were just removed, so nothing was done. Allow cookies for this site, open the page again and send it again."
        )
    context = {"status": 403, "heading": heading, "sentence": sentence, **unsent.shown(request)}
    context |= {"again": _anew(request), "renews": _("Open the page again"), "listed": _listed(request)}
    return render(request, TEMPLATE, context, status=403)


def _anew(request: HttpRequest) -> str:
    """Return the address of a page to open it anew, with where it leads on to, as its form knew."""
    onward = request.POST.get("next", "")
    return (
        request.get_full_path()
        if "next" in request.GET or not onward
        else f"{request.path}?{urlencode({'next': onward})}"
    )


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 503 to what passes by itself, else 500, without asking the database for anything."""
    later = _("What you had already sent is kept; try again in a few minutes.")
    match sys.exc_info()[1]:
        case OperationalError() | InterfaceError():
            return _alone(request, HTTPStatus.SERVICE_UNAVAILABLE, _("The site is being put in order"), later)
        case OSError(errno=errno.ENOSPC | errno.EDQUOT):
            return _alone(request, HTTPStatus.SERVICE_UNAVAILABLE, _("Files cannot be stored now"), later)
    sentence = _("The error is recorded. What you had already sent is kept; try again in a few minutes.")
    return _alone(request, HTTPStatus.INTERNAL_SERVER_ERROR, _("Something went wrong"), sentence)


def _alone(request: HttpRequest, status: HTTPStatus, heading: str, sentence: str) -> HttpResponse:
    """Render the page that asks nothing of anybody."""
    context = {"status": status.value, "heading": heading, "sentence": sentence}
    response = render(request, "500.html", context, status=status)
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        response["Retry-After"] = str(RETRY_SECONDS)
    return response
