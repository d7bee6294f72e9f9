"""The look-up of the first hundred that are newly due, beside one of a unique number, both through the models."""

import statistics
from collections.abc import Iterator
from datetime import datetime
from functools import partial

from bench.bench import Bench
from bench.figures import Figure
from bench.measure import Result, timed
from dossiers.background import sweeps
from dossiers.models import Dossier

LOOK_UPS = 300


def results(bench: Bench) -> Iterator[Figure]:
    """Measure both round by round."""
    now, code = first_batch()
    look_up = Dossier.objects.filter(code=code).values_list("watch_at", "pk")
    result, turns = Result("sweep"), bench.turns(LOOK_UPS)
    for _round in range(bench.rounds):
        times = [timed(partial(sweeps.due, now)) for _turn in range(turns)]
        result.latencies += times
        # Half a millisecond: the median, or a pause of the machine is what is measured.
        result.ours.append(statistics.median(times))
        result.floor.append(statistics.median(timed(look_up.get) for _turn in range(turns)))
    yield Figure.of("sweep.floor", result.ratio, result.to_json())


def first_batch() -> tuple[datetime, str]:
    """Return the instant at which a whole batch is due, and the number of its last dossier."""
    watched = Dossier.objects.filter(watch_at__isnull=False)
    now, code = watched.order_by("watch_at", "id").values_list("watch_at", "code")[sweeps.BATCH - 1]
    if now is None or len(sweeps.due(now)) != sweeps.BATCH:
        raise RuntimeError("the sweep does not find a whole batch")
    return now, code
