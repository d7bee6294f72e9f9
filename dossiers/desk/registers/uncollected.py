"""Results that wait at the desk to be collected: the list, and the note of how a call about one ended."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
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
from dossiers.models import BY_OFFICERS, Dossier, ReminderWay
from dossiers.pages.inbox import phoning, reach
from dossiers.pages.inbox.phoning import OUTCOMES, TAKE_BACK, CalledForm, Refused
from dossiers.pages.inbox.untold import forget


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
    is_wrong_number: bool
    """Whether somebody else answers there."""
    sent_back_on: date | None
    """When the post has sent the result back; None of one that has waited here all the time."""

    @property
    def by_phone(self) -> Sequence[Reminded]:
        """The calls in which the applicant was told: one that reached nobody has reminded nobody."""
        return [one for one in self.calls if one.way == ReminderWay.PHONE and not one.in_vain]

    @property
    def is_reminded(self) -> bool:
        """Whether anything has reached the applicant, as far as the desk knows."""
        return bool(self.mails) or any(not one.in_vain for one in self.calls)


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def uncollected(request: OfOfficer) -> HttpResponse:
    """Show what waits to be collected, the longest first; note that an applicant was phoned."""
    now, may_note = timezone.now(), request.seats.has(Role.ONE_STOP_OFFICER)
    if request.method == "POST":
        if not may_note:
            raise Http404
        if TAKE_BACK not in request.POST:
            return _phoned(request, now)
        phoning.take_back(request, now)
        return _back(request)
    return _page(request, now, may_note=may_note)


def _page(request: OfOfficer, now: datetime, *, may_note: bool, refused: Refused | None = None) -> HttpResponse:
    """Show the list, with why a call was not noted."""
    lying = collecting.to_call(Dossier.objects.visible_to(request.seats))
    found = collecting.seen_by(request.seats, lying)
    leaf = leaf_of(found, request.GET, by="resolved_at", read=_instant, oldest_first=True)
    answers = standing_in([one.pk for one in leaf.rows]) if leaf.rows else {}
    rows = [
        _row(one, answers.get(one.pk, {}), now, request.user.pk, sent_back_on=lying.get(one.pk)) for one in leaf.rows
    ]
    context = {
        "page": leaf,
        "rows": rows,
        "may_note": may_note,
        "kept": request.GET.urlencode(),
        "outcomes": OUTCOMES,
        "refused": refused,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return render(request, "desk/uncollected.html", context, status=status)


def _row(
    dossier: Dossier, values: Mapping[str, Any], now: datetime, reader: int, *, sent_back_on: date | None
) -> Waiting:
    """Return a dossier with for how many days its result has waited, what is owed, and who was phoned or written to."""
    today = timezone.localdate(now)
    ready = sent_back_on or (timezone.localdate(dossier.resolved_at) if dossier.resolved_at else today)
    noted = collecting.reminders_of(dossier)
    known = _since(collecting.as_known_now(noted), sent_back_on)
    mails, calls = ([one for one in known if (one.way in BY_OFFICERS) is by_hand] for by_hand in (False, True))
    by = reached(values, dossier.applicant)
    return Waiting(
        dossier,
        (today - ready).days,
        calls,
        mails,
        own=phoning.own_calls(calls, reader, now),
        phone=by.phone,
        owed=vn_money(dossier.debt) if dossier.debt else "",
        is_wrong_number=reach.is_wrong(by.phone, noted),
        sent_back_on=sent_back_on,
    )


def _since(noted: Iterable[Reminded], sent_back_on: date | None) -> list[Reminded]:
    """Keep what counts: whoever was called before it went by post knows nothing of its coming back; a wrong number stays one."""
    return [one for one in noted if timezone.localdate(one.at) >= (sent_back_on or date.min)]


def _phoned(request: OfOfficer, now: datetime) -> HttpResponse:
    key, form = request.POST.get("dossier", ""), CalledForm(request.POST)
    lying = collecting.to_call(Dossier.objects.visible_to(request.seats))
    dossier = collecting.seen_by(request.seats, lying).filter(pk=int(key)).first() if is_row(key) else None
    if dossier is None:
        messages.warning(request, _("This result does not wait to be collected any more. Nothing was noted."))
    elif not form.is_valid():
        return _page(request, now, may_note=True, refused=Refused.of(form, dossier.pk))
    else:
        known = _since(collecting.as_known_now(collecting.reminders_of(dossier)), lying.get(dossier.pk))
        told = [one for one in known if one.way in BY_OFFICERS and not one.in_vain]
        phoning.note(request, dossier, form, now, phoning.Row(calls=told))
        forget(request.seats)
    return _back(request)


def _back(request: OfOfficer) -> HttpResponse:
    """Lead back to the page of the list from which something was pressed; the address of the press says at which row."""
    kept = request.GET.urlencode()
    return redirect(f"{path_to('uncollected')}{'?' if kept else ''}{kept}")


def _instant(text: str) -> datetime:
    """Return an instant with its zone; ValueError for all else."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(text)
    return at
