"""Publishing: definitions become versions that dossiers can follow. All of a batch, or none."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import transaction

from procedures.catalogue import entries
from procedures.language.checker import check
from procedures.language.compiler import DefinitionErrors, canonical_text, compile_text
from procedures.language.errors import DefinitionError, Notes
from procedures.language.lifecycle import FIRST, newest
from procedures.language.source import MAX_BYTES, definition_text, tables_of
from procedures.machine import Machine
from procedures.models import Procedure, ProcedureVersion
from procedures.publication.unnamed import UNNAMED

FORMER = 1000
"""Versions of earlier years begin here: the year and month of their effect, such as 1806. All others count from 1."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A file that compiles and keeps the laws."""

    file: str
    written: str
    """What its author wrote, without the shared blocks that ``text`` holds."""
    text: str
    machine: Machine

    def error(self, key: str, wrong: str, right: str) -> DefinitionError:
        """Return an error of this file."""
        return DefinitionError(self.file, key, wrong, right)


@dataclass(frozen=True, slots=True)
class Report:
    """What a batch did, each version as ``slug vN``."""

    published: tuple[str, ...]
    unchanged: tuple[str, ...]
    older: Mapping[str, int] = field(default_factory=dict)
    """Those of the published that follow an older edition of the lifecycle than the newest, and which."""


def publish(paths: Sequence[Path], *, at: datetime, only_check: bool = False) -> Report:
    """Publish files; those that are published already, word for word, are left as they are.

    Raises ``DefinitionErrors`` with the errors of all files, and then nothing is published. With
    ``only_check`` everything is examined the same way and taken back.
    """
    definitions = _definitions(paths)
    with transaction.atomic(durable=True):
        report = _publish(definitions, at=at)
        if only_check:
            transaction.set_rollback(True)
    return report


def _definitions(paths: Iterable[Path]) -> list[Definition]:
    definitions: list[Definition] = []
    errors: list[DefinitionError] = []
    for path in paths:
        try:
            definitions.append(_definition(path))
        except DefinitionErrors as refused:
            errors.extend(refused.errors)
    if errors:
        raise DefinitionErrors(errors)
    return sorted(definitions, key=lambda definition: (definition.machine.slug, definition.machine.version))


def _definition(path: Path) -> Definition:
    file = str(path)
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        unread = DefinitionError(file, "tệp", f"không đọc được ({error.strerror})", "xem lại tên tệp và quyền đọc")
        raise DefinitionErrors([unread]) from error
    return _examined(raw, file)


def _examined(raw: bytes, file: str) -> Definition:
    machine = compile_text(raw, path=file)
    violations = check(machine)
    if violations:
        raise DefinitionErrors([violation.as_error(file) for violation in violations])
    return Definition(file, definition_text(raw, Notes(file)), canonical_text(raw, path=file), machine)


def _publish(definitions: Sequence[Definition], *, at: datetime) -> Report:
    published: list[str] = []
    unchanged: list[str] = []
    older: dict[str, int] = {}
    errors: list[DefinitionError] = []
    for definition in definitions:
        procedure = _locked(definition.machine)
        known = procedure.versions.select_related("procedure").filter(digest=definition.machine.digest).first()
        if known:
            unchanged.append(str(known))
            continue
        found = [*_unnamed(definition), *_conflicts(definition, procedure)]
        errors += found
        if not found:
            published.append(str(_add(definition, procedure, at=at)))
            if definition.machine.lifecycle < newest():
                older[published[-1]] = definition.machine.lifecycle
    if errors:
        raise DefinitionErrors(errors)
    entries.complete()
    return Report(tuple(published), tuple(unchanged), older)


def _locked(machine: Machine) -> Procedure:
    """Return the procedure's row, locked: whoever publishes the same procedure meanwhile waits."""
    Procedure.objects.get_or_create(slug=machine.slug, defaults={"code": machine.code or "", "sector": machine.sector})
    return Procedure.objects.select_for_update().get(slug=machine.slug)


def _unnamed(definition: Definition) -> Iterator[DefinitionError]:
    """Say so where a new text names no edition of the lifecycle although there are several to choose from (ADR 0030)."""
    is_named = "lifecycle" in tables_of(definition.text)
    if newest() > FIRST and not is_named and definition.machine.digest not in UNNAMED.values():
        right = f"thêm một dòng ở đầu tệp: lifecycle = {newest()} (vòng đời mới nhất)"
        yield definition.error("lifecycle", "thiếu, văn bản mới phải ghi rõ vòng đời mà nó đi theo", right)


