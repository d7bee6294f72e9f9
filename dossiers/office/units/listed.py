"""The administrator's list of units, and the page on which a division is entered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Membership, Unit
from accounts.people import finding, units
from accounts.people.units import UnitError
from accounts.seats import Seats
from accounts.signin import OfOfficer, administrator
from dossiers.lists.wanted import Wanted, wanted
from dossiers.office.gaps import lacking
from dossiers.office.units.forms import NewUnitForm
from dossiers.office.units.sectors import sector_name, sector_names
from procedures.models import UnitSector


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit as the list shows it."""

    unit: Unit
    people: int
    """Who sits there today."""
    sectors: Sequence[str]
    is_over: bool


@administrator
@require_safe
def unit_list(request: OfOfficer) -> HttpResponse:
    """List the units of the administrator's agencies with how many sit there and which sectors they serve."""
    asked = wanted(request.GET)
    rows = [row for row in _rows(request.seats) if _fits(row, asked)]
    context = {"rows": rows, "wanted": asked, **lacking(request)}
    return render(request, "office/units.html", context)


def _fits(row: UnitRow, asked: Wanted) -> bool:
    """Say whether a unit has what is looked for: in its names, its key, its kind, or a sector that it serves."""
    state = _("Over") if row.is_over else ""
    kind = row.unit.get_kind_display()
    return asked.fits(row.unit.name_vi, row.unit.name_en, row.unit.slug, kind, state, *row.sectors)


def _rows(seats: Seats) -> Iterator[UnitRow]:
    """Yield each unit: three queries, and the machines of what is published."""
    on, known = timezone.localdate(), list(finding.units_of(seats.administered_agency_ids))
    held = Membership.objects.in_force(on).filter(unit__in=known, user__is_active=True)
    people = dict(held.order_by().values_list("unit").annotate(Count("user", distinct=True)))
    names, served = sector_names(), UnitSector.objects.filter(unit__in=known).order_by("sector")
    sectors: dict[int, list[str]] = {}
    for row in served:
        sectors.setdefault(row.unit_id, []).append(sector_name(row.sector, names))
    for unit in known:
        is_over = unit.until is not None and unit.until < on
        yield UnitRow(unit, people.get(unit.pk, 0), sectors.get(unit.pk, ()), is_over)


@administrator
@require_http_methods(["GET", "HEAD", "POST"])
def new_unit(request: OfOfficer) -> HttpResponse:
    """Enter a division."""
    agencies = Unit.objects.filter(pk__in=request.seats.administered_agency_ids).order_by("pk")
    form = NewUnitForm({str(unit.pk): unit for unit in agencies}, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and (unit := _entered(form, request)):
        messages.success(request, _("The division is entered. Give it sectors, and people their seats."))
        return redirect("unit", pk=unit.pk)
    return render(
        request, "office/new_unit.html", {"form": form, **lacking(request)}, status=422 if form.errors else 200
    )


def _entered(form: NewUnitForm, request: OfOfficer) -> Unit | None:
    try:
        return units.enter(form.chosen, form.named, by=request.user, at=timezone.now())
    except UnitError as refused:
        form.add_error(refused.field, str(refused))
        return None
