"""The manager's page of a million dossiers, its sums beside a plain GROUP BY over the rows, and what keeping them costs an act."""

import multiprocessing
import statistics
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import Unit, User
from bench.bench import Bench
from bench.figures import Figure
from bench.measure import Result, percentile, spread, timed
from bench.scenarios.act import accepted, transfer
from bench.scenarios.worklist import signed_in
from dossiers.reports import cells, counted
from dossiers.reports import statistics as rows
from dossiers.reports.periods import Period
from dossiers.reports.selection import Selection

PAGES, READS, ACTS, WRITERS = 12, 20, 24, 4
WARM = 6
"""Acts of each writer before it is measured: a server's connections are kept, and know the way already."""
IMAGES = 10_000
TURNS = 16
"""Pairs of runs with the triggers and without: one of them says little, since a run waits for the disk by chance."""
PATH = "/quan-ly/"
TRIGGERS = ("counted_from", "counted_anew")


def results(bench: Bench) -> Iterator[Figure]:
    """Measure the page, the sums by what dossiers are and by who had them, and acts with and without the triggers."""
    today = timezone.localdate()
    _add_up()
    yield from _pages(bench, today)
    period = Period(date(today.year - 5, 1, 1), today)
    agency = Selection((Unit.objects.get(slug="so-tttt").pk,))
    for key, names in (("sums", ("procedure",)), ("people", ("assignee",))):
        result = Result(key)
        for _round in range(bench.rounds):
            now = timezone.now()
            ours = [timed(partial(counted.by, agency, period, now, *names)) for _turn in range(bench.turns(READS))]
            result.ours.append(statistics.median(ours))
            result.floor.append(timed(partial(rows.by, agency.dossiers, period, now, *names)))
            result.latencies += ours
        yield Figure.of(f"reports.{key}", result.ratio, result.to_json())
    yield _upkeep(bench)


def _add_up() -> None:
    """Add up what other scenarios have changed, as the run does every minute: by then a day's acts are not waiting."""
    while waiting := cells.waiting(IMAGES):
        cells.add(waiting)


def _pages(bench: Bench, today: date) -> Iterator[Figure]:
    client = signed_in(User.objects.get(username="lan"))
    year = f"start={today.year}-01-01&end={today}"
    five = f"start={today.year - 5}-01-01&end={today}"
    narrowed = [f"{year}&sector=bao-chi&channel=online", f"{five}&procedure=gp-ban-tin&channel=online"]
    divided = f"unit={Unit.objects.filter(kind='division', parent__slug='so-tttt').latest('pk').slug}"
    person = f"person={User.objects.filter(username__startswith='bench-').order_by('pk').first().pk}"  # type: ignore[union-attr]
    others = [
        "",
        five,
        f"{five}&by=person",
        f"{year}&by=outcome",
        f"{five}&{divided}&by=person",
        f"{five}&{person}&by=sector",
    ]
    yield _page("reports.page", bench, client, narrowed)
    yield _page("reports.form", bench, client, [year, five], path=f"{PATH}bao-cao/ii-06a/")
    yield _page("reports.any", bench, client, others)


def _page(key: str, bench: Bench, client: Client, queries: list[str], path: str = PATH) -> Figure:
    by_query = {
        query: [timed(partial(_opened, client, f"{path}?{query}")) for _n in range(bench.turns(PAGES))]
        for query in queries
    }
    slowest = max(by_query.values(), key=statistics.median)
    details = {query: spread(times) for query, times in by_query.items()}
    return Figure.of(key, 1000 * percentile(slowest, 0.5), details)


def _opened(client: Client, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address}: {answer.status_code}")


def _upkeep(bench: Bench) -> Figure:
    """Return by how much an act of four writers at once is dearer with the triggers than without."""
    result = Result("upkeep")
    for number in range(bench.turns(TURNS) + 1):
        times = {}
        for is_counted in (True, False) if number % 2 else (False, True):
            _switch(is_counted=is_counted)
            times[is_counted] = _acts(bench.turns(ACTS))
        if number:
            result.ours.append(times[True])
            result.floor.append(times[False])
    _switch(is_counted=True)
    return Figure.of("reports.upkeep", 100 * (result.ratio - 1), result.to_json())


def _switch(*, is_counted: bool) -> None:
    with connection.cursor() as cursor:
        for trigger in TRIGGERS:
            cursor.execute(f"ALTER TABLE dossiers_dossier {'ENABLE' if is_counted else 'DISABLE'} TRIGGER {trigger}")


def _acts(count: int) -> float:
    """Return the seconds of a usual transfer, one in the middle of all, while four processes make them at once."""
    works = [[transfer(accepted()) for _n in range(WARM + count)] for _writer in range(WRITERS)]
    connection.close()
    context = multiprocessing.get_context("fork")
    begin, times = context.Barrier(WRITERS), context.SimpleQueue()
    writers = [context.Process(target=_write, args=(work, begin, times)) for work in works]
    for writer in writers:
        writer.start()
    found: list[float] = [seconds for _writer in writers for seconds in times.get()]
    for writer in writers:
        writer.join()
    return statistics.median(found)


def _write(
    work: list[Callable[[], object]],
    begin: "multiprocessing.synchronize.Barrier",
    times: "multiprocessing.SimpleQueue[list[float]]",
) -> None:
    for act in work[:WARM]:
        act()
    begin.wait()
    times.put([timed(act) for act in work[WARM:]])
    connection.close()
