"""What was just filed at the counter: its number, its appointment, form 01, and the next for the same person."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.signin import OfOfficer, desk_officer
from dossiers import policy
from dossiers.desk.opened.fees import money_of
from dossiers.desk.opened.page import visible
from dossiers.desk.opened.slips import slip_of
from dossiers.filing.counter import people
from dossiers.pages.opened import Opened
from dossiers.pages.papers import proof_of_filing


@desk_officer
@require_safe
def counter_done(request: OfOfficer, code: str) -> HttpResponse:
    """Show the number of a dossier in large, when its result is due, what is to be paid, and its paper as soon as that is printed."""
    dossier = visible(request, code)
    opened = Opened.of(dossier, policy.actors(request.user, request.seats), timezone.now())
    context = {"dossier": dossier, "machine": dossier.machine, "slip": slip_of(opened)}
    # What is only recorded has no form 01; that it was handed in is on paper all the same.
    proof = None if dossier.accepted_at else proof_of_filing(opened.events[0])
    context |= {"person": people.of_dossier(dossier), "events": opened.events, "proof": proof}
    context["money"] = money_of(opened)
    return render(request, "desk/counter_done.html", context)
