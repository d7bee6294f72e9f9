"""Where the time went: in which steps of what was resolved; each leads to its dossiers."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import ROLE_LABELS
from accounts.signin import OfOfficer, officer
from dossiers.display.charts import Bar, Bars, Caption, Mark
from dossiers.display.formats import limit, localized, percent
from dossiers.lists.known import known
from dossiers.manager import past
from dossiers.manager.asked import Asked, asked_of
from dossiers.manager.pictures import source
from dossiers.models.rows import planned_anew
from dossiers.reports.lived.lateness import Share, share
from dossiers.reports.lived.measures import rounded
from dossiers.reports.lived.steps import UNIT, StepRow, Steps, steps

SHOWN = 8
"""Steps that the picture shows: the others are in the table."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step: its name, who has it, all the time that it took, and the lists of what passed it and of what took too long."""

    row: StepRow
    part: Share
    holder: str
    url: str
    late_url: str


@officer
@require_safe
def time_spent(request: OfOfficer) -> HttpResponse:
    """Show the time by step of what was resolved in a period."""
    asked = asked_of(request)
    if answer := past.period_refused(request, asked, _("Where the time went")):
        return answer
    # Planned once for any days and any selection, each question reads everything.
    with planned_anew():
        return render(request, "manager/spent.html", _context(asked))


def _context(asked: Asked) -> dict[str, object]:
    found = steps(asked.selection.dossiers, asked.period)
    whole = sum(row.amount for row in found.rows)
    rows = [_step(asked, found, row, whole) for row in found.rows]
    return {
        "asked": asked,
        "found": found,
        "is_cut": found.period != asked.period,
        "sentence": sentence(rows),
        "rows": rows,
        "picture": _picture(asked, rows),
        "spent": rounded(whole, UNIT),
        "resolved_url": asked.list("resolved", period=found.period),
    }


def sentence(rows: list[Step]) -> str:
    """Return which step took most of the time, in words; nothing where there is none."""
    if not rows:
        return ""
    worst = rows[0]
    return _(
        "Most time went into: %(step)s, %(share)s of it; half of the dossiers were there no longer than %(half)s."
    ) % {
        "step": worst.part.label,
        "share": percent(worst.part.percent),
        "half": limit(worst.row.spread.half),
    }


def _step(asked: Asked, found: Steps, row: StepRow, whole: float) -> Step:
    holder = row.state.holder
    return Step(
        row,
        share(localized(known().steps.get(row.step, row.state.label)), row.amount, whole, UNIT),
        str(ROLE_LABELS[holder]) if holder else "",
        asked.list("resolved", {"passed": row.step}, period=found.period),
        asked.list("resolved", {"over": row.step}, period=found.period),
    )


def _picture(asked: Asked, rows: list[Step]) -> Bars:
    shown = rows[:SHOWN]
    return Bars(
        Caption(
            "steps", _("Share of the time by step"), _("of all time of these dossiers, in office hours"), source(asked)
        ),
        _("Step"),
        [Bar(row.part.label, Mark(row.part.percent, row.url)) for row in shown],
        "%",
        _("Share"),
    )
