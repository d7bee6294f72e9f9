"""The manager's page: whether the office is on time, and the list behind each figure."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.seats import Seats
from accounts.signin import OfOfficer, officer
from dossiers import queries
from dossiers.display.formats import localized
from dossiers.manager.period import period_of
from dossiers.models import DossierQuerySet
from dossiers.pages.gaps import of_manager
from dossiers.reports import statistics
from dossiers.reports.statistics import Figures, Period
from procedures.catalogue.alphabet import sort_key
from procedures.models import ProcedureVersion


def figure_labels() -> dict[str, tuple[str, str]]:
    """Return each figure's name and what it counts, in words."""
    return {
        "received": (_("Received"), _("accepted in the period")),
        "resolved": (_("Resolved"), _("result ready, withdrawn or stopped in the period")),
        "online": (_("Filed on line"), _("of the resolved")),
        "early": (_("Early"), _("resolved before the lawful date, by days or sessions")),
        "on_time": (_("On time"), _("resolved on the lawful date")),
        "overdue": (_("Overdue"), _("resolved after the lawful date")),
        "ended_otherwise": (_("Withdrawn or stopped"), _("counted among the resolved, with their verdicts")),
        "pending": (_("In process"), _("accepted and not resolved")),
        "pending_overdue": (_("In process, overdue"), _("past the return date, by today or by the end of the period")),
    }


def concern_labels() -> dict[str, tuple[str, str]]:
    """Return the name of each figure on the office's own notice limits, and what it counts."""
    return {
        "answers_late": (_("Answered late"), _("the desk answered a filing or a supplement after its hours")),
        "unanswered": (_("Not answered in time"), _("still waiting for the desk today")),
        "supplements_late": (_("Supplement asked late"), _("after the days that the rule gives the office")),
        "supplements_beyond": (_("Supplement beyond the rounds"), _("asked more often than the rule allows")),
        "lapsed": (_("Supplement lapsed"), _("ended because the applicant did not answer in time")),
    }


def choice_labels() -> dict[str, str]:
    """Return what the periods are called that are one press away."""
    return {
        "month": _("This month"),
        "quarter": _("This quarter"),
        "year": _("This year"),
        "since_2018": _("2018 – 08/2019"),
        "model_case": _("2016 – 08/2019"),
    }


@officer
@require_safe
def dashboard(request: OfOfficer) -> HttpResponse:
    """Show the figures of a period, each with the way to its list."""
    dossiers = statistics.all_of(_agencies(request.seats))
    form, period = period_of(request)
    now = timezone.now()
    total = statistics.figures(dossiers, period, now)
    found = statistics.concerned(dossiers, period, now)
    context = {
        "form": form,
        "period": period,
        "choices": _choices(dossiers, period, now),
        "standards": _standards(period),
        "figures": [_tile(name, asdict(total), period) for name in figure_labels()],
        "concerns": [_tile(name, found, period) for name in concern_labels()],
        "total": total,
        "rows": _rows(statistics.by_procedure(dossiers, period, now)),
        "now": now,
        "stopped": of_manager(request.seats, timezone.localdate(now)),
    }
    return render(request, "manager/dashboard.html", context)


def _tile(name: str, counted: Mapping[str, int], period: Period) -> dict[str, object]:
    label, hint = (figure_labels() | concern_labels())[name]
    return {"key": name, "label": label, "hint": hint, "value": counted[name], "url": _list_url(name, period)}


def _choices(dossiers: DossierQuerySet, period: Period, now: datetime) -> list[dict[str, object]]:
    labels, page = choice_labels(), reverse("dashboard")
    found = statistics.choices(dossiers, timezone.localdate(now))
    return [
        {"label": labels[name], "url": f"{page}?{_days(chosen)}", "is_current": chosen == period}
        for name, chosen in found.items()
    ]


def _standards(period: Period) -> dict[str, object]:
    """Return how many procedures in force at the end of the period are standardised, and the way to their list."""
    found = statistics.standards(period.end)
    done = sum(standard.is_standardised for standard in found)
    url = f"{reverse('standards')}?{_days(period)}"
    return {"done": done, "all": len(found), "share": 100 * done / len(found) if found else None, "url": url}


def _days(period: Period) -> str:
    return urlencode({"start": period.start.isoformat(), "end": period.end.isoformat()})


def _list_url(name: str, period: Period) -> str:
    return f"{reverse('figure', args=[name])}?{_days(period)}"


def _rows(found: dict[int, Figures]) -> list[dict[str, object]]:
    """Return the table by procedure, in the order of their names."""
    versions = ProcedureVersion.objects.current(on=timezone.localdate()).filter(procedure__in=found)
    names = {version.procedure_id: localized(version.machine.name) for version in versions}
    rows = [{"label": names.get(pk, str(pk)), "figures": figures} for pk, figures in found.items()]
    return sorted(rows, key=lambda row: sort_key(str(row["label"])))


@officer
@require_safe
def figure(request: OfOfficer, name: str) -> HttpResponse:
    """List the dossiers that a figure counts."""
    dossiers = statistics.all_of(_agencies(request.seats))
    form, period = period_of(request)
    now = timezone.now()
    labels = figure_labels() | concern_labels()
    if name not in labels:
        raise Http404
    counted = statistics.list_of(dossiers, name, period, now)
    by = statistics.SORTED_BY.get(name, "resolved_at")
    listed = queries.page_of(counted, by=by, after=request.GET.get("after", ""))
    context = {
        "title": labels[name][0],
        "hint": labels[name][1],
        "rows": listed.rows,
        "form": form,
        "total": counted.count(),
        "period": period,
        "page": queries.links(listed, request.GET),
        "now": now,
    }
    return render(request, "manager/list.html", context)


@officer
@require_safe
def standards(request: OfOfficer) -> HttpResponse:
    """List the procedures in force at the end of a period, each with the process that it follows."""
    _agencies(request.seats)
    form, period = period_of(request)
    rows = sorted(statistics.standards(period.end), key=lambda standard: sort_key(localized(standard.machine.name)))
    return render(request, "manager/standards.html", {"rows": rows, "form": form, "period": period})


def _agencies(seats: Seats) -> tuple[int, ...]:
    """Return the agencies whose figures this person answers for; without one there is no such page."""
    if not seats.managed_agency_ids:
        raise Http404
    return seats.managed_agency_ids
