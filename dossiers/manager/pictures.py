"""The pictures of figures: months behind, what is open today, how long a procedure takes; each mark opens its dossiers."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

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
from dossiers.manager.asked import LOOKS, Asked
from dossiers.manager.lived_rows import Months
from dossiers.manager.words import QUARTERS
from dossiers.reports.counted import Month
from dossiers.reports.lived.chart import BEYOND
from dossiers.reports.lived.selection import Family
from dossiers.reports.periods import MONTH, QUARTER, YEAR, moved


class Words(NamedTuple):
    """What pictures over months, over quarters or over years are called."""

    of: str
    on_time: str
    of_all: str
    flow: str
    pending: str
    carried: str


def _words(months: int) -> Words:
    """Return the words of pictures whose marks are each of so many months."""
    if months == MONTH:
        return Words(
            _("Month"),
            _("On time by month"),
            _("early and on time, of all resolved in the month"),
            _("Received and resolved by month"),
            _("In process at the end of each month"),
            _("dossiers, carried over into the next"),
        )
    if months == QUARTER:
        return Words(
            _("Quarter"),
            _("On time by quarter"),
            _("early and on time, of all resolved in the quarter"),
            _("Received and resolved by quarter"),
            _("In process at the end of each quarter"),
            _("dossiers, carried over into the next"),
        )
    return Words(
        _("Year"),
        _("On time by year"),
        _("early and on time, of all resolved in the year"),
        _("Received and resolved by year"),
        _("In process at the end of each year"),
        _("dossiers, carried over into the next"),
    )


def of_months(asked: Asked, months: Sequence[Month], shown: int) -> list[Line | Columns]:
    """Return the pictures of the last months, quarters or years; those before them are only what is compared with."""
    if len(months) <= 1:
        return []
    last, words = months[-shown:], _words(months[0].months)
    return [_on_time(asked, months, last, words), _flow(asked, last, words), _pending(asked, last, words)]


def _on_time(asked: Asked, months: Sequence[Month], last: Sequence[Month], words: Words) -> Line:
    by_first = {month.first: month for month in months if month.months < YEAR}
    before = [by_first.get(moved(month.first, -YEAR)) for month in last]
    series = [Series(_("On time"), [_rate(asked, month) for month in last])]
    if any(month and month.figures.resolved for month in before):
        series.append(Series(_("The year before"), [_rate(asked, month) for month in before], Tone.PAST))
    return Line(
        Caption("on-time", words.on_time, words.of_all, source(asked)),
        words.of,
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
    return Mark(month.figures.rate, _list(asked, "resolved", month), of)


def _flow(asked: Asked, months: Sequence[Month], words: Words) -> Columns:
    return Columns(
        Caption("flow", words.flow, _("dossiers"), source(asked)),
        words.of,
        _slots(asked, months),
        [
            Series(_("Received"), [_count(asked, "received", month) for month in months]),
            Series(_("Resolved"), [_count(asked, "resolved", month) for month in months], Tone.OTHER),
        ],
        "",
    )


def _pending(asked: Asked, months: Sequence[Month], words: Words) -> Line:
    return Line(
        Caption("pending", words.pending, words.carried, source(asked)),
        words.of,
        _slots(asked, months),
        [Series(_("In process"), [_count(asked, "pending", month) for month in months])],
        "",
    )


def _count(asked: Asked, figure: str, month: Month) -> Mark:
    return Mark(getattr(month.figures, figure), _list(asked, figure, month))


def _list(asked: Asked, figure: str, month: Month) -> str:
    """Return the address of what a mark counts; how the page of figures is looked at goes with none of a hundred of them."""
    return asked.list(figure, dict.fromkeys(LOOKS, ""), month.period)


def _slots(asked: Asked, months: Sequence[Month]) -> list[Slot]:
    return [_slot(month.first, month.months, is_running=month.period.end >= asked.today) for month in months]


def _slot(first: date, months: int = MONTH, *, is_running: bool = False) -> Slot:
    year, quarter = str(first.year), QUARTERS[(first.month - 1) // QUARTER]
    label, name, group = {
        MONTH: (str(first.month), f"{first:%m/%Y}", year),
        QUARTER: (quarter, _("Quarter %(number)s/%(year)s") % {"number": quarter, "year": year}, year),
        YEAR: (year, year, ""),
    }[months]
    name = _("%(month)s, not over yet") % {"month": name} if is_running else name
    return Slot(label, name, group, is_running)


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
    dossiers = ngettext("%(n)s dossier", "%(n)s dossiers", month.dossiers) % {"n": vn_number(month.dossiers)}
    sign = Sign.BEYOND if month.marks & BEYOND else Sign.RUN if month.marks else None
    return Mark(float(month.median.amount), url, "; ".join((f"({dossiers})", *month.signals)), sign)


def of_open(asked: Asked, key: str, title: str, rows: Sequence[tuple[str, int, str]]) -> Bars:
    """Return the picture of what is open, by names with their numbers and lists."""
    all_of_them = sum(count for _name, count, _url in rows)
    of = _("dossiers that were open then") if asked.as_of else _("dossiers that are open now")
    return Bars(
        Caption(key, title, of, source(asked)),
        title,
        [Bar(name, Mark(count, url), 100 * count / all_of_them if all_of_them else None) for name, count, url in rows],
        "",
        pgettext("heads a column of numbers", "Dossiers"),
    )


def source(asked: Asked) -> str:
    """Return what a picture is drawn from, and of when."""
    return _("the record of dossiers, as of %(at)s") % {"at": vn_datetime(asked.now)}
