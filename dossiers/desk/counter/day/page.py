"""An officer's own day at the counter: opened with the change in the drawer, closed with what was counted, corrected with a reason."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from accounts.rows import is_row
from accounts.seats import Seat
from accounts.signin import OfOfficer, desk_officer
from dossiers.commands.money import cash, shifts
from dossiers.commands.money.cash import Count
from dossiers.commands.money.shifts import Place, Shift
from dossiers.desk.counter.day import points
from dossiers.desk.counter.day.stands import Stands
from dossiers.desk.money.cash import DAY, day_of, desk_seat, opens_until
from dossiers.display.formats import vn_money, vn_time
from dossiers.display.links import path_to
from dossiers.filing.counter import folders, tickets
from dossiers.log.money import vn_dong
from dossiers.models import ShiftAct, ShiftEntry
from dossiers.models.desk.counter import MOST_NAME, MOST_REASON
from dossiers.pages.acting.money.fields import closed_words
from dossiers.pages.forms import Amount, NeededText, PlainText
from dossiers.refusals import AtAField, Refusal
from dossiers.refusals.money.cash import CountDiffers, DrawerDiffers

OPEN, CORRECT, SURE = "open", "correct", "sure"
"""What a button does, any other closes a counter; and the tick that a closing is meant."""


class OpenForm(forms.Form):
    """Which counter is opened, and what lies in its drawer."""

    point = forms.ChoiceField(label=gettext_lazy("Receiving point"))
    counter = PlainText(
        label=gettext_lazy("Counter"), max_length=MOST_NAME, help_text=gettext_lazy("As it is called, such as Quầy 1.")
    )
    counted = Amount(
        label=gettext_lazy("Change in the drawer (đồng)"),
        least=0,
        help_text=gettext_lazy("Count it, and write 0 where there is none."),
    )

    def __init__(
        self,
        offered: list[tuple[str, str]],
        before: ShiftEntry | None,
        data: QueryDict | None,
        closed: Collection[str] = (),
    ) -> None:
        """Offer the points of the day, and what this officer opened last, unless that was ``closed`` on this day: it is refused."""
        last = {"point": before.point, "counter": before.counter} if before else {}
        if before and before.counter in closed:
            last.pop("counter")
        super().__init__(data, initial=last, use_required_attribute=False)
        self.fields["point"] = forms.ChoiceField(
            label=_("Receiving point"), choices=offered, required=bool(offered[0][0])
        )
        first = self.fields["counted" if last.get("counter") else "counter"]
        first.widget.attrs["autofocus"] = not self.is_bound


class CloseForm(forms.Form):
    """What was counted; where it is not what should lie there, or a closing is corrected, why."""

    def __init__(self, shift: Shift, data: QueryDict | None = None) -> None:
        """Of a counter that is closed, what was counted is put right."""
        super().__init__(data, use_required_attribute=False, auto_id=f"id_{shift.opened.pk}_%s")
        hint = _("Count all the cash in the drawer, the change of the morning too, and write 0 where there is none.")
        self.fields["counted"] = Amount(label=_("Counted cash (đồng)"), least=0, help_text=hint)
        if shift.closed is not None:
            self.fields["reason"] = _why(_("Why it is corrected"))
        elif data and "difference" in data:
            self.ask_why()
        if data and SURE in data:
            self._offer(shift)

    def _offer(self, shift: Shift) -> None:
        label = _("Close %(counter)s now") % {"counter": shift.opened.counter}
        self.fields[SURE] = forms.BooleanField(label=label, required=False)

    def ask_whether(self, shift: Shift, doubts: list[str]) -> None:
        """Ask whether the closing is meant, with what follows from it."""
        self._offer(shift)
        self.add_error(SURE, " ".join([*doubts, _("Nothing was closed: tick this and press again if you mean it.")]))

    def ask_why(self, difference: int | None = None) -> None:
        """Ask for the reason of a difference, and with it whether it is that which the person has read."""
        self.fields["reason"] = _why(_("Reason of the difference"))
        self.fields["difference"] = forms.IntegerField(widget=forms.HiddenInput, required=False)
        if difference is not None:
            self.data = {**{name: self.data.get(name) for name in self.data}, "difference": str(difference)}

    def count(self) -> Count:
        """Return what was typed."""
        typed = self.cleaned_data
        return Count(typed["counted"], typed.get("difference") or 0, typed.get("reason", ""))


def _why(label: str) -> NeededText:
    return NeededText(label=label, max_length=MOST_REASON, widget=forms.Textarea(attrs={"rows": 2}))


@dataclass(frozen=True, slots=True)
class Shown:
    """A counter of the day as the page shows it."""

    shift: Shift
    point: str
    book: int
    """What should lie in its drawer by what the receipt book says now, in đồng."""
    stands: Stands
    """How the desk stood when it was closed, or stands now."""
    form: CloseForm
    """In which it is closed, or its closing put right."""


@desk_officer
@require_http_methods(["GET", "HEAD", "POST"])
def counter_day(request: OfOfficer) -> HttpResponse:
    """Show one's own counters of a day, today's where none is named; open one, close it, or correct its closing."""
    seat, now = desk_seat(request), timezone.now()
    today = timezone.localdate(now)
    on = min(day_of(request.GET.get(DAY, ""), today), today)
    if request.method != "POST":
        return _page(request, seat, on, now)
    if request.POST.get("do") == OPEN:
        return _open(request, seat, now)
    return _close(request, seat, on, now)


def _open(request: OfOfficer, seat: Seat, now: datetime) -> HttpResponse:
    form, today = _open_form(request, seat, now, request.POST), timezone.localdate(now)
    if not form.is_valid():
        return _page(request, seat, today, now, opening=form)
    given = form.cleaned_data
    try:
        place = Place(seat.agency_id, given["point"], given["counter"])
        row = shifts.open_counter(place, given["counted"], by=request.user, at=now)
    except AtAField as refusal:
        form.add_error(refusal.field, str(refusal))
        return _page(request, seat, today, now, opening=form)
    opened = _("%(counter)s is open.") % {"counter": row.counter}
    messages.success(request, f"{opened} {_scans_of(place)}".strip())
    if folders.is_missing(settings.SCAN_FOLDERS, place.point):
        words = _(
            "The folder “%(folder)s” for scans of this receiving point is not there: what its scanners write does not come here. "
            "Whoever looks after the server makes it."
        )
        messages.warning(request, words % {"folder": place.point})
    return redirect("counter_day")


def _scans_of(place: Place) -> str:
    """Make the folder of a counter's scanner, and say which one that is; "" where no scanner writes to folders."""
    folder = folders.made_for(settings.SCAN_FOLDERS, place.point, place.counter)
    words = _("Its scanner writes to the folder %(folder)s.")
    return words % {"folder": f"{place.point}/{folder.name}"} if folder else ""