def _conflicts(definition: Definition, procedure: Procedure) -> Iterator[DefinitionError]:
    """Say why a definition cannot follow the versions that are there."""
    machine = definition.machine
    if machine.version >= FORMER:
        yield definition.error(
            "version", f"phiên bản {machine.version} dành cho bản của những năm trước", f"dưới {FORMER}"
        )
    last = procedure.versions.filter(version__lt=FORMER).order_by("-version").first()
    if last is None:
        return
    same = procedure.versions.filter(version=machine.version).first()
    if same is not None and _is_but_for_blocks(definition.written, same.text):
        wrong = f"khối câu hỏi dùng chung đã đổi, phiên bản {same.version} đã công bố với khối cũ"
        yield definition.error("blocks", wrong, "trả khối về như cũ; nội dung mới là một khối mang tên khác")
    elif machine.version <= last.version:
        wrong = f"phiên bản {machine.version} không mới hơn phiên bản {last.version} đã công bố, nội dung khác"
        yield definition.error("version", wrong, f"sửa đổi là một phiên bản mới: version = {last.version + 1}")
    if machine.effective_on < last.effective_on:
        wrong = f"{machine.effective_on:%d/%m/%Y} trước ngày hiệu lực của phiên bản {last.version}"
        yield definition.error("effective_on", wrong, f"từ {last.effective_on:%d/%m/%Y} trở đi")


def _is_but_for_blocks(written: str, stored: str) -> bool:
    """Say whether a stored text is what was written and nothing but blocks of questions below it."""
    own = written.rstrip("\n")
    below = stored.removeprefix(own).lstrip()
    return stored.startswith(own) and (not below or tables_of(below) == {"blocks"})


def _add(definition: Definition, procedure: Procedure, *, at: datetime) -> ProcedureVersion:
    machine, version = definition.machine, _version(definition, procedure)
    version.publish(at=at)
    version.save(force_insert=True)
    procedure.code = machine.code or ""
    procedure.sector = machine.sector
    procedure.save(update_fields=["code", "sector"])
    entries.write(version, machine)
    return version


def _version(definition: Definition, procedure: Procedure) -> ProcedureVersion:
    machine = definition.machine
    return ProcedureVersion(
        procedure=procedure,
        version=machine.version,
        text=definition.text,
        digest=machine.digest,
        decision_no=machine.iso.decision,
        effective_on=machine.effective_on,
    )


def keep_former(text: str, *, file: str, at: datetime) -> ProcedureVersion:
    """Store a definition under which people filed in earlier years; one of that number that is there stays as it is.

    It is compiled and checked like any other, and retired in the same act: nobody files under it any more,
    and which version is in force does not change. Raises ``DefinitionErrors`` for one that is not in
    order, is not numbered from ``FORMER`` on, or is of a procedure that nobody has published.
    """
    definition = _examined(text.encode(), file)
    machine = definition.machine
    if machine.version < FORMER:
        raise DefinitionErrors([definition.error("version", f"phiên bản {machine.version}", f"từ {FORMER} trở lên")])
    with transaction.atomic(durable=True):
        procedure = Procedure.objects.select_for_update().filter(slug=machine.slug).first()
        if procedure is None:
            wrong = f"chưa có thủ tục {machine.slug}"
            raise DefinitionErrors([definition.error("slug", wrong, "công bố phiên bản đang áp dụng trước")])
        known = procedure.versions.filter(version=machine.version).first()
        return known or _add_former(definition, procedure, at=at)


def _add_former(definition: Definition, procedure: Procedure, *, at: datetime) -> ProcedureVersion:
    version = _version(definition, procedure)
    version.publish(at=at)
    version.retire(at=at)
    version.save(force_insert=True)
    entries.write(version, definition.machine)
    return version


def retire(slug: str, number: int | None = None, *, at: datetime) -> tuple[str, ...]:
    """Let nobody file under a procedure, or one version of it, any more; return what was retired.

    Dossiers that follow a retired version go on to their ends. Raises ``LookupError`` where nothing
    published has that name.
    """
    with transaction.atomic(durable=True):
        versions = ProcedureVersion.objects.published().filter(procedure__slug=slug).select_related("procedure")
        if number is not None:
            versions = versions.filter(version=number)
        retired = list(versions.select_for_update(of=("self",)).order_by("version"))
        if not retired:
            raise LookupError(slug)
        for version in retired:
            version.retire(at=at)
            version.save(update_fields=["status", "retired_at"])
    return tuple(str(version) for version in retired)
