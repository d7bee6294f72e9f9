"""``publish_procedures --check --preview``: what it writes, what it says, what it leaves alone."""

from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from dossiers.preview.before import changes
from dossiers.preview.page import MARK
from portal.demo import story
from procedures.models import ProcedureVersion
from procedures.publication import publish
from tests.procedures import second
from tests.procedures.shipped import changed, named

pytestmark = [pytest.mark.django_db, pytest.mark.at(datetime(2026, 11, 26, 2, tzinfo=UTC))]

AT = datetime(2026, 1, 5, 2, tzinfo=UTC)
SLUG = "thu-tuc-thu"
OWN = (('slug = "gp-ban-tin"', f'slug = "{SLUG}"'), ('code = "1.009374"', 'code = "9.999999"'))
"""A procedure that is not shipped: what is in force of it is known."""


@pytest.fixture
def in_force(tmp_path: Path) -> None:
    """Publish the first version of the procedure."""
    path = tmp_path / "v1.toml"
    path.write_text(named(changed(*OWN, text=second.FIRST_TEXT)), encoding="utf-8")
    publish([path], at=AT)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Write a definition that would follow it."""
    path = tmp_path / "v99.toml"
    path.write_text(second.second_text(*OWN), encoding="utf-8")
    return path


def run(*given: object) -> str:
    said = StringIO()
    call_command("publish_procedures", *map(str, given), stdout=said)
    return said.getvalue()


def refused(*given: object) -> str:
    """Return what is said to stderr, and the sentence with which the command ends."""
    said = StringIO()
    with pytest.raises(CommandError) as failed:
        call_command("publish_procedures", *map(str, given), stdout=StringIO(), stderr=said)
    assert failed.value.returncode == 1
    return f"{said.getvalue()}{failed.value}"


@pytest.mark.usefixtures("in_force")
def test_it_writes_one_file_says_what_differs_and_publishes_nothing(file: Path, tmp_path: Path) -> None:
    versions, out = ProcedureVersion.objects.count(), tmp_path / "xem.html"

    said = run("--check", "--preview", out, file)

    assert said.startswith(
        f"{SLUG} v99: would be published (lifecycle 2; the newest is 5)\nSo với phiên bản 1, áp dụng từ 01/07/2025 ("
    )
    assert "  Người nộp hồ sơ:\n" in said
    assert "  - Quy trình chung cho mọi hồ sơ nay là bản số 2 (trước: bản số 1).\n" in said
    assert "  Cán bộ:\n" in said
    assert "  - Bước “Phê duyệt, ký kết quả” nay quyết định kết quả.\n" in said
    assert said.endswith(f"Bản xem trước: {out}\n")
    html = out.read_text(encoding="utf-8")
    assert html.startswith(MARK)
    assert "Bước “Phê duyệt, ký kết quả” nay quyết định kết quả." in html
    assert ProcedureVersion.objects.count() == versions


@pytest.mark.usefixtures("in_force")
def test_it_speaks_the_language_that_is_asked_for(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "look.html"

    said = run("--check", "--preview", out, "--language", "en", file)

    assert "  Officers:\n" in said
    assert "  - The step “Approve and sign the result” now decides the result.\n" in said
    assert '<html lang="en">' in out.read_text(encoding="utf-8")


def test_a_definition_that_is_refused_writes_no_file_and_leaves_the_last_one(file: Path, tmp_path: Path) -> None:
    out, old = tmp_path / "xem.html", tmp_path / "old.html"
    old.write_text(f"{MARK}cũ", encoding="utf-8")
    file.write_text(second.second_text(("time = 13\n", "time = 14\n"), *OWN), encoding="utf-8")

    said = refused("--check", "--preview", out, file)
    refused("--check", "--preview", old, file)

    assert str(file) in said
    assert not out.exists()
    assert old.read_text(encoding="utf-8") == f"{MARK}cũ"


def test_a_preview_takes_the_place_of_an_older_one(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "xem.html"
    out.write_text(f"{MARK}cũ", encoding="utf-8")

    run("--check", "--preview", out, file)

    assert "Phê duyệt, ký kết quả" in out.read_text(encoding="utf-8")


def test_a_file_that_is_no_preview_is_left_alone(file: Path) -> None:
    text = file.read_text(encoding="utf-8")

    said = refused("--check", "--preview", file, file)

    assert said == f"{file}: đã có và không phải là bản xem trước; chọn tên tệp khác"
    assert file.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(("name", "why"), [("khong-co/xem.html", "No such file or directory"), ("", "Is a directory")])
def test_a_place_where_nothing_can_be_written_is_said_in_a_sentence(
    file: Path, tmp_path: Path, name: str, why: str
) -> None:
    out = tmp_path / name

    said = refused("--check", "--preview", out, file)

    assert said == f"{out}: không ghi được bản xem trước ({why}); xem lại tên tệp và quyền ghi"


def test_a_preview_publishes_nothing_and_is_of_one_file(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "xem.html"

    assert refused("--preview", out, file) == "--preview chỉ đi cùng --check: xem trước không công bố gì"
    assert refused("--check", "--preview", out) == "--preview cần đúng một tệp định nghĩa"
    assert refused("--check", "--preview", out, file, file) == "--preview cần đúng một tệp định nghĩa"
    assert not out.exists()


def test_a_procedure_of_which_nothing_is_in_force_is_new(file: Path, tmp_path: Path) -> None:
    said = run("--check", "--preview", tmp_path / "xem.html", file)

    assert "Chưa có bản nào đang áp dụng: tất cả đều mới.\n" in said
    assert "Chưa có phiên bản nào của thủ tục đang áp dụng" in (tmp_path / "xem.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("in_force")
def test_the_drafts_and_open_dossiers_of_the_version_in_force_are_counted() -> None:
    dossiers = [story.file(who, at=AT, slug=SLUG) for who in ("alice", "viet-an", "mallory")]
    story.Walk(dossiers[0], AT).take("reject", "bob")
    story.draft_of("alice", AT, slug=SLUG)
    story.draft_of("viet-an", AT)  # of another procedure

    found = changes(second.second_machine(*OWN), on=timezone.localdate()).before

    assert found
    assert (found.drafts, found.dossiers) == (1, 2)


@pytest.mark.usefixtures("in_force")
def test_a_version_that_is_published_and_still_to_come_is_named(file: Path, tmp_path: Path) -> None:
    publish([file], at=AT)
    newer = tmp_path / "v100.toml"
    text = second.second_text(*OWN).replace("\nversion = 99\n", "\nversion = 100\n")
    newer.write_text(text.replace("effective_on = 2026-12-28", "effective_on = 2027-01-04"), encoding="utf-8")

    said = run("--check", "--preview", tmp_path / "xem.html", newer)

    found = changes(second.second_machine(*OWN), on=date(2026, 11, 26))
    assert found.coming
    assert found.coming.version == 99
    assert "So với phiên bản 1" in said
    html = " ".join((tmp_path / "xem.html").read_text(encoding="utf-8").split())
    assert "Phiên bản 99 đã công bố và áp dụng từ ngày 28/12/2026" in html


def test_who_prepared_and_who_approved_is_kept_with_what_is_published(file: Path) -> None:
    said = run("--prepared-by", "Phạm Quốc Dũng", "--approved-by", "Lê Thị Lan", file)

    version = ProcedureVersion.objects.get(procedure__slug=SLUG, version=99)
    assert said == f"{SLUG} v99: published (lifecycle 2; the newest is 5)\n"
    assert (version.prepared_by, version.approved_by) == ("Phạm Quốc Dũng", "Lê Thị Lan")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--prepared-by", "Lê Thị Lan"], "thiếu tên người soạn hoặc người duyệt"),
        (["--approved-by", "Lê Thị Lan"], "thiếu tên người soạn hoặc người duyệt"),
        (["--prepared-by", "A", "--approved-by", "a"], "người soạn và người duyệt phải là hai người"),
    ],
)
def test_one_person_alone_publishes_nothing(file: Path, options: list[str], sentence: str) -> None:
    assert refused(*options, file) == sentence
    assert not ProcedureVersion.objects.filter(version=99).exists()
