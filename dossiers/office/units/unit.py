"""The administrator's page of one unit: what it is called, its sectors, who sits there, and what was changed."""

from datetime import datetime

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.models import ChangeKind, Membership, Unit, UnitKind
from accounts.people import changes, finding, units
from accounts.people.changes import locked_of
from accounts.people.units import UnitError
from accounts.signin import OfOfficer, administrator
from dossiers.commands.given import divisions_of
from dossiers.lists.names import name_key
from dossiers.office.gaps import lacking, tell
from dossiers.office.people import history, stranded
from dossiers.office.units.forms import SectorForm, UnitForm
from dossiers.office.units.kept import kept_by, open_in
from dossiers.office.units.sectors import sector_name, sector_names
from procedures.models import UnitSector


@administrator
@require_http_methods(["GET", "HEAD", "POST"])
def unit(request: OfOfficer, pk: int) -> HttpResponse:
    """Show a unit; change what it is called, end a division, give it a sector or take one away."""
    found = get_object_or_404(finding.units_of(request.seats.administered_agency_ids), pk=pk)
    sent = request.POST if request.method == "POST" else None
    if sent is not None and "take" in sent:
        return _taken(request, found)
    given = sent if sent is not None and "sector" in sent else None
    form = UnitForm(UnitKind(found.kind), None if given else sent, initial=units.named(found).values())
    sectors = SectorForm(sector_names(), given)
    if form.is_bound and form.is_valid() and _changed(form, found, request):
        return redirect("unit", pk=found.pk)
    if sectors.is_bound and sectors.is_valid() and not _asked(sectors, found) and _given(sectors, found, request):
        return redirect("unit", pk=found.pk)
    wrong = form.errors or sectors.errors
    return render(request, "office/unit.html", _page(request, found, form, sectors), status=422 if wrong else 200)


def _page(request: OfOfficer, found: Unit, form: UnitForm, sectors: SectorForm) -> dict[str, object]:
    on, names = timezone.localdate(), sector_names()
    held = list(Membership.objects.filter(unit=found).exclude(until__lt=on).select_related("user"))
    served = UnitSector.objects.filter(unit=found).order_by("sector")
    return {
        "unit": found,
        "form": form,
        "sector_form": sectors,
        "sectors": [(row.sector, sector_name(row.sector, names)) for row in served],
        "has_sectors": found.kind == UnitKind.DIVISION,
        "seats": sorted(held, key=lambda one: (one.role, *name_key(one.user), one.pk)),
        "kept": kept_by(found, request.seats) if form.has_error("until") and found.kind == UnitKind.DIVISION else None,
        "locked": locked_of(one.user for one in held),
        "changes": history.last_of(request.seats, Q(unit=found)),
        **lacking(request),
    }


def _changed(form: UnitForm, found: Unit, request: OfOfficer) -> bool:
    try:
        with transaction.atomic():
            is_new = units.change(found, form.named, by=request.user, at=timezone.now())
            _check_empty(found, form.named)
    except UnitError as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        return False
    if is_new:
        messages.success(request, _("Kept. How it was before stands in the history."))
    else:
        messages.info(request, _("Nothing was another than before."))
    return True


def _check_empty(found: Unit, new: units.Named) -> None:
    """Refuse to end a division that serves a sector or holds open dossiers; raises ``UnitError``."""
    if new.until is None or new.until == found.until:
        return
    if count := UnitSector.objects.filter(unit=found).count():
        sentence = ngettext(
            "This division serves %(n)s sector. Give it to another one and take it away here first.",
            "This division serves %(n)s sectors. Give them to another one and take them away here first.",
            count,
        )
        raise UnitError("until", sentence % {"n": count})
    if count := open_in(found).count():
        sentence = ngettext(
            "%(n)s open dossier lies in this division. It has to end or to go elsewhere first.",
            "%(n)s open dossiers lie in this division. They have to end or to go elsewhere first.",
            count,
        )
        raise UnitError("until", sentence % {"n": count})


def _asked(sectors: SectorForm, found: Unit) -> bool:
    """Ask before a sector is given that another division of the agency serves; say whether it is asked, and not answered yet."""
    if found.kind != UnitKind.DIVISION:
        return False
    served = divisions_of(found.agency_id, sectors.cleaned_data["sector"])
    return found not in served and sectors.ask(served)


def _given(sectors: SectorForm, found: Unit, request: OfOfficer) -> bool:
    """Give a division a sector, and have said what is missing there for it."""
    sector = sectors.cleaned_data["sector"]
    if found.kind != UnitKind.DIVISION:
        messages.error(request, _("Only divisions serve sectors."))
        return True
    now = timezone.now()
    try:
        with transaction.atomic():
            UnitSector.objects.create(unit=found, sector=sector)
            changes.note(ChangeKind.SECTOR_GIVEN, by=request.user, at=now, unit=found, after={"sector": sector})
    except IntegrityError:
        messages.info(request, _("The division serves this sector already."))
        return True
    messages.success(request, _("The division serves this sector from now on."))
    tell(request)
    return True


def _taken(request: OfOfficer, found: Unit) -> HttpResponse:
    """Take a sector away from a division, unless that leaves it to nobody."""
    now = timezone.now()
    sector = request.POST["take"]
    with transaction.atomic():
        lost = _lost(found, sector, request, now)
        if lost:
            transaction.set_rollback(True)
            messages.error(request, _("Nothing was taken away: another division has to serve this sector before."))
    for sentence in lost:
        messages.error(request, sentence)
    return redirect("unit", pk=found.pk)


def _lost(found: Unit, sector: str, request: OfOfficer, now: datetime) -> list[str]:
    """Take a sector away and return what is missing then: who calls takes all of it back."""
    before = stranded.Before(on := timezone.localdate(now), on)
    gone, _rows = UnitSector.objects.filter(unit=found, sector=sector).delete() if "\0" not in sector else (0, {})
    if not gone:
        messages.info(request, _("The division does not serve this sector any more."))
        return []
    changes.note(ChangeKind.SECTOR_TAKEN, by=request.user, at=now, unit=found, before={"sector": sector})
    lost = list(before.added())
    if not lost:
        messages.success(request, _("The division does not serve this sector any more."))
    return lost
