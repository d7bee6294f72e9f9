"""Which server, and which way to the database: gunicorn and granian, kept connections and a pool, where values are bound.

Both sides stand at once and are asked in turn. Beside the time on the clock stands the processor time of the server's own
processes, which tells more on a machine that is busy with something else.
"""

import os
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import NamedTuple

from accounts.models import User
from bench import filings, people, server
from bench.bench import Bench
from bench.figures import RATIO, Figure, Kind
from bench.lines import Line, cookies_of
from bench.measure import percentile
from bench.scenarios.worklist import PATH
from bench.server import GUNICORN, Server
from portal.demo import story

CLIENTS = 4
PAGES, LIGHT_PAGES, SUBMISSIONS = 60, 160, 40
"""In a round, by all clients together."""
GRANIAN = ("-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", "{port}", "--workers", "2", "--blocking-threads", "8", "--no-log", "portal.wsgi:application")  # fmt: skip
POOL, CLIENT_BINDING = {"BENCH_POOL": "1"}, {"BENCH_CLIENT_BINDING": "1"}
FIRST = "gunicorn"
WORK = ("light page", "work-list", "submission")
VARIANTS: Mapping[str, tuple[tuple[str, ...], Mapping[str, str]]] = {
    FIRST: (GUNICORN, {}),
    "granian": (GRANIAN, {}),
    "gunicorn, pool": (GUNICORN, POOL),
    "granian, pool": (GRANIAN, POOL),
    "gunicorn, client binding": (GUNICORN, CLIENT_BINDING),
}
TICK = os.sysconf("SC_CLK_TCK")


class Cost(NamedTuple):
    """What a request took in a round, in seconds: on the clock, of the server's processors, and at its 95th percentile."""

    clock: float
    processor: float
    p95: float


def results(bench: Bench) -> Iterator[Figure]:
    """Stand each variant beside the first and ask both for the same, round by round."""
    for name in VARIANTS:
        if name != FIRST:
            yield from _beside(bench, name)


def _beside(bench: Bench, name: str) -> Iterator[Figure]:
    """Compare one variant with the first; more at once would take more connections than the database has."""
    costs: dict[tuple[str, str], list[Cost]] = {}
    with ExitStack() as stack:
        started = {one: server.running(VARIANTS[one][0], **VARIANTS[one][1]) for one in (FIRST, name)}
        sites = {one: stack.enter_context(site) for one, site in started.items()}
        lines = {one: [stack.enter_context(Line(site.port)) for _n in range(CLIENTS)] for one, site in sites.items()}
        for number in range(bench.rounds + 1):
            for what in WORK:
                # Each is the first one in turn.
                for one in (FIRST, name)[:: -1 if number % 2 else 1]:
                    cost = _asked(sites[one], _work(bench, what, lines[one]))
                    if number:
                        costs.setdefault((one, what), []).append(cost)
        memory = {one: round(sum(map(server.pss_mb, tree(site.pid)))) for one, site in sites.items()}
    for what in WORK:
        yield _compared(name, what, costs[FIRST, what], costs[name, what], memory)


def tree(pid: int) -> list[int]:
    """Return a process and all below it."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in tree(int(child)))]


def _compared(name: str, what: str, first: list[Cost], other: list[Cost], memory: Mapping[str, int]) -> Figure:
    pairs = list(zip(other, first, strict=True))
    by_processor = [one.processor / base.processor for one, base in pairs]
    details = {
        "by_processor_time": [round(one, 3) for one in by_processor],
        "processor_ms": [round(1000 * statistics.median(c.processor for c in side), 2) for side in (other, first)],
        "clock_ms": [round(1000 * statistics.median(c.clock for c in side), 2) for side in (other, first)],
        "p95_ms": [round(1000 * statistics.median(c.p95 for c in side), 1) for side in (other, first)],
        "pss_mb": [memory[name], memory[FIRST]],
    }
    value = statistics.median(one.clock / base.clock for one, base in pairs)
    words = f"{what}, {name} by {FIRST}; by processor time {statistics.median(by_processor):.3g}"
    return Figure(f"servers.{name}.{what}", round(value, 3), Kind(words, RATIO), details)


def _work(bench: Bench, what: str, lines: Sequence[Line]) -> list[list[Callable[[], object]]]:
    """Return what each client does in a round, ready to be done."""
    if what == "light page":
        return [[partial(line.get, "/tra-cuu/")] * (bench.turns(LIGHT_PAGES) // CLIENTS or 1) for line in lines]
    if what == "work-list":
        bob = cookies_of(User.objects.get(username="bob"))
        return [[partial(line.get, PATH, bob)] * (bench.turns(PAGES) // CLIENTS or 1) for line in lines]
    work: list[list[Callable[[], object]]] = []
    for owner, line in zip(people.citizens(CLIENTS), lines, strict=True):
        cookies = cookies_of(owner)
        path, own = f"/ho-so/nop/{story.SLUG}/kiem-tra/", filings.ours(owner, bench.turns(SUBMISSIONS) // CLIENTS or 1)
        forms = [{"do": "submit", "key": str(one.key), "seen": one.saved_at.isoformat()} for one in own]
        work.append([partial(line.post, path, form, cookies) for form in forms])
    return work


def _asked(site: Server, work: Sequence[Sequence[Callable[[], object]]]) -> Cost:
    """Let all clients ask at once, each for its own one after the other."""
    count = sum(map(len, work))
    before, began = _processor_seconds(site), time.perf_counter()
    with ThreadPoolExecutor(len(work)) as pool:
        latencies = [latency for own in pool.map(_each, work) for latency in own]
    seconds = time.perf_counter() - began
    return Cost(seconds / count, (_processor_seconds(site) - before) / count, percentile(latencies, 0.95))


def _each(work: Sequence[Callable[[], object]]) -> list[float]:
    latencies = []
    for one in work:
        began = time.perf_counter()
        reply = one()
        latencies.append(time.perf_counter() - began)
        if getattr(reply, "status", 500) >= 400:
            raise RuntimeError(f"a server answers {reply}")
    return latencies


def _processor_seconds(site: Server) -> float:
    """Return what the processes of a server have used of the processors so far."""
    fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in tree(site.pid)]
    return sum(int(row[11]) + int(row[12]) for row in fields) / TICK
