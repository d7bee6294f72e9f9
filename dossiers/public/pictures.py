"""The pictures of the public figures: those of managers, without the lists behind them; what is hidden is a gap."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dossiers.display.charts import Bar, Bars, Caption, Columns, Line, Mark, Series, Slot, Tone
from dossiers.display.formats import localized, vn_number
from dossiers.lists.known import known
from dossiers.models import Channel
from dossiers.reports.open.published import ALL, LATELY, SECTOR, YEAR, Published, Shown, name_of
from dossiers.reports.periods import moved

type Picture = Line | Columns | Bars


def of_period(figures: Published, when: str, source: str) -> list[Picture]:
    """Return the pictures of a period; one in which everything is hidden, or nothing, says no more than the sentence."""
    months = [
        month for month in figures.months if (month in figures.lately if when == LATELY else str(month.year) == when)
    ]
    pictures: list[Picture] = [_sectors(figures, when, source), _channels(figures, when, source)]
    if len(months) > 1:
        pictures[:0] = [_on_time(figures, months, source), _flow(figures, months, source)]
    return [picture for picture in pictures if _says_something(picture)]


def _says_something(picture: Picture) -> bool:
    if isinstance(picture, Bars):
        return any(row.mark.value for row in picture.rows)
    return any(any(one.values) for one in picture.series)


def _on_time(figures: Published, months: Sequence[date], source: str) -> Line:
    before = [moved(month, -YEAR) for month in months]
    series = [Series(_("On time"), [_rate(figures.of(name_of(month))) for month in months])]
    if any(figures.of(name_of(month)).on_time is not None for month in before):
        marks = [_rate(figures.of(name_of(month))) for month in before]
        series.append(Series(_("The year before"), marks, Tone.PAST))
    return Line(
        Caption("on-time", _("On time by month"), _("early and on time, of all resolved in the month"), source),
        _("Month"),
        _slots(months),
        series,
        "%",
        from_zero=False,
        most=100,
    )


def _rate(shown: Shown) -> Mark:
    if shown.on_time is None:
        return Mark(None)
    return Mark(shown.on_time, note=_("of %(count)s resolved") % {"count": vn_number(shown.resolved)})


def _flow(figures: Published, months: Sequence[date], source: str) -> Columns:
    shown = [figures.of(name_of(month)) for month in months]
    return Columns(
        Caption("flow", _("Received and resolved by month"), _("dossiers"), source),
        _("Month"),
        _slots(months),
        [
            Series(_("Received"), [Mark(one.received) for one in shown]),
            Series(_("Resolved"), [Mark(one.resolved) for one in shown], Tone.OTHER),
        ],
        "",
    )


def _slots(months: Sequence[date]) -> list[Slot]:
    return [Slot(str(month.month), f"{month:%m/%Y}", str(month.year)) for month in months]


def _sectors(figures: Published, when: str, source: str) -> Bars:
    names = known().sectors
    found = {sector: figures.of(when, f"{SECTOR}{sector}") for sector in sorted(set(figures.sectors.values()))}
    rows = [
        Bar(localized(names.get(sector)) or sector, _resolved(shown), _share(shown.resolved, figures.of(when).resolved))
        for sector, shown in found.items()
        if not shown.is_nothing
    ]
    return Bars(
        Caption("sectors", _("Resolved by sector"), _("dossiers"), source),
        _("Sector"),
        sorted(rows, key=lambda row: -(row.mark.value or 0)),
        "",
        pgettext("heads a column of numbers", "Dossiers"),
    )


def _resolved(shown: Shown) -> Mark:
    if shown.resolved is None:
        return Mark(None, note=pgettext("a number", "hidden"))
    return Mark(shown.resolved)


def _channels(figures: Published, when: str, source: str) -> Bars:
    counts: Mapping[str, int | None] = figures.channels.get(when, {})
    whole = figures.of(when, ALL).received
    rows = [
        Bar(
            str(Channel(name).label),
            Mark(count, note="" if count is not None else pgettext("a number", "hidden")),
            _share(count, whole),
        )
        for name, count in counts.items()
    ]
    return Bars(
        Caption("channels", _("Received by channel"), _("dossiers, by the way in which they were filed"), source),
        _("Channel"),
        rows,
        "",
        pgettext("heads a column of numbers", "Dossiers"),
    )


def _share(count: int | None, whole: int | None) -> float | None:
    return 100 * count / whole if count is not None and whole else None
