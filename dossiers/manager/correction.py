"""Correcting the working calendar: the form, the preview of what it would move, the decision to apply it."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Unit
from accounts.sessions import leave_unused
from accounts.signin import OfOfficer, seated
from dossiers import jobs, queries, turns
from dossiers.background import jobs as background
from dossiers.calendars import changes, previews
from dossiers.calendars.news import CLOSED_THEN, OF_PLACES, OPEN_THEN, OPENS_THEN
from dossiers.display.formats import localized, sentence
from dossiers.display.labels import DATE_LABELS
from dossiers.manager.calendar import hours, units_of
from dossiers.manager.calendar_forms import FORMS, CorrectionForm
from dossiers.models import CalendarPreview, Dossier, DossierQuerySet, Effect, JobState
from dossiers.models.rows.listed import Row
from dossiers.pages.inbox import shut
from dossiers.pages.jobs import progress_of
from procedures.machine import Text
from procedures.time.calendar import CalendarError, DayException, WorkingCalendar
from procedures.time.calendars import Plan
from procedures.time.corrections import Correction
from procedures.time.sessions import WEEKDAYS

MOVED_LABELS = DATE_LABELS | {
    CLOSED_THEN: gettext_lazy("Promised for when its place is closed; it opens next"),
    OPENS_THEN: gettext_lazy("Promised for when its place is closed; it opens then at another time"),
    OPEN_THEN: gettext_lazy("Promised for when its place was to be closed; it is open then after all"),
}
"""What is told of an open dossier."""
WAIT_SECONDS = 1.0
"""So long a person waits for a preview before a worker goes on with it."""


def effect_labels() -> dict[str, str]:
    """Return what each kind of effect is called."""
    return {
        Effect.MOVED: _("Open dossiers whose dates move, or whose place is closed then"),
        Effect.JUDGED: _("Closed dossiers that would be judged otherwise"),
        Effect.UNCOUNTED: _("Dossiers that cannot be counted"),
    }


@seated
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: OfOfficer, kind: str) -> HttpResponse:
    """Take a correction: its form, then the page that tells what it would move."""
    units = units_of(request.seats)
    if kind not in FORMS:
        raise Http404
    given = request.POST if request.method == "POST" else None
    form = FORMS[kind](units, of=request.GET.get("unit", ""), data=given)
    if request.method != "POST" or "edit" in request.POST:
        return form_page(request, form, kind)
    if not form.is_valid() or form.plan is None:
        return form_page(request, form, kind, status=422)
    return look(request, form, form.plan, kind)


@seated
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: OfOfficer, pk: int) -> HttpResponse:
    """Show what a correction would move; put it into force if that is what the person decides."""
    units = units_of(request.seats)
    kept = CalendarPreview.objects.select_related("job__by", "job__cancelled_by", "change__by").exclude(kind="")
    found = get_object_or_404(kept, pk=pk)
    if "cancel" in request.POST:
        jobs.cancel(found.job_id, by=request.user, at=timezone.now())
        return redirect("calendar_preview", pk=pk)
    form = FORMS[found.kind](units, data=found.typed)
    form.is_valid()
    if request.method == "POST" and found.job.state == JobState.DONE:
        return _decided(request, form, found)
    return _preview_page(request, form, found, Dossier.objects.filter(agency__in=[unit.pk for unit in units]))


def look(request: OfOfficer, form: CorrectionForm, plan: Plan, kind: str) -> HttpResponse:
    """Begin a preview; most are done by the time that the person sees it, the rest is left to a worker."""
    now = timezone.now()
    begun = previews.begin(plan, kind=kind, typed=dict(form.typed()), by=request.user, at=now)
    if background.go_on(begun.job_id, now=now, seconds=WAIT_SECONDS):
        turns.wake(jobs.RUN)
    return redirect("calendar_preview", pk=begun.pk)


def _decided(request: OfOfficer, form: CorrectionForm, found: CalendarPreview) -> HttpResponse:
    """Put a preview into force, unless it is already or other calendars are."""
    # After the form has seen the calendars: where they are those of this preview's own change, it shows here.
    found.refresh_from_db(fields=["change"])
    if found.change_id is not None:
        return _applied_before(request, found.change_id)
    if not form.is_valid() or form.plan is None:
        return form_page(request, form, found.kind, status=422)
    if form.plan.before.seen != found.seen:
        messages.warning(request, _("The calendar has changed meanwhile. Please look at the preview once more."))
        return look(request, form, form.plan, found.kind)
    return _applied(request, form, form.plan, found)


def _applied(request: OfOfficer, form: CorrectionForm, plan: Plan, found: CalendarPreview) -> HttpResponse:
    given = {name: form.cleaned_data[name] for name in ("decision", "decided_on")}
    try:
        change = changes.apply(plan, **given, by=request.user, at=timezone.now(), preview=found)
    except CalendarError as refused:
        found.refresh_from_db(fields=["change"])
        if found.change_id is not None:
            return _applied_before(request, found.change_id)
        form.add_error(None, sentence(refused.text))
        return form_page(request, form, found.kind, status=409)
    return redirect("calendar_change", pk=change.pk)


def _applied_before(request: OfOfficer, change: int) -> HttpResponse:
    messages.info(request, _("This preview had been applied already. Here is the change that was made by it."))
    return redirect("calendar_change", pk=change)


def form_page(request: OfOfficer, form: CorrectionForm, kind: str, *, status: int = 200) -> HttpResponse:
    """Show the form of a correction, with what is wrong with it."""
    return render(request, "manager/calendar_form.html", {"form": form, "kind": kind}, status=status)


def _preview_page(
    request: OfOfficer, form: CorrectionForm, found: CalendarPreview, own: DossierQuerySet
) -> HttpResponse:
    mine = Count("pk", filter=Q(dossier__in=own))
    known = found.rows.values_list("effect").annotate(mine=mine, every=Count("pk")).order_by()
    counts = {name: count for name, count, _every in known}
    effect = _chosen(request.GET.get("list", ""), counts)
    touched = own.filter(calendar_rows__preview=found, calendar_rows__effect=effect)
    listed = queries.page_of(touched, by="filed_at", after=request.GET.get("after", ""))
    effects = dict(found.rows.filter(dossier__in=[row.pk for row in listed.rows]).values_list("dossier", "told"))
    units = Unit.objects.in_bulk({row.unit_id for row in listed.rows if row.unit_id})
    correction = Correction.from_json(found.what)
    is_current = found.change_id is None and form.plan is not None and form.plan.before.seen == found.seen
    context = {
        "form": form,
        "whose": next((unit for unit in form.units if unit.pk == correction.unit_id), None),
        "preview": found,
        "job": found.job,
        "progress": progress_of(found.job),
        "is_current": is_current,
        "is_given_up": not is_current and found.job.why == jobs.as_json(previews.OVERTAKEN),
        "brought": list(_compared(correction, form) if is_current else _brought(correction)),
        "tabs": [(name, label, counts.get(name, 0)) for name, label in effect_labels().items()],
        "opens_files": request.seats.see_dossiers,
        "affected": sum(counts.values()),
        "elsewhere": sum(every - count for _name, count, every in known),
        "effect": effect,
        "label": effect_labels()[effect],
        "rows": [_row(row, units, effect, effects[row.pk]) for row in listed.rows],
        "page": queries.links(listed, request.GET),
        "minutes": shut.MINUTES,
    }
    if found.job.is_open:
        leave_unused(request)
    return render(request, "manager/calendar_preview.html", context)


def _chosen(asked: str, counts: Mapping[str, int]) -> str:
    """Return the list that is asked for, else the first in which there is something."""
    known = [str(effect) for effect in Effect]
    return asked if asked in known else next((name for name in known if counts.get(name)), known[0])


def _row(dossier: Row, units: Mapping[int, Unit], effect: str, told: Mapping[str, Any]) -> dict[str, object]:
    """Return what a page says of a dossier: the dates that move, the verdicts, or why it cannot be counted."""
    moves = {name: [datetime.fromisoformat(each) for each in told[name]] for name in MOVED_LABELS if name in told}
    return {
        "dossier": dossier,
        "holder": units[dossier.unit_id].name(get_language()) if dossier.unit_id else "",
        "dates": [(MOVED_LABELS[name], was, to) for name, (was, to) in moves.items()],
        "is_sooner": any(to < was for name, (was, to) in moves.items() if name not in OF_PLACES),
        "is_of_place": any(name in moves for name in OF_PLACES),
        "why": localized(Text(**told)) if effect == Effect.UNCOUNTED else "",
        **(told if effect == Effect.JUDGED else {}),
    }


def _brought(correction: Correction) -> Iterator[tuple[str, str]]:
    """Yield what a correction brings: each day, each weekday's hours. No calendar that is in force now is asked."""
    for row in correction.put:
        yield _day(row.on), _standing_of(row)
    for on in correction.removed:
        yield _day(on), _("taken out")
    if correction.since:
        yield _("From"), _day(correction.since)
    for name, then in zip(WEEKDAYS, correction.week or (), strict=False):
        yield localized(name), hours(then) or _("Not worked")


