"""A report that was issued, as the record of its agency keeps it, and what its row and its files say otherwise (ADR 0084)."""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any, NamedTuple, Protocol

from msgspec import Struct, ValidationError, convert, to_builtins

from dossiers.models import canonical


class ReportRow(Protocol):
    """The part of an issued report that the record knows too."""

    form: str
    agencies: list[int]
    divisions: list[int]
    start: date
    end: date
    report: Any
    digest: str
    at: datetime
    by_id: int


class Reported(Struct, frozen=True, kw_only=True):
    """What is recorded of a report; its words and numbers by their digest alone, and no name."""

    form: str
    agencies: list[int]
    divisions: list[int]
    start: date
    end: date
    sha256: str
    """Of the kept JSON; "" where row and digest did not agree when it was taken in."""
    files: dict[str, str]
    """The hex SHA-256 of each file by its format; none where there is no ``sha256``."""
    at: datetime
    """When it was issued, which is as of when its figures are."""
    by: int
    """The id of who issued it."""

    @classmethod
    def of(cls, row: ReportRow, files: Mapping[str, bytes], *, agrees: bool) -> "Reported":
        """Return what is recorded of a row and its files, of one that does not agree with itself without any digest."""
        return cls(
            form=row.form,
            agencies=list(row.agencies),
            divisions=list(row.divisions),
            start=row.start,
            end=row.end,
            sha256=row.digest if agrees else "",
            files={form: hashlib.sha256(content).hexdigest() for form, content in files.items()} if agrees else {},
            at=row.at.astimezone(UTC),
            by=row.by_id,
        )

    @classmethod
    def of_json(cls, facts: object) -> "Reported | None":
        """Return one that was recorded, None of what no command writes."""
        try:
            return convert(facts, cls)
        except ValidationError:
            return None

    def to_json(self) -> dict[str, object]:
        """Return it as it is recorded."""
        facts: dict[str, object] = to_builtins(self)
        return facts


class Unlike(NamedTuple):
    """What a row or a file says otherwise than the record."""

    name: str
    stored: Any
    recorded: Any


def digest_of(report: object) -> str:
    """Return the hex SHA-256 of a report as it is kept."""
    return hashlib.sha256(canonical(report)).hexdigest()


def unlike(recorded: Reported, row: ReportRow) -> Iterator[Unlike]:
    """Yield what the row of a report says otherwise; of one that did not agree with itself before, its digests are not asked."""
    pairs: dict[str, tuple[object, object]] = {
        "form": (row.form, recorded.form),
        "agencies": (list(row.agencies), recorded.agencies),
        "divisions": (list(row.divisions), recorded.divisions),
        "start": (row.start, recorded.start),
        "end": (row.end, recorded.end),
        "at": (row.at, recorded.at),
        "by": (row.by_id, recorded.by),
    }
    if recorded.sha256:
        pairs |= {"digest": (row.digest, recorded.sha256), "report": (digest_of(row.report), recorded.sha256)}
    for name, (stored, right) in pairs.items():
        if stored != right:
            yield Unlike(name, stored, right)


def unlike_files(recorded: Reported, files: Mapping[str, bytes]) -> Iterator[Unlike]:
    """Yield the files whose bytes are others than those recorded; which there are is told by ``unlike_formats``."""
    for form in sorted(files.keys() & recorded.files.keys()):
        digest = hashlib.sha256(files[form]).hexdigest()
        if digest != recorded.files[form]:
            yield Unlike(f"bytes of {form}", digest, recorded.files[form])


def unlike_formats(recorded: Reported, formats: Collection[str]) -> Iterator[Unlike]:
    """Yield the files that are missing, and those of which the record knows nothing."""
    for form in sorted(recorded.files.keys() ^ set(formats)):
        is_there = form in formats
        yield Unlike(f"file {form}", "a file" if is_there else "missing", "no such file" if is_there else "a file")
