"""Why a definition that is in order in itself cannot be published beside what is there."""

from collections.abc import Iterator

from procedures.language.errors import DefinitionError
from procedures.language.lifecycle import FIRST, newest
from procedures.language.source import tables_of
from procedures.models import Procedure
from procedures.publication.definition import Definition
from procedures.publication.unnamed import UNNAMED

FORMER = 1000
"""Versions of earlier years begin here: the year and month of their effect, such as 1806. All others count from 1."""


def unnamed(definition: Definition) -> Iterator[DefinitionError]:
    """Say so where a new text names no edition of the lifecycle although there are several to choose from (ADR 0030)."""
    is_named = "lifecycle" in tables_of(definition.text)
    if newest() > FIRST and not is_named and definition.machine.digest not in UNNAMED.values():
        right = f"thêm một dòng ở đầu tệp: lifecycle = {newest()} (vòng đời mới nhất)"
        yield definition.error("lifecycle", "thiếu, văn bản mới phải ghi rõ vòng đời mà nó đi theo", right)


def conflicts(definition: Definition, procedure: Procedure) -> Iterator[DefinitionError]:
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
