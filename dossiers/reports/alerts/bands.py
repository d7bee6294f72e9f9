"""Figures that leave their band: control charts whose last whole week or month says that something has changed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from accounts.models import Unit
from dossiers.reports import counted
from dossiers.reports.alerts.digest import week_before
from dossiers.reports.alerts.seen import Seen, of_chart
from dossiers.reports.alerts.whose import selection_of
from dossiers.reports.counted import Span
from dossiers.reports.lived import selection
from dossiers.reports.lived.chart import chart
from dossiers.reports.lived.pace import Every, medians
from dossiers.reports.periods import DAY, Period, moved
from procedures.time.calendar import LOCAL

WEEKS, MONTHS = 26, 24
"""How far back a chart goes."""
RATE, PACE = "rate", "pace"
ALL = 100


def of_rate(unit: Unit, now: datetime) -> list[Seen]:
    """Return what the on-time rate of a unit says, week by week; weeks in which nothing was resolved are left out."""
    last = week_before(now.astimezone(LOCAL).date())
    weeks = [Period(last.start - n * 7 * DAY, last.end - n * 7 * DAY) for n in reversed(range(WEEKS))]
    spans = [Span(f"w{n}", is_month=False, first=week.start, last=week.end) for n, week in enumerate(weeks)]
    parts = counted.sums(selection_of(unit), spans).get((), {})
    found = [parts.get(span.part) for span in spans]
    rates = [ALL * (one.early + one.on_time) / one.resolved for one in found if one and one.resolved]
    drawn = chart(rates)
    if drawn is None or not (found[-1] and found[-1].resolved):
        return []
    return of_chart(unit, RATE, last.start, drawn, {"resolved": found[-1].resolved})


def procedures_of(agency: Unit, now: datetime) -> Sequence[str]:
    """Return the procedures of which anything was resolved in the last whole month."""
    first = moved(now.astimezone(LOCAL).date().replace(day=1), -1)
    month = Period(first, moved(first, 1) - DAY)
    return sorted(selection.by_procedure(selection_of(agency).dossiers, month))


def figure_of(slug: str) -> str:
    """Return the name of the figure of a procedure."""
    return f"{PACE}:{slug}"


def of_pace(agency: Unit, slug: str, now: datetime) -> list[Seen]:
    """Return what the median times of a procedure say, month by month, as its own page draws them."""
    this_month = now.astimezone(LOCAL).date().replace(day=1)
    period = Period(moved(this_month, -MONTHS), this_month - timedelta(days=1))
    resolved = selection.resolved_in(selection_of(agency).dossiers.filter(procedure__slug=slug), period)
    families = selection.families(resolved)
    if not families:
        return []
    machines, unit = families[0].machines, families[0].machine.committed_limit.unit
    points = medians(resolved.filter(version__in=machines), unit, Every.MONTH)
    drawn = chart([point.median for point in points])
    if drawn is None or points[-1].since != moved(this_month, -1):
        return []
    return of_chart(
        agency, figure_of(slug), points[-1].since, drawn, {"unit": unit.value, "resolved": points[-1].dossiers}
    )