def _close(request: OfOfficer, seat: Seat, on: date, now: datetime) -> HttpResponse:
    """Close the counter that a press names, or correct its closing where that is what the page offered."""
    pk, mine = request.POST.get("shift", ""), shifts.shifts_of(seat.agency_id, on, by=request.user.pk)
    shift = next((one for one in mine if is_row(pk) and one.opened.pk == int(pk)), None)
    if shift is None:
        raise Http404
    form = CloseForm(shift, request.POST)
    if not form.is_valid() or is_doubted(seat, shift, form, now) or not _done(request, shift.opened, form, now):
        return _page(request, seat, on, now, closing=(shift, form))
    return redirect(address_of(on))


def is_doubted(seat: Seat, shift: Shift, form: CloseForm, now: datetime) -> bool:
    """Ask once whether a closing is meant that may be a wrong press: a closed counter is not opened again on its day.

    A difference is asked about in the same answer, and so is somebody with a number who is still there.
    """
    doubts = [] if shift.closed or form.cleaned_data.get(SURE) else _doubts(seat, shift, now)
    if doubts:
        form.ask_whether(shift, doubts)
        _ask_why(shift, form)
    return bool(doubts)


def _ask_why(shift: Shift, form: CloseForm) -> None:
    """Ask in the same answer why the count is another than the book's, so that nobody presses once more to read that."""
    counted, book = form.cleaned_data["counted"], _book(shift)
    if counted != book and form.count().difference != counted - book:
        is_explained = bool(form.count().reason)
        asked = DrawerDiffers(counted - book, book=vn_dong(book), counted=vn_dong(counted), is_explained=is_explained)
        form.ask_why(asked.difference)
        form.add_error("counted", str(asked))


def _doubts(seat: Seat, shift: Shift, now: datetime) -> list[str]:
    opened, doubts = shift.opened, []
    if (at_it := tickets.called_by(opened.by, opened.on)) and opened.on == timezone.localdate(now):
        words = _("Number %(number)s is at %(counter)s still, and counts as served when it is closed.")
        doubts.append(words % {"number": at_it.number, "counter": opened.counter})
    if opened.on == timezone.localdate(now) and (left := _left_waiting(seat, shift)):
        words = ngettext(
            "%(n)s number waits, and %(counter)s is the last open counter: nobody would call it.",
            "%(n)s numbers wait, and %(counter)s is the last open counter: nobody would call them.",
            left,
        )
        doubts.append(words % {"n": left, "counter": opened.counter})
    if opened.on == timezone.localdate(now):
        doubts.append(_stays_closed(opens_until(seat, opened.on), opened.counter))
    return doubts


def _stays_closed(until: datetime | None, counter: str) -> str:
    """Say that a counter stays closed for the day, for its sheet is signed by then; ``until``: when the desk's hours end, None after that."""
    words = _("%(counter)s is not opened again on this day once it is closed: the sheet of the day is signed by it.")
    if until:
        words = _(
            "The desk is open until %(until)s today, and %(counter)s is not opened again on this day once it is closed."
        )
    return words % {"until": vn_time(until) if until else "", "counter": counter}


