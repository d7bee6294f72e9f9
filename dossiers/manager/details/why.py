"""Why the late ones were late, whatever their procedures: in which steps, with whom, of which; each leads to its dossiers."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.models import ROLE_LABELS, Unit
from accounts.signin import OfOfficer, officer
from dossiers.display.formats import limit, localized, percent, vn_number
from dossiers.lists.known import known
from dossiers.manager import past
from dossiers.manager.asked import Asked, asked_of
from dossiers.manager.details import why_whose
from dossiers.models.rows import planned_anew
from dossiers.reports.lived import hands
from dossiers.reports.lived.late import WITHIN, Overrun, Why, why_late
from dossiers.reports.lived.lateness import Share, part_in_words, share
from dossiers.reports.lived.measures import rounded
from dossiers.reports.lived.steps import UNIT
from procedures.catalogue.alphabet import sort_key
from procedures.machine import Text


@dataclass(frozen=True, slots=True)
class Late:
    """A step that late dossiers were late in: for how long past its own limit, in how many, and their list."""

    row: Overrun
    share: Share
    holder: str
    url: str


@dataclass(frozen=True, slots=True)
class Cause:
    """Somebody who had late dossiers: the time, of how many of them most, and their list."""

    share: Share
    longest: int
    url: str


@dataclass(frozen=True, slots=True)
class Ours:
    """A procedure: how many were late, their list, and how it is lived."""

    label: str
    count: int
    url: str
    lived_url: str


@officer
@require_safe
def reasons(request: OfOfficer) -> HttpResponse:
    """Show why what was resolved late in a period was late."""
    asked = asked_of(request)
    if answer := past.period_refused(request, asked, _("Why they were late")):
        return answer
    # Planned once for any days and any selection, each question reads everything.
    with planned_anew():
        return render(request, "manager/why.html", _context(request, asked))


def _context(request: OfOfficer, asked: Asked) -> dict[str, object]:
    found = why_late(asked.selection.dossiers, asked.period)
    steps = _steps(asked, found)
    return {
        "asked": asked,
        "found": found,
        "is_cut": found.period != asked.period,
        "sentence": sentence(found, steps),
        "steps": steps,
        "over": rounded(sum(row.days for row in found.overruns), UNIT),
        "causes": _causes(asked, found),
        "spent": rounded(sum(part.minutes / part.day_minutes for part in found.hands), UNIT),
        "people": why_whose.people_of(request, asked, found.period),
        "reasons": why_whose.reasons_of(asked, found.period),
        "procedures": _procedures(asked, found),
        "late_url": _list(asked, found),
        "within_url": _list(asked, found, over=WITHIN),
    }


def sentence(found: Why, steps: list[Late]) -> str:
    """Return how many were late and in which step most of it arose, in words."""
    if not found.dossiers:
        return _("Nothing was resolved late in this period.")
    late = ngettext("%(count)s dossier was resolved late", "%(count)s dossiers were resolved late", found.dossiers)
    if not steps:
        return f"{late % {'count': vn_number(found.dossiers)}}; {_('no step of them went over its own limit.')}"
    most = _("most of it arose in: %(step)s, over its limit in %(late)s of them by %(days)s in all (%(share)s).") % {
        "step": steps[0].share.label,
        "late": vn_number(steps[0].row.late),
        "days": limit(steps[0].share.time),
        "share": percent(steps[0].share.percent),
    }
    return f"{late % {'count': vn_number(found.dossiers)}}; {most}"


def _steps(asked: Asked, found: Why) -> list[Late]:
    whole = sum(row.days for row in found.overruns)
    return [_step(asked, found, row, whole) for row in found.overruns]


def _step(asked: Asked, found: Why, row: Overrun, whole: float) -> Late:
    label = localized(known().steps.get(row.step, row.state.label))
    return Late(
        row,
        share(label, row.days, whole, UNIT),
        str(ROLE_LABELS[row.state.holder]) if row.state.holder else "",
        _list(asked, found, over=row.step),
    )


def _causes(asked: Asked, found: Why) -> list[Cause]:
    """Return who had the late dossiers, whoever had them for most of the time first."""
    units = Unit.objects.in_bulk([part.unit for part in found.hands if part.unit is not None])
    names = {pk: Text(unit.name_vi, unit.name_en) for pk, unit in units.items()}
    whole = sum(part.minutes / part.day_minutes for part in found.hands)
    return [
        Cause(
            part_in_words(part, whole, names),
            found.longest[part.hands, part.unit],
            _list(asked, found, longest=hands.written((part.hands, part.unit))),
        )
        for part in found.hands
    ]


def _procedures(asked: Asked, found: Why) -> list[Ours]:
    """Return the procedures of which any was late, the one with most first."""
    slugs = {pk: slug for slug, pk in known().ids.items() if slug in known().procedures}
    rows = [
        Ours(
            localized(known().procedures[slugs[pk]]),
            count,
            _list(asked, found, procedure=slugs[pk]),
            f"{reverse('process', args=[slugs[pk]])}?{asked.query({'procedure': ''}, found.period)}",
        )
        for pk, count in found.by_procedure.items()
        if pk in slugs
    ]
    return sorted(rows, key=lambda row: (-row.count, sort_key(row.label)))


def _list(asked: Asked, found: Why, **narrowed: str) -> str:
    return asked.list("overdue", narrowed, period=found.period)
