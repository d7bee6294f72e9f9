"""The desk's page of 50 rows through the whole stack, beside raw SQL and an f-string; and the lists of all officers."""

from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from accounts.models import Unit, User
from bench import floors, people
from bench.bench import Bench
from bench.figures import Figure
from bench.measure import Result, percentile, spread, timed

PAGES = 10
"""Of a round: a machine that is shared is slow for a tenth of a second at a time, which then falls on both sides."""
ROUNDS = 6
"""To each usual one."""
ROWS = 50
PATH = "/mot-cua/"


def results(bench: Bench) -> Iterator[Figure]:
    """Measure a full page of a desk officer, then one page of each of the 200 officers."""
    desk = Unit.objects.get(slug="mot-cua").pk
    officers = people.officers()
    open_page = opening(next(one for one in officers if one.memberships.filter(unit=desk).exists()), PATH)
    shown = open_page().count(b'scope="row"')
    if shown != ROWS:
        raise RuntimeError(f"the work-list shows {shown} rows")
    result, turns = Result("work-list"), bench.turns(PAGES)
    with bench.raw() as (line,):
        for _round in range(ROUNDS * bench.rounds):
            times = [timed(open_page) for _turn in range(turns)]
            result.latencies += times
            result.ours.append(sum(times) / turns)
            result.floor.append(sum(timed(partial(floors.page, line, desk)) for _turn in range(turns)) / turns)
    yield Figure.of("worklist.floor", result.ratio, result.to_json())
    yield Figure.of("worklist.ms", 1000 * percentile(result.latencies, 0.5))
    with CaptureQueriesContext(connection) as queries:
        page = open_page()
    yield Figure.of("worklist.statements", len(queries), {"statements": [row["sql"][:160] for row in queries]})
    yield Figure.of("worklist.kb", len(page) / 1000)
    lists = [timed(partial(signed_in(officer).get, PATH)) for officer in officers[:: max(1, round(1 / bench.scale))]]
    yield Figure.of("worklist.officers", 1000 * percentile(lists, 0.95), spread(lists))


def opening(user: User, path: str) -> Callable[[], bytes]:
    """Return what asks for a page as a server hands a request on, and returns its body: a test's browser costs time of its own.

    It sends the cookies that a browser has once it has seen the page.

    Raises ``RuntimeError`` for any answer that is no page.
    """
    handler, statuses, browser = WSGIHandler(), list[str](), signed_in(user)
    browser.get(path)

    def start(status: str, _headers: object, _failure: object = None, /) -> Callable[[bytes], object]:
        statuses.append(status)
        return bytes

    request = RequestFactory().get(path, headers={"host": "127.0.0.1"}).environ
    cookies = "; ".join(f"{one.key}={one.value}" for one in browser.cookies.values())

    def page() -> bytes:
        environ = {**request, "HTTP_COOKIE": cookies, "wsgi.input": BytesIO()}
        answer = handler(environ, start)
        try:
            if statuses.pop() != "200 OK":
                raise RuntimeError(path)
            return b"".join(answer)
        finally:
            answer.close()

    return page


def signed_in(user: User) -> Client:
    """Return a browser in this process, signed in."""
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user)
    return client
