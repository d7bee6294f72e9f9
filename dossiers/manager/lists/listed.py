"""The dossiers behind a number: narrowed as the number is, in an order that is chosen, with what is late and for how long."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from django.db.models import Sum
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.signin import OfOfficer, officer
from dossiers import queries
from dossiers.display.formats import localized, unit_name, vn_date
from dossiers.display.links import came_from
from dossiers.lists.people import named_holders, people
from dossiers.manager import past
from dossiers.manager.asked import OF_THEN, Asked, asked_of
from dossiers.manager.lists.deeds import Deed, Reason, deeds_of, reasons_of
from dossiers.manager.lists.endings import refuses
from dossiers.manager.lists.parts import OUTCOME, has_unknown, narrowed, parts_of, words_of
from dossiers.manager.lists.unlisted import without_unlisted
from dossiers.manager.words import (
    amount_labels,
    concern_labels,
    deed_labels,
    figure_labels,
    form_labels,
    hints_of_then,
    open_labels,
)
from dossiers.models import DossierQuerySet, Format
from dossiers.models.rows.listed import Row
from dossiers.pages.jobs import begin_file
from dossiers.reports import counted, export, statistics, today
from dossiers.reports.lived.lateness import calendar_of, days_late, longest_in
from dossiers.reports.sheets import ROWS
from dossiers.reports.statistics import Figures
from procedures import steady

SUMMED = frozenset(field.name for field in fields(Figures))
"""Figures that are read from sums."""
OPEN = "open"
"""What is open now: of no period."""


SORTS: Mapping[str, str] = {
    "accepted": "accepted_at",
    "due": "due_at",
    "resolved": "resolved_at",
    "filed": "filed_at",
    "applicant": "applicant_key",
}
"""The orders that can be chosen where every row has the column."""
FILE = (
    "code", "subject", "applicant", "organisation", "procedure", "sector", "status", "holder", "unit", "channel",
    "accepted", "due", "resolved", "verdict", "late_days", "longest",
)  # fmt: skip
"""The columns of a file of the list: what a page shows, and what a table is narrowed by elsewhere."""
OWED = {"owed": ("owed",), "due": ("owed_now",), "ahead": ("owed_later",), "lapsed": ("owed_no_more",)}
"""By what a list of what is owed is narrowed to, the column of the amount, as ``amount_labels`` calls it."""
LATE = "late"
"""The order by days late: of what is late now by when it was due, of what was resolved late by how long after."""
AMOUNT = "amount"
"""The order by what is owed, of lists that have it."""
LATE_BY: Mapping[str, str] = {OPEN: "due_at", "pending_overdue": "due_at", "overdue": "late_seconds"}


NO_DEED = Deed()
WITHOUT_DATES = frozenset({
    statistics.REFUSED, statistics.IS_ANSWERED, "answers_late", statistics.UNANSWERED, statistics.TO_ANSWER,
})  # fmt: skip
"""Lists that are of something else than when a dossier was accepted and is due."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A row of the list: the dossier, in whose hands it is, in which unit and at which step; nothing where nobody has it."""

    dossier: Row
    holder: str
    unit: str
    step: str
    days_late: int
    """For how many working days it is late, or was when it was resolved; 0 where it is not."""
    longest_in: str = ""
    """In whose hands it was longest, of what was resolved late or is late."""
    officer: str = ""
    """Its case officer, in the list of what was resolved late, for those alone to whom people are shown."""
    deed: Deed = NO_DEED
    """What was done to it for which it is in the list."""


def dossiers_of(asked: Asked, name: str, parts: Mapping[str, str]) -> DossierQuerySet:
    """Return what a number counts. Raises ``KeyError`` for a figure that there is not."""
    dossiers = asked.selection.dossiers
    if name == OPEN:
        found = dossiers.filter(today.accepted())
    else:
        found = statistics.list_of(dossiers, name, asked.period, asked.now)
    return narrowed(found, parts, asked.now, min(asked.now, asked.period.closes))


def order_of(request: OfOfficer, name: str) -> tuple[str, bool]:
    """Return the column that a list goes by, and whether the greatest comes first: what was chosen, else its own."""
    chosen = request.GET.get("sort", "")
    by, newest_first = chosen.removeprefix("-"), chosen.startswith("-")
    column = sorts_of(name, request.GET.get("fee", "")).get(by)
    if column is None:
        return statistics.SORTED_BY.get(name, "resolved_at"), False
    # The longer ago it was due, the more days it is late.
    return column, newest_first != (by == LATE and column == "due_at")


