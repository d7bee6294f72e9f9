"""Submissions over HTTP by four people at once, beside raw statements on four connections and the naive reference."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial

import psycopg
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench import filings, floors, people, server
from bench.bench import Bench
from bench.figures import Figure
from bench.lines import Line, cookies_of
from bench.measure import Result, percentile
from bench.naive import models as naive_models
from dossiers.commands import submit
from dossiers.models import Draft
from portal.demo import story

CLIENTS = 4
SUBMISSIONS = 160
"""In a round, by all clients together."""
BORDERS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
"""What is no statement of the work."""

type Post = tuple[Line, str, str, dict[str, str]]
"""A connection, cookies, an address, and the fields of a form."""


def results(bench: Bench) -> Iterator[Figure]:
    """Measure rates and latencies over HTTP, and count statements in the process."""
    share = max(2, bench.turns(SUBMISSIONS) // CLIENTS)
    floor, naive = Result("floor"), Result("naive")
    owners = people.citizens(CLIENTS)
    model = floors.Model.of(story.file("alice", at=timezone.now()))
    answers = json.dumps(dict(story.ANSWERS))
    with server.running() as site, bench.raw(CLIENTS) as raw, ExitStack() as stack:
        lines = [stack.enter_context(Line(site.port)) for _owner in owners]
        cookies = [cookies_of(owner) for owner in owners]
        for number in range(bench.rounds + 1):
            posts = _ours(lines, cookies, [filings.ours(owner, share) for owner in owners])
            naive_posts = _naive(lines, cookies, [filings.naive_ones(owner, share) for owner in owners])
            taken = [_together(posts), _together(naive_posts), _together(_raw(raw, model, answers, share))]
            # The first round warms up.
            if number:
                _note(floor, naive, taken, share * CLIENTS)
    yield Figure.of("submit.floor", floor.share, floor.to_json())
    yield Figure.of("submit.naive", naive.share, naive.to_json())
    yield Figure.of("submit.spread", percentile(floor.latencies, 0.95) / percentile(floor.latencies, 0.5))
    yield Figure.of("submit.ms", 1000 * percentile(floor.latencies, 0.5))
    said = statements()
    yield Figure.of("submit.statements", len(said), {"statements": said})


def statements() -> list[str]:
    """Return what a submission asks of the database in the process, warm, without the borders of its transaction."""
    owner = people.citizens(1)[0]
    for draft in filings.ours(owner, 2):
        with CaptureQueriesContext(connection) as queries:
            submit(draft.key, owner=owner, at=timezone.now())
    return worked(queries)


def worked(queries: CaptureQueriesContext) -> list[str]:
    """Return the beginning of each statement that does some work."""
    said = [str(query["sql"]).strip() for query in queries.captured_queries]
    return [one[:160] for one in said if not one.upper().startswith(BORDERS)]


def _note(floor: Result, naive: Result, taken: list[tuple[float, list[float]]], count: int) -> None:
    """Keep a round: ours, the naive reference's, the floor's."""
    (ours_seconds, latencies), (naive_seconds, _each), (floor_seconds, _each) = taken
    for result, other in ((floor, floor_seconds), (naive, naive_seconds)):
        result.ours.append(ours_seconds / count)
        result.floor.append(other / count)
        result.latencies += latencies


def _ours(lines: Sequence[Line], cookies: Sequence[str], drafts: Sequence[Sequence[Draft]]) -> list[list[Callable[[], object]]]:  # fmt: skip
    path = f"/ho-so/nop/{story.SLUG}/kiem-tra/"
    return [
        [
            partial(
                _post, (line, who, path, {"do": "submit", "key": str(draft.key), "seen": draft.saved_at.isoformat()})
            )
            for draft in own
        ]
        for line, who, own in zip(lines, cookies, drafts, strict=True)
    ]


def _naive(lines: Sequence[Line], cookies: Sequence[str], drafts: Sequence[Sequence[naive_models.Draft]]) -> list[list[Callable[[], object]]]:  # fmt: skip
    path = f"/bench/naive/{story.SLUG}/"
    return [
        [partial(_post, (line, who, path, {"key": str(draft.key)})) for draft in own]
        for line, who, own in zip(lines, cookies, drafts, strict=True)
    ]


def _raw(lines: Sequence[psycopg.Connection], model: floors.Model, answers: str, share: int) -> list[list[Callable[[], object]]]:  # fmt: skip
    return [[partial(floors.submit, line, model, answers)] * share for line in lines]


def _post(post: Post) -> None:
    line, cookies, path, fields = post
    reply = line.post(path, fields, cookies)
    if not reply.location.endswith("/da-nop/"):
        raise RuntimeError(f"a submission led to {reply.location!r}, {reply.status}")


def _together(work: Sequence[Sequence[Callable[[], object]]]) -> tuple[float, list[float]]:
    """Let each client do its own one after the other, all at once; return the whole time and every latency."""
    began = time.perf_counter()
    with ThreadPoolExecutor(len(work)) as pool:
        latencies = [latency for own in pool.map(_each, work) for latency in own]
    return time.perf_counter() - began, latencies


def _each(work: Sequence[Callable[[], object]]) -> list[float]:
    latencies = []
    for one in work:
        began = time.perf_counter()
        one()
        latencies.append(time.perf_counter() - began)
    return latencies
