"""A dossier as an officer has it open, with the actions that are allowed."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from accounts.signin import OfOfficer, officer
from dossiers import policy, queries
from dossiers.desk.warnings import answer_warnings, outcome_dues, warnings
from dossiers.models import Dossier
from dossiers.pages.action import take_action
from dossiers.pages.action_form import ActionForm
from dossiers.pages.links import links_of, taken_rows
from dossiers.pages.opened import Opened

ROUTE = "desk_action"


@officer
@require_safe
def desk_file(request: OfOfficer, code: str) -> HttpResponse:
    """Show one dossier to an officer, with what that officer may do."""
    return _page(request, _visible(request, code), None)


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def desk_action(request: OfOfficer, code: str, action: str) -> HttpResponse:
    """Take an action on a dossier; on a GET, go back to the file, where its form is."""
    dossier = _visible(request, code)
    if request.method != "POST":
        return redirect("desk_file", code=code)
    refused = take_action(request, dossier, action, policy.actors(request.user, request.seats))
    if refused:
        return _page(request, dossier, refused)
    still_visible = Dossier.objects.visible_to(request.seats).filter(pk=dossier.pk).exists()
    return redirect("desk_file", code=code) if still_visible else redirect("worklist")


def _visible(request: OfOfficer, code: str) -> Dossier:
    dossier = queries.seen_by(request.seats, code)
    if dossier is None:
        raise Http404
    return dossier


def _page(request: OfOfficer, dossier: Dossier, refused: ActionForm | None) -> HttpResponse:
    opened = Opened.of(dossier, policy.actors(request.user, request.seats), timezone.now())
    today = timezone.localdate(opened.now)
    links = links_of(dossier, opened.events, opened.result, request.seats, on=today)
    context = opened.context(route=ROUTE, for_applicant=False, refused=refused) | {
        "warnings": [*taken_rows(dossier, links), *warnings(opened)],
        "answer_warnings": answer_warnings(opened, links),
        "links": links,
        "outcome_dues": outcome_dues(dossier, opened.events, opened.calendar, opened.now),
        "waits_for": dossier.unit.name(get_language()) if dossier.unit else "",
        "may_look_back": bool(request.seats.managed_agency_ids),
    }
    return render(request, "desk/file.html", context, status=422 if refused else 200)
