"""The page of the desk with whom it has to tell of a new date, or another place, as no mail does; it notes who was phoned."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.roles import Role
from accounts.signin import OfOfficer, officer
from dossiers.models import CallOutcome, Dossier
from dossiers.pages.inbox import phoning, shut
from dossiers.pages.inbox.phoning import OUTCOMES, TAKE_BACK, CalledForm, Refused
from dossiers.pages.inbox.rows import Untold
from dossiers.pages.inbox.untold import forget, lately

ALL = "all"
"""The key of a press that notes all that is new to one person."""


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def new_dates(request: OfOfficer) -> HttpResponse:
    """List the open dossiers whose date or place has changed and whose applicant no mail has told; note who was phoned."""
    if not request.seats.has(Role.ONE_STOP_OFFICER):
        raise Http404
    now = timezone.now()
    if request.method != "POST":
        return _page(request, now)
    refused = None
    if TAKE_BACK in request.POST:
        phoning.take_back(request, now)
    else:
        refused = _called(request, now)
    forget(request.seats)
    return _page(request, now, refused) if refused else redirect("new_dates")


def _page(request: OfOfficer, now: datetime, refused: Refused | None = None) -> HttpResponse:
    found = lately(request.seats, now)
    rows = found.rows
    left, called = ([row for row in rows if bool(row.calls) is told] for told in (False, True))
    context = {
        "left": left,
        "called": called,
        "several": Counter(row.person for row in left),
        "own": _own(rows, request.user.pk, now),
        "coming": shut.coming(request.seats, found),
        "minutes": shut.MINUTES,
        "outcomes": OUTCOMES,
        "refused": refused,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return render(request, "desk/untold.html", context, status=status)


def _own(rows: Sequence[Untold], reader: int, now: datetime) -> frozenset[int]:
    """Return the keys of the calls that the reader has noted today."""
    return phoning.own_calls((call for row in rows for call in (*row.calls, *row.tries)), reader, now)


def _called(request: OfOfficer, now: datetime) -> Refused | None:
    # One press for all that is new to a person says that they were told.
    typed = request.POST.dict() | ({"outcome": CallOutcome.REACHED.value} if ALL in request.POST else {})
    form, key = CalledForm(typed), (typed.get("dossier", ""), typed.get("about", ""))
    rows = lately(request.seats, now).rows
    row = next((one for one in rows if (str(one.dossier), one.about) == key), None)
    if row is None:
        messages.warning(request, _("This is not to be told any more, or another thing is by now. Nothing was noted."))
    elif not form.is_valid():
        return Refused.of(form, row.dossier, row.about)
    else:
        same = [one for one in rows if one.person == row.person and not one.calls] if ALL in request.POST else ()
        for one in same or [row]:
            _noted(request, one, form, now)
    return None


def _noted(request: OfOfficer, row: Untold, form: CalledForm, now: datetime) -> None:
    dossier = Dossier.objects.select_related("applicant").get(pk=row.dossier)
    phoning.note(request, dossier, form, now, phoning.Row(row.about, row.otherwise_at, row.calls))
