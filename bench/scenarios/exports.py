"""A list of the manager as a file, beside a COPY of the columns that it is made of; and the memory that a long one takes."""

import os
import tempfile
from collections.abc import Iterator
from functools import partial

from django.db import connection
from django.utils import timezone

from accounts.models import User
from accounts.seats import seats_of
from bench.bench import Bench
from bench.figures import Figure
from bench.measure import Result, timed
from bench.scenarios.upload import MB, peak
from dossiers.background import jobs
from dossiers.manager.lists.listed import FILE
from dossiers.models import DossierQuerySet, Export, Format, JobState
from dossiers.reports import export
from dossiers.reports.export import Asked, By
from dossiers.reports.files.listed import LOCAL, fields_of
from dossiers.reports.selection import scope_of
from dossiers.reports.sheets import ROWS as FORMS

ROWS, ROUNDS = 100_000, 3


def results(bench: Bench) -> Iterator[Figure]:
    """Measure files of the first dossiers of a list round by round, then files of the whole list."""
    dossiers = listed()
    first = dossiers[: bench.turns(ROWS)]
    times = {form: Result(form.value) for form in FORMS}
    for number in range(min(ROUNDS, bench.rounds) + 1):
        floor = timed(partial(_copied, first))
        ours = {form: timed(partial(finish, _begun(first, form))) for form in FORMS}
        if number or bench.rounds == 1:
            for form, result in times.items():
                result.ours.append(ours[form])
                result.floor.append(floor)
    for form, result in times.items():
        yield Figure.of(f"exports.{form.value}", result.ratio, result.to_json() | {"rows": bench.turns(ROWS)})
    yield from _long(dossiers)


def listed() -> DossierQuerySet:
    """Return what the leader's figures are about, in an order of their list."""
    scope = scope_of(seats_of(User.objects.get(username="lan"), timezone.localdate()))
    if scope is None:
        raise RuntimeError("the leader answers for nothing")
    return scope.selection.dossiers.filter(accepted_at__isnull=False).order_by("accepted_at", "id")


def _begun(dossiers: DossierQuerySet, form: Format) -> Export:
    leader, now = User.objects.get(username="lan"), timezone.now()
    seats = seats_of(leader, timezone.localdate())
    return export.begin(Asked(dossiers, FILE, "bench", form, By.FIGURES), by=leader, seats=seats, at=now)


def finish(begun: Export) -> None:
    """Make a file to its end and forget it."""
    while jobs.go_on(begun.job_id, now=timezone.now(), seconds=3600):
        pass
    begun.refresh_from_db(fields=["size", "left_out"])
    begun.job.refresh_from_db()
    if begun.job.state != JobState.DONE or begun.left_out or not begun.size:
        raise RuntimeError(f"no whole file: {begun.job.why}")
    begun.job.delete()


def _copied(dossiers: DossierQuerySet) -> None:
    """Copy what the file is made of, as it lies in the database, in the same order to a file of this machine."""
    names = dict.fromkeys(field.removesuffix(LOCAL) for field in fields_of(FILE))
    statement, params = dossiers.values_list(*names).query.sql_with_params()
    with connection.cursor() as cursor, tempfile.TemporaryFile() as file:
        with cursor.copy(f"COPY ({statement}) TO STDOUT (FORMAT csv, HEADER)", params) as lines:
            for line in lines:
                file.write(line)
        file.flush()
        os.fsync(file.fileno())


def _long(dossiers: DossierQuerySet) -> Iterator[Figure]:
    """Yield how long it takes to begin files of the whole list, and how much memory it takes to make them."""
    begun, taken, rows = {}, {}, dossiers.count()
    for form in FORMS:
        kept: list[Export] = []
        begun[form.value] = timed(partial(_keep, dossiers, form, kept))
        before = peak(anew=True)
        seconds = timed(partial(finish, kept[0]))
        taken[form.value] = {"mb": round((peak() - before) / MB, 1), "seconds": round(seconds, 1)}
    yield Figure.of("exports.begin", 1000 * max(begun.values()), {"rows": rows})
    yield Figure.of("exports.memory", max(one["mb"] for one in taken.values()), {"rows": rows, **taken})


def _keep(dossiers: DossierQuerySet, form: Format, into: list[Export]) -> None:
    into.append(_begun(dossiers, form))
