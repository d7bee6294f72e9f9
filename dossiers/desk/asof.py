"""A dossier as it was at a past instant, for those who answer for the office."""

from datetime import timedelta

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.roles import Role
from accounts.signin import OfOfficer, officer
from dossiers.clock import ClockError
from dossiers.commands import notes
from dossiers.display.formats import sentence, vn_datetime
from dossiers.display.ribbon import Sign
from dossiers.log.moment import Moment
from dossiers.log.whole import recorded_log
from dossiers.models import Door, Dossier, Event
from dossiers.pages.forms import LastOfMinute
from dossiers.pages.logged.timeline import event_rows
from dossiers.pages.moment import time_context, unit_names
from procedures.steady import Steady
from procedures.time.calendar import CalendarExhausted
from procedures.time.calendars import calendar_for


class AsOfForm(forms.Form):
    """The minute as of which a dossier is looked at."""

    at = LastOfMinute()


@officer
@require_safe
def desk_asof(request: OfOfficer, code: str) -> HttpResponse:
    """Show one dossier as it stood at an instant; whoever does not manage its agency finds no such page."""
    managed = Dossier.objects.visible_to(request.seats).filter(agency__in=request.seats.managed_agency_ids)
    dossier = get_object_or_404(managed, code=code)
    notes.reads(request.user, request.seats, dossier, Door.PAST, at=timezone.now())
    (events, known), now = recorded_log(dossier), timezone.now()
    form = AsOfForm(request.GET if "at" in request.GET else {"at": vn_datetime(now)})
    shown = _shown(form, dossier, events, known)
    context = {"dossier": dossier, "machine": dossier.machine, "form": form, "moment": None, **shown}
    context["is_to_come"] = form.is_valid() and form.cleaned_data["at"] > now + timedelta(minutes=1)
    return render(request, "desk/asof.html", context, status=200 if shown else 422)


def _shown(form: AsOfForm, dossier: Dossier, events: list[Event], known: Steady) -> dict[str, object]:
    """Return what the page shows; nothing, and the reason at the field, where the instant cannot be shown."""
    if not form.is_valid():
        return {}
    try:
        moment = Moment.of(dossier, events, form.cleaned_data["at"], known)
        return _context(moment, [event for event in events if event.at <= moment.at])
    except (ClockError, CalendarExhausted) as refused:
        form.add_error("at", sentence(refused.text))
        return {}


def _context(moment: Moment, recorded: list[Event]) -> dict[str, object]:
    columns, names = moment.columns, unit_names(moment)
    unit = names.get(columns.unit_id) if columns.unit_id else None
    has_case_officer = columns.holder == Role.SPECIALIST and columns.assignee_id is not None
    assignee = User.objects.filter(pk=columns.assignee_id or 0).first() if has_case_officer else None
    return {
        "moment": moment,
        "unit": unit.of(get_language()) if unit else "",
        "assignee": assignee.get_full_name() if assignee else "",
        "events": event_rows(moment.dossier, recorded, for_applicant=False),
        "is_old_calendar": moment.calendar.digest != calendar_for(moment.dossier.agency_id).digest,
        **time_context(moment, for_applicant=False, now=Sign.AS_OF),
    }
