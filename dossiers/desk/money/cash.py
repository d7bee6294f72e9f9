"""The receipt book of a day: what came in by each way, what of a former day was given back, and the closing of its cash."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.rights import WHOLE_AGENCY
from accounts.roles import Role
from accounts.seats import Seat, Seats
from accounts.signin import OfOfficer, officer
from dossiers.commands.money import cash, shifts
from dossiers.commands.money.shifts import Shift
from dossiers.display.formats import vn_date, vn_money, vn_time
from dossiers.display.links import path_to
from dossiers.log.facts import words_of
from dossiers.models import MOST_AMOUNT, CashDay, Dossier, DossierQuerySet, Format, PaidWay, Payment
from dossiers.models.desk.counter import MOST_REASON
from dossiers.models.standing import OVERPAID, UNDECIDED
from dossiers.pages.forms import Amount, NeededText
from dossiers.pages.papers import handed_out
from dossiers.payments.gateway import cases
from dossiers.refusals import AtAField
from dossiers.refusals.money.cash import ClosedBefore, CountDiffers, NotClosedYet
from dossiers.reports.official.receipts import file_of, undoing, undone
from dossiers.reports.sheets import MEDIA_TYPES
from procedures.time.calendars import calendar_for

FORMS = (Format.XLSX.value, Format.CSV.value)
DAY = "ngay"
"""The day in the address: ``2026-11-25``."""


@dataclass(frozen=True, slots=True)
class OfWay:
    """What came in by a way, what was given back, or voided of a former day, and what stays.

    What was received and voided on the same day as a wrong entry never came in: it is in neither, nor is a part that was undone on
    its day. A part of a former day that never went back is in what was received.
    """

    label: str
    received: int
    reversed: int
    voided: int = 0

    @property
    def stays(self) -> int:
        """The one less the other."""
        return self.received - self.reversed


@dataclass(frozen=True, slots=True)
class Carried:
    """What the closings of the counters of a day say of a difference: it is not asked about a second time."""

    difference: int
    """Of all of them together from the book, in đồng."""
    reason: str
    """What each has said of its own."""


class CloseForm(forms.Form):
    """What was counted; where it is not what the book says, why."""

    def __init__(
        self, data: QueryDict | None = None, *, opens_until: datetime | None = None, open_counters: str = ""
    ) -> None:
        """Take what was typed; ``opens_until`` is when the desk's hours of the day end, which have not ended.

        ``open_counters`` names the counters of the day that nobody has closed, and who has them; "" where there is none.
        """
        super().__init__(data, use_required_attribute=False)
        hint = _("Count the cash of this day in the box, and write the sum, also when it is 0.")
        self.fields["counted"] = Amount(label=_("Counted cash (đồng)"), least=-MOST_AMOUNT, help_text=hint)
        if opens_until:
            self._ask_whether(vn_time(opens_until))
        if open_counters:
            self._ask_beside(open_counters)
        if data and "difference" in data:
            self.ask_why()

    def _ask_whether(self, until: str) -> None:
        """Ask whether it is meant: nothing opens a closed day again."""
        label = _("The desk is open until %(until)s today, and no more cash is taken or given back before then.")
        unsaid = _(
            "The desk is open until %(until)s today. Nothing was closed: close the day then, or tick this and press again."
        )
        self.fields["early"] = forms.BooleanField(
            label=label % {"until": until}, error_messages={"required": unsaid % {"until": until}}
        )

    def _ask_beside(self, counters: str) -> None:
        """Ask whether it is meant with counters open: they take no more cash of this day then."""
        label = _("These counters are not closed, and take no more cash of this day then: %(counters)s.")
        unsaid = _(
            "Not closed yet: %(counters)s. Nothing was closed: let them be closed first, or tick this and press again."
        )
        said = {"counters": counters}
        self.fields["beside"] = forms.BooleanField(label=label % said, error_messages={"required": unsaid % said})

    def ask_why(self, difference: int | None = None) -> None:
        """Ask for the reason of a difference, and with it whether it is that which the person has read."""
        area = forms.Textarea(attrs={"rows": 3})
        self.fields["reason"] = NeededText(label=_("Reason of the difference"), max_length=MOST_REASON, widget=area)
        self.fields["difference"] = forms.IntegerField(widget=forms.HiddenInput, required=False)
        if difference is not None:
            typed = {name: self.data.get(name) for name in self.data}
            self.data = {**typed, "difference": str(difference)}

    def count(self) -> cash.Count:
        """Return what was typed."""
        typed = self.cleaned_data
        return cash.Count(typed["counted"], typed.get("difference") or 0, typed.get("reason", ""))


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def cash_day(request: OfOfficer) -> HttpResponse:
    """Show the receipt book of a day; close its cash, if the desk wants that."""
    on, seat = day_of(request.GET.get(DAY, ""), timezone.localdate()), agency_seat(request)
    counters = shifts.shifts_of(seat.agency_id, on)
    carried = _carried(counters)
    form = _form(seat, on, counters, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        desk_seat(request)
        if not form.is_valid():
            _ask_difference(seat, on, form, carried)
        elif _close(request, seat, on, form, carried):
            return redirect(_address(on))
    context = {**_shown(seat, request.seats, on, form), "by_counters": _difference_of(counters), "carried": carried}
    return render(request, "desk/cash_day.html", context, status=422 if form.errors else 200)


def _form(seat: Seat, on: date, counters: Sequence[Shift], data: QueryDict | None) -> CloseForm:
    still = [one.opened for one in counters if one.closed is None]
    named = ", ".join(f"{one.counter} ({one.by.get_full_name()})" for one in still)
    return CloseForm(data, opens_until=opens_until(seat, on), open_counters=named)


def _difference_of(counters: Sequence[Shift]) -> int | None:
    """Return by how much the drawers of a day differ from the book together, in đồng; None while one is open, or without any."""
    closed = [one.closed for one in counters]
    return sum(one.difference for one in closed if one) if closed and all(closed) else None


def _carried(counters: Sequence[Shift]) -> Carried | None:
    """Return what the counters of a day say of a difference; None while one is open, or where they have none together."""
    difference = _difference_of(counters)
    said = [one.closed for one in counters if one.closed and one.closed.difference]
    reason = "; ".join(f"{one.counter} ({one.by.get_full_name()}): {one.reason}" for one in said)
    return Carried(difference, reason[:MOST_REASON]) if difference else None


def opens_until(seat: Seat, on: date) -> datetime | None:
    """Return when the desk's hours of a day end, where that is today and they have not ended; None else."""
    now, calendar = timezone.localtime(), calendar_for(seat.agency_id)
    if on != now.date() or not calendar.is_working(on):
        return None
    closes = calendar.close_of(on)
    return closes if now < closes else None


