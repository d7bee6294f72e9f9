"""The pictures of figures: months behind, what is open today, how long a procedure takes; each mark opens its dossiers."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dossiers.display.charts import (
    Across,
    Bar,
    Bars,
    Caption,
    Columns,
    Line,
    Mark,
    Reference,
    Series,
    Sign,
    Slot,
    Tone,
)
from dossiers.display.formats import unit_label, vn_datetime, vn_number
from dossiers.manager import lived_rows
from dossiers.manager.asked import Asked
from dossiers.manager.lived_rows import Months
from dossiers.reports.counted import Month
from dossiers.reports.lived.chart import BEYOND
from dossiers.reports.lived.selection import Family
from dossiers.reports.periods import moved

YEAR = 12


def of_months(asked: Asked, months: Sequence[Month], shown: int) -> list[Line | Columns]:
    """Return the pictures of the last months; those before them are only what the year before is compared with."""
    if len(months) <= 1:
        return []
    return [_on_time(asked, months, shown), _flow(asked, months[-shown:]), _pending(asked, months[-shown:])]


def _on_time(asked: Asked, months: Sequence[Month], shown: int) -> Line:
    by_month = {month.first: month for month in months}
    last = months[-shown:]
    before = [by_month.get(moved(month.first, -YEAR)) for month in last]
    series = [Series(_("On time"), [_rate(asked, month) for month in last])]
    if any(month and month.figures.resolved for month in before):
        series.append(Series(_("The year before"), [_rate(asked, month) for month in before], Tone.PAST))
    return Line(
        Caption("on-time", _("On time by month"), _("early and on time, of all resolved in the month"), source(asked)),
        _("Month"),
        _slots(asked, last),
        series,
        "%",
        from_zero=False,
        most=100,
    )


def _rate(asked: Asked, month: Month | None) -> Mark:
    if month is None or month.figures.rate is None:
        return Mark(None)
    of = _("of %(count)s resolved") % {"count": vn_number(month.figures.resolved)}
    return Mark(month.figures.rate, asked.list("resolved", period=month.period), of)


def _flow(asked: Asked, months: Sequence[Month]) -> Columns:
    return Columns(
        Caption("flow", _("Received and resolved by month"), _("dossiers"), source(asked)),
        _("Month"),
        _slots(asked, months),
        [
            Series(_("Received"), [_count(asked, "received", month) for month in months]),
            Series(_("Resolved"), [_count(asked, "resolved", month) for month in months], Tone.OTHER),
        ],
        "",
    )


def _pending(asked: Asked, months: Sequence[Month]) -> Line:
    return Line(
        Caption(
            "pending",
            _("In process at the end of each month"),
            _("dossiers, carried over into the next"),
            source(asked),
        ),
        _("Month"),
        _slots(asked, months),
        [Series(_("In process"), [_count(asked, "pending", month) for month in months])],
        "",
    )


def _count(asked: Asked, figure: str, month: Month) -> Mark:
    return Mark(getattr(month.figures, figure), asked.list(figure, period=month.period))


def _slots(asked: Asked, months: Sequence[Month]) -> list[Slot]:
    return [_slot(month.first, is_running=month.period.end >= asked.today) for month in months]


def _slot(first: date, *, is_running: bool = False) -> Slot:
    name = f"{first:%m/%Y}"
    name = _("%(month)s, not over yet") % {"month": name} if is_running else name
    return Slot(str(first.month), name, str(first.year), is_running)


def of_pace(asked: Asked, slug: str, family: Family, months: Months) -> Line:
    """Return the control chart of a procedure: a month's median, its natural limits, and what lies out of the ordinary."""
    narrowed = {"procedure": slug, "versions": family.written, "version": ""}
    limits = (
        (_("mean"), months.centre, Across.MEAN),
        (_("upper limit"), months.upper, Across.LIMIT),
        (_("lower limit"), months.lower, Across.LIMIT),
    )
    return Line(
        Caption(
            "pace", _("Processing time by month"), _("median without pauses, as the clock counted it"), source(asked)
        ),
        _("Month"),
        [_slot(month.days.start) for month in months.rows],
        [Series(_("Median"), [_pace(month, asked.list("resolved", narrowed, month.days)) for month in months.rows])],
        unit_label(months.unit),
        [Reference(name, float(limit.amount), kind) for name, limit, kind in limits if limit and limit.amount],
    )


def _pace(month: lived_rows.Month, url: str) -> Mark:
    of = _("of %(count)s resolved") % {"count": vn_number(month.dossiers)}
    sign = Sign.BEYOND if month.marks & BEYOND else Sign.RUN if month.marks else None
    return Mark(float(month.median.amount), url, "; ".join((of, *month.signals)), sign)


def of_open(asked: Asked, key: str, title: str, rows: Sequence[tuple[str, int, str]]) -> Bars:
    """Return the picture of what is open, by names with their numbers and lists."""
    all_of_them = sum(count for _name, count, _url in rows)
    return Bars(
        Caption(key, title, _("dossiers that are open now"), source(asked)),
        title,
        [Bar(name, Mark(count, url), 100 * count / all_of_them if all_of_them else None) for name, count, url in rows],
        "",
        pgettext("heads a column of numbers", "Dossiers"),
    )


def source(asked: Asked) -> str:
    """Return what a picture is drawn from, and of when."""
    return _("the record of dossiers, as of %(at)s") % {"at": vn_datetime(asked.now)}
