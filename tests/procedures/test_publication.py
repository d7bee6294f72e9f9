"""Publishing: all of a batch or none of it, once, and never a changed version."""

from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from procedures.language import compiler
from procedures.language.compiler import DefinitionErrors, compile_text, shared_blocks
from procedures.language.lifecycle import newest
from procedures.models import Procedure, ProcedureVersion, VersionStatus
from procedures.publication import Report, publish
from tests.procedures.shipped import OWN_CODE, TEXT, changed, named, naming

pytestmark = pytest.mark.django_db

AT = datetime(2026, 1, 5, 2, tzinfo=UTC)
SLUG = 'slug = "xb-tai-lieu-khong-kinh-doanh"'
V1, ON = "version = 1\n", "effective_on = 2025-07-01"


def written(folder: Path, name: str, *edits: tuple[str, str]) -> Path:
    """Write a definition of a procedure that is not shipped."""
    path = folder / name
    path.write_text(naming(newest(), changed((SLUG, 'slug = "thu-tuc-thu"'), OWN_CODE, *edits)), encoding="utf-8")
    return path


def refused(*paths: Path) -> list[str]:
    """Publish what must be refused; return the errors without the folder."""
    with pytest.raises(DefinitionErrors) as caught:
        publish(paths, at=AT)
    return [str(error).replace(error.file, Path(error.file).name, 1) for error in caught.value.errors]


def test_a_definition_becomes_a_published_version(tmp_path: Path) -> None:
    path = written(tmp_path, "v1.toml", ("[iso]", '[iso]\ndecision = "12/QĐ-STTTT"'))

    report = publish([path], at=AT)

    version = ProcedureVersion.objects.get(procedure__slug="thu-tuc-thu")
    assert report == Report(published=("thu-tuc-thu v1",), unchanged=())
    assert (version.status, version.published_at, version.retired_at) == (VersionStatus.PUBLISHED, AT, None)
    assert (version.version, version.decision_no, version.effective_on) == (1, "12/QĐ-STTTT", date(2025, 7, 1))
    assert (version.procedure.code, version.procedure.sector) == ("9.999999", "xuat-ban-in-phat-hanh")
    assert version.text == path.read_text(encoding="utf-8")
    assert version.machine == compile_text(version.text, path="")
    assert version.machine.digest == version.digest


def test_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, "v1.toml")
    publish([path], at=AT)

    report = publish([path, path], at=AT)

    assert report == Report(published=(), unchanged=("thu-tuc-thu v1", "thu-tuc-thu v1"))


def test_a_procedure_without_a_code_is_published_without_one(tmp_path: Path) -> None:
    publish([written(tmp_path, "v1.toml", ('code = "9.999999" ', "#"))], at=AT)

    assert Procedure.objects.get(slug="thu-tuc-thu").code == ""


def test_a_published_version_that_was_changed_is_refused(tmp_path: Path) -> None:
    publish([written(tmp_path, "v1.toml")], at=AT)

    errors = refused(written(tmp_path, "v1.toml", ("notice_days = 2 ", "notice_days = 3 ")))

    assert errors == [
        "v1.toml: version: phiên bản 1 không mới hơn phiên bản 1 đã công bố, nội dung khác; "
        "sửa đổi là một phiên bản mới: version = 2"
    ]


def test_two_files_with_one_number_are_refused(tmp_path: Path) -> None:
    first = written(tmp_path, "a.toml")
    second = written(tmp_path, "b.toml", ("notice_days = 2 ", "notice_days = 3 "))

    assert len(refused(first, second)) == 1
    assert not Procedure.objects.filter(slug="thu-tuc-thu").exists()


def test_a_correction_is_a_new_version_beside_the_old_one(tmp_path: Path) -> None:
    v1 = written(tmp_path, "v1.toml")
    v2 = written(tmp_path, "v2.toml", (V1, "version = 2\n"), (ON, "effective_on = 2026-02-01"))

    publish([v2, v1], at=AT)

    versions = ProcedureVersion.objects.filter(procedure__slug="thu-tuc-thu")
    assert [version.version for version in versions.published().order_by("version")] == [1, 2]
    assert versions.current(on=date(2026, 1, 31)).get().version == 1
    assert versions.current(on=date(2026, 2, 1)).get().version == 2
    assert versions.current().get().version == 2
    assert not versions.current(on=date(2025, 6, 30)).exists()


def test_a_version_may_not_take_effect_before_the_last_one(tmp_path: Path) -> None:
    publish([written(tmp_path, "v1.toml")], at=AT)

    errors = refused(written(tmp_path, "v2.toml", (V1, "version = 2\n"), (ON, "effective_on = 2025-06-30")))

    assert errors == ["v2.toml: effective_on: 30/06/2025 trước ngày hiệu lực của phiên bản 1; từ 01/07/2025 trở đi"]


def test_an_older_version_cannot_follow_a_newer_one(tmp_path: Path) -> None:
    publish([written(tmp_path, "v2.toml", (V1, "version = 2\n"))], at=AT)

    assert len(refused(written(tmp_path, "v1.toml"))) == 1


