"""The page of a procedure: all that NĐ 63/2010/NĐ-CP art. 8(2) asks for, and what people ask first on top."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from dossiers.display.cases import case_of
from dossiers.public.calculator import FeeForm
from dossiers.reports import lately
from procedures.machine import Limit, Machine, Text
from procedures.models import CatalogueEntry, ProcedureVersion, VersionStatus


@dataclass(frozen=True, slots=True)
class AgencyTime:
    """How much of the time an agency has, where several take part."""

    agency: Text
    limit: Limit


@dataclass(frozen=True, slots=True)
class ElsewhereRow:
    """A case that is not decided here: the question, the answers that mean it, where to go."""

    question: str
    answers: str
    tell: Text


@require_safe
def procedure(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one procedure with all its parts, and what its tariff comes to."""
    version = _in_force(slug)
    if version is None:
        return _no_longer_received(request, slug)
    machine = version.machine
    context = {
        "machine": machine,
        "times": agency_times(machine),
        "elsewhere": _elsewhere(machine),
        "event": machine.question(machine.event.question) if machine.event else None,
        "calculator": FeeForm(machine, request.GET),
        "pace": lately.pace(version.procedure_id, machine.committed_limit.unit, now=timezone.now()),
    }
    return render(request, "public/procedure.html", context)


@require_safe
def checklist(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the papers alone, on a page that is made to be printed and ticked."""
    version = _in_force(slug)
    if version is None:
        return _no_longer_received(request, slug)
    return render(request, "public/checklist.html", {"machine": version.machine, "today": timezone.localdate()})


def _in_force(slug: str) -> ProcedureVersion | None:
    current = ProcedureVersion.objects.current(on=timezone.localdate())
    return current.filter(procedure__slug=slug).only("digest", "procedure").first()


def _no_longer_received(request: HttpRequest, slug: str) -> HttpResponse:
    """Say of a procedure that was retired that it is no longer received; raises ``Http404`` for any other."""
    retired = CatalogueEntry.objects.filter(version__procedure__slug=slug, version__status=VersionStatus.RETIRED)
    entry = (
        retired.select_related("version")
        .defer("version__text")
        .order_by("-version__effective_on", "-version__version")
        .first()
    )
    if entry is None:
        raise Http404
    return render(request, "public/retired.html", {"entry": entry, "retired_at": entry.version.retired_at}, status=410)


def agency_times(machine: Machine) -> Sequence[AgencyTime]:
    """Return the time that each agency has in all its steps, where another one than the deciding agency takes part."""
    times: dict[Text, Decimal] = {}
    for step in machine.steps:
        agency = step.agency or machine.agency
        times[agency] = times.get(agency, Decimal(0)) + (step.limit.amount if step.limit else 0)
    unit = machine.committed_limit.unit
    return [AgencyTime(agency, Limit(amount, unit)) for agency, amount in times.items()] if len(times) > 1 else []


def _elsewhere(machine: Machine) -> list[ElsewhereRow]:
    return [ElsewhereRow(*case_of(machine, case.when), case.tell) for case in machine.elsewhere]