def _with_lateness(found: DossierQuerySet, column: str) -> DossierQuerySet:
    """Put beside dossiers how long after its date each was resolved, where they are to go by that."""
    return found.annotate(**{column: statistics.late_seconds()}) if column == LATE_BY["overdue"] else found


def fee_of(name: str, fee: str) -> str:
    """Return to which part by its fee a list is narrowed: that of what is owed is so by itself."""
    return fee or ("owed" if name == statistics.OWED else "")


def sorts_of(name: str, fee: str) -> dict[str, str]:
    """Return the orders that a list can have, narrowed to a part by its fee: every row of it has the column."""
    missing = {"accepted", "due", "resolved"} if name in statistics.BEFORE_ACCEPTANCE else set()
    if name not in statistics.OF_RESOLVED:
        missing |= {"resolved"}
    late = {LATE: LATE_BY[name]} if name in LATE_BY else {}
    amount = {AMOUNT: "owed"} if fee_of(name, fee) in amount_labels() else {}
    return {sort: column for sort, column in SORTS.items() if sort not in missing} | late | amount


def step_of(row: Row) -> str:
    """Return at which step a dossier is; nothing where it is at an end, which its status says."""
    state = row.machine.states[row.state]
    return "" if state.is_end else localized(state.label)


@officer
@require_safe
def figure(request: OfOfficer, name: str) -> HttpResponse:
    """List the dossiers that a figure counts."""
    asked, parts = asked_of(request, OF_THEN), parts_of(request.GET)
    labels = _labels()
    if name not in labels:
        raise Http404
    title = labels[name][0]
    if answer := past.refused(request, asked) or past.period_refused(request, asked, title, parts):
        return answer
    return render(request, "manager/list.html", _context(request, asked, name, parts, labels[name]))


def _context(
    request: OfOfficer, asked: Asked, name: str, parts: dict[str, str], label: tuple[str, str]
) -> dict[str, object]:
    """Return all that the page shows."""
    title, hint = label
    if asked.as_of:
        title, hint = _("Open then") if name == OPEN else title, hints_of_then(asked.now, asked.period).get(name, hint)
    sort = {"sort": request.GET["sort"]} if "sort" in request.GET else {}
    with past.looking_back(asked, lambda changes: asked.list(name, {**parts, **sort, **changes})) as ways:
        page = _page(request, asked, name, parts)
    return {
        "asked": asked,
        "title": title,
        "hint": hint,
        "narrowed": _narrowed(asked, parts),
        "is_now": name == OPEN,
        "is_late": name == "overdue",
        "is_refused": name == statistics.REFUSED,
        "sorts": _sorts(request, asked, name, parts),
        "kept": {**asked.kept, **parts},
        "came": came_from(request.get_full_path()),
        "is_unknown": has_unknown(request.GET),
        "export_to": f"{reverse('figure_file', args=[name])}?{request.GET.urlencode()}",
        "now": asked.now,
        "ways": ways,
        **page,
    }


def _page(request: OfOfficer, asked: Asked, name: str, parts: Mapping[str, str]) -> dict[str, object]:
    """Return the rows of a page, how many there are in all, and the columns that have anything in them."""
    column, newest_first = order_of(request, name)
    every = _with_lateness(dossiers_of(asked, name, parts), column)
    found, unsaid = without_unlisted(every, asked.scope.unlisted)
    page = queries.page_of(found, by=column, after=request.GET.get("after", ""), newest_first=newest_first)
    who = named_holders(page.rows, asked.today)
    late = longest_in({row.pk: row.machine for row in page.rows if row.is_late(asked.now)}, asked.now)
    deeds = deeds_of(asked, name, [row.pk for row in page.rows], is_refusal=_is_refusal(name, parts))
    officers = people(asked.today).names if name == "overdue" and asked.scope.shows_people else {}
    known = steady.now()
    calendar = calendar_of(known, asked.selection.agencies)
    rows = [
        Shown(
            row,
            who(row),
            unit_name(known.units[row.unit_id]) if row.holder and row.unit_id else "",
            step_of(row),
            days_late(row, asked.now, calendar),
            late.get(row.pk, ""),
            officers.get(row.assignee_id or 0, ""),
            deeds.get(row.pk, NO_DEED),
        )
        for row in page.rows
    ]
    return {
        "rows": rows,
        "owing": _owing(every, name, parts),
        "columns": {**_columns(name, rows), "longest": bool(late)},
        "reasons": _reasons(asked, found, name, parts),
        "total": _total(asked, name, parts, every),
        "unsaid": unsaid,
        "page": queries.links(page, request.GET),
    }