def _left_waiting(seat: Seat, shift: Shift) -> int:
    """Return how many wait at a point of which this is the last open counter; 0 where another one is open."""
    opened = shift.opened
    others = (one.opened for one in shifts.shifts_of(seat.agency_id, opened.on) if one.closed is None)
    if any(one.point == opened.point and one.pk != opened.pk for one in others):
        return 0
    return tickets.waiting(opened.point, opened.on).count()


def _book(shift: Shift) -> int:
    """Return what should lie in a drawer by what the receipt book says now, in đồng."""
    opened = shift.opened
    return shift.book(shifts.cash_rows(opened.agency_id, opened.on, opened.by_id)).amount


def _done(request: OfOfficer, opened: ShiftEntry, form: CloseForm, now: datetime) -> bool:
    """Write a closing or a correction; say whether the page is done with it. A fault stands at its field, with what was typed."""
    command = shifts.correct_closing if request.POST.get("do") == CORRECT else shifts.close_counter
    stands = Stands.now(opened.agency_id, opened.on, by=request.user, seats=request.seats, at=now)
    closed = written(request, form, lambda: command(opened, form.count(), stands.stored(), by=request.user, at=now))
    if not isinstance(closed, ShiftEntry):
        return closed
    words = _("%(counter)s is closed: %(counted)s were counted, %(book)s should be there.")
    if closed.corrects_id:
        words = _("The closing of %(counter)s is corrected: %(counted)s were counted, %(book)s should be there.")
    said = {"counter": closed.counter, "counted": vn_money(closed.counted), "book": vn_money(closed.book)}
    messages.success(request, f"{words % said} {why_of(closed)}".strip())
    return True


def why_of(closed: ShiftEntry) -> str:
    """Say by how much a count differs and which reason is kept of it, or of a closing by others; "" where neither is."""
    words = [_("Difference: %(amount)s.") % {"amount": vn_money(closed.difference)}] if closed.difference else []
    if closed.reason:
        words.append(_("Reason kept: %(why)s") % {"why": closed.reason})
    return " ".join(words)


def written(request: OfOfficer, form: CloseForm, command: Callable[[], ShiftEntry]) -> ShiftEntry | bool:
    """Write a closing, and return it; where it is refused say whether the page is done with it.

    It is not where a fault stands at its field.
    """
    try:
        return command()
    except AtAField as refusal:
        if isinstance(refusal, CountDiffers):
            form.ask_why(refusal.difference)
        form.add_error(refusal.field, str(refusal))
        return False
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return True


def _open_form(request: OfOfficer, seat: Seat, now: datetime, data: QueryDict | None = None) -> OpenForm:
    own = ShiftEntry.objects.filter(agency=seat.agency_id, by=request.user, act=ShiftAct.OPENED)
    today = timezone.localdate(now)
    closed = [one.opened.counter for one in shifts.shifts_of(seat.agency_id, today, by=request.user.pk) if one.closed]
    return OpenForm(points.choices(seat.agency_id, today), own.order_by("-at").first(), data, closed)


def _page(
    request: OfOfficer,
    seat: Seat,
    on: date,
    now: datetime,
    *,
    opening: OpenForm | None = None,
    closing: tuple[Shift, CloseForm] | None = None,
) -> HttpResponse:
    today, form = timezone.localdate(now), opening or (closing and closing[1])
    mine = shifts.shifts_of(seat.agency_id, on, by=request.user.pk)
    typed = {closing[0].opened.pk: closing[1]} if closing else {}
    left = shifts.forgotten(seat.agency_id, request.user.pk, today)
    is_free = on == today and all(one.closed for one in mine)
    locked = cash.closing_of(seat.agency_id, today) if on == today else None
    context = {
        "on": on,
        "shown": [_shown(request, one, now, typed) for one in mine],
        "left": [(one, address_of(one.on)) for one in left if one.on != on],
        "is_open": on == today and any(one.closed is None for one in mine),
        "opening": (opening or _open_form(request, seat, now)) if is_free else None,
        "form": form,
        "locked": closed_words(locked) if locked else "",
        "sheet": f"{path_to('day_sheet')}?{urlencode({DAY: on.isoformat()})}",
        "tickets_on": settings.QUEUE_TICKETS,
    }
    return render(request, "desk/counter_day.html", context, status=422 if form and form.errors else 200)


def _shown(request: OfOfficer, shift: Shift, now: datetime, typed: dict[int, CloseForm]) -> Shown:
    opened, closed = shift.opened, shift.closed
    if closed:
        stands = Stands.read(closed.stood)
    else:
        stands = Stands.now(opened.agency_id, opened.on, by=request.user, seats=request.seats, at=now)
    form = typed.get(opened.pk) or CloseForm(shift)
    form.fields["counted"].widget.attrs["autofocus"] = closed is None and not form.is_bound
    return Shown(shift, points.name_of(opened.point, opened.on), _book(shift), stands, form)


def address_of(on: date) -> str:
    """Return the address of one's own counters of a day."""
    return f"{path_to('counter_day')}?{urlencode({DAY: on.isoformat()})}"
