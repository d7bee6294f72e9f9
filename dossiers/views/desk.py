"""The officers' work: lists of what waits, and the file with its allowed actions."""

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.signin import OfOfficer, officer
from dossiers import clock, policy, queries
from dossiers.display.formats import said, vn_datetime
from dossiers.forms import ActionForm
from dossiers.models import Dossier
from dossiers.views import page
from dossiers.views.action import take_action
from dossiers.views.answers import filed_values, warning_rows
from procedures.machine import LimitUnit

ROUTE = "desk_action"


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
    """List the dossiers of an officer's seats, what is due first on top; a whole number opens its file."""
    query = page.searched(request)
    whole = Dossier.objects.visible_to(request.seats).filter(code=query.upper()) if query else Dossier.objects.none()
    if not request.headers.get("HX-Request") and whole.exists():
        return redirect("desk_file", code=query.upper())
    return _worklist(request, query)


def _worklist(request: OfOfficer, query: str) -> HttpResponse:
    now = timezone.now()
    lists = queries.worklists(request.seats, now)
    chosen = request.GET.get("list", "mine")
    chosen = chosen if chosen in lists else "mine"
    shown = lists[chosen]
    found = queries.matching(shown.dossiers, query)
    after = request.GET.get("after", "")
    listed = queries.page_of(found, by=shown.by, after=after, newest_first=shown.newest_first)
    context = {
        "rows": _rows(listed.rows),
        "now": now,
        "tabs": _tabs(lists, chosen),
        "page": queries.links(listed, request.GET),
        "query": query,
        "list": chosen,
    }
    return render(request, "desk/worklist.html", context)


def _tabs(lists: dict[str, queries.Worklist], chosen: str) -> list[dict[str, object]]:
    return [
        {
            "label": label,
            "count": "" if name == "done" else lists[name].count(),
            "url": f"{reverse('worklist')}?list={name}",
            "current": name == chosen,
        }
        for name, label in tab_labels().items()
        if name in lists
    ]


def _rows(dossiers: Sequence[Dossier]) -> list[Dossier]:
    """Put on each dossier what its row shows besides its columns: two texts, and by when a refusal must be told."""
    events = queries.announced([one for one in dossiers if one.accepted_at is None and one.machine.event])
    for dossier in dossiers:
        dossier.step_label = said(dossier.place.label)  # type: ignore[attr-defined]
        dossier.procedure_name = said(dossier.machine.name)  # type: ignore[attr-defined]
        dossier.tell_by = _tell_by(dossier, events.get(dossier.pk))  # type: ignore[attr-defined]
    return [*dossiers]


def _tell_by(dossier: Dossier, event_at: datetime | None) -> datetime | None:
    """Return the instant before an announced event by which the earliest of the outcomes must be told."""
    hours = [one.hours_before_event for one in dossier.machine.outcomes if one.hours_before_event is not None]
    return clock.told_by(event_at, max(hours)) if event_at and hours and dossier.is_open else None


@officer
@require_safe
def desk_file(request: OfOfficer, code: str) -> HttpResponse:
    """Show one dossier to an officer, with what that officer may do."""
    return _page(request, _visible(request, code), None)


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def desk_action(request: OfOfficer, code: str, action: str) -> HttpResponse:
    """Take an action on a dossier; on a GET, go back to the file, where its form is."""
    dossier = _visible(request, code)
    if request.method != "POST":
        return redirect("desk_file", code=code)
    refused = take_action(request, dossier, action, policy.actors(request.user, request.seats))
    if refused:
        return _page(request, dossier, refused)
    still_visible = Dossier.objects.visible_to(request.seats).filter(pk=dossier.pk).exists()
    return redirect("desk_file", code=code) if still_visible else redirect("worklist")


def _visible(request: OfOfficer, code: str) -> Dossier:
    return get_object_or_404(queries.with_all(Dossier.objects.visible_to(request.seats)), code=code)


def _page(request: OfOfficer, dossier: Dossier, refused: ActionForm | None) -> HttpResponse:
    opened = page.Opened.of(dossier, policy.actors(request.user, request.seats), timezone.now())
    context = opened.context(route=ROUTE, for_applicant=False, refused=refused) | {
        "warnings": _warnings(opened),
        "answer_warnings": warning_rows(dossier.machine, filed_values(opened.events), dossier.filed_at),
        "outcome_dues": page.outcome_dues(dossier, opened.events, opened.calendar, opened.now),
        "waits_for": dossier.unit.name(get_language()) if dossier.unit else "",
        "may_look_back": bool(request.seats.managed_agency_ids),
    }
    return render(request, "desk/file.html", context, status=422 if refused else 200)


def _warnings(opened: page.Opened) -> list[str]:
    """Say what an officer must know before the next step: what is late, asked, beyond the rule."""
    dossier, events, found = opened.dossier, opened.events, []
    if dossier.withdrawal_asked and dossier.is_open:
        found.append(_("The applicant has asked to withdraw this dossier."))
    if dossier.owes_answer and dossier.answer_is_late(opened.now):
        found.append(_("Your answer to the applicant was due at %(at)s.") % {"at": vn_datetime(dossier.answer_due_at)})
    if dossier.step_due_at and clock.is_late(dossier.step_due_at, opened.now, LimitUnit.WORKING_HOUR):
        found.append(_("This step was due at %(at)s.") % {"at": vn_datetime(dossier.step_due_at)})
    if page.may_ask(dossier) and not page.in_notice_time(opened):
        days = dossier.machine.supplement.notice_days
        found.append(_("A supplement had to be asked for within %(days)s working days of reception.") % {"days": days})
    if page.may_ask(dossier) and dossier.supplement_rounds >= dossier.machine.supplement.rounds:
        found.append(
            ngettext(
                "The rule allows %(rounds)s supplement; it has been used.",
                "The rule allows %(rounds)s supplements; they have been used.",
                dossier.machine.supplement.rounds,
            )
            % {"rounds": dossier.machine.supplement.rounds}
        )
    found += [f"{label}: {value}." for event in events for label, value in page.flag_facts(dossier.machine, event)]
    if opened.moment.reading and opened.moment.reading.provisional:
        found.append(_("The return date rests on a day off that is not yet official."))
    return found
