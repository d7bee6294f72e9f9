"""Issued reports of before are taken into the record once, with their files; what came in beside it never is."""

import io
from datetime import datetime, timedelta

import pytest
from django.core.management import call_command

from dossiers.models import EntryAction, IssuedReport, ReportEntry, ReportFile
from dossiers.proof import audit
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.proof.records import nothing_written, triggers_off

NOW = datetime(2026, 1, 23, 9, 0, tzinfo=LOCAL)
LATER = NOW + timedelta(days=3)
PAGE = "/quan-ly/bao-cao/ii-06a/?start=2025-12-15&end=2026-03-14"
pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def of_before() -> IssuedReport:
    """Return a report as it was kept before the record knew reports."""
    Visitor("carol").post(PAGE, {"checked": "2026-01-23"})
    with triggers_off():
        ReportFile.objects.all().delete()
        ReportEntry.objects.all().delete()
    return IssuedReport.objects.get()


def take_in() -> tuple[str, str]:
    """Run the command; return what it said, and of what it complained."""
    out, err = io.StringIO(), io.StringIO()
    call_command("take_in_papers", stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_a_report_of_before_is_taken_in_with_its_files_and_says_so() -> None:
    kept = of_before()
    address = f"/quan-ly/bao-cao/{kept.pk}/"
    before = [Visitor("carol").get(f"{address}{form}/").content for form in ("pdf", "xlsx", "csv")]
    assert [(one.dossier, one.what) for one in audit.check_all().differences] == [(f"report {kept.pk}", "record")]

    assert "1 issued reports were taken in." in take_in()[0]

    entry = ReportEntry.objects.get()
    assert (entry.action, entry.report_id, entry.facts["sha256"]) == (EntryAction.TAKE_IN, kept.pk, kept.digest)
    assert [Visitor("carol").get(f"{address}{form}/").content for form in ("pdf", "xlsx", "csv")] == before
    assert (audit.check_all(files=True).differences, audit.check_all().remarks) == ([], [])
    assert "taken in later than it was issued" in read(Visitor("carol").get(address)).words()
    with nothing_written():
        assert "issued reports" not in take_in()[0]


def test_one_that_does_not_agree_with_itself_is_taken_in_without_a_digest_and_remarked_for_good() -> None:
    kept = of_before()
    with triggers_off():
        IssuedReport.objects.update(digest="0" * 64)

    assert f"report {kept.pk}: taken in without a digest" in take_in()[1]

    assert (ReportEntry.objects.get().facts["sha256"], ReportFile.objects.count()) == ("", 0)
    report = audit.check_all(files=True)
    assert report.differences == []
    assert [one.about for one in report.remarks] == [f"report {kept.pk}"]
    words = read(Visitor("carol").get(f"/quan-ly/bao-cao/{kept.pk}/")).words()
    assert "The record cannot vouch for this report" in words


def test_what_was_put_in_beside_the_record_is_never_taken_in() -> None:
    of_before()
    take_in()
    copy = IssuedReport.objects.get()
    copy.pk = None
    copy.save(force_insert=True)

    assert f"report {copy.pk}: not taken in, it came in beside the record" in take_in()[1]

    assert ReportEntry.objects.count() == 1
    assert [(one.dossier, one.what) for one in audit.check_all().differences] == [(f"report {copy.pk}", "record")]


def test_once_a_report_was_issued_into_the_record_no_later_one_is_taken_in() -> None:
    Visitor("carol").post(PAGE, {"checked": "2026-01-23"})
    copy = IssuedReport.objects.get()
    copy.pk, copy.at = None, copy.at + timedelta(hours=1)
    copy.save(force_insert=True)

    assert "came in beside the record" in take_in()[1]
