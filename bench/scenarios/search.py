"""The desk's search through the whole stack: by what an officer has at hand, for those who see all and for the divisions."""

from collections.abc import Callable, Iterator
from functools import partial

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership, Unit, UnitKind
from bench.bench import Bench
from bench.figures import Figure
from bench.measure import percentile, spread, timed
from bench.scenarios.worklist import PATH, signed_in

TURNS = 40
STEP = 7919
"""From one dossier to the next that is searched for."""

KINDS: dict[str, Callable[[int], str]] = {
    "number": lambda n: f"BENCH-{n:07d}"[-6:],
    "name": lambda n: f"Nguyễn Văn {n}",
    "rare": lambda n: f"09{n * STEP % 100_000_000:08d}"[-8:],
    "common": lambda n: ("nguyễn", "nguyen van", "hội khuyến học", "ky yeu", "van")[n % 5],
    "nothing": lambda n: ("khongcogi", "nguyen van xyz", "0999999999999", "kỷ yếu khongco")[n % 4],
}
"""What is typed, by what it looks for."""


def results(bench: Bench) -> Iterator[Figure]:
    """Measure each kind of search in turn for one officer of the desk and one of each division."""
    units = [Unit.objects.get(slug="mot-cua"), *Unit.objects.filter(kind=UnitKind.DIVISION, slug__startswith="bench")]
    clients = [signed_in(seat.user) for unit in units if (seat := Membership.objects.filter(unit=unit).first())]
    # The box stands above a list: whoever searches has one open.
    for client in clients:
        client.get(PATH)
    turns, most = bench.turns(TURNS), 0
    for kind, typed in KINDS.items():
        # One round is not counted, for other words: what an office has come in lately has been read by somebody before.
        for n, client in enumerate(clients[:turns]):
            _search(client, typed(1 + (n + turns) * STEP % bench.rows))
        times = [
            timed(partial(_search, clients[n % len(clients)], typed(1 + (n + 1) * STEP % bench.rows)))
            for n in range(turns)
        ]
        yield Figure.of(f"search.{kind}", 1000 * percentile(times, 0.95), spread(times))
        with CaptureQueriesContext(connection) as queries:
            _search(clients[0], typed(STEP))
        most = max(most, len(queries))
    yield Figure.of("search.statements", most)


def _search(client: Client, typed: str) -> None:
    answer = client.get(PATH, {"q": typed})
    if answer.status_code not in (200, 302):
        raise RuntimeError(f"{typed}: {answer.status_code}")
