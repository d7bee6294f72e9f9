"""The page that says whether the office is on time, where not, and what has changed; every number leads to its dossiers."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.rights import MANAGERS
from accounts.signin import OfOfficer, officer
from dossiers.display.formats import localized
from dossiers.display.links import path_to
from dossiers.manager import groups, past, pictures, shown, words
from dossiers.manager.asked import OF_THEN, Asked, asked_of
from dossiers.models.rows import planned_anew
from dossiers.pages.gaps import of_manager
from dossiers.reports import statistics
from dossiers.reports.alerts.standing import standing
from dossiers.reports.alerts.whose import rules_about
from dossiers.reports.alerts.words import warned
from dossiers.reports.loading import history_loaded_until
from dossiers.reports.periods import other_quarter
from procedures.catalogue.alphabet import sort_key


@officer
@require_safe
def dashboard(request: OfOfficer) -> HttpResponse:
    """Show the figures of a period and a selection."""
    asked = asked_of(request, OF_THEN)
    title = _("My dossiers in figures") if asked.scope.is_own else _("Are we on time?")
    if answer := past.refused(request, asked) or past.period_refused(request, asked, title):
        return answer
    # Planned once for any days and any selection, each question reads everything.
    with planned_anew(), past.looking_back(asked, asked.page) as ways:
        context = _context(request, asked, is_past=ways is not None)
    return render(request, "manager/dashboard.html", {**context, "title": title, "ways": ways})


def _context(request: OfOfficer, asked: Asked, *, is_past: bool) -> dict[str, object]:
    """Return all that the page shows; of the past not what is kept of today alone."""
    compared = shown.compared(asked)
    group = groups.chosen(asked, request.GET.get("by", ""))
    return {
        "asked": asked,
        "sentence": words.on_time_sentence(compared.now, compared.before, asked.period, asked.today),
        "compared": compared,
        "then": [words.within_sentence(one) for one in (compared.before_period, compared.year_before_period)],
        "choices": shown.periods(asked),
        "tiles": shown.tiles(asked, compared),
        "concerns": shown.concerns(asked),
        "standards": None if is_past else shown.standards(asked),
        "today": shown.today_of(asked),
        "apologies": [] if is_past or asked.scope.is_own else shown.apologies(request.seats, asked.now),
        "over_time": "" if is_past else f"{path_to('over_time')}?{asked.query()}",
        "group": group,
        "groups": [(name, label, asked.page({"by": name})) for name, label in groups.offered(asked).items()],
        "heads": groups.heads(asked, group),
        "comparisons": groups.comparisons(asked),
        "rows": groups.rows(asked, group),
        "total": groups.total(
            asked, group, compared.now, compared.year_before if groups.is_year(asked) else compared.before
        ),
        "loaded_until": history_loaded_until(),
        "other": None if asked.scope.is_own else other_quarter(asked.period, asked.today),
        "stopped": [] if is_past else of_manager(request.seats, asked.today),
        "leads": request.seats.has(*MANAGERS),
        "signals": None if is_past else _signals(asked),
    }


@officer
@require_safe
def over_time(request: OfOfficer) -> HttpResponse:
    """Show the months, quarters or years up to the end of a period: a page by itself, and a part of that of figures."""
    asked = asked_of(request)
    if answer := past.period_refused(request, asked, _("Over time")):
        return answer
    with planned_anew():
        drawn = pictures.of_months(asked, *shown.months(asked))
    return render(request, "manager/over_time.html", {"asked": asked, "pictures": drawn})


def _signals(asked: Asked) -> dict[str, object] | None:
    """Return what warns at this moment, and whether anybody is told of it; None where nothing does."""
    mine = asked.scope.selection
    alerts = [] if asked.scope.is_own else [warned(alert, asked.today) for alert in standing(mine, asked.now)]
    if not alerts:
        return None
    return {"alerts": alerts, "is_sent": rules_about(mine).exists()}


@officer
@require_safe
def standards(request: OfOfficer) -> HttpResponse:
    """List the procedures in force at the end of a period, each with the process that it follows."""
    asked = asked_of(request)
    if answer := past.period_refused(request, asked, _("Standardised procedures")):
        return answer
    rows = sorted(statistics.standards(asked.period.end), key=lambda one: sort_key(localized(one.machine.name)))
    counts = {"in_steps": sum(one.is_in_steps for one in rows), "documented": sum(one.is_documented for one in rows)}
    return render(request, "manager/standards.html", {"rows": rows, "asked": asked, **counts})
