"""The administrator's page of agencies and receiving points: what each is called, and where, from which day on."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.signin import OfOfficer, administrator
from dossiers.log.used import used_through
from dossiers.office.agency_form import KINDS, AgencyForm
from dossiers.office.gaps import lacking
from procedures import steady
from procedures.time.agencies.book import Agencies, Agency
from procedures.time.agencies.stored import AgenciesRefused, add


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """A row, with its last day and whether it is in force today."""

    agency: Agency
    kind: Promise
    last_on: date | None
    is_present: bool
    is_own: bool


@administrator
@require_http_methods(["GET", "HEAD", "POST"])
def agencies(request: OfOfficer) -> HttpResponse:
    """Show what each agency is called from which day on; add a row."""
    known = steady.now()
    form = AgencyForm(known.agencies, known.units, request.POST or None, initial=_initial(known.agencies, request))
    if request.method == "POST" and form.is_valid() and _added(form, known.agencies, request):
        messages.success(request, _("Entered. It holds from that day on; earlier days keep what they had."))
        return redirect("agencies")
    today = timezone.localdate()
    rows = sorted(
        known.agencies.rows, key=lambda row: (row.key != known.agencies.own, row.receives, row.key, row.since)
    )
    context = {"form": form, "rows": [_shown(row, known.agencies, today) for row in rows], **lacking(request)}
    return render(request, "office/agencies.html", context, status=422 if form.errors else 200)


def _added(form: AgencyForm, known: Agencies, request: OfOfficer) -> bool:
    row = form.agency(known.on(form.cleaned_data["key"], form.cleaned_data["since"]))
    try:
        add([row], at=timezone.now(), used_through=used_through, by=request.user)
    except AgenciesRefused as refused:
        for one in refused.errors:
            form.refuse(one)
        return False
    return True


def _initial(known: Agencies, request: OfOfficer) -> dict[str, object]:
    """Return what the chosen agency is now, to be changed; nothing where none was chosen."""
    row = known.on(request.GET.get("key", ""), timezone.localdate())
    if row is None:
        return {}
    shown = ("key", "part_of", "address", "phone", "code", "hours_of")
    return {"kind": row.kind.value, "name_vi": row.name.vi, "name_en": row.name.en} | {
        name: getattr(row, name) for name in shown
    }


def _shown(row: Agency, known: Agencies, today: date) -> AgencyRow:
    last = known.last_day_of(row)
    is_present = row.is_open and row.since <= today and (last is None or today <= last)
    return AgencyRow(row, KINDS[row.kind], last, is_present, row.key == known.own)