def _compared(correction: Correction, form: CorrectionForm) -> Iterator[tuple[str, str]]:
    """Yield what a correction brings into the calendar in force that it is for, beside what is there."""
    before = form.calendar
    for row in correction.put:
        standing = _standing_of(row)
        there = before.exception_on(row.on) if before.first <= row.on <= before.last else None
        yield _day(row.on), f"{_standing_of(there)} → {standing}" if there else standing
    for on in correction.removed:
        there = before.exception_on(on)
        yield _day(on), _("taken out: %(name)s") % {"name": localized(there.name)} if there else _("taken out")
    yield from _hours_brought(correction, before)
    after = form.plan.after.of(form.unit_id) if form.plan else before
    kept = {row.on for row in after.exceptions} | set(correction.removed)
    for row in before.exceptions:
        if row.on not in kept:
            yield (
                _day(row.on),
                _("no make-up day any more, since the unit works on this weekday: %(name)s")
                % {"name": localized(row.name)},
            )


def _standing_of(row: DayException) -> str:
    return localized(row.name) if row.official else f"{localized(row.name)} ({_('provisional')})"


def _hours_brought(correction: Correction, before: WorkingCalendar) -> Iterator[tuple[str, str]]:
    if correction.since:
        yield _("From"), _day(correction.since)
    held = before.week_on(correction.since) if correction.since else before.week
    for name, now, then in zip(WEEKDAYS, held, correction.week or held, strict=True):
        if now != then:
            none = _("Not worked")
            yield localized(name), f"{hours(now) or none} → {hours(then) or none}"


def _day(on: date) -> str:
    return f"{localized(WEEKDAYS[on.weekday()])}, {on:%d/%m/%Y}"
