"""The manager's pages of the process as it is lived: which procedures went how, and where the time of one went."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.models import ROLE_LABELS
from accounts.signin import OfOfficer, officer
from dossiers.display.diagram import diagram
from dossiers.display.formats import localized
from dossiers.manager.lived_rows import flows_of, handovers_of, hands_of, times_of
from dossiers.manager.asked import period_of
from dossiers.models import Dossier, DossierQuerySet
from dossiers.reports.lived import hands, selection, tables, xes
from dossiers.reports.lived.process import Process, lived
from dossiers.reports.lived.selection import Chosen, Family
from dossiers.reports.periods import Period
from procedures.catalogue.alphabet import sort_key
from procedures.models import Procedure, ProcedureVersion, VersionStatus, machine_of_version

MOST_NAMED = 20
"""Dossiers whose log fits no machine that are named on the page."""


@officer
@require_safe
def processes(request: OfOfficer) -> HttpResponse:
    """List the procedures of which anything was resolved in a period."""
    form, period = period_of(request)
    found = selection.by_procedure(_of_manager(request), period)
    names = _names(found)
    rows = sorted(found.items(), key=lambda row: sort_key(names[row[0]]))
    context = {
        "form": form,
        "period": period,
        "rows": [
            {"name": names[slug], "url": _address("process", slug, period), "counted": counted}
            for slug, counted in rows
        ],
        "resolved": sum(counted.resolved for counted in found.values()),
        "overdue": sum(counted.overdue for counted in found.values()),
    }
    return render(request, "manager/processes.html", context)


@officer
@require_safe
def process(request: OfOfficer, slug: str) -> HttpResponse:
    """Show how the dossiers of a procedure that were resolved in a period went through its machine."""
    dossiers = _of_manager(request)
    procedure = get_object_or_404(Procedure, slug=slug)
    form, period = period_of(request)
    resolved = selection.resolved_in(dossiers, period).filter(procedure=procedure)
    context: dict[str, Any] = {"form": form, "period": period, "name": _names([slug])[slug], "slug": slug}
    found = selection.families(resolved)
    if found:
        family = _asked(request.GET.get("version", ""), found)
        chosen = selection.newest(resolved, family)
        gathered = lived(chosen, family.machine.committed_limit.unit)
        late = hands.of_late(resolved.filter(version__in=family.machines))
        context |= _shown(gathered, chosen, family) | {
            "late": hands_of(late),
            "families": _choices(found, family, context),
            "log_url": _address("process_log", slug, period, version=family.machine.version),
        }
    return render(request, "manager/process.html", context)


@officer
@require_safe
def process_log(request: OfOfficer, slug: str) -> StreamingHttpResponse:
    """Hand the logs of the same dossiers out as a file for process mining."""
    dossiers = _of_manager(request)
    procedure = get_object_or_404(Procedure, slug=slug)
    _form, period = period_of(request)
    resolved = selection.resolved_in(dossiers, period).filter(procedure=procedure)
    found = selection.families(resolved)
    if not found:
        raise Http404
    chosen = selection.newest(resolved, _asked(request.GET.get("version", ""), found))
    response = StreamingHttpResponse(xes.document(chosen.machines, slug), content_type=xes.MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{slug}-{period.start:%Y%m%d}-{period.end:%Y%m%d}.xes"'
    return response


def _shown(gathered: Process, chosen: Chosen, family: Family) -> dict[str, object]:
    """Return what the page shows of what was gathered."""
    roles = {role: str(label) for role, label in ROLE_LABELS.items()}
    picture = diagram(family.machine, language=get_language(), roles=roles, flows=flows_of(gathered, family))
    return {
        "chosen": chosen,
        "conformance": gathered.conformance,
        "misfits": Dossier.objects.filter(pk__in=gathered.misfits[:MOST_NAMED]).order_by("pk"),
        "diagram": picture,
        "states": tables.states(gathered, family),
        "arcs": tables.arcs(gathered, family),
        "times": times_of(gathered.times),
        "handovers": handovers_of(gathered),
    }


def _of_manager(request: OfOfficer) -> DossierQuerySet:
    """Return the dossiers of the agencies for which somebody answers; without one there is no such page."""
    if not request.seats.managed_agency_ids:
        raise Http404
    return Dossier.objects.filter(agency__in=request.seats.managed_agency_ids)


def _asked(version: str, found: list[Family]) -> Family:
    """Return the family of the version that an address names, else that of the newest."""
    return next((family for family in found if version in map(str, family.versions)), found[0])


def _choices(found: list[Family], shown: Family, about: Mapping[str, Any]) -> list[dict[str, object]]:
    """Return the families of versions between which can be chosen; none where there is but one."""
    return [
        {
            "versions": ", ".join(map(str, family.versions)),
            "resolved": family.resolved,
            "url": _address("process", about["slug"], about["period"], version=family.machine.version),
            "is_current": family is shown,
        }
        for family in found
        if len(found) > 1
    ]


def _address(name: str, slug: str, period: Period, **more: object) -> str:
    asked = {"start": period.start.isoformat(), "end": period.end.isoformat(), **more}
    return f"{reverse(name, args=[slug])}?{urlencode(asked)}"


def _names(slugs: Mapping[str, object] | list[str]) -> dict[str, str]:
    """Return what procedures are called, by the newest version of each that was ever in force."""
    versions = ProcedureVersion.objects.exclude(status=VersionStatus.DRAFT).filter(procedure__slug__in=list(slugs))
    rows = versions.order_by("procedure", "-version").distinct("procedure").values_list("procedure__slug", "pk")
    return {slug: slug for slug in slugs} | {slug: localized(machine_of_version(pk).name) for slug, pk in rows}
