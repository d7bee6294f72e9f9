"""An issued report stands in the record and in its day's seal: whatever of row, files, entry or leaf is changed is found."""

import json
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from accounts.models import Unit
from dossiers.log.parts.reported import digest_of
from dossiers.models import (
    EntryAction,
    IssuedReport,
    ReportEntry,
    ReportFile,
    ReportLeaf,
    Seal,
    SealLeaf,
    leaf_content,
    report_leaf_content,
)
from dossiers.proof import audit, merkle, seals
from portal.demo import story
from portal.postgres import BASE_DIR
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.proof.records import triggers_off

NOW = datetime(2026, 1, 23, 9, 0, tzinfo=LOCAL)
NEXT = datetime(2026, 1, 24, 0, 10, tzinfo=LOCAL)
PAGE = "/quan-ly/bao-cao/ii-06a/?start=2025-12-15&end=2026-03-14"
MISMATCH = "What is kept of this report does not match the record."
pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def issue(replaces: str = "") -> IssuedReport:
    """Issue a report on its page."""
    answer = Visitor("carol").post(PAGE, {"checked": "2026-01-23", "replaces": replaces, "reason": "Số liệu sai."})
    return IssuedReport.objects.get(pk=answer.url.split("/")[-2])


@pytest.fixture
def report() -> IssuedReport:
    """Return an issued report of which nothing differs."""
    kept = issue()
    assert audit.check_all(files=True).differences == []
    return kept


def update(rows: Any, **columns: object) -> None:
    """Change rows behind the application's back."""
    with triggers_off():
        assert rows.update(**columns) == 1


