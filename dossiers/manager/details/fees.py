"""Fees: what is owed at the end of a period, and those of what was received in it; each number of dossiers leads to them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.signin import OfOfficer, officer
from dossiers.display.formats import localized
from dossiers.lists.filters import FEES
from dossiers.lists.known import known
from dossiers.manager import past
from dossiers.manager.asked import NONE, Asked, asked_of
from dossiers.models.rows import planned_anew
from dossiers.reports.fees import AHEAD, DUE, Fees, Owed, Read, fees, owed
from dossiers.reports.past.asof import AsOf
from dossiers.reports.past.standing import is_too_much as too_many
from dossiers.reports.past.standing import standing
from dossiers.reports.periods import Period
from dossiers.reports.statistics import OWED
from procedures.catalogue.alphabet import sort_key
from procedures.time.calendar import local


@dataclass(frozen=True, slots=True)
class Row:
    """A procedure, or all: its sums, and by what is known of a fee the list of its dossiers."""

    label: str
    fees: Fees
    urls: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OwedRow:
    """A procedure, or all: what is owed, and the lists of what is to be paid now, of what is not yet, and of both."""

    label: str
    owed: Owed
    urls: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AtTheEnd:
    """What is owed at the end of a period, by procedure; no rows where that is too much to be worked out again."""

    rows: Sequence[OwedRow]
    whole: OwedRow
    at: datetime | None
    """The last minute of a period that has ended; None where it is of this moment."""
    is_too_much: bool
    sorts: Mapping[str, tuple[str, str]]
    """For each column by which the rows can be sorted, the address of that order and how it is sorted now."""


@officer
@require_safe
def fees_of_period(request: OfOfficer) -> HttpResponse:
    """Show what is owed at the end of a period, and what was due, paid and open of what was received in it."""
    asked = asked_of(request)
    if answer := past.period_refused(request, asked, _("Fees and satisfaction")):
        return answer
    # Planned once for any days and any selection, each question reads everything.
    with planned_anew():
        read = fees(asked.selection.dossiers, asked.period)
    context = {
        "asked": asked,
        "at_the_end": _at_the_end(asked, request.GET.get("sort", "")),
        "read": read,
        "is_cut": read.period != asked.period,
        "rows": _rows(asked, read),
        "whole": _row(asked, _("Total"), Fees.of(read.fees), read.period),
    }
    return render(request, "manager/fees.html", context)


def _rows(asked: Asked, read: Read) -> list[Row]:
    """Return a row for each procedure, by name."""
    slugs = {pk: slug for slug, pk in known().ids.items() if slug in known().procedures}
    rows = [
        _row(asked, localized(known().procedures[slugs[pk]]), found, read.period, {"procedure": slugs[pk]})
        for pk, found in read.by_procedure.items()
        if pk in slugs
    ]
    return sorted(rows, key=lambda row: sort_key(row.label))


def _row(asked: Asked, label: str, found: Fees, period: Period, changes: Mapping[str, str] = NONE) -> Row:
    return Row(label, found, {name: asked.list("received", {**changes, "fee": name}, period=period) for name in FEES})


AMOUNTS: Mapping[str, Callable[[Owed], int]] = {
    DUE: lambda owed: owed.due,
    AHEAD: lambda owed: owed.ahead,
    "whole": lambda owed: owed.whole,
}
"""By what the rows can be sorted, beside their names."""


def _at_the_end(asked: Asked, sort: str) -> AtTheEnd:
    """Return what is owed at the end of the period: of one that has ended as it was then, else as it is now."""
    has_ended = asked.period.closes <= asked.now
    then = AsOf(asked.period.closes - timedelta(microseconds=1), known=False) if has_ended else None
    is_too_much = then is not None and too_many(asked.selection, then)
    found: dict[int, Owed] = {}
    if not is_too_much:
        with standing(asked.selection, then) if then else planned_anew():
            found = owed(asked.selection.dossiers, asked.period)
    past = {"asof": f"{local(then.at):%Y-%m-%dT%H:%M}"} if then else {}
    names = {
        pk: (slug, localized(known().procedures[slug]))
        for slug, pk in known().ids.items()
        if slug in known().procedures
    }
    rows = [
        _owed_row(asked, names[pk][1], one, {**past, "procedure": names[pk][0]})
        for pk, one in found.items()
        if pk in names
    ]
    return AtTheEnd(
        _sorted(rows, sort),
        _owed_row(asked, _("Total"), sum(found.values(), Owed()), past),
        then.at if then else None,
        is_too_much,
        _sorts(asked, sort),
    )


def _owed_row(asked: Asked, label: str, found: Owed, changes: Mapping[str, str]) -> OwedRow:
    urls = {name: asked.list(OWED, {**changes, "fee": name}) for name in (DUE, AHEAD)}
    return OwedRow(label, found, urls | {"whole": asked.list(OWED, changes)})


def _sorted(rows: Iterable[OwedRow], sort: str) -> list[OwedRow]:
    """Return rows by name, or by an amount, the greatest first where that is asked for."""
    by_name = sorted(rows, key=lambda row: sort_key(row.label))
    amount = AMOUNTS.get(sort.removeprefix("-"))
    return sorted(by_name, key=lambda row: amount(row.owed), reverse=sort.startswith("-")) if amount else by_name


def _sorts(asked: Asked, sort: str) -> dict[str, tuple[str, str]]:
    now = {name: "ascending" if sort == name else "descending" if sort == f"-{name}" else "" for name in AMOUNTS}
    ways = {name: f"-{name}" if now[name] != "descending" else name for name in AMOUNTS}
    return {name: (f"?{asked.query({'sort': ways[name]})}#owed", now[name]) for name in AMOUNTS}
