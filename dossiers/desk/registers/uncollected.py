"""Results that wait at the desk to be collected: the list, and the note that somebody was phoned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

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
from dossiers.commands.deciding.collecting import Reminded
from dossiers.lists.paging import leaf_of
from dossiers.models import Dossier, ReminderWay
from dossiers.pages.forms import PlainText

MOST_NOTE = 300
TAKE_BACK = "take_back"
"""The key of a call whose note is taken back."""


class PhonedForm(forms.Form):
    """What was said on the phone."""

    note = PlainText(
        label=gettext_lazy("What was said"),
        max_length=MOST_NOTE,
        # Whoever phones next goes by it, and a slip of the finger has none.
        error_messages={
            "required": gettext_lazy(
                "Write what was said, or that nobody answered, then press again. Nothing was noted."
            )
        },
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """A result that waits, and how its applicant was reminded."""

    dossier: Dossier
    days: int
    calls: Sequence[Reminded]
    mails: Sequence[Reminded]
    own: frozenset[int]
    """The keys of the calls that the reader has noted today, and may take back."""


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def uncollected(request: OfOfficer) -> HttpResponse:
    """Show what waits to be collected, the longest first; note that an applicant was phoned."""
    now, may_note = timezone.now(), request.seats.has(Role.ONE_STOP_OFFICER)
    if request.method == "POST":
        if not may_note:
            raise Http404
        return _taken_back(request, now) if TAKE_BACK in request.POST else _phoned(request, now)
    leaf = leaf_of(collecting.seen_by(request.seats), request.GET, by="resolved_at", read=_instant, oldest_first=True)
    rows = [_row(one, now, request.user.pk) for one in leaf.rows]
    context = {"page": leaf, "rows": rows, "may_note": may_note}
    return render(request, "desk/uncollected.html", context)


def _row(dossier: Dossier, now: datetime, reader: int) -> Waiting:
    """Return a dossier with for how many days its result has waited, and who was phoned or written to."""
    ready = timezone.localdate(dossier.resolved_at) if dossier.resolved_at else timezone.localdate(now)
    known = collecting.reminders_of(dossier)
    calls, mails = ([one for one in known if one.way == way] for way in (ReminderWay.PHONE, ReminderWay.MAIL))
    today = timezone.localdate(now)
    own = frozenset(one.key for one in calls if one.caller == reader and timezone.localdate(one.at) == today)
    return Waiting(dossier, (today - ready).days, calls, mails, own)


def _phoned(request: OfOfficer, now: datetime) -> HttpResponse:
    key, form = request.POST.get("dossier", ""), PhonedForm(request.POST)
    dossier = collecting.seen_by(request.seats).filter(pk=int(key)).first() if is_row(key) else None
    if dossier is None:
        messages.warning(request, _("This result does not wait to be collected any more. Nothing was noted."))
    elif not form.is_valid():
        messages.warning(request, " ".join(str(fault) for faults in form.errors.values() for fault in faults))
    elif collecting.phoned(dossier, by=request.user, note=form.cleaned_data["note"], at=now) is None:
        words = _("You have noted a call about %(code)s with these words today already. Nothing was noted once more.")
        messages.warning(request, words % {"code": dossier.code})
    else:
        messages.success(request, _("Noted: phoned about %(code)s.") % {"code": dossier.code})
    return redirect("uncollected")


def _taken_back(request: OfOfficer, now: datetime) -> HttpResponse:
    key = request.POST[TAKE_BACK]
    if is_row(key) and collecting.not_phoned(int(key), by=request.user, at=now):
        messages.success(request, _("The note of the call was taken back."))
    else:
        messages.warning(request, _("Only a call that you have noted today can be taken back. Nothing was changed."))
    return redirect("uncollected")


def _instant(text: str) -> datetime:
    """Return an instant with its zone; ValueError for all else."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(text)
    return at
