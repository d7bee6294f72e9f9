"""Results that wait at the desk to be collected: the list, and the note that somebody was phoned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

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
from dossiers.display.agency.reached import reached
from dossiers.display.formats import vn_money
from dossiers.display.links import path_to
from dossiers.lists.paging import leaf_of
from dossiers.log.answers import standing_in
from dossiers.models import BY_OFFICERS, Dossier
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
    phone: str
    """By which the applicant is reached; "" for none."""
    owed: str
    """What has to be paid still, which whoever comes has to bring; "" for nothing."""
    fault: str
    """Why the call that was just pressed was not noted, at its field; "" for all else."""
    sent_back_on: date | None
    """When the post has sent the result back; None of one that has waited here all the time."""


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def uncollected(request: OfOfficer) -> HttpResponse:
    """Show what waits to be collected, the longest first; note that an applicant was phoned."""
    now, may_note = timezone.now(), request.seats.has(Role.ONE_STOP_OFFICER)
    if request.method == "POST":
        if not may_note:
            raise Http404
        return _taken_back(request, now) if TAKE_BACK in request.POST else _phoned(request, now)
    return _page(request, now, may_note=may_note)


def _page(
    request: OfOfficer, now: datetime, *, may_note: bool, faults: Mapping[int, str] = MappingProxyType({})
) -> HttpResponse:
    """Show the list; ``faults`` says by dossier why a call was not noted."""
    lying = collecting.to_call(Dossier.objects.visible_to(request.seats))
    found = collecting.seen_by(request.seats, lying)
    leaf = leaf_of(found, request.GET, by="resolved_at", read=_instant, oldest_first=True)
    answers = standing_in([one.pk for one in leaf.rows]) if leaf.rows else {}
    rows = [
        _row(
            one,
            answers.get(one.pk, {}),
            now,
            request.user.pk,
            fault=faults.get(one.pk, ""),
            sent_back_on=lying.get(one.pk),
        )
        for one in leaf.rows
    ]
    context = {"page": leaf, "rows": rows, "may_note": may_note, "kept": request.GET.urlencode()}
    return render(request, "desk/uncollected.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY if faults else 200)


def _row(
    dossier: Dossier, values: Mapping[str, Any], now: datetime, reader: int, *, fault: str, sent_back_on: date | None
) -> Waiting:
    """Return a dossier with for how many days its result has waited, what is owed, and who was phoned or written to."""
    today = timezone.localdate(now)
    ready = sent_back_on or (timezone.localdate(dossier.resolved_at) if dossier.resolved_at else today)
    # Whoever was called before it went by post knows nothing of its coming back.
    known = [
        one for one in collecting.reminders_of(dossier) if timezone.localdate(one.at) >= (sent_back_on or date.min)
    ]
    mails, calls = ([one for one in known if (one.way in BY_OFFICERS) is by_hand] for by_hand in (False, True))
    own = frozenset(one.key for one in calls if one.caller == reader and timezone.localdate(one.at) == today)
    owed = vn_money(dossier.debt) if dossier.debt else ""
    by = reached(values, dossier.applicant)
    return Waiting(dossier, (today - ready).days, calls, mails, own, by.phone, owed, fault, sent_back_on)


def _phoned(request: OfOfficer, now: datetime) -> HttpResponse:
    key, form = request.POST.get("dossier", ""), PhonedForm(request.POST)
    lying = collecting.to_call(Dossier.objects.visible_to(request.seats))
    dossier = collecting.seen_by(request.seats, lying).filter(pk=int(key)).first() if is_row(key) else None
    if dossier is None:
        messages.warning(request, _("This result does not wait to be collected any more. Nothing was noted."))
    elif not form.is_valid():
        fault = " ".join(str(fault) for faults in form.errors.values() for fault in faults)
        return _page(request, now, may_note=True, faults={dossier.pk: fault})
    elif collecting.phoned(dossier, by=request.user, note=form.cleaned_data["note"], at=now) is None:
        words = _("You have noted a call about %(code)s with these words today already. Nothing was noted once more.")
        messages.warning(request, words % {"code": dossier.code})
    else:
        messages.success(request, _("Noted: phoned about %(code)s.") % {"code": dossier.code})
    return _back(request)


def _back(request: OfOfficer) -> HttpResponse:
    """Lead back to the page of the list from which something was pressed; the address of the press says at which row."""
    kept = request.GET.urlencode()
    return redirect(f"{path_to('uncollected')}{'?' if kept else ''}{kept}")


def _taken_back(request: OfOfficer, now: datetime) -> HttpResponse:
    key = request.POST[TAKE_BACK]
    if is_row(key) and collecting.not_phoned(int(key), by=request.user, at=now):
        messages.success(request, _("The note of the call was taken back."))
    else:
        messages.warning(request, _("Only a call that you have noted today can be taken back. Nothing was changed."))
    return _back(request)


def _instant(text: str) -> datetime:
    """Return an instant with its zone; ValueError for all else."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(text)
    return at
