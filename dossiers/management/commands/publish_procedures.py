"""Compile, check and publish definitions: all of them or none; or show one before it is final."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from dossiers.filing.known import subjects
from dossiers.preview.before import Changes, changes
from dossiers.preview.page import MARK, preview
from procedures.language.compiler import SHIPPED, DefinitionErrors, compile_text
from procedures.language.lifecycle import newest
from procedures.machine import Text
from procedures.models import ProcedureVersion, VersionStatus
from procedures.publication import Approval, ApprovalError, Report, publish


class Command(BaseCommand):
    """Publish definitions; what is already published as it is is left alone."""

    help = "Compile, check and publish procedure definitions: all or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take files; without any, all shipped definitions."""
        languages = [code for code, _ in settings.LANGUAGES]
        parser.add_argument("files", nargs="*", metavar="FILE", type=Path, help="all shipped definitions without FILE")
        parser.add_argument("--check", action="store_true", help="publish nothing")
        parser.add_argument(
            "--preview", type=Path, metavar="OUT.html", help="with --check and one FILE: show it whole, in one file"
        )
        parser.add_argument("--language", choices=languages, default=settings.LANGUAGE_CODE, help="of the preview")
        parser.add_argument("--prepared-by", metavar="NAME", help="who prepared what is published; with --approved-by")
        parser.add_argument("--approved-by", metavar="NAME", help="who approved it: somebody else")

    def handle(
        self, *, files: list[Path], check: bool, preview: Path | None, language: str, **options: Any
    ) -> None:  # the option is called so
        """Say what was published; refuse with every error on stderr and exit 1."""
        approval = _approval(options["prepared_by"], options["approved_by"], language)
        if preview is not None:
            _may_preview(files, preview, check=check, language=language)
        now = timezone.now()
        report = self._published(files or sorted(SHIPPED.glob("*/v*.toml")), approval, at=now, check=check)
        if not report.knows_organisation:
            self.stderr.write("Not checked, for there is no unit yet: who serves the sector, and who holds the roles.")
        if report.published and not check:
            _tell_apart(report)
        word = "would be published" if check else "published"
        for version in report.published:
            self.stdout.write(f"{version}: {word}{_edition(report.older.get(version))}")
        if options["verbosity"] > 1 or not report.published:
            self.stdout.write(f"{len(report.unchanged)} unchanged")
        if preview is not None:
            self._show(files[0], preview, approval, language=language, at=now)

    def _published(self, paths: list[Path], approval: Approval | None, *, at: datetime, check: bool) -> Report:
        try:
            return publish(paths, at=at, only_check=check, approval=approval)
        except DefinitionErrors as refused:
            for error in refused.errors:
                self.stderr.write(str(error))
            message = f"{len(refused.errors)} error(s), nothing published."
            raise CommandError(message) from refused

    def _show(self, file: Path, out: Path, approval: Approval | None, *, language: str, at: datetime) -> None:
        """Write the preview of a definition that has passed, and tell what would be different."""
        machine = compile_text(file.read_bytes(), path=str(file))
        found = changes(machine, on=timezone.localdate(at))
        try:
            out.write_text(preview(machine, found, language=language, at=at, approval=approval), encoding="utf-8")
        except OSError as error:
            raise CommandError(_unwritten(out, error).of(language)) from error
        for line in _lines(found):
            self.stdout.write(line.of(language))
        self.stdout.write(Text(f"Bản xem trước: {out}", f"Preview: {out}").of(language))


def _tell_apart(report: Report) -> None:
    """Fill in what dossiers of older versions are told apart by, where what was published says it first."""
    slugs = {version.rpartition(" ")[0] for version in report.published}
    versions = ProcedureVersion.objects.exclude(status=VersionStatus.DRAFT).filter(procedure__slug__in=slugs)
    subjects.fill({version.pk: version.machine for version in versions.select_related("procedure")})


def _approval(prepared_by: str | None, approved_by: str | None, language: str) -> Approval | None:
    if prepared_by is None and approved_by is None:
        return None
    try:
        return Approval.of(prepared_by or "", approved_by or "")
    except ApprovalError as refused:
        raise CommandError(refused.text.of(language)) from refused


def _may_preview(files: list[Path], out: Path, *, check: bool, language: str) -> None:
    """Refuse what is no preview of one definition, and a file that was not made as a preview."""
    if not check:
        raise _refusal(
            "--preview chỉ đi cùng --check: xem trước không công bố gì", "--preview goes with --check", language
        )
    if len(files) != 1:
        raise _refusal("--preview cần đúng một tệp định nghĩa", "--preview takes exactly one FILE", language)
    try:
        if out.exists() and not out.read_text(encoding="utf-8", errors="replace").startswith(MARK):
            raise _refusal(
                f"{out}: đã có và không phải là bản xem trước; chọn tên tệp khác",
                f"{out}: is there already and is no preview; choose another name",
                language,
            )
    except OSError as error:
        raise CommandError(_unwritten(out, error).of(language)) from error


def _unwritten(out: Path, error: OSError) -> Text:
    return Text(
        f"{out}: không ghi được bản xem trước ({error.strerror}); xem lại tên tệp và quyền ghi",
        f"{out}: the preview cannot be written ({error.strerror})",
    )


def _refusal(vi: str, en: str, language: str) -> CommandError:
    return CommandError(Text(vi, en).of(language))


def _lines(found: Changes) -> Iterator[Text]:
    """Yield the differences as lines."""
    if found.before is None:
        yield Text("Chưa có bản nào đang áp dụng: tất cả đều mới.", "No version is in force: all of it is new.")
        return
    version, day = found.before.machine.version, f"{found.before.machine.effective_on:%d/%m/%Y}"
    drafts, dossiers = found.before.drafts, found.before.dossiers
    yield Text(
        f"So với phiên bản {version}, áp dụng từ {day} ({drafts} hồ sơ đang soạn, {dossiers} hồ sơ đang giải quyết):",
        f"Compared with version {version}, in force since {day} ({drafts} drafts, {dossiers} open dossiers):",
    )
    for heading, lines in (
        (Text("Người nộp hồ sơ", "Applicants"), found.for_applicants),
        (Text("Cán bộ", "Officers"), found.for_officers),
    ):
        none = (Text("không có gì khác.", "nothing is different."),)
        yield Text(f"  {heading.vi}:", f"  {heading.en}:")
        yield from (Text(f"  - {line.vi}", f"  - {line.en}") for line in lines or none)


def _edition(older: int | None) -> str:
    return "" if older is None else f" (lifecycle {older}; the newest is {newest()})"
