"""Numbers for those who wait: taken at a machine without a sign-in, shown on a screen; nothing says who they are."""

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.rows import is_row
from dossiers.filing.counter import tickets
from dossiers.models import Ticket, TicketPoint
from dossiers.refusals.receiving import NoNumbers, NumbersSwitchedOff
from procedures import steady
from procedures.machine import Text

SCREEN_SECONDS, SLIP_SECONDS, MACHINE_SECONDS = 5, 20, 30
"""After so long a screen renews itself, a slip gives way to the next person, and a machine that gives none asks again."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take_number(request: HttpRequest, secret: str) -> HttpResponse:
    """Offer a number to whoever stands at the machine, and give it; the address is the machine's own secret."""
    point = _point(secret)
    kinds = tickets.kinds_of(point)
    refusal: NoNumbers | None = None if tickets.are_on(point.point) else NumbersSwitchedOff()
    if request.method == "POST":
        try:
            ticket = tickets.give(point, _chosen(request, kinds), at=timezone.now())
        except NoNumbers as refused:
            refusal = refused
        else:
            return redirect("number_slip", secret=secret, number=ticket.number)
    is_off = isinstance(refusal, NumbersSwitchedOff)
    context = {"kinds": [] if is_off else kinds, "name": _name(point.point), "refusal": refusal}
    context["in_english"] = _in_english(refusal)
    status = refusal.status if refusal and request.method == "POST" else 200
    response = render(request, "public/take_number.html", context, status=status)
    if is_off:
        response.headers["Refresh"] = f"{MACHINE_SECONDS}; url={request.path}"
    return response


def _in_english(refusal: NoNumbers | None) -> str:
    """Return a refusal as its second sentence says it: the buttons of the machine are in both languages too."""
    if refusal is None or get_language() == "en":
        return ""
    with translation.override("en"):
        return refusal.sentence()


def _point(secret: str) -> TicketPoint:
    point = tickets.point_of(secret)
    if point is None:
        raise Http404
    return point


def _chosen(request: HttpRequest, kinds: list[tickets.Kind]) -> tickets.Kind:
    """Return what was pressed; the first where an address of before names one that is not offered any more."""
    place = request.POST.get("kind", "")
    return kinds[int(place)] if is_row(place) and int(place) < len(kinds) else kinds[0]


def _name(point: str) -> Text:
    found = steady.now().agencies.on(point, timezone.localdate())
    return found.name if found else Text(point, point)


@never_cache
@require_safe
def number_slip(request: HttpRequest, secret: str, number: int) -> HttpResponse:
    """Show a number of today, to be printed or kept in mind, and how many wait before it."""
    point, on = _point(secret), timezone.localdate()
    ticket = Ticket.objects.filter(point=point.point, on=on, number=number).first()
    if ticket is None:
        raise Http404
    before = tickets.waiting(point.point, on).filter(number__lt=number).count()
    context = {"ticket": ticket, "name": _name(point.point), "before": before, "secret": secret}
    context["is_on"] = tickets.are_on(point.point)
    context["in_english"] = _slip_in_english(number, before)
    response = render(request, "public/number_slip.html", context)
    response.headers["Refresh"] = f"{SLIP_SECONDS}; url={_back(request)}"
    return response


def _slip_in_english(number: int, before: int) -> Mapping[str, str]:
    """Return what a slip says as its second line says it; nothing where that is its language."""
    if get_language() == "en":
        return {}
    with translation.override("en"):
        return {
            "number": f"{_('Your number')}: {number}",
            "before": _("Waiting before you: %(n)s") % {"n": before},
            "wait": _("Please wait until your number is called. It is valid today only."),
            "off": _(
                "Numbers are switched off here today, and this one is not called any more. Please go straight to the desk."
            ),
            "print": _("Print"),
            "done": _("Done"),
        }


def _back(request: HttpRequest) -> str:
    """Return the address of the machine, from that of one of its slips."""
    return f"{request.path.rstrip('/').rsplit('/', 1)[0]}/"


@never_cache
@require_safe
def queue_screen(request: HttpRequest, point: str) -> HttpResponse:
    """Show in large which numbers are called to which counters, or that none are; it renews itself without a script."""
    if not tickets.is_known(point):
        raise Http404
    on = timezone.localdate()
    context = {
        "is_on": tickets.are_on(point),
        "name": _name(point),
        "called": tickets.shown(point, on),
        "next": [one.number for one in tickets.waiting(point, on)[: tickets.MOST_SHOWN]],
        "now": timezone.now(),
    }
    response = render(request, "public/queue_screen.html", context)
    response.headers["Refresh"] = str(SCREEN_SECONDS)
    return response