def _columns(name: str, rows: Sequence[Shown]) -> dict[str, object]:
    """Return which columns have anything in them, and what stands over those of a deed."""
    return {
        "step": any(row.step for row in rows),
        "holder": any(row.holder for row in rows),
        "resolved": any(row.dossier.resolved_at for row in rows),
        "late": any(row.days_late for row in rows),
        "officer": any(row.officer for row in rows),
        "dates": name not in WITHOUT_DATES,
        "done": deed_labels().get(name),
        "who": any(row.deed.who for row in rows),
        "reason": any(row.deed.reason for row in rows),
    }


def _reasons(asked: Asked, found: DossierQuerySet, name: str, parts: Mapping[str, str]) -> list[tuple[Reason, str]]:
    """Return why dossiers of a list were refused, each reason with its own list; nothing of another list."""
    if not _is_refusal(name, parts) or "reason" in parts:
        return []
    return [(one, asked.list(name, {**parts, "reason": one.name})) for one in reasons_of(found)]


def _is_refusal(name: str, parts: Mapping[str, str]) -> bool:
    """Say whether all of a list was refused: at the desk, or by the result to which it is narrowed."""
    return name == statistics.REFUSED or (name in statistics.OF_RESOLVED and refuses(parts.get(OUTCOME, "")))


def _narrowed(asked: Asked, parts: Mapping[str, str]) -> list[str]:
    """Return to what a list is narrowed, in words."""
    return [*asked.words.values(), *words_of(parts, asked.values.get("procedure", ""))]


def _owing(found: DossierQuerySet, name: str, parts: Mapping[str, str]) -> tuple[str, int] | None:
    """Return what the amounts of a list are called that is of what owes something, and their sum in đồng; None of others."""
    label = amount_labels().get(fee_of(name, parts.get("fee", "")))
    return (label, found.aggregate(sum=Sum("owed"))["sum"] or 0) if label else None


def _total(asked: Asked, name: str, parts: Mapping[str, str], found: DossierQuerySet) -> int:
    """Return how many there are: from the sums where they know it, so that no page counts a million rows."""
    if parts or name not in SUMMED or asked.as_of:
        return found.count()
    return counted.figure(asked.selection, asked.period, asked.now, name)


def _sorts(request: OfOfficer, asked: Asked, name: str, parts: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Return for each column by which the list can be sorted the address of that order, and how it is sorted now."""
    given = request.GET.get("sort", "")
    found = {}
    for sort in sorts_of(name, parts.get("fee", "")):
        now = "ascending" if given == sort else "descending" if given == f"-{sort}" else ""
        # Whoever asks for days late, or for amounts, wants the most of them first.
        is_down = now != "descending" if sort in {LATE, AMOUNT} else now == "ascending"
        found[sort] = (asked.list(name, {**parts, "sort": f"-{sort}" if is_down else sort}), now)
    return found


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def figure_file(request: OfOfficer, name: str) -> HttpResponse:
    """Have a file made of the dossiers that a figure counts: with the filters, the order and what is late of the list.

    Whoever comes by the address alone, from a sign-in perhaps, or of no right period is led to the list.
    """
    asked, parts, form = asked_of(request), parts_of(request.GET), request.POST.get("format", "")
    labels = _labels()
    if name not in labels:
        raise Http404
    if request.method != "POST" or asked.form.errors:
        return redirect(f"{reverse('figure', args=[name])}?{request.GET.urlencode()}")
    if form not in ROWS:
        raise Http404
    days = [] if name == OPEN else [f"{vn_date(asked.period.start)}–{vn_date(asked.period.end)}"]
    column, newest_first = order_of(request, name)
    sign = "-" if newest_first else ""
    every = _with_lateness(dossiers_of(asked, name, parts), column).order_by(f"{sign}{column}", f"{sign}id")
    found, unsaid = without_unlisted(every, asked.scope.unlisted)
    title = " · ".join([labels[name][0], *days, *_narrowed(asked, parts), *unsaid])
    columns = (*FILE, *OWED.get(fee_of(name, parts.get("fee", "")), ()))
    return begin_file(request, export.Asked(found, columns, title, Format(form), export.By.FIGURES), asked.now)


def _labels() -> dict[str, tuple[str, str]]:
    return figure_labels() | form_labels() | concern_labels() | open_labels()