def test_one_bad_file_stops_the_whole_batch_and_every_file_is_told(tmp_path: Path) -> None:
    good = written(tmp_path, "good.toml")
    unlawful = written(tmp_path, "unlawful.toml", ("time = 6\n", "time = 7\n"))
    unreadable = tmp_path / "unreadable.toml"
    unreadable.write_bytes(b"\xff\xff\xff")

    errors = refused(good, unlawful, unreadable, tmp_path / "missing.toml", tmp_path)

    assert [error.split(":")[0] for error in errors] == [
        "unlawful.toml",
        "unreadable.toml",
        "missing.toml",
        tmp_path.name,
    ]
    assert "các bước được 11, thời hạn cam kết là 10 ngày làm việc" in errors[0]
    assert not Procedure.objects.filter(slug="thu-tuc-thu").exists()


def test_a_conflict_late_in_the_batch_takes_back_what_came_before(tmp_path: Path) -> None:
    publish([written(tmp_path, "v1.toml")], at=AT)
    fine = tmp_path / "fine.toml"
    fine.write_text(named(changed((SLUG, 'slug = "a-truoc"'), OWN_CODE)), encoding="utf-8")

    refused(fine, written(tmp_path, "changed.toml", ("notice_days = 2 ", "notice_days = 3 ")))

    assert not Procedure.objects.filter(slug="a-truoc").exists()


def test_a_check_examines_everything_and_publishes_nothing(tmp_path: Path) -> None:
    report = publish([written(tmp_path, "v1.toml")], at=AT, only_check=True)

    assert report.published == ("thu-tuc-thu v1",)
    assert not Procedure.objects.filter(slug="thu-tuc-thu").exists()


def test_the_command_publishes_and_says_so(tmp_path: Path) -> None:
    path, out = written(tmp_path, "v1.toml"), StringIO()

    call_command("publish_procedures", str(path), stdout=out)

    assert out.getvalue() == "thu-tuc-thu v1: published\n"
    assert ProcedureVersion.objects.published().filter(procedure__slug="thu-tuc-thu").exists()


def test_the_command_without_a_file_takes_the_shipped_definitions() -> None:
    out = StringIO()

    call_command("publish_procedures", stdout=out)

    assert out.getvalue().endswith("unchanged\n")
    assert ProcedureVersion.objects.filter(text=TEXT, status=VersionStatus.PUBLISHED).count() == 1


def test_the_command_only_checks_when_asked_to(tmp_path: Path) -> None:
    path, out = written(tmp_path, "v1.toml"), StringIO()

    call_command("publish_procedures", str(path), "--check", "-v2", stdout=out)

    assert out.getvalue() == "thu-tuc-thu v1: would be published\n0 unchanged\n"
    assert not Procedure.objects.filter(slug="thu-tuc-thu").exists()


@pytest.mark.parametrize("options", [[], ["--check"]])
def test_the_command_tells_every_error_on_stderr_and_fails(tmp_path: Path, options: list[str]) -> None:
    path, err = written(tmp_path, "v1.toml", (V1, "version = 0\n"), ("amount = 6000", "amount = -1")), StringIO()

    with pytest.raises(CommandError) as failed:
        call_command("publish_procedures", str(path), *options, stderr=err)

    assert failed.value.returncode == 1
    assert err.getvalue().splitlines() == [
        f"{path}: version: là 0; phải là số nguyên từ 1 đến 9999",
        f"{path}: fees[2].amount: là -1; phải là số nguyên từ 0 đến 1000000000000",
    ]


def test_a_published_file_that_lost_its_end_is_told_as_a_changed_version(tmp_path: Path) -> None:
    path = written(tmp_path, "v1.toml")
    publish([path], at=AT)
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.rindex("[[uncertain]]")], encoding="utf-8")

    (error,) = refused(path)

    assert error.startswith("v1.toml: version: phiên bản 1 không mới hơn phiên bản 1 đã công bố, nội dung khác")


def test_a_shared_block_that_changed_after_publication_is_told_and_nothing_else_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(
        tmp_path,
        "v1.toml",
        (
            '[[questions]]\nname = "organisation_name"',
            '[[questions]]\nblock = "nguoi-dai-dien"\n\n[[questions]]\nname = "organisation_name"',
        ),
    )
    publish([path], at=AT)
    stored = ProcedureVersion.objects.get(procedure__slug="thu-tuc-thu")
    blocks = dict(shared_blocks())
    blocks["nguoi-dai-dien"] = blocks["nguoi-dai-dien"].replace("Chức danh", "Chức vụ")
    monkeypatch.setattr(compiler, "shared_blocks", lambda: blocks)

    errors = refused(path)

    assert errors == [
        "v1.toml: blocks: khối câu hỏi dùng chung đã đổi, phiên bản 1 đã công bố với khối cũ; "
        "trả khối về như cũ; nội dung mới là một khối mang tên khác"
    ]
    assert compile_text(stored.text, path="").question("representative_position").label.vi == "Chức danh"