def _shown(seat: Seat, seats: Seats, on: date, form: CloseForm) -> dict[str, object]:
    """Return what the page of a day shows."""
    today, rows = timezone.localdate(), _rows(seat, on)
    return {
        "on": on,
        "today": today,
        "now": timezone.now(),
        "rows": [(row, undoing(row), words_of(row.event.payload), undone(row)) for row in rows],
        "ways": by_way(rows),
        "voided": sum(row.amount for row in rows if cash.voids(row)),
        "restored": sum(row.amount for row in rows if row.restores and not cash.is_undone_at_once(row)),
        "cash": cash.cash_in(rows),
        "closed": cash.closing_of(seat.agency_id, on),
        "closes": seat.role is Role.ONE_STOP_OFFICER and on <= today,
        "unclosed": [(day, _address(day)) for day in cash.unclosed(seat.agency_id, today) if day != on],
        "before": _address(on - timedelta(days=1)),
        "after": _address(on + timedelta(days=1)) if on < today else "",
        "cases": cases.open_count(seat.agency_id),
        "kept": kept_in(seat.agency_id).count(),
        "over": over_in(seats),
        "files": [(name, f"{path_to('cash_file', name)}?{DAY}={on.isoformat()}") for name in FORMS],
        "form": form,
    }


@officer
@require_safe
def cash_file(request: OfOfficer, form: str) -> HttpResponse:
    """Hand out the receipt book of a day as a file; 404 for a form that there is not."""
    if form not in FORMS:
        raise Http404
    on = day_of(request.GET.get(DAY, ""), timezone.localdate())
    seat = agency_seat(request)
    made = file_of(_rows(seat, on), cash.closing_of(seat.agency_id, on), on, Format(form))
    return handed_out(made, MEDIA_TYPES[Format(form)], f"so-bien-lai-{on:%Y%m%d}.{form}")


def _rows(seat: Seat, on: date) -> list[Payment]:
    """Return what came in and went back on a day, as it came."""
    return list(
        cash.of_day(seat.agency_id, on).select_related(
            "dossier", "by", "reverses", "part_of", "restores__part_of", "event__payload", "reversal__event"
        )
    )


