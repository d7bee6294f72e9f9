"""A telephone beside the counter: the code that an officer shows, and the page on which photos are sent with it (ADR 0091)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from http import HTTPStatus
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_http_methods, require_safe

from accounts.adapter import visitor_of
from accounts.entry.tries import TooManyTriesError
from accounts.models import User
from accounts.sessions import leave_unused
from accounts.signin import OfOfficer, desk_officer
from dossiers import turns
from dossiers.background import looking
from dossiers.desk.counter.scans import Place, place_of
from dossiers.desk.opened.moved import NOTHING_MORE
from dossiers.display.formats import localized
from dossiers.display.links import absolute
from dossiers.filing.counter import checking, known_scans, phones
from dossiers.models import Awaits
from dossiers.pages import fields
from dossiers.papers.signed.code import code_of
from dossiers.refusals import Refusal

PRESS = "phone:"
"""How a button of the entry page begins that asks for a code; behind it stands the paper."""
SEND, CODE, FILES = "send", "code", "files"
GIVEN = "phone_code"
"""Under which the session keeps which code a telephone has given: its row, and never the code."""
POLICY: Mapping[str, Collection[str]] = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "manifest-src": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
"""What the telephone's page may do: wear our style, run our script, and send its form to us."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A code as an officer shows it."""

    paper: str
    code: str
    address: str
    """Of the page without the code, for somebody who types it."""
    qr: str
    """As an image in a ``data:`` address."""
    until: datetime


def made(by: User, place: Place, pressed: str, now: datetime) -> Shown | None:
    """Make the code that a button of a page with papers asks for; None for every other button."""
    name = pressed.removeprefix(PRESS)
    paper = place.paper(name)
    if name == pressed or paper is None:
        return None
    code, address = phones.make(place.draft, name, by=by, at=now), absolute("counter_phone")
    # A browser keeps what stands behind the # and sends it to nobody: no log of any server has it.
    qr = code_of(f"{address}#{code}")
    return Shown(localized(paper.title), phones.grouped(code), address, qr, now + phones.LASTS)


@desk_officer
@require_safe
def counter_arrived(request: OfOfficer, pk: UUID) -> HttpResponse:
    """Say what came by the code that was shown last, or that it is waited for."""
    # No officer is at work because a page is open.
    leave_unused(request)
    place, now = place_of(request, pk), timezone.now()
    files, may_come = phones.arrived(place.draft, request.user, now) if place else ([], False)
    known = known_scans.asked(place.draft, request.seats) if place and files else {}
    # What is asked stays as it was ticked: it is shown once nothing changes any more.
    is_read = not any(one.awaits == Awaits.SIGNATURES for one in files)
    status = NOTHING_MORE if is_read and not may_come else HTTPStatus.OK
    context = {"files": files, "may_come": may_come, "is_read": is_read, "known": known}
    return render(request, "desk/counter_arrived.html", context, status=status)


@cache_control(private=True, no_store=True)
@csp_override(POLICY)
@require_http_methods(["GET", "HEAD", "POST"])
def counter_phone(request: HttpRequest) -> HttpResponse:
    """Ask for the code, show for which paper it is, and take the photos that are sent with it.

    The code comes in the body of a form alone: addresses are logged. What was sent is answered by a way to a page that is
    had by its address, so that the browser's way back leads there.
    """
    now = timezone.now()
    try:
        return _done(request, now) if request.method == "POST" else _shown(request, now)
    except TooManyTriesError:
        sentence = _("There were too many wrong codes. Wait a minute, then scan the code from the screen once more.")
        return _page(request, refused=sentence, status=429)
    except Refusal as refusal:
        request.session.pop(GIVEN, None)
        return _page(request, refused=str(refusal), status=refusal.status)


def _done(request: HttpRequest, now: datetime) -> HttpResponse:
    """Do what a button of the telephone says. Raises what ``phones.opened`` and ``phones.send`` raise."""
    typed, given = request.POST.get(CODE, ""), request.session.get(GIVEN)
    if not typed and given is not None:
        found = phones.opened_by(given, now)
    else:
        found = phones.opened(typed, visitor_of(request), now)
    if request.POST.get("do", "") == SEND:
        return _sent(request, found, now)
    return _keep(request, found)


def _keep(request: HttpRequest, found: phones.Opened) -> HttpResponse:
    request.session[GIVEN] = found.code.pk
    return redirect("counter_phone")


def _shown(request: HttpRequest, now: datetime) -> HttpResponse:
    """Ask for a code; of one that was given show for which paper it is, or what has become of the photos."""
    given = request.session.get(GIVEN)
    if given is None:
        return _page(request)
    came = phones.came(given, now)
    if not came.kept:
        return _opened(request, phones.opened_by(given, now), came.faults)
    sent = [one.name for one in came.kept]
    return _page(request, sent=sent, faults=came.faults, waiting=came.is_awaited)


def _sent(request: HttpRequest, found: phones.Opened, now: datetime) -> HttpResponse:
    uploads = request.FILES.getlist(FILES)
    if not uploads:
        request.session[GIVEN] = found.code.pk
        return _opened(request, found, [_("No photo has been chosen yet.")])
    sent = phones.send(found, uploads, at=now)
    if sent.is_awaited:
        transaction.on_commit(partial(turns.wake, looking.RUN.name), robust=True)
    if not sent.kept:
        request.session[GIVEN] = found.code.pk
        return _opened(request, found, sent.faults)
    return _keep(request, found)


def _opened(request: HttpRequest, found: phones.Opened, faults: Sequence[str] = ()) -> HttpResponse:
    machine = checking.on_paper(found.draft.version.machine)
    titles = {one.name: localized(one.title) for one in machine.components}
    context = {"paper": titles.get(found.code.component, "")}
    context |= {"procedure": localized(machine.name), "limits": fields.limits_of_one_file()}
    return _page(request, faults=faults, status=422 if faults else 200, **context)


def _page(request: HttpRequest, *, status: int = 200, **context: object) -> HttpResponse:
    empty = {
        "paper": "",
        "procedure": "",
        "limits": "",
        "faults": (),
        "sent": (),
        "refused": "",
        "waiting": False,
    }
    return render(request, "desk/counter_phone.html", {**empty, **context}, status=status)
