"""What colleagues of the desk have left open: their counters, closed in their place, and what they have begun and not filed.

An account is not closed before nothing of it is left (ADR 0095). Whoever heads the agency may close a counter too; what was begun
at the counter an officer of the desk goes on with, or throws away.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Membership, User
from accounts.rights import MANAGERS
from accounts.roles import Role
from accounts.rows import is_row
from accounts.seats import Seat, Seats, seats_of
from accounts.signin import OfOfficer, officer
from dossiers import jobs, turns
from dossiers.commands.money import shifts
from dossiers.commands.money.shifts import Shift
from dossiers.desk.counter.day import points
from dossiers.desk.counter.day.page import CloseForm, Shown, is_doubted, why_of, written
from dossiers.desk.counter.day.stands import Stands
from dossiers.display.formats import vn_money
from dossiers.filing.counter import entries
from dossiers.lists.names import by_name, called
from dossiers.models import Draft, ShiftEntry
from dossiers.models.desk.counter import MOST_REASON
from dossiers.notices.planned import in_place
from dossiers.pages.forms import NeededText
from dossiers.refusals import Refusal
from dossiers.refusals.money.cash import InPlaceUnexplained

CLOSE, TAKE, THROW = "close", "take", "throw"
MOST_SHOWN = 3
"""Counters of one person that are shown at once; the others show once these are closed."""
MOST_ENTRIES = 50


class InPlaceForm(CloseForm):
    """What was counted, and why somebody else closes the counter."""

    def __init__(self, shift: Shift, data: QueryDict | None = None) -> None:
        """Ask for the reason at once."""
        super().__init__(shift, data)
        self._ask_reason()

    def ask_whether(self, shift: Shift, doubts: list[str]) -> None:
        """Ask in the same answer why somebody else closes it."""
        super().ask_whether(shift, doubts)
        if not self.cleaned_data.get("reason"):
            self.add_error("reason", str(InPlaceUnexplained()))

    def ask_why(self, difference: int | None = None) -> None:
        """Ask with the same field for the reason of a difference."""
        super().ask_why(difference)
        self._ask_reason()

    def _ask_reason(self) -> None:
        label = _("Why you close it in this officer’s place, and the reason of a difference")
        self.fields["reason"] = NeededText(
            label=label, max_length=MOST_REASON, widget=forms.Textarea(attrs={"rows": 2})
        )


@dataclass(frozen=True, slots=True)
class Left:
    """A colleague with what is left open."""

    person: User
    name: str
    """With the user name where another one has the same name."""
    counters: int
    begun: int


def may_close(seats: Seats) -> bool:
    """Say whether somebody closes counters in the place of others: an officer of the desk, and who answers for the agency."""
    return seats.has(Role.ONE_STOP_OFFICER, *MANAGERS)


@officer
@require_safe
def left_open(request: OfOfficer) -> HttpResponse:
    """List the colleagues of the desk who have a counter open or have begun what is not filed; 404 for whoever closes none."""
    people, agency = _colleagues(request), _seat(request).agency_id
    opened = shifts.left_open(timezone.localdate()).filter(agency=agency, by__in=people).order_by()
    counters = dict(opened.values_list("by").annotate(count=Count("pk")))
    drafts = Draft.objects.open().filter(entered_by__in=people).order_by()
    begun = dict(drafts.values_list("entered_by").annotate(count=Count("pk")))
    found = by_name(people.filter(pk__in={*counters, *begun}))
    names = called(found)
    left = [Left(one, names[one.pk], counters.get(one.pk, 0), begun.get(one.pk, 0)) for one in found]
    return render(request, "desk/left_open.html", {"left": left})


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def left_open_of(request: OfOfficer, pk: int) -> HttpResponse:
    """Show what one colleague has left open; close a counter, take an application over, or throw it away."""
    person = _colleagues(request).filter(pk=pk).first() if is_row(str(pk)) else None
    if person is None:
        raise Http404
    now = timezone.now()
    if request.method != "POST":
        return _page(request, person, now)
    if request.POST.get("do") == CLOSE:
        return _close(request, person, now)
    return _entry(request, person)


def _seat(request: OfOfficer) -> Seat:
    """Return the seat by which somebody closes counters, the desk's before another; 404 without one."""
    roles = (Role.ONE_STOP_OFFICER, *sorted(MANAGERS))
    seat = next((one for role in roles for one in request.seats if one.role is role), None)
    if seat is None:
        raise Http404
    return seat


def _colleagues(request: OfOfficer) -> QuerySet[User]:
    """Narrow to the others who have or had a seat at the desk of the agency, closed accounts too."""
    held = Membership.objects.of_agency(_seat(request).agency_id).filter(role=Role.ONE_STOP_OFFICER)
    people = User.objects.filter(pk__in=held.values("user")).exclude(pk=request.user.pk)
    return people.order_by("full_name", "pk")


