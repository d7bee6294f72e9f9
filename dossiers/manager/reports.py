"""Official reports: one as its form asks for it, its files, and those that were issued."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.signin import OfOfficer, officer
from dossiers.log.parts.reported import digest_of
from dossiers.manager import past
from dossiers.manager.asked import OF_THEN, Asked, Asking, PeriodForm, asked_of
from dossiers.manager.past import Ways
from dossiers.models import Format, IssuedReport
from dossiers.pages.forms import PlainText
from dossiers.pages.papers import handed_out
from dossiers.papers.sheets.report import FORMATS, PDF, content_of, contents_of
from dossiers.refusals.report import ReplacesAnother
from dossiers.reports.loading import history_loaded_until
from dossiers.reports.official import making
from dossiers.reports.official.form import COLUMNS, Cause, Line, Report, period_name
from dossiers.reports.official.making import Wanted
from dossiers.reports.periods import Period, other_quarter, reporting, reporting_number
from dossiers.reports.selection import Scope, scope_of
from dossiers.reports.sheets import MEDIA_TYPES
from procedures.machine import Text
from procedures.time.calendar import LOCAL

SHOWN = 50
"""Issued reports on the page."""


class BegunForm(PeriodForm):
    """A period that has begun."""

    def clean(self) -> dict[str, Any]:
        """Refuse a period that has not begun."""
        cleaned = super().clean()
        start = cleaned.get("start")
        if start and start > timezone.localdate():
            self.add_error("start", _("This period has not begun yet: there is nothing to report."))
        return cleaned


class ReportForm(BegunForm):
    """A period that has begun, who gets the report, and what it says beside its form."""

    receiver = PlainText(
        label=gettext_lazy("Receiving unit (the usual one if left empty)"), max_length=200, required=False
    )
    merged = forms.BooleanField(
        label=gettext_lazy(
            "With a line beside that counts what waits for a supplement, was withdrawn or stopped as on time, as some"
            " provinces do"
        ),
        required=False,
    )


class ReplacingForm(forms.Form):
    """Why a report takes the place of an earlier one: whoever gets both reads it in the later."""

    use_required_attribute = False
    reason = PlainText(label=gettext_lazy("Why it replaces the earlier report"), max_length=300)


def last_quarter(today: date) -> Period:
    """Return the last quarter of official reports that has closed."""
    return reporting(today)["last_quarter"]


OF_REPORTS = Asking(ReportForm, last_quarter, ("unit",), looks_back=True)


@dataclass(frozen=True, slots=True)
class Row:
    """A row as the page shows it: each number with the address of its dossiers, or none."""

    label: Text
    cells: Sequence[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class CauseRow:
    """A place where overdue dossiers stood longest, with the addresses of those resolved and in process; empty without one."""

    cause: Cause
    resolved_url: str = ""
    pending_url: str = ""


@officer
@require_safe
def reports(request: OfOfficer) -> HttpResponse:
    """List the reports that there are, and those that were issued."""
    issued = (
        IssuedReport.objects.filter(making.issued_to(reporting_scope(request)))
        .select_related("by")
        .prefetch_related("sendings")
    )
    newest: dict[tuple[object, ...], int] = {}
    # The newest first: what comes behind one of the same period and units was replaced by it.
    rows = [
        (one, Report.of_json(one.report), later if (later := newest.setdefault(_same(one), one.pk)) != one.pk else None)
        for one in issued[:SHOWN]
    ]
    context = {"rows": rows, "most": SHOWN, "period_name": period_name, "asked": asked_of(request, OF_THEN)}
    return render(request, "manager/reports.html", context)


def _same(kept: IssuedReport) -> tuple[object, ...]:
    return kept.form, *kept.agencies, None, *kept.divisions, None, kept.start, kept.end


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: OfOfficer) -> HttpResponse:
    """Show form II.06a of a period; issue it, if that is what is wanted."""
    asked = asked_for_report(request)
    if answer := past.refused(request, asked) or past.period_refused(request, asked, f"{_('Report')} II.06a"):
        return answer
    made, ways = _made(request, asked)
    refused, is_checked = None, request.POST.get("checked") == _tick(made)
    why = ReplacingForm(request.POST if request.POST.get("replaces") else None)
    # What is issued says what is known at that moment: one of a past instant is looked at alone.
    if request.method == "POST" and is_checked and not ways and _may_be_issued(made, asked, why):
        try:
            return _issued(request, asked, made, why)
        except ReplacesAnother as refusal:
            refused = refusal
    status = 422 if request.method == "POST" else 200
    unchecked = request.method == "POST" and not is_checked
    pressed = {"unchecked": unchecked, "is_checked": is_checked, "refused": refused, "ways": ways, "why": why}
    return render(request, "manager/report.html", _page(asked, made) | pressed, status=status)


def _tick(made: Report) -> str:
    """Return what a tick sends: of a period that has not ended, up to which day its words said that the figures go."""
    return made.until.isoformat() if made.until else "1"


def _issued(request: OfOfficer, asked: Asked, made: Report, why: ReplacingForm) -> HttpResponse:
    """Issue a report, and lead to it. Raises ``ReplacesAnother`` where it would replace one that its page did not name."""
    replaces, reason = request.POST.get("replaces", ""), why.cleaned_data["reason"] if why.is_bound else ""
    made = making.numbered(made, asked.selection, replaces=replaces, reason=reason)
    files = contents_of(made, digest_of(made.to_json()))
    kept = making.issue(made, asked.selection, files, replaces=replaces, by=request.user)
    messages.success(request, _("The report was issued: it and its files will stay as they are."))
    return redirect("kept_report", pk=kept.pk)


def _may_be_issued(made: Report, asked: Asked, why: ReplacingForm) -> bool:
    """Say whether a report is of a right period, says who gets it and why it replaces another; the field says so where it does not."""
    if not asked.form.is_bound or not asked.form.is_valid():
        return False
    if why.is_bound and not why.is_valid():
        return False
    if not made.receiver:
        asked.form.add_error("receiver", _("Say who gets the report. Nothing was issued."))
    return bool(made.receiver)


@officer
@require_safe
def report_file(request: OfOfficer, form: str) -> HttpResponse:
    """Hand out a report that was not issued; whoever asks for no right period is led to the page that says so."""
    asked = asked_for_report(request)
    if form not in FORMATS:
        raise Http404
    if asked.form.errors or past.refused(request, asked):
        return redirect(f"{reverse('report')}?{request.GET.urlencode()}")
    made, _ways = _made(request, asked)
    return file_response(made, form)


def reporting_scope(request: OfOfficer) -> Scope:
    """Return what somebody reports on. Raises ``Http404`` for whoever answers for no unit."""
    scope = scope_of(request.seats)
    if scope is None or scope.is_own:
        raise Http404
    return scope


def asked_for_report(request: OfOfficer) -> Asked:
    """Read of what a report is wanted. Raises ``Http404`` for whoever answers for no unit."""
    reporting_scope(request)
    asked = asked_of(request, OF_REPORTS)
    usual = making.receiver_of(asked.selection)
    asked.form.initial["receiver"] = usual
    if asked.form.is_bound and not request.GET.get("receiver", "").strip():
        asked.form.data = {**request.GET.dict(), "receiver": usual}
    return asked


def _made(request: OfOfficer, asked: Asked) -> tuple[Report, Ways | None]:
    """Return the report that is asked for, and for one of a past instant the ways from there."""
    is_given = asked.form.is_bound and asked.form.is_valid()
    chosen = asked.form.cleaned_data if is_given else {}
    receiver = chosen.get("receiver") or making.receiver_of(asked.selection)
    wanted = Wanted(
        asked.selection,
        asked.period,
        receiver,
        by=request.user.get_full_name(),
        is_merged=bool(chosen.get("merged")),
        counts=asked.counts,
        known=asked.as_of.known if asked.as_of else None,
        made_at=asked.then.now if asked.as_of else None,
    )
    beside = {"receiver": receiver, "merged": "1" if wanted.is_merged else ""}
    with past.looking_back(asked, lambda changes: f"{reverse('report')}?{asked.query({**beside, **changes})}") as ways:
        return making.report_of(wanted, asked.now), ways


def _page(asked: Asked, made: Report) -> dict[str, object]:
    rows, total, aside = rows_of(made, asked)
    query = asked.query(_beside(made))
    return {
        "asked": asked,
        "report": made,
        "rows": rows,
        "total": total,
        "aside": aside,
        "causes": causes_of(made, asked),
        "tick": _tick(made),
        "kept": _beside(made),
        "other": other_quarter(asked.period, asked.today),
        "closed": None if reporting_number(asked.period) else last_quarter(asked.today),
        "loaded_until": history_loaded_until(),
        "periods": reporting_tabs(asked, _beside(made)),
        **nothing_in(asked, is_empty=not made.lines, beside=_beside(made)),
        "before": making.issued_for(
            asked.selection.agencies, making.divisions_of(asked.selection), asked.period
        ).first(),
        "here": f"{reverse('report')}?{query}",
        "files": [(form, f"{reverse('report_file', args=[form])}?{query}") for form in FORMATS],
    } | of_form(made)


def _beside(made: Report) -> dict[str, str]:
    """Return what an address says of a report beside its period and its unit."""
    return {"receiver": made.receiver, "merged": "1" if made.aside else ""}


def of_form(made: Report) -> dict[str, object]:
    """Return what a page says of the form itself."""
    return {"columns": COLUMNS, "period_name": period_name(made.period), "formats": FORMATS}


def reporting_tabs(asked: Asked, beside: Mapping[str, str]) -> list[tuple[str, str, bool]]:
    """Return the periods that are one press away: what each is called, its address, and whether it is shown."""
    labels = {
        "last_quarter": _("Last reporting quarter"),
        "quarter": _("This reporting quarter"),
        "last_year": _("Last reporting year"),
        "year": _("This reporting year"),
    }
    found = reporting(asked.today)
    return [
        (label, f"?{asked.query(beside, found[name])}", found[name] == asked.period) for name, label in labels.items()
    ]


def rows_of(made: Report, asked: Asked | None) -> tuple[list[Row], Row, Row | None]:
    """Return the rows of a report, with the ways to their dossiers where it is of the dossiers as they are."""

    def row(line: Line, *, is_total: bool = False) -> Row:
        changes = {} if is_total else {"sector": line.key}
        leads = asked is not None and (is_total or bool(line.key))
        return Row(
            line.label,
            [(line.at(one.number), asked.list(one.figure, changes) if leads and asked else "") for one in COLUMNS],
        )

    aside = Row(made.aside.line.label, [(count, "") for count in made.aside.line.numbers]) if made.aside else None
    return [row(line) for line in made.lines], row(made.total, is_total=True), aside


def nothing_in(asked: Asked, *, is_empty: bool, beside: Mapping[str, str]) -> dict[str, object]:
    """Return whether a page of today has nothing to report, and of which quarter it has: what that is called, its address."""
    is_empty = is_empty and asked.as_of is None
    newest = making.newest_quarter(asked.selection, asked.today) if is_empty else None
    way = (period_name(newest), newest, f"?{asked.query(beside, newest)}") if newest else None
    return {"is_empty": is_empty, "newest": way}


def causes_of(made: Report, asked: Asked | None) -> list[CauseRow]:
    """Return why dossiers of a report are overdue, with the ways to them where it is of the dossiers as they are."""
    if asked is None:
        return [CauseRow(cause) for cause in made.causes]
    return [
        CauseRow(cause, *(asked.list(name, {"longest": cause.place}) for name in ("overdue", "pending_overdue")))
        for cause in made.causes
    ]


def file_response(made: Report, form: str, kept: bytes | None = None, *, number: int = 0) -> HttpResponse:
    """Return a report as one of its files: as it is kept, under its number, else as it is made now."""
    content = content_of(made, form) if kept is None else kept
    then = f"-tai-{made.at.astimezone(LOCAL):%Y%m%d-%H%M}" if made.made_at else ""
    so_far = f"-den-{made.until:%Y%m%d}" if made.until and not then else ""
    which = "-xem-truoc" if kept is None else f"-so-{number}"
    name = f"II-06a-{made.start:%Y%m%d}-{made.end:%Y%m%d}{so_far}{then}{which}.{form}"
    return handed_out(content, "application/pdf" if form == PDF else MEDIA_TYPES[Format(form)], name)
