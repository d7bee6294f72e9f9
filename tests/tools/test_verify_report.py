"""An issued report in one file of its own: verified by a script that has nothing of ours but the other one beside it."""

import json
import shutil
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from dossiers.models import IssuedReport, ReportEntry
from dossiers.proof import seals
from portal.demo import story
from portal.postgres import BASE_DIR
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.proof.records import triggers_off
from tests.dossiers.proof.test_audit_reports import NEXT, NOW, issue

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

type Exported = dict[str, Any]


def exported(kept: IssuedReport, folder: Path) -> Path:
    """Return the file of a report."""
    file = folder / "report.json"
    call_command("export_report", str(kept.pk), "--output", str(file))
    return file


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    """Return the file of a report whose day is sealed together with events of a dossier."""
    story.dossier_in("accepted", at=NOW)
    kept = issue()
    seals.seal_yesterday(at=NEXT)
    return exported(kept, tmp_path)


def run(file: Path, *more: str) -> tuple[int, str]:
    """Run the script alone in another folder; return its exit code and what it says."""
    alone = file.parent / "alone"
    alone.mkdir(exist_ok=True)
    for name in ("verify_report.py", "verify_record.py"):
        shutil.copy(BASE_DIR / "tools" / name, alone)
    command = [sys.executable, "-I", str(alone / "verify_report.py"), str(file), *more]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=file.parent)
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_a_report_as_it_was_issued_is_right_and_so_are_its_files(sealed: Path, tmp_path: Path) -> None:
    key = json.loads(sealed.read_text())["public_keys"][0]
    kept = IssuedReport.objects.get()
    for one in kept.files.all():
        (tmp_path / f"given.{one.format}").write_bytes(bytes(one.content))
    given = [f"--file={one.format}={tmp_path / f'given.{one.format}'}" for one in kept.files.all()]
    assert len(given) == 3

    code, said = run(sealed, "--public-key", key, *given)

    assert (code, said) == (0, f"report {kept.pk} of {ReportEntry.objects.get().agency_code}: 3 files, 0 wrong.\n")


def test_without_a_key_it_says_that_the_file_s_own_were_believed(sealed: Path) -> None:
    code, said = run(sealed)

    assert code == 0
    assert "NOT CHECKED whose keys these are" in said


def _figure(one: Exported) -> None:
    one["report"]["title"] = "Khác"


def _file(one: Exported) -> None:
    one["files"]["pdf"] = b64encode(b"another").decode()


def _lost(one: Exported) -> None:
    del one["files"]["pdf"]


def _facts(one: Exported) -> None:
    one["entry"]["facts"]["by"] += 1


def _place(one: Exported) -> None:
    one["seal"]["leaf"]["place"] = one["seal"]["leaf"]["place"] - 1


def _root(one: Exported) -> None:
    one["seal"]["root"] = "0" * 64


CHANGES: dict[str, tuple[Callable[[Exported], None], str]] = {
    "figure": (_figure, "WRONG the report: it is not the one that was recorded"),
    "file": (_file, "WRONG file pdf: its bytes are not those that were recorded"),
    "lost": (_lost, "WRONG file pdf: it is missing"),
    "facts": (_facts, "WRONG the entry: its digest is not that of its content"),
    "place": (_place, "WRONG the entry: it is not the one in seal"),
    "root": (_root, "its signature is wrong"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_whatever_is_changed_in_it_is_named(sealed: Path, what: str) -> None:
    change, words = CHANGES[what]
    found = json.loads(sealed.read_text())
    change(found)
    sealed.write_text(json.dumps(found))

    code, said = run(sealed)

    assert code == 1
    assert words in said


def test_a_file_that_somebody_was_given_and_that_is_another_is_named(sealed: Path, tmp_path: Path) -> None:
    (tmp_path / "given.pdf").write_bytes(b"%PDF-1.7 another")

    code, said = run(sealed, f"--file=pdf={tmp_path / 'given.pdf'}")

    assert code == 1
    assert "WRONG given file pdf: it is not the one that was recorded" in said


def test_one_whose_day_is_not_over_is_not_proven_yet(tmp_path: Path) -> None:
    code, said = run(exported(issue(), tmp_path))

    assert code == 1
    assert "NOT PROVEN the report: " in said
    assert "0 wrong, 1 unproven." in said


@pytest.mark.parametrize("text", ["", "[]", '{"format": "mot-cua-record/1"}', '{"format": "mot-cua-report/1"}'])
def test_what_is_no_report_ends_with_a_sentence(tmp_path: Path, text: str) -> None:
    file = tmp_path / "report.json"
    file.write_text(text)

    code, said = run(file)

    assert code == 1
    assert "cannot be read as a report" in said


def test_a_report_that_there_is_not_or_that_the_record_does_not_know_is_not_exported() -> None:
    with pytest.raises(CommandError, match="There is no report 0"):
        call_command("export_report", "0")
    kept = issue()
    with triggers_off():
        ReportEntry.objects.all().delete()

    with pytest.raises(CommandError, match="the record does not know this report"):
        call_command("export_report", str(kept.pk))


def downloaded(kept: IssuedReport, folder: Path) -> Path:
    """Return the file that the page of a report hands out."""
    answer = Visitor("carol").get(f"/quan-ly/bao-cao/{kept.pk}/bang-chung/")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="II-06a-bao-cao-{kept.pk}-bang-chung.json"'
    file = folder / "downloaded.json"
    file.write_bytes(answer.content)
    return file


def test_the_page_hands_out_the_same_and_says_what_to_do_with_it(sealed: Path, tmp_path: Path) -> None:
    kept = IssuedReport.objects.get()

    page = Visitor("carol").get(f"/quan-ly/bao-cao/{kept.pk}/")
    file = downloaded(kept, tmp_path)

    assert f'href="/quan-ly/bao-cao/{kept.pk}/bang-chung/"' in page.content.decode()
    assert "tools/verify_report.py of this software reads it" in read(page).words()
    assert "Download it again tomorrow" not in read(page).words()
    assert file.read_text() == sealed.read_text()
    assert run(file)[0] == 0


def test_before_its_day_is_sealed_the_page_says_that_it_proves_nothing_yet(tmp_path: Path) -> None:
    kept = issue()

    words = read(Visitor("carol").get(f"/quan-ly/bao-cao/{kept.pk}/")).words()

    assert "Download it again tomorrow" in words
    assert "NOT PROVEN the report: " in run(downloaded(kept, tmp_path))[1]


def test_who_may_not_open_the_report_gets_no_proof_of_it_either() -> None:
    kept = issue()

    for username, status in (("dung", 404), ("mallory", 404), ("admin", 404), ("", 302)):
        assert Visitor(username).get(f"/quan-ly/bao-cao/{kept.pk}/bang-chung/").status_code == status


def test_of_a_report_that_the_record_does_not_know_there_is_a_sentence_and_no_file() -> None:
    kept = issue()
    with triggers_off():
        ReportEntry.objects.all().delete()
    carol = Visitor("carol")

    page = carol.get(f"/quan-ly/bao-cao/{kept.pk}/")
    answer = carol.get(f"/quan-ly/bao-cao/{kept.pk}/bang-chung/", follow=True)

    assert "bang-chung" not in page.content.decode()
    assert "The proof of this report cannot be made" in read(answer).words()
