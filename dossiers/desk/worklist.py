"""The officers' work: lists of what waits."""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from markupsafe import Markup

from accounts.models import User
from accounts.roles import Role
from accounts.seats import Seats
from accounts.signin import OfOfficer, officer
from dossiers import clock, queries, search
from dossiers.desk.found import found as find
from dossiers.display.badges import badges
from dossiers.display.drawn import due_badge
from dossiers.display.formats import vn_datetime
from dossiers.display.links import path_to, paths_to
from dossiers.pages.gaps import of_head, of_manager
from procedures.machine import LimitUnit

MOST_SEARCHED = 200
"""Characters of a search; no name, number or address in a QR code is longer."""
MOST_DIGITS = 4
"""Of the number of a page that there may be, and one more."""


def tab_labels() -> dict[str, str]:
    """Return the names of the work-lists."""
    return {
        "mine": _("Waiting for me"),
        "soon": _("Due soon"),
        "late": _("Overdue"),
        "ready": _("To be collected"),
        "open": _("All open"),
        "done": _("Ended"),
    }


@officer
@require_safe
def worklist(request: OfOfficer) -> HttpResponse:
    """List the dossiers of an officer's seats, what is due first on top, or what a search finds among all of them.

    A whole number, or the address in a QR code, opens its file.
    """
    query = _searched(request)
    if query and not request.headers.get("HX-Request"):
        code = search.exact(query, request.seats)
        if code:
            return redirect("desk_file", code=code)
    return render(request, "desk/worklist.html", _context(request, query))


def _context(request: OfOfficer, query: str) -> dict[str, object]:
    now, seats = timezone.now(), request.seats
    names = queries.list_names(seats)
    asked = request.GET.get("list", "")
    chosen = asked if asked in names else names[0]
    counts = queries.counts(seats, now)
    shared = {"query": query, "list": chosen}
    if query:
        found = find(query, seats, _number(request.GET.get("page", "")), {"list": chosen, "q": query})
        lines = [(line, found.matches[row.pk]) for line, row in zip(_lines(found.rows, now), found.rows, strict=True)]
        shown = {
            "lines": lines,
            "found": found,
            "page": found.page,
            "tabs": _tabs(counts, names, ""),
            "gaps": None,
            "stopped": (),
        }
    else:
        listed = _listed(chosen, seats, now, request.GET.get("after", ""))
        shown = {
            "lines": [(line, ()) for line in _lines(listed.rows, now)],
            "found": None,
            "page": queries.links(listed, request.GET),
            "tabs": _tabs(counts, names, chosen),
            "gaps": of_head(seats, timezone.localdate(now)),
            "stopped": of_manager(seats, timezone.localdate(now)),
        }
    return shared | shown


def _number(text: str) -> int:
    """Return the number of a page in an address; 0 for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < MOST_DIGITS else 0


def _listed(name: str, seats: Seats, now: datetime, after: str) -> queries.Page:
    if not after:
        return queries.first_page(name, seats, now)
    shown = queries.worklist(name, seats, now)
    return queries.page_of(shown.dossiers, by=shown.by, after=after, newest_first=shown.newest_first)


def _tabs(counts: Mapping[str, int], names: Sequence[str], chosen: str) -> list[dict[str, object]]:
    labels, page = tab_labels(), path_to("worklist")
    return [
        {
            "label": labels[name],
            "count": counts.get(name, ""),
            "url": f"{page}?list={name}",
            "current": name == chosen,
        }
        for name in names
    ]


class Line(NamedTuple):
    """A row as it is written, in the reader's language: what is told apart here is not looked up in each row of the page."""

    url: str
    code: str
    due: Markup
    tell_by: str
    """By when a refusal must be told, "" where no time is set for it."""
    step_late: str
    """When its step was due, if that has passed while the whole dossier still looks in time; else "" ."""
    place: str
    case_officer: str
    """Who has it, where that is a case officer."""
    applicant: str
    subject: str
    procedure: str


def _lines(rows: Sequence[queries.Row], now: datetime) -> list[Line]:
    badge, path, language, tell_by = badges(now), paths_to("desk_file"), get_language(), _tell_by(rows)
    names = _names(rows)
    return [
        Line(
            path(row.code),
            row.code,
            due_badge(badge(row)),
            vn_datetime(tell_by.get(row.pk)),
            vn_datetime(row.step_due_at) if _is_step_late(row, now) else "",
            machine.states[row.state].label.of(language),
            names.get(row.assignee_id, "") if row.holder == Role.SPECIALIST else "",
            row.applicant_name,
            row.subject,
            machine.name.of(language),
        )
        for row, machine in ((row, row.machine) for row in rows)
    ]


def _names(rows: Sequence[queries.Row]) -> dict[int | None, str]:
    """Return the case officers of some rows by their ids: one query, or none."""
    ids = {row.assignee_id for row in rows if row.holder == Role.SPECIALIST and row.assignee_id}
    return {user.pk: user.get_full_name() for user in User.objects.filter(pk__in=ids)} if ids else {}


def _is_step_late(row: queries.Row, now: datetime) -> bool:
    """Say whether a step is past its time while its dossier still looks in time."""
    if not row.is_open or row.resolved_at is not None or row.step_due_at is None or row.is_late(now):
        return False
    return clock.is_late(row.step_due_at, now, LimitUnit.WORKING_HOUR)


def _tell_by(rows: Sequence[queries.Row]) -> dict[int, datetime]:
    """Return by dossier when a refusal must be told, where what was announced sets a time for it."""
    events = queries.announced([row for row in rows if row.accepted_at is None and row.is_open and row.machine.event])
    found = {row.pk: _inform_by(row, events[row.pk]) for row in rows if row.pk in events}
    return {pk: at for pk, at in found.items() if at is not None}


def _inform_by(row: queries.Row, event_at: datetime) -> datetime | None:
    """Return the instant before an announced event by which the earliest of the outcomes must be told."""
    hours = [one.hours_before_event for one in row.machine.outcomes if one.hours_before_event is not None]
    return clock.inform_by(event_at, max(hours)) if hours else None


def _searched(request: HttpRequest) -> str:
    """Return what is searched for in the form in which texts are stored: NFC, without control characters."""
    typed = unicodedata.normalize("NFC", request.GET.get("q", ""))
    return "".join(c for c in typed if unicodedata.category(c) != "Cc").strip()[:MOST_SEARCHED]
