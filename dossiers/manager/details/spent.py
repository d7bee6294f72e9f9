"""Where the time went: in which steps of what was resolved, and in whose hands what was late; each leads to its dossiers."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import ROLE_LABELS
from accounts.signin import OfOfficer, officer
from dossiers.display.charts import Bar, Bars, Caption, Mark
from dossiers.display.formats import limit, localized, percent
from dossiers.lists.known import known
from dossiers.manager.asked import Asked, asked_of
from dossiers.manager.lived_rows import hands_of
from dossiers.manager.pictures import source
from dossiers.models.rows import planned_anew
from dossiers.reports.lived import hands
from dossiers.reports.lived.lateness import Share
from dossiers.reports.lived.measures import ROUNDED
from dossiers.reports.lived.selection import resolved_in
from dossiers.reports.lived.steps import StepRow, Steps, steps
from procedures.machine import Limit

SHOWN = 8
"""Steps that the picture shows: the others are in the table."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step: its name, who has it, all the time that it took, and the lists of what passed it and of what took too long."""

    row: StepRow
    label: str
    holder: str
    time: Limit
    url: str
    late_url: str


@dataclass(frozen=True, slots=True)
class Cause:
    """Somebody who had late dossiers: the time, of how many of them most, and their list."""

    share: Share
    longest: int
    url: str


@officer
@require_safe
def time_spent(request: OfOfficer) -> HttpResponse:
    """Show the time by step of what was resolved in a period, and by who had it of what was late."""
    asked = asked_of(request)
    # Planned once for any days and any selection, each question reads everything.
    with planned_anew():
        return render(request, "manager/spent.html", _context(asked))


def _context(asked: Asked) -> dict[str, object]:
    found = steps(asked.selection.dossiers, asked.period)
    summed = hands.of_late(resolved_in(asked.selection.dossiers, found.period))
    rows = [_step(asked, found, row) for row in found.rows]
    return {
        "asked": asked,
        "found": found,
        "is_cut": found.period != asked.period,
        "sentence": sentence(rows),
        "rows": rows,
        "picture": _picture(asked, rows),
        "summed": summed,
        "causes": _causes(asked, found, summed),
        "resolved_url": asked.list("resolved", period=found.period),
        "late_url": asked.list("overdue", period=found.period),
    }


def sentence(rows: list[Step]) -> str:
    """Return which step took most of the time, in words; nothing where there is none."""
    if not rows:
        return ""
    worst = rows[0]
    return _(
        "Most time went into: %(step)s, %(share)s of it; half of the dossiers were there no longer than %(half)s."
    ) % {
        "step": worst.label,
        "share": percent(worst.row.share),
        "half": limit(worst.row.spread.half),
    }


def _step(asked: Asked, found: Steps, row: StepRow) -> Step:
    holder = row.state.holder
    amount = Decimal(row.amount).quantize(ROUNDED, ROUND_HALF_UP)
    return Step(
        row,
        localized(known().steps.get(row.step, row.state.label)),
        str(ROLE_LABELS[holder]) if holder else "",
        Limit(amount, row.spread.half.unit),
        asked.list("resolved", {"passed": row.step}, period=found.period),
        asked.list("resolved", {"over": row.step}, period=found.period),
    )


def _picture(asked: Asked, rows: list[Step]) -> Bars:
    shown = rows[:SHOWN]
    return Bars(
        Caption(
            "steps", _("Share of the time by step"), _("of all time of these dossiers, day and night"), source(asked)
        ),
        _("Step"),
        [Bar(row.label, Mark(round(row.row.share, 1), row.url)) for row in shown],
        "%",
        _("Share"),
    )


def _causes(asked: Asked, found: Steps, summed: hands.Summed) -> list[Cause]:
    """Return who had the late dossiers, whoever had them for most of the time first; nobody has them outside office hours."""
    shares = hands_of(summed).shares
    return [
        Cause(
            share,
            summed.longest.get((part.hands, part.unit), 0),
            asked.list("overdue", {"longest": hands.written((part.hands, part.unit))}, period=found.period),
        )
        for part, share in zip(summed.parts, shares, strict=True)
    ]