def _page(
    request: OfOfficer, person: User, now: datetime, closing: tuple[Shift, InPlaceForm] | None = None
) -> HttpResponse:
    on, is_at_desk = timezone.localdate(now), request.seats.has(Role.ONE_STOP_OFFICER)
    left = list(shifts.left_open(on).filter(agency=_seat(request).agency_id, by=person))
    typed = {closing[0].opened.pk: closing[1]} if closing else {}
    begun = entries.own(person)
    form = closing[1] if closing else None
    context = {
        "person": person,
        "shown": [_shown(shift, typed) for shift in _shifts(left[:MOST_SHOWN], person)],
        "more": len(left) > MOST_SHOWN,
        "begun": list(begun[:MOST_ENTRIES]) if is_at_desk else [],
        "count": begun.count(),
        "is_at_desk": is_at_desk,
        "form": form,
    }
    return render(request, "desk/left_open_of.html", context, status=422 if form else 200)


def _shifts(opened: list[ShiftEntry], person: User) -> list[Shift]:
    """Return the counters of some rows as they stand: a question for each day."""
    keys, days = {one.pk for one in opened}, dict.fromkeys((one.agency_id, one.on) for one in opened)
    found = (shift for agency, on in days for shift in shifts.shifts_of(agency, on, by=person.pk))
    return [shift for shift in found if shift.opened.pk in keys and shift.closed is None]


def _shown(shift: Shift, typed: dict[int, InPlaceForm]) -> Shown:
    opened = shift.opened
    book = shift.book(shifts.cash_rows(opened.agency_id, opened.on, opened.by_id)).amount
    form = typed.get(opened.pk) or InPlaceForm(shift)
    return Shown(shift, points.name_of(opened.point, opened.on), book, Stands({}, {}), form)


def _close(request: OfOfficer, person: User, now: datetime) -> HttpResponse:
    pk, agency = request.POST.get("shift", ""), _seat(request).agency_id
    opened = ShiftEntry.objects.filter(Q(pk=int(pk)) if is_row(pk) else Q(pk=None), agency=agency, by=person)
    shift = next(iter(_shifts(list(opened), person)), None)
    if shift is None:
        messages.error(request, _("This counter is closed already. Nothing was changed."))
        return redirect(request.path)
    form, seat = InPlaceForm(shift, request.POST), _seat(request)
    if not form.is_valid() or is_doubted(seat, shift, form, now) or not _done(request, shift, form, now):
        return _page(request, person, now, (shift, form))
    return redirect(request.path)


def _done(request: OfOfficer, shift: Shift, form: InPlaceForm, now: datetime) -> bool:
    """Write the closing; say whether the page is done with it. A fault stands at its field, with what was typed."""
    opened = shift.opened
    seats = seats_of(opened.by, timezone.localdate(now))
    stands = Stands.now(opened.agency_id, opened.on, by=opened.by, seats=seats, at=now)
    closed = written(
        request, form, lambda: shifts.close_counter(opened, form.count(), stands.stored(), by=request.user, at=now)
    )
    if not isinstance(closed, ShiftEntry):
        return closed
    words = _("%(counter)s is closed in the place of %(name)s: %(counted)s were counted, %(book)s should be there.")
    said = {"counter": closed.counter, "name": opened.by.get_full_name()}
    said |= {"counted": vn_money(closed.counted), "book": vn_money(closed.book)}
    messages.success(request, f"{words % said} {why_of(closed)}".strip())
    if in_place.tell_closed(closed):
        turns.wake(jobs.RUN)
    return True


def _entry(request: OfOfficer, person: User) -> HttpResponse:
    """Take an application over, or throw it away; 404 for whoever is not at the desk."""
    does, key = request.POST.get("do", ""), _uuid(request.POST.get("entry", ""))
    if does not in (TAKE, THROW) or not request.seats.has(Role.ONE_STOP_OFFICER):
        raise Http404
    draft = entries.open_of(person, key) if key else None
    try:
        done = draft is not None and _moved(draft, does, person, request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(request.path)
    if draft is None or not done:
        messages.error(request, _("It was filed, thrown away or taken over meanwhile. Nothing was changed."))
        return redirect(request.path)
    turns.wake(jobs.RUN)
    if does == THROW:
        messages.success(request, _("Thrown away. Nothing was filed."))
        return redirect(request.path)
    messages.success(request, _("Taken over: you go on with it."))
    return redirect("counter_entry", pk=draft.pk)


def _moved(draft: Draft, does: str, person: User, by: User) -> bool:
    """Let somebody go on with what a colleague has begun, or throw it away, and have that one told; say whether it was done."""
    with transaction.atomic():
        done = entries.take_over(draft, by=by) if does == TAKE else entries.throw_away(draft)
        if done:
            in_place.tell_taken(draft, person, by=by, at=timezone.now(), is_thrown=does == THROW)
    return done


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
