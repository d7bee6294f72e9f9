"""The manager's page of the working calendar: what it says, correcting it, and what a correction moves."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import Unit
from accounts.seats import Seats
from accounts.signin import OfOfficer, officer
from dossiers import calendar_change
from dossiers.calendar_forms import FORMS, CorrectionForm
from dossiers.forms import said, told
from dossiers.views.manager import MANAGERS
from dossiers.views.page import DATE_LABELS
from procedures.calendar import CalendarError, DayException, WorkingCalendar
from procedures.calendars import Calendars, Plan
from procedures.models import CalendarChange, CalendarVersion
from procedures.sessions import WEEKDAYS

VERSIONS_SHOWN = 50
REFRESH_SECONDS = "3"


@officer
@require_GET
def calendar(request: OfOfficer) -> HttpResponse:
    """Show the days of a year, the office hours, the versions, and the ways to correct them."""
    units = _units(request.seats)
    calendars = Calendars.in_force()
    unit = next((unit for unit in units if str(unit.pk) == request.GET.get("unit")), None)
    shown = calendars.of(unit.pk if unit else None)
    year = _year(request.GET.get("year", ""), shown)
    versions = CalendarVersion.objects.select_related("change__by", "unit").order_by("-created_at", "-pk")
    context = {
        "calendar": shown,
        "year": year,
        "years": range(shown.first.year, shown.last.year + 1),
        "unit": unit,
        "units": [(one, one.pk in calendars.by_unit) for one in units],
        "days": [_day_row(row) for row in shown.exceptions if row.on.year == year],
        "week": _week(shown),
        "forms": [(name, form.title) for name, form in FORMS.items()],
        "versions": versions.defer("content")[:VERSIONS_SHOWN],
        "changes": CalendarChange.objects.filter(finished_at=None),
    }
    return render(request, "manager/calendar.html", context)


@officer
@require_http_methods(["GET", "POST"])
def correct(request: OfOfficer, kind: str) -> HttpResponse:
    """Take a correction: its form, then what it would move, then the decision to apply it."""
    units = _units(request.seats)
    if kind not in FORMS:
        raise Http404
    form = FORMS[kind](units, data=request.POST if request.method == "POST" else None)
    if request.method == "GET" or "edit" in request.POST:
        return _form_page(request, form, kind)
    if not form.is_valid() or form.plan is None:
        return _form_page(request, form, kind, status=422)
    if request.POST.get("seen") == form.plan.seen and "apply" in request.POST:
        return _applied(request, form, form.plan, kind)
    if "apply" in request.POST:
        messages.warning(request, _("The calendar has changed meanwhile. Please look at the preview once more."))
    return _preview_page(request, form, form.plan, kind)


def _applied(request: OfOfficer, form: CorrectionForm, plan: Plan, kind: str) -> HttpResponse:
    given = form.cleaned_data
    try:
        change = calendar_change.apply(
            plan, decision=given["decision"], decided_on=given["decided_on"], by=request.user, at=timezone.now()
        )
    except CalendarError as refused:
        form.add_error(None, told(refused.text))
        return _form_page(request, form, kind, status=409)
    return redirect("calendar_change", pk=change.pk)


@officer
@require_GET
def change(request: OfOfficer, pk: int) -> HttpResponse:
    """Show a change of the calendar: the decision, and how far the dossiers have been counted again."""
    _units(request.seats)
    found = get_object_or_404(CalendarChange.objects.select_related("by"), pk=pk)
    response = render(request, "manager/calendar_change.html", {"change": found, "versions": found.versions.all()})
    if found.finished_at is None:
        response["Refresh"] = REFRESH_SECONDS
    return response


def _form_page(request: OfOfficer, form: CorrectionForm, kind: str, *, status: int = 200) -> HttpResponse:
    return render(request, "manager/calendar_form.html", {"form": form, "kind": kind}, status=status)


def _preview_page(request: OfOfficer, form: CorrectionForm, plan: Plan, kind: str) -> HttpResponse:
    found = calendar_change.preview(plan, at=timezone.now())
    names = {unit.pk: unit.name(get_language()) for unit in Unit.objects.all()}
    context = {
        "form": form,
        "kind": kind,
        "plan": plan,
        "preview": found,
        "moved": [_moved_row(row) for row in found.moved.rows],
        "calendars": [names[unit] if unit is not None else _("The common calendar") for unit in plan.new],
    }
    return render(request, "manager/calendar_preview.html", context)


def _moved_row(row: calendar_change.Moved) -> dict[str, object]:
    dossier = row.dossier
    return {
        "dossier": dossier,
        "holder": dossier.unit.name(get_language()) if dossier.unit else "",
        "dates": [(DATE_LABELS[name], was, to) for name, (was, to) in row.moves.items()],
    }


def _units(seats: Seats) -> list[Unit]:
    """Return the units whose calendars this person answers for; without an agency there is no such page."""
    agencies = {seat.agency_id for seat in seats if seat.role in MANAGERS}
    if not agencies:
        raise Http404
    units = Unit.objects.all().order_by("name_vi")
    return [unit for unit in units if unit.pk in agencies or unit.parent_id in agencies]


def _year(typed: str, calendar: WorkingCalendar) -> int:
    """Return the year that is asked for, if it is covered; else this one, or the last that is."""
    if typed.isdecimal() and len(typed) == len("2026") and calendar.first.year <= int(typed) <= calendar.last.year:
        return int(typed)
    return min(timezone.localdate().year, calendar.last.year)


def _day_row(row: DayException) -> dict[str, object]:
    return {"day": row, "weekday": said(WEEKDAYS[row.on.weekday()])}


def _week(calendar: WorkingCalendar) -> Iterable[tuple[str, str]]:
    """Return each weekday with its office hours."""
    for name, sessions in zip(WEEKDAYS, calendar.week, strict=True):
        yield said(name), ", ".join(f"{one.opens:%H:%M}–{one.closes:%H:%M}" for one in sessions)
