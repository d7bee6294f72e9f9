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
from procedures.language.lifecycle import newest
from procedures.language.source import MAX_BYTES, definition_text
from procedures.machine import Machine
from procedures.models import Procedure, ProcedureVersion
from procedures.publication import conflicts
from procedures.publication.approval import Approval, ApprovalError
from procedures.publication.conflicts import FORMER
from procedures.publication.definition import Definition
from procedures.publication.organisation import Organisation, organisation_on
from procedures.time.calendar import LOCAL

__all__ = ["FORMER", "Approval", "ApprovalError", "Report", "keep_former", "publish", "retire"]


@dataclass(frozen=True, slots=True)
class Report:
    """What a batch did, each version as ``slug vN``."""

    published: tuple[str, ...]
    unchanged: tuple[str, ...]
    older: Mapping[str, int] = field(default_factory=dict)
    """Those of the published that follow an older edition of the lifecycle than the newest, and which."""
    knows_organisation: bool = True
    """Whether there are units to ask who serves the sector and holds the roles; only a check goes on without any."""


def publish(
    paths: Sequence[Path], *, at: datetime, only_check: bool = False, approval: Approval | None = None
) -> Report:
    """Publish files; those that are published already, word for word, are left as they are.

    Raises ``DefinitionErrors`` with the errors of all files, and then nothing is published. With ``only_check``
    everything is examined the same way and taken back; what cannot be asked, for there are no units yet, is left out.
    ``approval`` is kept with what is new.
    """
    definitions = _definitions(paths)
    with transaction.atomic(durable=True):
        organisation = organisation_on(at.astimezone(LOCAL).date())
        report = _publish(definitions, organisation, at=at, only_check=only_check, approval=approval)
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


def _publish(
    definitions: Sequence[Definition],
    organisation: Organisation,
    *,
    at: datetime,
    only_check: bool,
    approval: Approval | None,
) -> Report:
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
        beside = conflicts.found(definition, procedure, beside=definitions, at=at)
        found = [*beside, *_gaps(definition, organisation)]
        errors += found
        if not found:
            published.append(str(_add(definition, procedure, at=at, approval=approval)))
            if definition.machine.lifecycle < newest():
                older[published[-1]] = definition.machine.lifecycle
    if published and organisation.is_empty and not only_check:
        errors.append(
            definitions[0].error("sector", "chưa có đơn vị nào", "ghi đơn vị, phòng và người vào hệ thống trước")
        )
    if errors:
        raise DefinitionErrors(errors)
    entries.complete()
    return Report(tuple(published), tuple(unchanged), older, knows_organisation=not organisation.is_empty)


def _gaps(definition: Definition, organisation: Organisation) -> Iterator[DefinitionError]:
    """Say what the organisation lacks for a definition; nothing can be said where there is none yet."""
    if not organisation.is_empty:
        for gap in organisation.gaps(definition.machine):
            yield definition.error(gap.key, gap.wrong.vi, gap.right.vi)


def _locked(machine: Machine) -> Procedure:
    """Return the procedure's row, locked: whoever publishes the same procedure meanwhile waits."""
    Procedure.objects.get_or_create(slug=machine.slug, defaults={"code": machine.code or "", "sector": machine.sector})
    return Procedure.objects.select_for_update().get(slug=machine.slug)


def _add(definition: Definition, procedure: Procedure, *, at: datetime, approval: Approval | None) -> ProcedureVersion:
    machine, version = definition.machine, _version(definition, procedure)
    if approval is not None:
        version.prepared_by, version.approved_by = approval.prepared_by, approval.approved_by
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
