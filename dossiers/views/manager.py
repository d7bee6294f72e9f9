"""The manager's page: whether the office is on time, and the list behind each figure."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.roles import Role
from accounts.seats import Seats
from accounts.signin import OfOfficer, officer
from dossiers import queries, statistics
from dossiers.forms import PeriodForm, said
from dossiers.statistics import Figures, Period
from procedures.alphabet import sort_key
from procedures.models import ProcedureVersion

MANAGERS = (Role.MANAGER, Role.DEPARTMENT_LEADER)


def figure_labels() -> dict[str, tuple[str, str]]:
    """Return each figure's name and what it counts, in words."""
    return {
        "received": (_("Received"), _("accepted in the period")),
        "resolved": (_("Resolved"), _("result ready, withdrawn or stopped in the period")),
        "early": (_("Early"), _("resolved on a day before the lawful date")),
        "on_time": (_("On time"), _("resolved on the lawful date")),
        "overdue": (_("Overdue"), _("resolved after the lawful date")),
        "ended_otherwise": (_("Withdrawn or stopped"), _("counted among the resolved, with their verdicts")),
        "pending": (_("In process"), _("accepted and not resolved")),
        "pending_overdue": (_("In process, overdue"), _("past the return date today")),
    }


@officer
@require_GET
def dashboard(request: OfOfficer) -> HttpResponse:
    """Show the figures of a period, each with the way to its list."""
    dossiers = statistics.all_of(_agencies(request.seats))
    form, period = _period(request)
    now = timezone.now()
    total = statistics.figures(dossiers, period, now)
    context = {
        "form": form,
        "period": period,
        "figures": [_tile(name, total, period) for name in figure_labels()],
        "total": total,
        "rows": _rows(statistics.by_procedure(dossiers, period, now)),
        "now": now,
    }
    return render(request, "manager/dashboard.html", context)


def _tile(name: str, total: Figures, period: Period) -> dict[str, object]:
    label, hint = figure_labels()[name]
    return {"key": name, "label": label, "hint": hint, "value": getattr(total, name), "url": _list_url(name, period)}


def _list_url(name: str, period: Period) -> str:
    days = urlencode({"start": period.start.isoformat(), "end": period.end.isoformat()})
    return f"{reverse('figure', args=[name])}?{days}"


def _rows(found: dict[int, Figures]) -> list[dict[str, object]]:
    """Return the table by procedure, in the order of their names."""
    versions = ProcedureVersion.objects.current(on=timezone.localdate()).filter(procedure__in=found)
    names = {version.procedure_id: said(version.machine.name) for version in versions}
    rows = [{"label": names.get(pk, str(pk)), "figures": figures} for pk, figures in found.items()]
    return sorted(rows, key=lambda row: sort_key(str(row["label"])))


@officer
@require_GET
def figure(request: OfOfficer, name: str) -> HttpResponse:
    """List the dossiers that a figure counts."""
    dossiers = statistics.all_of(_agencies(request.seats))
    _form, period = _period(request)
    now = timezone.now()
    if name not in figure_labels():
        raise Http404
    counted = statistics.list_of(dossiers, name, period, now)
    by = statistics.SORTED_BY.get(name, "resolved_at")
    listed = queries.page_of(counted, by=by, after=request.GET.get("after", ""))
    label, hint = figure_labels()[name]
    context = {
        "title": label,
        "hint": hint,
        "rows": listed.rows,
        "total": getattr(statistics.figures(dossiers, period, now), name),
        "period": period,
        "page": queries.links(listed, request.GET),
        "now": now,
    }
    return render(request, "manager/list.html", context)


def _agencies(seats: Seats) -> tuple[int, ...]:
    """Return the agencies whose figures this person answers for; without one there is no such page."""
    found = tuple(dict.fromkeys(seat.agency_id for seat in seats if seat.role in MANAGERS))
    if not found:
        raise Http404
    return found


def _period(request: OfOfficer) -> tuple[PeriodForm, Period]:
    """Return the form and its period; the usual one where none, or none that is right, was given."""
    usual = PeriodForm.default(timezone.now())
    if "start" not in request.GET:
        return PeriodForm(initial={"start": usual.start, "end": usual.end}), usual
    form = PeriodForm(request.GET)
    return form, form.period() if form.is_valid() else usual
