"""The page of the desk with whom it has to tell of a new date, or another place, as no mail does; it notes who was phoned."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from typing import NamedTuple

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.roles import Role
from accounts.rows import is_row
from accounts.signin import OfOfficer, officer
from dossiers.commands.deciding import collecting
from dossiers.models import CallOutcome, Dossier
from dossiers.pages.forms import PlainText
from dossiers.pages.inbox import shut
from dossiers.pages.inbox.rows import Untold
from dossiers.pages.inbox.untold import forget, lately

MOST_NOTE = 300
TAKE_BACK = "take_back"
"""The key of a call whose note is taken back."""
ALL = "all"
"""The key of a press that notes all that is new to one person."""


class CalledForm(forms.Form):
    """That somebody was phoned, how that ended, and what was said, if anything is to be kept of it."""

    outcome = forms.ChoiceField(
        choices=CallOutcome.choices,
        # Enter in the note presses none of the buttons: what it says may be that nobody was told.
        error_messages={"required": gettext_lazy("Press how the call ended. Nothing was noted yet.")},
    )
    note = PlainText(label=gettext_lazy("What was said"), max_length=MOST_NOTE, required=False)


class Refused(NamedTuple):
    """Why a call was not noted, to be said at its row with what was typed there."""

    dossier: int
    about: str
    note: str
    why: str


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def new_dates(request: OfOfficer) -> HttpResponse:
    """List the open dossiers whose date or place has changed and whose applicant no mail has told; note who was phoned."""
    if not request.seats.has(Role.ONE_STOP_OFFICER):
        raise Http404
    now = timezone.now()
    if request.method != "POST":
        return _page(request, now)
    refused = (_taken_back if TAKE_BACK in request.POST else _called)(request, now)
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
        "outcomes": CallOutcome.choices,
        "refused": refused,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return render(request, "desk/untold.html", context, status=status)


def _own(rows: Sequence[Untold], reader: int, now: datetime) -> frozenset[int]:
    """Return the keys of the calls that the reader has noted today."""
    today = timezone.localdate(now)
    calls = (call for row in rows for call in (*row.calls, *row.tries))
    return frozenset(one.key for one in calls if one.caller == reader and timezone.localdate(one.at) == today)


def _called(request: OfOfficer, now: datetime) -> Refused | None:
    # One press for all that is new to a person says that they were told.
    typed = request.POST.dict() | ({"outcome": CallOutcome.REACHED.value} if ALL in request.POST else {})
    form, key = CalledForm(typed), (typed.get("dossier", ""), typed.get("about", ""))
    rows = lately(request.seats, now).rows
    row = next((one for one in rows if (str(one.dossier), one.about) == key), None)
    if row is None:
        messages.warning(request, _("This is not to be told any more, or another thing is by now. Nothing was noted."))
    elif not form.is_valid():
        why = " ".join(str(fault) for faults in form.errors.values() for fault in faults)
        return Refused(row.dossier, row.about, typed.get("note", ""), why)
    else:
        same = [one for one in rows if one.person == row.person and not one.calls] if ALL in request.POST else ()
        for one in same or [row]:
            _noted(request, one, form, now)
    return None


def _noted(request: OfOfficer, row: Untold, form: CalledForm, now: datetime) -> None:
    dossier = Dossier.objects.select_related("applicant").get(pk=row.dossier)
    outcome, note = CallOutcome(form.cleaned_data["outcome"]), form.cleaned_data["note"]
    if outcome == CallOutcome.REACHED:
        noted = collecting.phoned(dossier, by=request.user, note=note, at=now, about=row.about, since=row.otherwise_at)
    else:
        noted = collecting.phoned_in_vain(dossier, outcome, by=request.user, note=note, at=now, about=row.about)
    if noted is None:
        words = _("You have noted a call about %(code)s with these words today already. Nothing was noted once more.")
        messages.warning(request, words % {"code": row.code})
    elif outcome != CallOutcome.REACHED:
        words = _("Noted about %(code)s: %(outcome)s. It stays in the list of what is to be told.")
        messages.success(request, words % {"code": row.code, "outcome": outcome.label})
    else:
        messages.success(request, _("Noted: phoned about %(code)s.") % {"code": row.code})


def _taken_back(request: OfOfficer, now: datetime) -> None:
    key = request.POST[TAKE_BACK]
    if is_row(key) and collecting.not_phoned(int(key), by=request.user, at=now):
        messages.success(request, _("The note of the call was taken back."))
    else:
        messages.warning(request, _("Only a call that you have noted today can be taken back. Nothing was changed."))
