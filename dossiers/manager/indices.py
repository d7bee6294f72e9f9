"""The indices by which others judge the office, of a quarter: those that there are data for, and which there are not."""

from collections.abc import Container
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.signin import OfOfficer, officer
from dossiers.clock import Verdict
from dossiers.display.formats import localized, unit_name
from dossiers.lists.known import known
from dossiers.lists.people import case_officers
from dossiers.manager import past
from dossiers.manager.asked import Asked, Asking, asked_of, divisions
from dossiers.manager.reports import BegunForm, last_quarter, nothing_in, reporting_scope, reporting_tabs
from dossiers.reports import statistics
from dossiers.reports.loading import history_loaded_until
from dossiers.reports.official import decision, parts
from dossiers.reports.official import indices as indices_of
from dossiers.reports.selection import Scope
from dossiers.reports.statistics import Figures
from procedures import steady
from procedures.catalogue.alphabet import sort_key
from procedures.machine import Limit

OF_INDICES = Asking(BegunForm, last_quarter, (), looks_back=True)


@dataclass(frozen=True, slots=True)
class Row:
    """A unit or a person: the resolved by their verdicts, each with its list, and the points of index 1."""

    label: str
    cells: list[tuple[int, str]]
    points: float | None


@dataclass(frozen=True, slots=True)
class Mean:
    """A procedure: how many dossiers, their list, and their mean time."""

    label: str
    dossiers: int
    url: str
    time: Limit


@officer
@require_safe
def indices(request: OfOfficer) -> HttpResponse:
    """Show the indices of the units, and of the people where they are shown, of whoever answers for them."""
    scope = reporting_scope(request)
    asked = asked_of(request, OF_INDICES)
    title = _("Indices of Circular 01/2018 and Decision 766")
    if answer := past.refused(request, asked) or past.period_refused(request, asked, title):
        return answer
    with past.looking_back(asked, lambda changes: f"{reverse('indices')}?{asked.query(changes)}") as ways:
        context = _context(request, asked, scope)
    return render(request, "manager/indices.html", {**context, "ways": ways})


def _context(request: OfOfficer, asked: Asked, scope: Scope) -> dict[str, object]:
    selection, period, now, counts = asked.selection, asked.period, asked.now, asked.counts
    whole = counts.figures(selection, period, now)
    return {
        **nothing_in(asked, is_empty=whole == Figures(), beside={}),
        "asked": asked,
        "periods": reporting_tabs(asked, {}),
        "units": _units(asked),
        "parts": _parts(asked),
        "contacts": _contacts(asked),
        "people": _people(asked, case_officers(request.seats, asked.today)) if scope.shows_people else [],
        "shows_people": scope.shows_people,
        "on_line": indices_of.on_line(selection, period, now, counts),
        "means": _means(asked),
        "paid": decision.paid_on_line(selection, period, now),
        "progress": indices_of.progress(selection, period, now, counts),
        "whole": whole,
        "others": indices_of.OTHERS,
        "groups": indices_of.GROUPS_766,
        "offered": indices_of.OFFERED,
        "used": indices_of.USED,
        "paid_on_line": indices_of.PAID,
        "loaded_until": history_loaded_until(),
    }


def _units(asked: Asked) -> list[Row]:
    """Return all together and each division."""
    found = asked.counts.by(asked.selection, asked.period, asked.now, "division")
    whole = asked.counts.figures(asked.selection, asked.period, asked.now)
    rows = [_row(asked, _("All"), {}, whole)]
    for pk, slug, name in divisions(asked.scope):
        rows.append(_row(asked, name, {"unit": slug}, found.get((pk,), Figures())))
    return rows


def _parts(asked: Asked) -> list[Row]:
    """Return of each unit that had a part in what was resolved how it kept the limits of its own steps, and index 2."""
    found = parts.kept(statistics.list_of(asked.selection.dossiers, "resolved", asked.period, asked.now))
    units = steady.now().units
    rows = []
    for pk, often in found.items():
        counts: list[tuple[Verdict | None, int]] = [(None, sum(often.values())), *often.items()]
        cells = [(count, asked.list("resolved", {"kept": parts.written(pk, verdict)})) for verdict, count in counts]
        rows.append(Row(unit_name(units[pk]), cells, indices_of.part_points(often)))
    return sorted(rows, key=lambda row: sort_key(row.label))


def _means(asked: Asked) -> list[Mean]:
    """Return the mean time of each procedure of which anything was accepted in the period and has its result."""
    slugs = {pk: slug for slug, pk in known().ids.items() if slug in known().procedures}
    rows = [
        Mean(
            localized(known().procedures[slugs[one.procedure]]),
            one.dossiers,
            asked.list(decision.TIMED, {"procedure": slugs[one.procedure]}),
            one.time,
        )
        for one in decision.mean_times(asked.selection, asked.period, asked.now)
        if one.procedure in slugs
    ]
    return sorted(rows, key=lambda row: sort_key(row.label))


def _contacts(asked: Asked) -> list[Row]:
    """Return of all together and of each division how often applicants were asked for a supplement, and index 3."""
    found = indices_of.asked_for_more(asked.selection, asked.period, asked.now)
    units = [(None, _("All"), {}), *((pk, name, {"unit": slug}) for pk, slug, name in divisions(asked.scope))]
    rows = []
    for pk, label, changes in units:
        often = found.get(pk, dict.fromkeys(statistics.ASKED_FOR_MORE, 0))
        cells = [(count, asked.list(name, changes)) for name, count in often.items()]
        rows.append(Row(label, cells, indices_of.contact_points(often)))
    return rows


def _people(asked: Asked, known: Container[int]) -> list[Row]:
    """Return each case officer who has resolved anything, and what had none; lists can be narrowed to who is known today."""
    found = asked.counts.by(asked.selection, asked.period, asked.now, "assignee")
    resolved = {pk: figures for (pk,), figures in found.items() if figures.resolved}
    names = {user.pk: user.get_full_name() for user in User.objects.filter(pk__in=filter(None, resolved))}
    rows = [
        _row(asked, names.get(pk) or _("Nobody yet"), {"person": str(pk)} if pk in known else None, figures)
        for pk, figures in resolved.items()
    ]
    return sorted(rows, key=lambda row: sort_key(row.label))


def _row(asked: Asked, label: str, changes: dict[str, str] | None, figures: Figures) -> Row:
    cells = [
        (getattr(figures, name), "" if changes is None else asked.list(name, changes))
        for name in ("resolved", "early", "on_time", "overdue")
    ]
    return Row(label, cells, indices_of.time_points(figures))
