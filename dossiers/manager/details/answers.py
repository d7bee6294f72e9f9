"""How soon the desk answered: the page of first answers, by month and procedure; every number leads to its dossiers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.signin import OfOfficer, officer
from dossiers.display.charts import Caption, Line, Mark, Series, Slot
from dossiers.display.formats import localized, percent, vn_number
from dossiers.lists.known import known
from dossiers.manager import past
from dossiers.manager.asked import NONE, Asked, asked_of
from dossiers.manager.pictures import source
from dossiers.models.rows import planned_anew
from dossiers.reports.lived.answers import Answered, Read, answers
from dossiers.reports.lived.measures import Spread
from dossiers.reports.periods import Period, month_of, moved
from dossiers.reports.statistics import IS_ANSWERED, TO_ANSWER, UNANSWERED, list_of
from procedures.catalogue.alphabet import sort_key

MONTHS = 12
"""How many months are set beside one another, that of the end of the period the last."""


@dataclass(frozen=True, slots=True)
class Row:
    """A month or a procedure: what is said of its answers, and where the dossiers are."""

    label: str
    answered: Answered
    url: str
    late_url: str
    owed_url: str


@officer
@require_safe
def first_answers(request: OfOfficer) -> HttpResponse:
    """Show how long the desk took to answer what came in, in the hours that its rule counts."""
    asked = asked_of(request)
    if answer := past.period_refused(request, asked, _("First answers")):
        return answer
    # Planned once for any days and any selection, each question reads everything.
    with planned_anew():
        return render(request, "manager/answers.html", _context(asked))


def _context(asked: Asked) -> dict[str, object]:
    last = min(asked.period.end, asked.today)
    year = Period(min(asked.period.start, moved(last.replace(day=1), 1 - MONTHS)), asked.period.end)
    read = answers(asked.selection.dossiers, year, asked.now)
    shown = read.within(asked.period)
    months = [_month(asked, read, first, found) for first, found in read.by_month.items()]
    return {
        "asked": asked,
        "shown": shown,
        "is_cut": shown.period != asked.period,
        "whole": shown.whole and _row(asked, _("Total"), shown.whole, shown.period),
        "sentence": sentence(shown.whole),
        "waiting": _waiting(asked),
        "procedures": _procedures(asked, shown),
        "months": months,
        "picture": _picture(asked, months),
    }


def sentence(found: Answered | None) -> str:
    """Return how soon the desk answered, in words: what it owes though its hours are over was not within them."""
    if found is None:
        return _("The desk answered nothing in this period.")
    numbers = {"share": percent(found.share), "count": vn_number(found.due), "owed": vn_number(found.owed)}
    if found.owed or found.spread is None:
        kept = _("%(share)s of %(count)s answers that were due came within their hours; still not given: %(owed)s.")
        return kept % numbers
    kept = _("%(share)s of %(count)s answers came within their hours")
    return f"{kept % numbers}; {_half(found.spread)}."


def _half(spread: Spread) -> str:
    """Return how soon half of the answers that were given came."""
    hours = spread.half.amount
    if hours < 1:
        return _("half of them within less than a working hour")
    words = ngettext(
        "half of them within %(n)s working hour", "half of them within %(n)s working hours", 1 if hours <= 1 else 2
    )
    return words % {"n": vn_number(hours)}


def _waiting(asked: Asked) -> tuple[int, str]:
    """Return how much waits for the desk within its hours, which is in no share, and where it is."""
    still = list_of(asked.selection.dossiers, TO_ANSWER, asked.period, asked.now)
    return still.count(), asked.list(TO_ANSWER)


def _row(asked: Asked, label: str, found: Answered, period: Period, changes: Mapping[str, str] = NONE) -> Row:
    urls = (asked.list(name, changes, period=period) for name in (IS_ANSWERED, "answers_late", UNANSWERED))
    return Row(label, found, *urls)


def _month(asked: Asked, read: Read, first: date, found: Answered) -> Row:
    """Return a month, as far as it was read."""
    return _row(asked, f"{first:%m/%Y}", found, read.within(month_of(first)).period)


def _procedures(asked: Asked, shown: Read) -> list[Row]:
    """Return the procedures of which anything was answered, in the order of their names."""
    slugs = {pk: slug for slug, pk in known().ids.items() if slug in known().procedures}
    rows = [
        _row(asked, localized(known().procedures[slugs[pk]]), found, shown.period, {"procedure": slugs[pk]})
        for pk, found in shown.by_procedure.items()
        if pk in slugs
    ]
    return sorted(rows, key=lambda row: sort_key(row.label))


def _picture(asked: Asked, months: Sequence[Row]) -> Line | None:
    """Return the picture of the months; none of one month alone."""
    if len(months) <= 1:
        return None
    return Line(
        Caption(
            "answers",
            _("Answered within the hours, by month"),
            _("of the desk's answers to filings and supplements"),
            source(asked),
        ),
        _("Month"),
        [Slot(row.label[:2].lstrip("0"), row.label, row.label[3:]) for row in months],
        [Series(_("Within the hours"), [_mark(row) for row in months])],
        "%",
        from_zero=False,
        most=100,
    )


def _mark(row: Row) -> Mark:
    note = _("of %(count)s answers") % {"count": vn_number(row.answered.due)}
    return Mark(row.answered.share, row.url, note)
