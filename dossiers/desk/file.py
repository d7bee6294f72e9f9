"""A dossier as an officer has it open, with the actions that are allowed."""

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.signin import OfOfficer, officer
from dossiers import policy, queries, refusals
from dossiers.acts import TAKE_BACK
from dossiers.commands import notes
from dossiers.desk.opened.page import ROUTE, Refused, page, visible
from dossiers.desk.opened.reasons import template_of
from dossiers.models import Dossier
from dossiers.pages.action import continue_form, take_action


@officer
@require_safe
def desk_file(request: OfOfficer, code: str) -> HttpResponse:
    """Show one dossier to an officer, with what that officer may do."""
    dossier = visible(request, code)
    notes.seen(dossier, request.user.pk, at=timezone.now())
    return page(request, dossier)


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def desk_action(request: OfOfficer, code: str, action: str) -> HttpResponse:
    """Take an action on a dossier; on a GET, go back to the file, where its form is."""
    if request.method == "POST" and queries.filed_by(request.user, code):
        raise refusals.OwnDossier
    dossier = _acted_on(request, code) if action == TAKE_BACK else visible(request, code)
    if request.method != "POST":
        return redirect(_with_list(request, "desk_file", code=code))
    actors = policy.actors(request.user, request.seats)
    if "use" in request.POST:
        chosen = template_of(request.seats, request.POST["use"])
        form = continue_form(request, dossier, action, actors, reason=chosen.text if chosen else "")
        return page(request, dossier, Refused(form, status=HTTPStatus.OK))
    refused = take_action(request, dossier, action, actors, route=ROUTE)
    if refused:
        return page(request, dossier, Refused(refused))
    still_visible = Dossier.objects.visible_to(request.seats).filter(pk=dossier.pk).exists()
    return redirect(_with_list(request, "desk_file", code=code) if still_visible else _with_list(request, "worklist"))


def _acted_on(request: OfOfficer, code: str) -> Dossier:
    """Return a dossier on which this officer has acted: who has passed it on may see it no more, and may take that back."""
    dossier = Dossier.objects.filter(code=code, events__actor=request.user).distinct().first()
    return dossier or visible(request, code)


def _with_list(request: OfOfficer, name: str, **where: str) -> str:
    """Return an address with the query of the list that one came from."""
    address = reverse(name, kwargs=where)
    return f"{address}?{request.GET.urlencode()}" if request.GET else address