def delete(table: str, where: str = "true") -> None:
    """Remove rows behind the application's back."""
    with triggers_off(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE {where}")


def found(*, files: bool = False, now: datetime | None = None) -> list[tuple[str, str]]:
    """Return what the check names: about what, and which part of it."""
    return [(one.dossier, one.what) for one in audit.check_all(files=files, now=now).differences]


def page(report: IssuedReport) -> str:
    return read(Visitor("carol").get(f"/quan-ly/bao-cao/{report.pk}/")).words()


def test_issuing_is_recorded_with_the_digest_of_each_file_in_the_same_transaction(report: IssuedReport) -> None:
    entry = ReportEntry.objects.get()

    assert (entry.number, entry.action, entry.report_id, entry.at) == (1, EntryAction.ISSUE, report.pk, report.at)
    assert entry.agency_id == report.agencies[0]
    assert entry.facts["sha256"] == report.digest
    assert sorted(entry.facts["files"]) == ["csv", "pdf", "xlsx"]
    assert report.by.get_full_name() not in json.dumps(entry.facts, ensure_ascii=False)
    for form in ("pdf", "xlsx", "csv"):
        handed_out = Visitor("carol").get(f"/quan-ly/bao-cao/{report.pk}/{form}/").content
        assert handed_out == bytes(ReportFile.objects.get(format=form).content)
    assert "In the record since 09:00 23/01/2026" in page(report)
    assert MISMATCH not in page(report)


def test_entries_of_an_agency_are_chained(report: IssuedReport) -> None:
    other = issue(replaces=str(report.pk))

    first, second = ReportEntry.objects.order_by("number")
    assert (second.report_id, second.number, second.previous_digest) == (other.pk, 2, first.digest)
    assert found(files=True) == []


@pytest.mark.parametrize(
    ("columns", "named"),
    [
        ({"form": "II.07"}, ["form"]),
        ({"agencies": [1, 2]}, ["agencies"]),
        ({"divisions": [1]}, ["divisions"]),
        ({"start": "2025-12-16"}, ["start"]),
        ({"end": "2026-03-15"}, ["end"]),
        ({"at": NOW + timedelta(seconds=1)}, ["at"]),
        ({"digest": "0" * 64}, ["digest"]),
        ({"report": {"lines": []}}, ["report"]),
    ],
)
def test_a_changed_row_is_named_without_reading_any_file(
    report: IssuedReport, columns: dict[str, object], named: list[str]
) -> None:
    update(IssuedReport.objects.filter(pk=report.pk), **columns)

    assert found() == [(f"report {report.pk}", name) for name in named]


def test_numbers_changed_with_their_digest_are_named_and_the_page_says_so(report: IssuedReport) -> None:
    other = {**report.report, "receiver": "Ai khác"}
    update(IssuedReport.objects.filter(pk=report.pk), report=other, digest=digest_of(other))

    assert found() == [(f"report {report.pk}", "digest"), (f"report {report.pk}", "report")]
    assert MISMATCH in page(report)
    assert f"Digest in the record {report.digest}" in page(report)


@pytest.mark.parametrize("form", ["pdf", "xlsx", "csv"])
def test_one_changed_byte_of_a_file_is_found_with_files_and_on_the_page(report: IssuedReport, form: str) -> None:
    file = ReportFile.objects.filter(format=form)
    content = bytearray(bytes(file.get().content))
    content[len(content) // 2] ^= 1
    update(file, content=bytes(content))

    assert found() == []
    assert found(files=True) == [(f"report {report.pk}", f"bytes of {form}")]
    assert MISMATCH in page(report)


def test_a_file_that_is_gone_or_was_put_in_is_named_without_reading_any(report: IssuedReport) -> None:
    delete("dossiers_reportfile", "format = 'pdf'")
    with triggers_off():
        ReportFile.objects.create(report=report, format="docx", content=b"")

    assert found() == [(f"report {report.pk}", "file docx"), (f"report {report.pk}", "file pdf")]
    assert MISMATCH in page(report)


def test_a_report_that_was_put_in_or_taken_away_is_named(report: IssuedReport) -> None:
    copy = IssuedReport.objects.get()
    copy.pk = None
    copy.save(force_insert=True)
    assert found() == [(f"report {copy.pk}", "record")]
    assert "The record does not know this report." in page(copy)

    delete("dossiers_reportfile")
    delete("dossiers_issuedreport")

    assert found() == [(f"report {report.pk}", "report")]


def test_an_entry_that_was_changed_is_named_before_and_after_it_is_sealed(report: IssuedReport) -> None:
    about = f"reports of {ReportEntry.objects.get().agency_code}"
    update(ReportEntry.objects.all(), at=NOW + timedelta(minutes=1))
    assert found() == [(about, "entry 1 digest")]
    assert MISMATCH in page(report)

    update(ReportEntry.objects.all(), at=NOW)
    seals.seal_yesterday(at=NEXT)
    other = ReportEntry.objects.get()
    other.facts = other.facts | {"by": 0}
    update(ReportEntry.objects.all(), facts=other.facts, digest=other.compute_digest())

    assert found() == [(f"report {report.pk}", "by"), (about, "entry 1 as sealed")]
    assert MISMATCH in page(report)


def test_an_entry_that_says_what_no_command_writes_is_named(report: IssuedReport) -> None:
    for facts in ({}, {**ReportEntry.objects.get().facts, "sha256": "", "files": {}}):
        other = ReportEntry.objects.get()
        other.facts = facts
        update(ReportEntry.objects.all(), facts=facts, digest=other.compute_digest())

        assert ("reports of " + other.agency_code, "entry 1 facts") in found()


def test_an_entry_taken_out_of_the_middle_is_named(report: IssuedReport) -> None:
    issue(replaces=str(report.pk))
    about = f"reports of {ReportEntry.objects.first().agency_code}"  # type: ignore[union-attr]
    delete("dossiers_reportentry", "number = 1")

    assert found() == [(about, "entry 2 number"), (about, "entry 2 link"), (f"report {report.pk}", "record")]


def test_the_day_s_seal_covers_events_and_behind_them_reports() -> None:
    walk = story.dossier_in("accepted", at=NOW)
    report = issue()
    assert "not yet: in the night after" in page(report)

    assert seals.seal_yesterday(at=NEXT) == 1
    assert seals.seal_yesterday(at=NEXT) == 0

    seal, entry = Seal.objects.get(), ReportEntry.objects.get()
    events = list(walk.dossier.events.order_by("sequence"))
    contents = [leaf_content(walk.dossier.code, one.sequence, one.digest) for one in events]
    contents.append(report_leaf_content(entry.agency_code, 1, entry.digest))
    assert seal.root == merkle.root([merkle.leaf_hash(one) for one in contents]).hex()
    assert (seal.events, ReportLeaf.objects.get().place) == (len(contents), len(events))
    assert found(files=True, now=NEXT + timedelta(days=1)) == []
    assert f"with seal {seal}, of 23/01/2026" in page(report)


def test_a_day_on_which_nothing_but_a_report_was_issued_is_sealed(report: IssuedReport) -> None:
    assert found(now=NEXT + timedelta(hours=3)) == [
        (f"reports of {ReportEntry.objects.get().agency_code}", "entry 1 seal")
    ]

    assert seals.seal_yesterday(at=NEXT) == 1

    assert (Seal.objects.get().events, SealLeaf.objects.count()) == (1, 0)
    assert found(now=NEXT + timedelta(hours=3)) == []
    assert audit.check_all(now=NEXT).remarks == []


def test_a_seal_made_late_over_a_report_is_told(report: IssuedReport) -> None:
    seals.seal_yesterday(at=NEXT + timedelta(days=9))

    assert ["over 1 live events" in one.what for one in audit.check_all().remarks] == [True]


@pytest.mark.parametrize("columns", [{"code": "H26.XX"}, {"number": 7}, {"digest": "0" * 64}, {"place": 5}])
def test_a_changed_leaf_of_a_report_is_named(report: IssuedReport, columns: dict[str, object]) -> None:
    seals.seal_yesterday(at=NEXT)
    update(ReportLeaf.objects.all(), **columns)

    assert found() != []


def test_a_leaf_that_is_gone_and_a_seal_of_another_agency_are_named(report: IssuedReport) -> None:
    seals.seal_yesterday(at=NEXT)
    other = Unit.objects.create(slug="so-khac", kind="agency", name_vi="Sở khác", name_en="Other", agency_code="H26.XX")
    update(Seal.objects.all(), agency=other)
    assert any(what == "entry 1 as sealed" for _about, what in found())

    delete("dossiers_reportleaf")

    assert any(what == "leaves" for _about, what in found())


def test_the_record_of_a_dossier_verifies_alone_though_its_seal_covers_a_report(tmp_path: Path) -> None:
    dossier = story.dossier_in("accepted", at=NOW).dossier
    issue()
    seals.seal_yesterday(at=NEXT)
    file = tmp_path / "record.json"
    call_command("export_record", dossier.code, "--output", str(file))

    # The script that knows nothing of reports: a path is digests, whatever stands beside.
    script = BASE_DIR / "tools" / "verify_record.py"
    done = subprocess.run([sys.executable, "-I", str(script), str(file)], capture_output=True, text=True, check=False)

    assert (done.returncode, "0 wrong" in done.stdout) == (0, True), done.stdout
    assert "report" not in file.read_text().replace("reported", "")


@pytest.mark.parametrize("table", ["reportentry", "reportfile", "reportleaf"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_database_refuses_to_change_what_is_recorded(report: IssuedReport, table: str, statement: str) -> None:
    seals.seal_yesterday(at=NEXT)
    key = {"reportleaf": "SET place = 0"}.get(table, "SET id = id")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

        with pytest.raises(DatabaseError, match="is refused"), transaction.atomic():
            cursor.execute(statement.format(f"dossiers_{table}").replace("SET id = id", key))
