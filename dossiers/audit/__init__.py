"""The proof of the record: from each log everything is computed again and compared with what is stored."""

import os
from collections.abc import Collection, Iterator

from django.db import connection, transaction

from dossiers import processes
from dossiers.audit import papers, people, sealed
from dossiers.audit.log import check_dossier
from dossiers.audit.report import Difference, Report
from dossiers.models import Dossier

__all__ = ["Difference", "Report", "check_all", "check_dossier", "check_range"]

CHUNK = 500
"""Dossiers whose logs are loaded together."""
PART = 1_000
"""Dossiers that a process checks before it takes the next part."""
WORTH_IT = 2_000
"""From how many dossiers on several processes are quicker than one."""


def check_all(*, jobs: int | None = None, files: bool = False, known: Collection[str] = ()) -> Report:
    """Check every dossier and seal, in one snapshot of the database.

    ``jobs`` processes do it; by default as many as there are processors, for a large record. ``files`` reads the
    bytes of each stored file too; ``known`` are digests of seals that were noted elsewhere.
    """
    people.forget_units()
    if connection.in_atomic_block:
        return _check(jobs=1, files=files, known=known)
    with transaction.atomic():
        _one_snapshot()
        return _check(jobs=jobs, files=files, known=known)


def check_range(snapshot: str, first: int, last: int, files: bool) -> Report:  # noqa: FBT001 - one of a task's arguments
    """Check the dossiers of some ids in another process's snapshot."""
    with transaction.atomic():
        _one_snapshot(snapshot)
        return _check_range(first, last, files=files)


def _one_snapshot(snapshot: str = "") -> None:
    """Let this transaction see one state of all: what is acted on meanwhile must not look forged."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        if snapshot:
            # Written by the server itself; no statement of its kind takes parameters.
            cursor.execute(f"SET TRANSACTION SNAPSHOT '{snapshot}'")


def _check(*, jobs: int | None, files: bool, known: Collection[str]) -> Report:
    parts = list(_parts())
    if jobs is None:
        jobs = len(os.sched_getaffinity(0)) if len(parts) * PART > WORTH_IT else 1
    report = Report()
    if jobs == 1:
        for first, last in parts:
            report.add(_check_range(first, last, files=files))
        report.add(sealed.check_seals(known))
        return report
    tasks = [(_exported(), first, last, files) for first, last in parts]
    checked = processes.each("dossiers.audit.check_range", tasks, jobs=jobs)
    seals = sealed.check_seals(known)
    for part in checked:
        assert isinstance(part, Report)  # noqa: S101 - narrows what comes from another process
        report.add(part)
    report.add(seals)
    return report


def _parts() -> Iterator[tuple[int, int]]:
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
    report = Report()
    dossiers = Dossier.objects.filter(pk__range=(first, last)).order_by("pk")
    dossiers = dossiers.select_related("version").defer("version__text")
    for dossier in dossiers.prefetch_related("events__payload", "attachments").iterator(chunk_size=CHUNK):
        log = sorted(dossier.events.all(), key=lambda event: event.sequence)
        rows = list(dossier.attachments.all())
        report.dossiers += 1
        report.events += len(log)
        differences = check_dossier(dossier, log)
        report.differences += differences or papers.check(dossier, log, rows)
        if files:
            report.differences += papers.check_bytes(dossier, rows)
    return report
