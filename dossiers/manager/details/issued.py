"""Reports that were issued: one as it is kept, its files, and that it was sent."""

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.signin import OfOfficer, officer
from dossiers.manager.reports import causes_of, file_response, of_form, reporting_scope, rows_of
from dossiers.models import IssuedReport
from dossiers.pages.forms import Day, PlainText
from dossiers.pages.papers import handed_out
from dossiers.papers.sheets.report import FORMATS, content_of
from dossiers.proof.record import ExportError
from dossiers.proof.reported import report_of
from dossiers.reports.official import entered, making
from dossiers.reports.official.form import Report


class SentForm(forms.Form):
    """When a report was sent, and by which document."""

    sent_on = Day(label=gettext_lazy("Sent on"))
    document = PlainText(label=gettext_lazy("Number and symbol of the document"), max_length=60)

    def __init__(self, kept: IssuedReport, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._issued_on = timezone.localdate(kept.at)

    def clean_sent_on(self) -> Any:
        """Refuse a day before the report was issued, and one that is still to come."""
        day = self.cleaned_data["sent_on"]
        if day < self._issued_on:
            raise forms.ValidationError(_("The report was not issued yet on this day."))
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return day


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def kept_report(request: OfOfficer, pk: int) -> HttpResponse:
    """Show a report as it was issued; note that it was sent, if who issued it says so."""
    kept = _kept(request, pk)
    form = SentForm(kept, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        making.mark_sent(kept, on=given["sent_on"], document=given["document"], by=request.user, at=timezone.now())
        messages.success(request, _("It is noted that the report was sent; the report itself stays as it is."))
        return redirect("kept_report", pk=kept.pk)
    return render(request, "manager/kept_report.html", _page(request, kept, form), status=422 if form.errors else 200)


def _page(request: OfOfficer, kept: IssuedReport, form: SentForm) -> dict[str, object]:
    found = Report.of_json(kept.report)
    rows, total, aside = rows_of(found, None)
    later = making.issued_for(kept.agencies, kept.divisions, found.period).filter(pk__gt=kept.pk)
    return {
        "kept": kept,
        "vouched": entered.vouched(kept),
        "report": found,
        "rows": rows,
        "total": total,
        "aside": aside,
        "causes": causes_of(found, None),
        "later": later.first(),
        "sendings": list(kept.sendings.select_related("by")),
        "form": form if kept.by_id == request.user.pk else None,
    } | of_form(found)


@officer
@require_safe
def kept_file(request: OfOfficer, pk: int, form: str) -> HttpResponse:
    """Hand out a report that was issued: the same bytes each time."""
    kept = _kept(request, pk)
    if form not in FORMATS:
        raise Http404
    report, stored = Report.of_json(kept.report), kept.files.filter(format=form).first()
    # One from before files were kept is made of its row, as it has always been.
    content = bytes(stored.content) if stored else content_of(report, form, kept.digest)
    return file_response(report, form, content, number=kept.pk)


@officer
@require_safe
def kept_proof(request: OfOfficer, pk: int) -> HttpResponse:
    """Hand out what the record says of a report, for ``tools/verify_report.py``; where it cannot be made, its page says so."""
    kept = _kept(request, pk)
    try:
        text = json.dumps(report_of(kept), ensure_ascii=False, indent=1)
    except ExportError:
        messages.error(request, _("The proof of this report cannot be made: tell the administrator."))
        return redirect("kept_report", pk=kept.pk)
    return handed_out(f"{text}\n".encode(), "application/json", f"II-06a-bao-cao-{kept.pk}-bang-chung.json")


def _kept(request: OfOfficer, pk: int) -> IssuedReport:
    found = IssuedReport.objects.filter(making.issued_to(reporting_scope(request))).select_related("by")
    return get_object_or_404(found, pk=pk)
