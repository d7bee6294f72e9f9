"""The manager's pages of the process as it is lived: which procedures went how, and where the time of one went."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import ROLE_LABELS
from accounts.signin import OfOfficer, officer
from dossiers.clock import Verdict
from dossiers.display.agency.titles import titles_on
from dossiers.display.diagram import diagram
from dossiers.display.formats import localized
from dossiers.manager import past, pictures
from dossiers.manager.asked import Asked, asked_of
from dossiers.manager.lived_rows import Months, flows_of, handovers_of, months_of, times_of
from dossiers.models import Dossier, DossierQuerySet
from dossiers.reports.lived import selection, tables, xes
from dossiers.reports.lived.measures import rounded
from dossiers.reports.lived.pace import Every, medians
from dossiers.reports.lived.process import Process, lived
from dossiers.reports.lived.selection import Chosen, Family
from dossiers.reports.periods import Period
from procedures.catalogue.alphabet import sort_key
from procedures.models import Procedure, ProcedureVersion, VersionStatus, machine_of_version

YEARS = 2
"""How far back the months go that are set beside one another."""
MOST_NAMED = 20
"""Dossiers whose log fits no machine that are named on the page."""


@officer
@require_safe
def processes(request: OfOfficer) -> HttpResponse:
    """List the procedures of which anything was resolved in a period."""
    asked = asked_of(request)
    if answer := past.period_refused(request, asked, _("Processes as they are lived")):
        return answer
    return render(request, "manager/processes.html", _processes(asked))


def _processes(asked: Asked) -> dict[str, object]:
    found = selection.by_procedure(asked.selection.dossiers, asked.period)
    names = _names(found)
    rows = sorted(found.items(), key=lambda row: sort_key(names[row[0]]))
    return {
        "asked": asked,
        "rows": [
            {
                "name": names[slug],
                "url": _address("process", slug, asked),
                "counted": counted,
                "urls": {name: asked.list(name, {"procedure": slug}) for name in ("resolved", "overdue")},
            }
            for slug, counted in rows
        ],
        "resolved": sum(counted.resolved for counted in found.values()),
        "overdue": sum(counted.overdue for counted in found.values()),
    }


@officer
@require_safe
def process(request: OfOfficer, slug: str) -> HttpResponse:
    """Show how the dossiers of a procedure that were resolved in a period went through its machine."""
    asked = asked_of(request)
    resolved = _resolved(asked, slug)
    name = _names([slug])[slug]
    if answer := past.period_refused(request, asked, name):
        return answer
    version = request.GET.get("version", "")
    return render(request, "manager/process.html", _process(asked, resolved, slug, name, version))


def _process(asked: Asked, resolved: DossierQuerySet, slug: str, name: str, version: str) -> dict[str, Any]:
    """Return all that the page of a procedure shows."""
    context: dict[str, Any] = {"asked": asked, "name": name, "slug": slug}
    found = selection.families(resolved)
    if found:
        family = _asked(version, found)
        chosen = selection.newest(resolved, family)
        gathered = lived(chosen, family.machine.committed_limit.unit)
        months = _months(asked, slug, family)
        context |= _shown(gathered, chosen, family) | {
            "opens": _opens(asked, slug, family) if not chosen.is_cut and not gathered.misfits else None,
            "late": resolved.filter(verdict=Verdict.OVERDUE).count(),
            "late_url": asked.list("overdue", {"procedure": slug, "version": ""}),
            "why_url": f"{reverse('why_late')}?{asked.query({'procedure': slug, 'version': ''})}",
            "families": _choices(found, family, context),
            "months": months,
            "pace": pictures.of_pace(asked, slug, family, months),
            "log_url": _address("process_log", slug, asked, family.machine.version),
        }
    return context


@officer
@require_safe
def process_log(request: OfOfficer, slug: str) -> HttpResponseBase:
    """Hand the logs of the same dossiers out as a file for process mining; a wrong period leads to the page that says so."""
    asked = asked_of(request)
    resolved = _resolved(asked, slug)
    if asked.form.errors:
        return redirect(f"{reverse('process', args=[slug])}?{request.GET.urlencode()}")
    found = selection.families(resolved)
    if not found:
        raise Http404
    chosen = selection.newest(resolved, _asked(request.GET.get("version", ""), found))
    response = StreamingHttpResponse(xes.document(chosen.machines, slug), content_type=xes.MEDIA_TYPE)
    response["Content-Disposition"] = (
        f'attachment; filename="{slug}-{asked.period.start:%Y%m%d}-{asked.period.end:%Y%m%d}.xes"'
    )
    return response


def _shown(gathered: Process, chosen: Chosen, family: Family) -> dict[str, object]:
    """Return what the page shows of what was gathered."""
    roles = {role: str(label) for role, label in ROLE_LABELS.items()}
    flows, titles = flows_of(gathered, family), titles_on(timezone.localdate())
    picture = diagram(family.machine, language=get_language(), roles=roles, flows=flows, titles=titles)
    return {
        "chosen": chosen,
        "conformance": gathered.conformance,
        "misfits": Dossier.objects.filter(pk__in=gathered.misfits[:MOST_NAMED]).order_by("pk"),
        "diagram": picture,
        "states": tables.states(gathered, family),
        "arcs": tables.arcs(gathered, family),
        "times": times_of(gathered.times, gathered.unit),
        "whole": rounded(gathered.times.whole, gathered.unit),
        "handovers": handovers_of(gathered),
    }


def _opens(asked: Asked, slug: str, family: Family) -> Callable[..., str]:
    """Return what says where the dossiers of a number are, by what narrows them beside the procedure and its versions."""
    narrowed = {"procedure": slug, "versions": family.written, "version": ""}
    return lambda **parts: asked.list("resolved", {**narrowed, **parts})


def _months(asked: Asked, slug: str, family: Family) -> Months:
    """Return the months up to the end of a period, as many as say what is ordinary."""
    end = asked.period.end
    first = end.replace(year=end.year - YEARS, day=1)
    dossiers = asked.selection.dossiers.filter(procedure__slug=slug, version__in=family.machines)
    unit = family.machine.committed_limit.unit
    return months_of(medians(selection.resolved_in(dossiers, Period(first, end)), unit, Every.MONTH), unit)


def _resolved(asked: Asked, slug: str) -> DossierQuerySet:
    """Return what was resolved of a procedure in the period. Raises ``Http404`` where there is no such procedure."""
    procedure = get_object_or_404(Procedure, slug=slug)
    return selection.resolved_in(asked.selection.dossiers, asked.period).filter(procedure=procedure)


def _asked(version: str, found: list[Family]) -> Family:
    """Return the family of the version that an address names, else that of the newest."""
    return next((family for family in found if version in map(str, family.versions)), found[0])


def _choices(found: list[Family], shown: Family, about: Mapping[str, Any]) -> list[dict[str, object]]:
    """Return the families of versions between which can be chosen; none where there is but one."""
    return [
        {
            "versions": ", ".join(map(str, family.versions)),
            "resolved": family.resolved,
            "url": _address("process", about["slug"], about["asked"], family.machine.version),
            "is_current": family is shown,
        }
        for family in found
        if len(found) > 1
    ]


def _address(name: str, slug: str, asked: Asked, version: int | None = None) -> str:
    return f"{reverse(name, args=[slug])}?{asked.query({'procedure': '', 'version': str(version or '')})}"


def _names(slugs: Mapping[str, object] | list[str]) -> dict[str, str]:
    """Return what procedures are called, by the newest version of each that was ever in force."""
    versions = ProcedureVersion.objects.exclude(status=VersionStatus.DRAFT).filter(procedure__slug__in=list(slugs))
    rows = versions.order_by("procedure", "-version").distinct("procedure").values_list("procedure__slug", "pk")
    return {slug: slug for slug in slugs} | {slug: localized(machine_of_version(pk).name) for slug, pk in rows}
