"""Issued reports from before the record knew them: taken into it once, with the files that are made of them now (ADR 0084)."""

from datetime import datetime

from django.db import transaction
from msgspec import ValidationError

from dossiers.log.parts.reported import digest_of
from dossiers.models import EntryAction, IssuedReport, ReportEntry
from dossiers.papers.recorded.taken_in import Taken
from dossiers.papers.sheets.report import contents_of
from dossiers.reports.official import entered
from dossiers.reports.official.form import Report


def take_in_reports(taken: Taken, *, at: datetime) -> None:
    """Take in every issued report that no entry knows, all of an agency or none; what is recorded already stays as it is.

    What was issued since the record knows reports, and came in beside it, is never taken in.
    """
    first = ReportEntry.objects.filter(action=EntryAction.ISSUE).order_by("at").first()
    left = list(IssuedReport.objects.filter(entry=None).order_by("pk"))
    for agency in sorted({one.agencies[0] for one in left}):
        with transaction.atomic(durable=True):
            entered.wait_for([agency])
            was_taken_in = ReportEntry.objects.filter(agency=agency, action=EntryAction.TAKE_IN).exists()
            for row in IssuedReport.objects.filter(entry=None, agencies__0=agency).order_by("pk"):
                if was_taken_in or (first and row.at >= first.at):
                    taken.remarks.append(f"report {row.pk}: not taken in, it came in beside the record")
                else:
                    _take_in(row, taken, at=at)


def _take_in(row: IssuedReport, taken: Taken, *, at: datetime) -> None:
    try:
        report = Report.of_json(row.report) if digest_of(row.report) == row.digest else None
    except ValidationError:
        report = None
    entered.enter(row, contents_of(report, row.digest) if report else {}, EntryAction.TAKE_IN, at=at)
    taken.reports += report is not None
    if report is None:
        taken.remarks.append(f"report {row.pk}: taken in without a digest, its row and its digest do not agree")
