"""The proof of the record: from each log everything is computed again and compared with what is stored."""

import gc
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from datetime import datetime

from django.db import connection, transaction

from dossiers import cores
from dossiers.models import Dossier, Event
from dossiers.proof.audit import decisions, online, papers, payments, sealed, tables, units
from dossiers.proof.audit.entries import Record, load
from dossiers.proof.audit.issued import letters, reports, result_files
from dossiers.proof.audit.log import check_dossier
from dossiers.proof.audit.report import Difference, Remark, Report

__all__ = ["Difference", "Remark", "Report", "check_all", "check_dossier", "check_part"]

type Part = tuple[int, int]
"""The first and the last id of dossiers that are checked together."""
PART = 500
"""Dossiers whose logs are loaded together, and that a process checks before it takes the next part."""
WORTH_IT = 2_000
"""From how many dossiers on several processes are quicker than one."""


def check_all(
    *, processes: int | None = None, files: bool = False, known: Collection[str] = (), now: datetime | None = None
) -> Report:
    """Check every dossier and seal, in one snapshot of the database.

    ``processes`` do it; by default one for each core, for a large record. ``files`` reads the bytes of each stored
    file too; ``known`` are digests of seals that were noted elsewhere. Where ``now`` is given, live events whose day
    is long over by then must be sealed. Raises ``cores.PartError`` where one of several processes ends early.
    """
    units.forget()
    outside = sealed.Outside.read(known, now)
    if connection.in_atomic_block:
        return _check(outside, processes=1, files=files)
    with transaction.atomic(), _collecting_less():
        _one_snapshot()
        return _check(outside, processes=processes, files=files)


def check_part(snapshot: str, part: Part | None, outside: sealed.Outside, files: bool) -> Report:  # noqa: FBT001 - one of a part's arguments
    """Check the dossiers of some ids, or without any the tables, in another process's snapshot."""
    with transaction.atomic(), _collecting_less():
        _one_snapshot(snapshot)
        return _check_range(*part, files=files) if part else _check_tables(outside, files=files)


@contextmanager
def _collecting_less() -> Iterator[None]:
    """Keep the collector from what is loaded by now: it would go through the whole program again and again."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _one_snapshot(snapshot: str = "") -> None:
    """Let this transaction see one state of all: what is acted on meanwhile must not look forged."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        if snapshot:
            # Written by the server itself; no statement of its kind takes parameters.
            cursor.execute(f"SET TRANSACTION SNAPSHOT '{snapshot}'")


def _check(outside: sealed.Outside, *, processes: int | None, files: bool) -> Report:
    parts = list(_parts())
    if processes is None:
        processes = cores.usable() if len(parts) * PART > WORTH_IT else 1
    report = Report()
    if processes == 1:
        for first, last in parts:
            report.add(_check_range(first, last, files=files))
        report.add(_check_tables(outside, files=files))
        return report
    snapshot = _exported()
    # The tables take longest of all parts, and are told last.
    work = [(snapshot, part, outside, files) for part in (None, *parts)]
    with closing(cores.each("dossiers.proof.audit.check_part", work, processes=processes)) as done:
        whole, *checked = map(_report, done)
    for part in (*checked, whole):
        report.add(part)
    return report


def _report(done: object) -> Report:
    """Narrow what comes from another process."""
    assert isinstance(done, Report)  # noqa: S101
    return done


def _check_tables(outside: sealed.Outside, *, files: bool) -> Report:
    """Check what is not of one dossier: rows of none, issued reports, seals, calendars."""
    report = Report(
        differences=[*tables.check_rows(), *tables.check_cash(), *tables.check_books(), *online.check_online()],
        interests=tables.declared(),
    )
    report.add(reports.check_reports(files=files))
    report.add(sealed.check_seals(outside))
    report.remarks += [*online.left_over(), *tables.undecided_calendars()]
    return report


def _parts() -> Iterator[Part]:
    """Yield the first and the last id of each part."""
    ids = list(Dossier.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), PART):
        part = ids[start : start + PART]
        yield part[0], part[-1]


def _exported() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
    return str(snapshot)


def _check_range(first: int, last: int, *, files: bool) -> Report:
    ids = list(Dossier.objects.filter(pk__range=(first, last)).order_by("pk").values_list("pk", flat=True))
    records, unreadable = load(ids)
    report = Report(dossiers=len(ids))
    for record in records:
        _check_one(record, report, files=files)
    for pk, why in unreadable.items():
        _name_unreadable(pk, why, report)
    return report


def _check_one(record: Record, report: Report, *, files: bool) -> None:
    report.events += len(record.log)
    dossier, log = record.dossier, record.log
    report.differences += check_dossier(dossier, log) or [
        *papers.compare(dossier, log, record.files),
        *decisions.check(dossier, log, record.result, record.rests_on),
        *payments.check(dossier, log, record.payments),
        *letters.compare(dossier, log, record.letters),
        *result_files.compare(dossier, log, record.result, record.result_files),
    ]
    report.remarks += letters.remarks(dossier, log)
    if files:
        report.differences += papers.check_bytes(dossier, record.files)
        report.differences += letters.check_bytes(dossier, log, record.letters)
        report.differences += result_files.check_bytes(dossier, log, record.result, record.result_files)


def _name_unreadable(pk: int, why: str, report: Report) -> None:
    """Name a dossier that cannot be loaded: a value of it, of its events or of its files is none of ours."""
    code = Dossier.objects.values_list("code", flat=True).get(pk=pk)
    report.events += Event.objects.filter(dossier=pk).count()
    report.differences.append(Difference(code, "row", why, "what can be read"))