def agency_seat(request: OfOfficer) -> Seat:
    """Return the seat by which somebody sees the money of the agency, the desk's before another; 404 without one."""
    seats = [seat for seat in request.seats if seat.role in WHOLE_AGENCY]
    if not seats:
        raise Http404
    return next((seat for seat in seats if seat.role is Role.ONE_STOP_OFFICER), seats[0])


def desk_seat(request: OfOfficer) -> Seat:
    """Return the seat at the desk by which money is handled; 404 without one."""
    seat = agency_seat(request)
    if seat.role is not Role.ONE_STOP_OFFICER:
        raise Http404
    return seat


def kept_in(agency_id: int) -> DossierQuerySet:
    """Return the dossiers of an agency that ended without a result, and of whose money nobody has decided that it stays."""
    return Dossier.objects.filter(UNDECIDED, agency=agency_id)


def over_in(seats: Seats) -> list[tuple[str, str, int]]:
    """Return how many dossiers somebody sees of which too much was paid: of open and of ended ones, each with its list."""
    found = Dossier.objects.visible_to(seats).filter(OVERPAID)
    lists = (("open", _("open dossiers"), ~Q(holder="")), ("done", _("ended dossiers"), Q(holder="")))
    address = path_to("worklist")
    counted = [
        (label, f"{address}?{urlencode({'list': name, 'fee': 'over'})}", found.filter(part).count())
        for name, label, part in lists
    ]
    return [one for one in counted if one[2]]


def by_way(rows: Iterable[Payment]) -> list[OfWay]:
    """Sum up rows by the way in which the money came."""
    received, back, voided = Counter[str](), Counter[str](), Counter[str]()
    for row in rows:
        if cash.is_undone_at_once(row):
            back[row.way] -= row.amount
            continue
        sums = voided if cash.voids(row) else back if row.takes_off else received
        sums[row.way] += row.amount
    labels: Mapping[str, str] = {way.value: str(way.label) for way in PaidWay}
    return [OfWay(label, received[way] - voided[way], back[way], voided[way]) for way, label in labels.items()]


def _close(request: OfOfficer, seat: Seat, on: date, form: CloseForm, carried: Carried | None) -> bool:
    """Close a day; say whether the page is done with it. A difference stands at its field, with what was typed."""
    try:
        closed = _close_as_counted(request, seat, on, form.count(), carried)
    except AtAField as refusal:
        _refuse_at_field(form, refusal)
        return False
    except (ClosedBefore, NotClosedYet) as refusal:
        messages.error(request, str(refusal))
    else:
        words = _("The cash of %(on)s is closed with %(amount)s.")
        if closed.difference:
            words = _("The cash of %(on)s is closed: %(amount)s by the book, %(counted)s were counted.")
        sums = {"amount": vn_money(closed.amount), "counted": vn_money(closed.counted)}
        messages.success(request, words % {"on": vn_date(on), **sums})
    return True


def _ask_difference(seat: Seat, on: date, form: CloseForm, carried: Carried | None) -> None:
    """Say in the same answer as a tick that is missing by how much the count differs, so that nobody presses once more to read that."""
    if "counted" not in form.cleaned_data:
        return
    try:
        cash.refuse_difference(seat.agency_id, on, form.count())
    except AtAField as refusal:
        if not (isinstance(refusal, CountDiffers) and carried and refusal.difference == carried.difference):
            _refuse_at_field(form, refusal)


def _refuse_at_field(form: CloseForm, refusal: AtAField) -> None:
    if isinstance(refusal, CountDiffers):
        form.ask_why(refusal.difference)
    form.add_error(refusal.field, str(refusal))


def _close_as_counted(request: OfOfficer, seat: Seat, on: date, count: cash.Count, carried: Carried | None) -> CashDay:
    """Close a day. A difference that its counters have given already is taken from there, with their reason."""
    now = timezone.now()
    try:
        return cash.close_day(seat.agency_id, on, count, by=request.user, at=now)
    except CountDiffers as refusal:
        if carried is None or refusal.difference != carried.difference:
            raise
        as_said = replace(count, difference=carried.difference, reason=carried.reason)
        return cash.close_day(seat.agency_id, on, as_said, by=request.user, at=now)


def day_of(given: str, today: date) -> date:
    """Return the day of an address; today for what is none."""
    with suppress(ValueError):
        on = date.fromisoformat(given)
        return on if date(2000, 1, 1) <= on <= today + timedelta(days=366) else today
    return today


def _address(on: date) -> str:
    return f"{path_to('cash_day')}?{urlencode({DAY: on.isoformat()})}"
