"""What becomes of a look-up, of lists, of search and of writing when the background grows: two databases in turn, in one process.

Both are copies of the same walked dossiers and give the same ids, so that nothing that is remembered in the process is wrong.
"""

import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import count

from django.db import connection
from django.utils import timezone

from accounts.models import User
from accounts.seats import Seats, seats_of
from bench import databases, filings, people
from bench.bench import Bench, use
from bench.figures import Figure
from bench.measure import timed
from bench.scenarios import search
from bench.scenarios.act import accepted, transfer
from bench.scenarios.sweep import first_batch
from dossiers import commands, queries
from dossiers import search as found
from dossiers.background import sweeps
from dossiers.lists.filters import Filters
from dossiers.lists.listed import listed
from dossiers.models import Dossier
from dossiers.queries import Cursor

FROM_ROWS = 20_000
READS, WRITES = 60, 25
PAGE = 1_000
"""The list page that is far behind."""

type Turns = Mapping[str, Callable[[], float]]
"""For each figure what gives the seconds of one turn."""


def results(bench: Bench) -> Iterator[Figure]:
    """Measure both databases round by round."""
    small = min(FROM_ROWS, bench.rows)
    databases.ready(bench.cluster, small, databases.SMALL)
    times: dict[str, list[tuple[float, float]]] = {}
    try:
        for number in range(bench.rounds + 1):
            # Each is the first one in turn: whatever the round before has left behind hits both.
            order = (databases.SMALL, databases.RUN)[:: -1 if number % 2 else 1]
            found = {name: _round(bench, name) for name in order}
            if number:
                for key, few in found[databases.SMALL].items():
                    times.setdefault(key, []).append((few, found[databases.RUN][key]))
    finally:
        use(databases.RUN)
        databases.drop(bench.cluster, databases.SMALL)
    for key, pairs in times.items():
        details = {"ms": [[round(1000 * few, 3), round(1000 * many, 3)] for few, many in pairs], "from_rows": small}
        yield Figure.of(f"growth.{key}", statistics.median(many / few for few, many in pairs), details)


def _round(bench: Bench, database: str) -> dict[str, float]:
    """Return the median seconds of each thing on a database."""
    use(database)
    connection.ensure_connection()
    found = {}
    for key, turn in _turns(bench).items():
        turn()
        repeats = WRITES if key in {"submit", "act"} else READS
        found[key] = statistics.median(turn() for _n in range(bench.turns(repeats)))
    return found


def _turns(bench: Bench) -> Turns:
    now, code = first_batch()
    leader = User.objects.get(username="lan")
    seats, at = seats_of(leader, timezone.localdate()), timezone.now()
    ended = queries.worklist("done", seats, at)
    narrowed = listed(Filters("done", (("channel", "online"), ("verdict", "early"))), seats, at)
    page = partial(queries.page_of, ended.dossiers, by=ended.by, newest_first=ended.newest_first)
    owner = people.citizens(1)[0]
    drafts = iter(filings.ours(owner, bench.turns(WRITES) + 1))
    dossiers = iter([accepted() for _n in range(bench.turns(WRITES) + 1)])
    return {
        "lookup": partial(timed, Dossier.objects.filter(code=code).values_list("watch_at", "pk").get),
        "first": partial(timed, partial(page, after="")),
        "thousandth": partial(timed, partial(page, after=_far(ended))),
        "narrowed": partial(timed, partial(narrowed.page, "")),
        # Under another stamp each time, as after an act of somebody.
        "counts": lambda: timed(partial(queries.counts, seats, at, f"bench-{time.perf_counter_ns()}")),
        "sweep": partial(timed, partial(sweeps.due, now)),
        "submit": lambda: timed(partial(commands.submit, next(drafts).key, owner=owner, at=timezone.now())),
        "act": lambda: timed(transfer(next(dossiers))),
        **{f"search_{kind}": partial(_searched, seats, map(typed, count(1))) for kind, typed in search.KINDS.items()},
    }


def _searched(seats: Seats, texts: Iterator[str]) -> float:
    """Return the seconds of one search; each is for another text, and what is searched for is in both databases."""
    return timed(partial(found.search, next(texts), seats))


def _far(worklist: queries.Worklist) -> str:
    """Return the cursor of the list's page 1,000, or of its last whole one."""
    order = [f"-{worklist.by}", "-id"] if worklist.newest_first else [worklist.by, "id"]
    rows = worklist.dossiers.order_by(*order).values_list(worklist.by, "pk")
    place = min((PAGE - 1) * queries.PAGE, rows.count() - queries.PAGE - 1) - 1
    value, pk = rows[place]
    return Cursor(value, pk).write()
