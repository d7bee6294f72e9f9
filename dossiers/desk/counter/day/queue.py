"""Who is called next: the numbers that wait at the point where an officer has a counter open."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.rows import is_row
from accounts.signin import OfOfficer, desk_officer
from dossiers.commands.money import shifts
from dossiers.commands.money.shifts import Shift
from dossiers.desk.counter.day import points
from dossiers.desk.money.cash import desk_seat
from dossiers.display.formats import localized
from dossiers.display.links import path_to
from dossiers.filing.counter import tickets
from dossiers.models import Dossier, Draft, Ticket, TicketState
from dossiers.refusals import Refusal
from procedures.machine import Text

NEXT, AGAIN, DONE, ABSENT, BACK = "next", "again", "done", "absent", "back"
MOST_LISTED = 10


@dataclass(frozen=True, slots=True)
class Waits:
    """A number as its page shows it."""

    number: int
    kind: str
    ticket: Ticket


@desk_officer
@require_http_methods(["GET", "HEAD", "POST"])
def queue(request: OfOfficer) -> HttpResponse:
    """Show who waits and who is at the counter; call the next one, or say what became of whoever was called."""
    shift = shifts.open_one(desk_seat(request).agency_id, request.user.pk, timezone.localdate())
    if shift is None or not tickets.are_on(shift.opened.point):
        shut = shifts.shut_last(desk_seat(request).agency_id, request.user.pk, timezone.localdate())
        return render(request, "desk/queue_closed.html", {"is_open": shift is not None, "shut": shut})
    if request.method != "POST":
        return render(request, "desk/queue.html", _context(request, shift))
    _press(request, shift)
    return redirect("queue")


def _context(request: OfOfficer, shift: Shift) -> dict[str, object]:
    on, opened = timezone.localdate(), shift.opened
    current, waiting = tickets.called_by(request.user, on), tickets.waiting(opened.point, on)
    over = tickets.over(opened.point, on, request.user)
    code = _filed(current)
    return {
        "opened": opened,
        "point": points.name_of(opened.point, on),
        "current": current and _shown(current),
        "entered": path_to("counter_done", code) if code else _entered(current),
        "filed": code,
        "waiting": [_shown(one) for one in waiting[:MOST_LISTED]],
        "count": waiting.count(),
        "over": [_shown(one) for one in over[:MOST_LISTED]],
        "screen": path_to("queue_screen", opened.point),
        "now": timezone.now(),
    }


def _shown(ticket: Ticket) -> Waits:
    return Waits(ticket.number, localized(Text(ticket.kind_vi, ticket.kind_en)), ticket)


def _filed(current: Ticket | None) -> str:
    """Return the number of the dossier that was entered for whoever is at the counter; "" as long as it is a draft, or nothing is."""
    entry = current and current.entry
    return (Dossier.objects.filter(draft_key=entry).values_list("code", flat=True).first() or "") if entry else ""


def _entered(current: Ticket | None) -> str:
    """Return the page of the draft that is entered for whoever is at the counter; else ""."""
    if current is None or current.entry is None:
        return ""
    return path_to("counter_entry", current.entry) if Draft.objects.filter(pk=current.entry).exists() else ""


def _press(request: OfOfficer, shift: Shift) -> None:
    """Do what a button says; what cannot be done is said on the page that comes."""
    pressed, seen, number = (request.POST.get(name, "") for name in ("do", "seen", "number"))
    if pressed not in (NEXT, AGAIN, DONE, ABSENT, BACK) or not is_row(seen) or (pressed == BACK and not is_row(number)):
        raise Http404
    try:
        said = (
            _called_back(request, shift, int(number), int(seen)) if pressed == BACK else _done(request, shift, pressed)
        )
        messages.success(request, said)
    except Refusal as refusal:
        messages.warning(request, str(refusal))


def _done(request: OfOfficer, shift: Shift, pressed: str) -> str:
    """Call the next one, or say what became of whoever is at the counter; return what the page says of it."""
    number, by, at = int(request.POST["seen"]), request.user, timezone.now()
    if pressed == NEXT:
        called = tickets.call_next(shift.opened.point, shift.opened.counter, seen=number, by=by, at=at)
        words = _("Number %(number)s is called.")
        if number:
            words = _("Number %(number)s is called; number %(before)s counts as served.")
        return words % {"number": called.number, "before": number}
    if pressed == AGAIN:
        tickets.call_again(number, by=by, at=at)
        return _("Number %(number)s is called again.") % {"number": number}
    tickets.end(number, TicketState(pressed), by=by, at=at)
    words = _("Number %(number)s did not come. Who comes after all is called below.")
    if pressed == DONE:
        words = _("Number %(number)s is served.")
    return words % {"number": number}


def _called_back(request: OfOfficer, shift: Shift, number: int, seen: int) -> str:
    opened = shift.opened
    again = tickets.call_back(number, opened.point, opened.counter, seen=seen, by=request.user, at=timezone.now())
    if again is not None:
        words = _("Number %(number)s is called again; number %(again)s, which was called by that press, waits again.")
        return words % {"number": number, "again": again.number}
    return _("Number %(number)s is called again.") % {"number": number}
