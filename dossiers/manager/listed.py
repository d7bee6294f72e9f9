"""The dossiers behind a number: narrowed as the number is, in an order that is chosen, with what is late and for how long."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import ROLE_LABELS, Unit
from accounts.roles import Role
from accounts.signin import OfOfficer, officer
from dossiers import queries
from dossiers.clock import Verdict
from dossiers.display.formats import localized, unit_name, vn_date
from dossiers.lists.filters import FEES
from dossiers.lists.known import known
from dossiers.lists.people import named_holders
from dossiers.log.columns import RESOLVED
from dossiers.manager import past
from dossiers.manager.asked import OF_THEN, Asked, asked_of
from dossiers.manager.words import (
    age_labels,
    concern_labels,
    due_labels,
    fee_labels,
    figure_labels,
    form_labels,
    nearing_labels,
    open_labels,
)
from dossiers.models import DossierQuerySet, Format
from dossiers.pages.jobs import begin_file
from dossiers.queries import Row
from dossiers.reports import counted, export, statistics, today
from dossiers.reports.lived import hands, steps
from dossiers.reports.lived.late import WITHIN, within_all
from dossiers.reports.lived.lateness import calendar_of, days_late, longest_in, name_of
from dossiers.reports.statistics import Figures
from procedures import steady
from procedures.machine import Status

SUMMED = frozenset(field.name for field in fields(Figures))
"""Figures that are read from sums."""
OPEN = "open"
"""What is open now: of no period."""
MOST_CHARACTERS = 200
"""Of an address that names versions."""


@dataclass(frozen=True, slots=True)
class Part:
    """What narrows a list to the part of it that a number or a mark of a picture counts."""

    words: Callable[[str], str]
    """Of a value; nothing for one that means nothing."""
    condition: Callable[[str, datetime], Q]
    chosen: Callable[[DossierQuerySet, str], Sequence[int]] | None = None
    """Which dossiers of a list, by their ids, where no column tells it."""


def _step(value: str) -> str:
    return localized(known().steps.get(known().same_steps.get(value, ("",))[0]))


def _role(value: str) -> str:
    return str(ROLE_LABELS[Role(value)]) if value in set(Role) else ""


def _unit(value: str) -> str:
    # Held against all of them: what stands in an address may be no text that a database takes.
    return next((unit_name(unit) for unit in Unit.objects.all() if unit.slug == value), "")


def _outcome(value: str, _now: datetime) -> Q:
    ended, _hyphen, outcome = value.partition("-")
    statuses = (Status.RESULT_READY, Status.RETURNED) if int(ended) == Status.RESULT_READY else (Status(int(ended)),)
    return Q(status__in=statuses, outcome=outcome)


def _over(value: str) -> str:
    if value == WITHIN:
        return _("no step over its own limit")
    step = _step(value)
    return _("over the limit of: %(step)s") % {"step": step} if step else ""


def _is_over(value: str, _now: datetime) -> Q:
    return within_all() if value == WITHIN else steps.past_limit(known().same_steps[value])


def _longest(value: str) -> str:
    place = hands.place_of(value)
    who = name_of(place) if place else ""
    return _("longest with: %(who)s") % {"who": who} if who else ""


def _is_outcome(value: str) -> str:
    ended = value.partition("-")[0]
    return value if ended in {str(status.value) for status in RESOLVED} else ""


def _versions(value: str) -> str:
    numbers = value.split("-")
    is_sane = len(value) <= MOST_CHARACTERS and all(number.isascii() and number.isdecimal() for number in numbers)
    return _("versions: %(numbers)s") % {"numbers": ", ".join(numbers)} if is_sane else ""


PARTS: Mapping[str, Part] = {
    "step": Part(_step, lambda value, _now: Q(state__in=known().same_steps[value])),
    "holder": Part(_role, lambda value, _now: Q(holder=value)),
    "at": Part(_unit, lambda value, _now: Q(unit__slug=value)),
    "age": Part(lambda value: age_labels().get(value, ""), lambda value, now: today.ages(now)[value]),
    "due": Part(
        lambda value: (due_labels() | nearing_labels()).get(value, ""),
        lambda value, now: (today.dues(now) | today.nearing(now))[value],
    ),
    "outcome": Part(_is_outcome, _outcome),
    "fee": Part(lambda value: fee_labels().get(value, ""), lambda value, _now: FEES[value]),
    "passed": Part(_step, lambda value, _now: steps.passed(known().same_steps[value])),
    "over": Part(_over, _is_over),
    "longest": Part(_longest, lambda _value, _now: Q(), hands.longest_at),
    "versions": Part(_versions, lambda value, _now: Q(version__version__in=[int(one) for one in value.split("-")])),
}
"""By their names in an address."""
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
LATE = "late"
"""The order by days late: of what is late now by when it was due, of what was resolved late by how long after."""
LATE_BY: Mapping[str, str] = {OPEN: "due_at", "pending_overdue": "due_at", "overdue": "late_seconds"}


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
    """In whose hands it was longest, of what was resolved late."""


def dossiers_of(asked: Asked, name: str, parts: Mapping[str, str]) -> DossierQuerySet:
    """Return what a number counts. Raises ``KeyError`` for a figure that there is not."""
    dossiers = asked.selection.dossiers
    if name == OPEN:
        found = dossiers.filter(today.accepted())
    else:
        found = statistics.list_of(dossiers, name, asked.period, asked.now)
    for part, value in parts.items():
        one = PARTS[part]
        condition = Q(pk__in=one.chosen(found, value)) if one.chosen else one.condition(value, asked.now)
        found = found.filter(condition)
    return found


def words_of(parts: Mapping[str, str]) -> list[str]:
    """Return what narrows a list beside the selection, in words."""
    return [PARTS[name].words(value) for name, value in parts.items()]


def parts_of(request: OfOfficer) -> dict[str, str]:
    """Return the parts of an address that mean something."""
    return {name: value for name in PARTS if (value := request.GET.get(name, "")) and PARTS[name].words(value)}


def order_of(request: OfOfficer, name: str) -> tuple[str, bool]:
    """Return the column that a list goes by, and whether the greatest comes first: what was chosen, else its own."""
    chosen = request.GET.get("sort", "")
    by, newest_first = chosen.removeprefix("-"), chosen.startswith("-")
    column = sorts_of(name).get(by)
    if column is None:
        return statistics.SORTED_BY.get(name, "resolved_at"), False
    # The longer ago it was due, the more days it is late.
    return column, newest_first != (by == LATE and column == "due_at")


def _with_lateness(found: DossierQuerySet, column: str) -> DossierQuerySet:
    """Put beside dossiers how long after its date each was resolved, where they are to go by that."""
    return found.annotate(**{column: statistics.late_seconds()}) if column == LATE_BY["overdue"] else found


def sorts_of(name: str) -> dict[str, str]:
    """Return the orders that a list can have: every row of it has the column."""
    missing = {"accepted", "due", "resolved"} if name in statistics.BEFORE_ACCEPTANCE else set()
    if name not in statistics.OF_RESOLVED:
        missing |= {"resolved"}
    late = {LATE: LATE_BY[name]} if name in LATE_BY else {}
    return {sort: column for sort, column in SORTS.items() if sort not in missing} | late


def step_of(row: Row) -> str:
    """Return at which step a dossier is; nothing where it is at an end, which its status says."""
    state = row.machine.states[row.state]
    return "" if state.is_end else localized(state.label)


@officer
@require_safe
def figure(request: OfOfficer, name: str) -> HttpResponse:
    """List the dossiers that a figure counts."""
    asked, parts = asked_of(request, OF_THEN), parts_of(request)
    labels = _labels()
    if name not in labels:
        raise Http404
    if answer := past.refused(request, asked):
        return answer
    return render(request, "manager/list.html", _context(request, asked, name, parts, labels[name]))


def _context(
    request: OfOfficer, asked: Asked, name: str, parts: dict[str, str], label: tuple[str, str]
) -> dict[str, object]:
    """Return all that the page shows."""
    title, hint = (_("Open then"), label[1]) if name == OPEN and asked.as_of else label
    sort = {"sort": request.GET["sort"]} if "sort" in request.GET else {}
    with past.looking_back(asked, lambda changes: asked.list(name, {**parts, **sort, **changes})) as ways:
        page = _page(request, asked, name, parts)
    return {
        "asked": asked,
        "title": title,
        "hint": hint,
        "narrowed": [*asked.words.values(), *words_of(parts)],
        "is_now": name == OPEN,
        "is_late": name == "overdue",
        "sorts": _sorts(request, asked, name, parts),
        "kept": {**asked.kept, **parts},
        "export_to": f"{reverse('figure_file', args=[name])}?{request.GET.urlencode()}",
        "now": asked.now,
        "ways": ways,
        **page,
    }


def _page(request: OfOfficer, asked: Asked, name: str, parts: Mapping[str, str]) -> dict[str, object]:
    """Return the rows of a page, how many there are in all, and the columns that have anything in them."""
    found = dossiers_of(asked, name, parts)
    column, newest_first = order_of(request, name)
    found = _with_lateness(found, column)
    page = queries.page_of(found, by=column, after=request.GET.get("after", ""), newest_first=newest_first)
    who = named_holders(page.rows, asked.today)
    late = longest_in({row.pk: row.machine for row in page.rows if row.verdict == Verdict.OVERDUE})
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
        )
        for row in page.rows
    ]
    return {
        "rows": rows,
        "columns": {
            "step": any(row.step for row in rows),
            "holder": any(row.holder for row in rows),
            "resolved": any(row.dossier.resolved_at for row in rows),
            "late": any(row.days_late for row in rows),
            "longest": bool(late),
        },
        "total": _total(asked, name, parts, found),
        "page": queries.links(page, request.GET),
    }


def _total(asked: Asked, name: str, parts: Mapping[str, str], found: DossierQuerySet) -> int:
    """Return how many there are: from the sums where they know it, so that no page counts a million rows."""
    if parts or name not in SUMMED or asked.as_of:
        return found.count()
    return counted.figure(asked.selection, asked.period, asked.now, name)


def _sorts(request: OfOfficer, asked: Asked, name: str, parts: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Return for each column by which the list can be sorted the address of that order, and how it is sorted now."""
    given = request.GET.get("sort", "")
    found = {}
    for sort in sorts_of(name):
        now = "ascending" if given == sort else "descending" if given == f"-{sort}" else ""
        # Whoever asks for days late wants the most of them first.
        is_down = now != "descending" if sort == LATE else now == "ascending"
        found[sort] = (asked.list(name, {**parts, "sort": f"-{sort}" if is_down else sort}), now)
    return found


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def figure_file(request: OfOfficer, name: str) -> HttpResponse:
    """Have a file made of the dossiers that a figure counts: with the filters, the order and what is late of the list.

    Whoever comes by the address alone, from a sign-in perhaps, is led to the list.
    """
    asked, parts, form = asked_of(request), parts_of(request), request.POST.get("format", "")
    labels = _labels()
    if name not in labels:
        raise Http404
    if request.method != "POST":
        return redirect(asked.list(name, parts))
    if form not in Format:
        raise Http404
    days = [] if name == OPEN else [f"{vn_date(asked.period.start)}–{vn_date(asked.period.end)}"]
    column, newest_first = order_of(request, name)
    sign = "-" if newest_first else ""
    found = _with_lateness(dossiers_of(asked, name, parts), column).order_by(f"{sign}{column}", f"{sign}id")
    title = " · ".join([labels[name][0], *days, *asked.words.values(), *words_of(parts)])
    return begin_file(request, export.Asked(found, FILE, title, Format(form), export.By.FIGURES), asked.now)


def _labels() -> dict[str, tuple[str, str]]:
    return figure_labels() | form_labels() | concern_labels() | open_labels()
