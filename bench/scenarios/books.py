"""A year's register by the jobs that make it: printed in volumes, with the memory that this takes, and as a workbook."""

import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from django.utils import timezone, translation

from accounts.models import User
from accounts.seats import seats_of
from bench.bench import Bench
from bench.figures import Figure
from bench.measure import timed
from bench.scenarios.exports import finish, listed
from bench.scenarios.upload import MB, peak
from dossiers.manager.details.register import FILE
from dossiers.models import Export, Format
from dossiers.papers.books import volumes
from dossiers.reports import export
from dossiers.reports.export import Asked, By
from dossiers.reports.official.register import Book
from dossiers.reports.periods import named
from dossiers.reports.selection import scope_of

PRINTED, WRITTEN = 2_000, 100_000
"""Lines of the volumes, and of the workbook."""


def results(bench: Bench) -> Iterator[Figure]:
    """Print a small book first, as a worker has before, then measure one of many lines; then write a workbook.

    What is printed is the work of the process alone, and its rate is by the time of the processor, whatever runs beside it.
    """
    finish(_volumes(20))
    begun = _volumes(bench.turns(PRINTED))
    peak(anew=True)
    details = _finished(begun)
    yield Figure.of("books.print", begun.chosen / details["processor"], details)
    yield Figure.of("books.memory", peak() / MB, {"lines": begun.chosen})
    workbook = _begun(bench.turns(WRITTEN), Format.XLSX)
    details = _finished(workbook)
    # Of fewer dossiers in the background as long as it would be of all of them.
    yield Figure.of("books.xlsx", details["seconds"] * WRITTEN / workbook.chosen, details)


def _finished(begun: Export) -> dict[str, float]:
    """Make a file, and return how long that took by the clock and of the processor."""
    began = time.process_time()
    seconds = timed(partial(finish, begun))
    return {"lines": begun.chosen, "seconds": round(seconds, 2), "processor": round(time.process_time() - began, 2)}


def _begun(lines: int, form: Format) -> Export:
    leader, now = User.objects.get(username="lan"), timezone.now()
    asked = Asked(listed()[:lines], FILE, "bench", form, By.FIGURES)
    return export.begin(asked, by=leader, seats=seats_of(leader, timezone.localdate()), at=now)


def _volumes(lines: int) -> Export:
    leader, now = User.objects.get(username="lan"), timezone.now()
    seats = seats_of(leader, timezone.localdate())
    scope = scope_of(seats)
    if scope is None:
        raise RuntimeError("the leader answers for nothing")
    with translation.override("vi"):
        book = Book.of(scope.selection, named(timezone.localdate(now))["year"], (), at=now, by=leader.get_full_name())
        asked = Asked(listed()[:lines], FILE, "bench", Format.VOLUMES, By.FIGURES)
        return volumes.begin(replace(asked, columns=()), book, by=leader, seats=seats, at=now)
